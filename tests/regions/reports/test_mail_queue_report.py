"""The report of the e-mails that wait: what it tells, what it keeps to itself, and its button."""

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup, Tag
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from base.models import User
from regions.mail import queue
from regions.models import OutgoingMail
from tests.factories.base import offer
from tests.factories.people import admin, fields_of, log_in

pytestmark = pytest.mark.django_db

MAILS = "/admin/reports/mails/"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def browser() -> Client:
    offer("en")
    return admin()


def mail(subject: str = "Your log-in", **fields: Any) -> OutgoingMail:
    queue.put(EmailMessage(subject, "Secret link", "from@example.org", ["ana@example.org"]))
    OutgoingMail.objects.filter(subject=subject).update(**fields)
    return OutgoingMail.objects.get(subject=subject)


def refused(subject: str = "Refused") -> OutgoingMail:
    return mail(subject, next_try=None, attempts=1, error="SMTPRecipientsRefused: 550 unknown")


def document(browser: Client, address: str = MAILS) -> BeautifulSoup:
    return BeautifulSoup(browser.get(address).content, "html.parser")


def rows(browser: Client, address: str = MAILS) -> list[str]:
    return [row.get_text(" ", strip=True) for row in document(browser, address).select("table.listing tbody tr")]


def subjects(browser: Client, address: str = MAILS) -> list[str]:
    return [cell.get_text() for cell in document(browser, address).select("td.title > bdi")]


# What it tells --------------------------------------------------------------------------------------------------------


def test_an_e_mail_that_waits_is_told_with_what_kept_it_and_when_it_is_tried_next(browser: Client) -> None:
    with time_machine.travel(NOW, tick=False):
        mail(attempts=2, error="SMTPDataError: busy", next_try=NOW + timedelta(minutes=15))
        [row] = rows(browser)
    assert all(text in row for text in ("Your log-in", "ana@example.org", "2", "SMTPDataError: busy", "March 2, 2026"))
    assert "due since" not in row


def test_an_e_mail_whose_turn_has_come_says_since_when(browser: Client) -> None:
    mail(next_try=timezone.now() - timedelta(hours=1))
    assert "due since" in rows(browser)[0]


def test_an_e_mail_that_was_refused_is_given_up_and_stands_last(browser: Client) -> None:
    refused()
    mail("Later", next_try=timezone.now() + timedelta(hours=1))
    mail("Sooner")
    assert subjects(browser) == ["Sooner", "Later", "Refused"]
    assert "Given up" in rows(browser)[2]


def test_what_was_sent_does_not_wait(browser: Client) -> None:
    mail(sent_at=timezone.now(), next_try=None)
    assert subjects(browser) == []
    assert "No e-mail waits." in browser.get(MAILS).content.decode()


@pytest.mark.parametrize(("state", "found"), [("waiting", ["Your log-in"]), ("given-up", ["Refused"])])
def test_those_in_one_state_are_listed_alone(browser: Client, state: str, found: list[str]) -> None:
    mail()
    refused()
    assert subjects(browser, f"{MAILS}?state={state}") == found
    assert subjects(browser, f"{MAILS}results/?state={state}") == found


@pytest.mark.parametrize("address", [MAILS, f"{MAILS}results/", f"{MAILS}?export=csv"])
def test_the_text_of_an_e_mail_is_shown_nowhere(browser: Client, address: str) -> None:
    mail()
    answer: Any = browser.get(address)
    said = b"".join(answer) if answer.streaming else answer.content
    assert b"Your log-in" in said
    assert b"Secret link" not in said


def test_the_report_costs_the_same_for_any_number_of_e_mails(browser: Client) -> None:
    counts = []
    for number in (3, 30):
        for one in range(number):
            mail(f"{number}-{one}")
        browser.get(MAILS)
        with CaptureQueriesContext(connection) as captured:
            browser.get(MAILS)
        assert not any('"content"' in query["sql"] for query in captured)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_e_mails_are_exported_and_none_of_them_is_a_formula(browser: Client) -> None:
    mail("=1+1")
    refused()
    answer: Any = browser.get(f"{MAILS}?export=csv")
    first, second = csv.DictReader(StringIO(b"".join(answer.streaming_content).decode()))
    assert (first["Subject"], first["Recipients"], first["State"]) == ("'=1+1", "ana@example.org", "Waiting")
    assert (second["State"], second["Next attempt"], second["Attempts"]) == ("Given up", "", "1")
    assert second["Last error"] == "SMTPRecipientsRefused: 550 unknown"
    table: Any = browser.get(f"{MAILS}?export=xlsx")
    assert b"".join(table.streaming_content).startswith(b"PK")


# For whom it is -------------------------------------------------------------------------------------------------------


def test_the_report_is_in_the_menu_of_administrators_alone(browser: Client) -> None:
    assert MAILS in browser.get("/admin/").content.decode()
    user = User.objects.create_user("manager", "manager@example.org", "secret")
    for address in (MAILS, f"{MAILS}results/", f"{MAILS}?export=csv"):
        assert log_in(user).get(address).status_code == 302


# The button -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many mails were due each time when the sender was woken."""
    found: list[int] = []
    due = OutgoingMail.objects.filter(sent_at=None, next_try__isnull=False)
    monkeypatch.setattr(queue, "send_soon", lambda: found.append(due.filter(next_try__lte=timezone.now()).count()))
    return found


def button(browser: Client, subject: str) -> Tag:
    [found] = [one for one in document(browser).select("button[formaction]") if subject in str(one["aria-label"])]
    return found


def test_all_are_tried_again_at_once_and_the_screen_says_how_many(
    browser: Client, woken: list[int], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    refused()
    mail(next_try=timezone.now() + timedelta(hours=1))
    sent = mail("Sent", sent_at=timezone.now(), next_try=None)
    html = browser.get(MAILS).content.decode()
    form = BeautifulSoup(html, "html.parser").select_one("#retry-mails")
    assert form is not None
    with django_capture_on_commit_callbacks(execute=True):
        answer: Any = browser.post(str(form["action"]), fields_of(html, "retry-mails"), follow=True)
    assert answer.redirect_chain == [(MAILS, 302)]
    assert "2 e-mails are tried again now." in answer.content.decode()
    assert woken == [2]
    assert OutgoingMail.objects.get(pk=sent.pk).next_try is None


def test_one_e_mail_is_tried_again_and_the_others_keep_their_turn(
    browser: Client, woken: list[int], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    later = mail("Later", next_try=timezone.now() + timedelta(hours=1))
    refused()
    found = button(browser, "Refused")
    assert found["form"] == "retry-mails"
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(str(found["formaction"]), follow=True)
    assert "1 e-mail is tried again now." in answer.content.decode()
    assert woken == [1]
    assert OutgoingMail.objects.get(pk=later.pk).next_try == later.next_try


def test_an_e_mail_that_was_sent_meanwhile_is_not_sent_again(
    browser: Client, woken: list[int], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    refused()
    address = str(button(browser, "Refused")["formaction"])
    OutgoingMail.objects.update(sent_at=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(address, follow=True)
    assert "does not wait any more" in answer.content.decode()
    assert woken == []
    assert OutgoingMail.objects.get().next_try is None


def test_nothing_is_tried_by_an_address_that_is_only_opened(browser: Client) -> None:
    found = refused()
    for address in (f"{MAILS}retry/", f"{MAILS}{found.pk}/retry/"):
        assert browser.get(address).status_code == 405
    assert OutgoingMail.objects.get().next_try is None


def test_a_site_without_a_mail_that_waits_says_so_when_all_are_to_be_tried(browser: Client) -> None:
    assert "No e-mail waits." in browser.post(f"{MAILS}retry/", follow=True).content.decode()
