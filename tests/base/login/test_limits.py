"""Passwords cannot be tried for ever: of an account, from an address, of a page, of a collection."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from axes.models import AccessAttempt
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from base.models import User
from home.models import StandardPage
from languages.translations.create import create_translation
from tests.factories.base import home, locale, offer
from tests.factories.people import can_log_in, root_collection

pytestmark = pytest.mark.django_db

ADMIN = "/admin/login/"
READERS = "/en/_util/login/"
DOORS = [ADMIN, READERS]
LIMIT = settings.AXES_FAILURE_LIMIT


@pytest.fixture(autouse=True)
def person() -> User:
    offer("en", "es", "fr")
    return User.objects.create_superuser("ada", "ada@example.org", "secret")


def attempt(
    client: Client,
    name: str = "ada",
    password: str = "wrong",
    address: str = "192.0.2.1",
    door: str = ADMIN,
    **more: Any,
) -> Any:
    data = {"username": name, "password": password, "next": "/admin/"}
    return client.post(door, data, REMOTE_ADDR=address, **more)


def fail_often(client: Client, times: int = LIMIT, **more: Any) -> Any:
    return [attempt(client, **more) for _time in range(times)][-1]


@pytest.mark.parametrize("door", DOORS)
def test_after_too_many_wrong_passwords_the_right_one_is_refused_and_it_is_said_for_how_long(
    client: Client, door: str
) -> None:
    assert "Please wait" not in fail_often(client, LIMIT - 1, door=door).text
    for password in ("wrong", "secret"):
        answer = attempt(client, password=password, door=door)
        assert answer.status_code == 429
        assert "Please wait 15 minutes" in answer.text
        assert int(answer["Retry-After"]) <= 15 * 60
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("door", DOORS)
def test_the_right_password_is_taken_before_the_limit(client: Client, door: str) -> None:
    fail_often(client, LIMIT - 1, door=door)
    assert attempt(client, password="secret", door=door).status_code == 302


def test_what_was_tried_at_one_door_counts_at_the_other(client: Client) -> None:
    fail_often(client, door=READERS)
    assert attempt(client, password="secret", door=ADMIN).status_code == 429


def test_an_account_is_guarded_against_many_addresses(client: Client) -> None:
    for number in range(LIMIT):
        attempt(client, address=f"192.0.2.{number}", HTTP_USER_AGENT=str(number))
    assert attempt(client, password="secret", address="198.51.100.1").status_code == 429


def test_an_address_may_try_many_accounts_only_so_often(client: Client) -> None:
    User.objects.create_superuser("eve", "eve@example.org", "secret")
    for number in range(3 * LIMIT):
        attempt(client, name=f"somebody{number}")
    assert attempt(client, name="eve", password="secret").status_code == 429
    assert attempt(client, name="eve", password="secret", address="192.0.2.9").status_code == 302


def test_others_at_an_address_are_not_kept_waiting_by_one_who_mistypes(client: Client) -> None:
    User.objects.create_superuser("eve", "eve@example.org", "secret")
    fail_often(client)
    assert attempt(client, name="eve", password="secret").status_code == 302


def test_an_account_that_does_not_exist_is_answered_as_one_that_does(client: Client) -> None:
    def told(name: str) -> list[tuple[int, bool, bool]]:
        answers = [attempt(Client(), name=name, address=f"192.0.2.{len(name)}") for _time in range(LIMIT + 1)]
        return [(one.status_code, "didn't match" in one.text, "Please wait" in one.text) for one in answers]

    assert told("ada") == told("nobody")


def test_the_pause_ends_by_itself_and_who_tries_on_does_not_prolong_it(client: Client) -> None:
    fail_often(client)
    with time_machine.travel(timezone.now() + timedelta(minutes=10)):
        assert "Please wait 5 minutes" in attempt(client).text
    with time_machine.travel(timezone.now() + timedelta(minutes=15, seconds=1)):
        assert attempt(client, password="secret").status_code == 302


def test_the_pause_ends_when_the_oldest_tries_are_forgotten(client: Client) -> None:
    fail_often(client, LIMIT - 1)
    with time_machine.travel(timezone.now() + timedelta(minutes=14)):
        answer = attempt(client, address="192.0.2.2")
        assert "Please wait 1 minute," in answer.text


def test_an_administrator_can_end_the_pause_of_an_account(client: Client) -> None:
    fail_often(client)
    call_command("axes_reset_username", "ada")
    assert attempt(client, password="secret").status_code == 302


@pytest.mark.parametrize(
    ("door", "language", "words"),
    [
        (ADMIN, "fr", "Veuillez attendre 15 minutes"),
        (ADMIN, "es", "espere 15 minutos"),
        ("/fr/_util/login/", "fr", "Veuillez attendre 15 minutes"),
    ],
)
def test_it_is_said_in_the_language_of_the_person(client: Client, door: str, language: str, words: str) -> None:
    assert words in fail_often(client, door=door, HTTP_ACCEPT_LANGUAGE=language).text


def test_what_is_tried_is_forgotten_and_no_password_was_ever_kept(client: Client) -> None:
    attempt(client, password="a secret of somebody")
    (kept,) = AccessAttempt.objects.all()
    assert "a secret of somebody" not in " ".join(map(str, vars(kept).values()))
    call_command("tidy")
    assert AccessAttempt.objects.exists()
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        call_command("tidy")
    assert not AccessAttempt.objects.exists()


def test_who_logs_in_is_not_noted(client: Client) -> None:
    assert can_log_in(client, "ada", "secret")
    assert not AccessAttempt.objects.exists()


# Passwords that belong to no account ----------------------------------------------------------------------------------


def private_page() -> StandardPage:
    page = StandardPage(title="Only for some", locale=home("en").locale)
    home("en").add_child(instance=page)
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.PASSWORD, password="sesame")
    return page


def guess(client: Client, page: StandardPage, password: str = "open", address: str = "192.0.2.1") -> Any:
    restriction = PageViewRestriction.objects.get(page=page)
    door = reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, page.pk])
    return client.post(door, {"password": password, "return_url": page.url}, REMOTE_ADDR=address)


def test_the_password_of_a_page_cannot_be_tried_for_ever(client: Client) -> None:
    page = private_page()
    for _time in range(LIMIT - 1):
        assert guess(client, page).status_code == 200
    for password in ("open", "sesame"):
        answer = guess(client, page, password)
        assert answer.status_code == 429
        assert "Please wait 15 minutes" in answer.text
    assert "Only for some" not in client.get(page.url).text


def test_a_page_s_translations_have_one_password_and_one_limit(client: Client) -> None:
    page = private_page()
    translation = create_translation(page, locale("fr"))
    assert PageViewRestriction.objects.filter(page=translation).exists()
    for _time in range(LIMIT):
        guess(client, page)
    assert guess(client, translation.specific, "sesame", "192.0.2.2").status_code == 429


def test_a_page_s_right_password_is_taken_before_the_limit(client: Client) -> None:
    page = private_page()
    for _time in range(LIMIT - 1):
        guess(client, page)
    assert guess(client, page, "sesame").status_code == 302


def test_the_password_of_a_collection_cannot_be_tried_for_ever(client: Client) -> None:
    collection: Collection = root_collection().add_child(name="Private")
    restriction = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=CollectionViewRestriction.PASSWORD, password="sesame"
    )
    door = reverse("wagtaildocs_authenticate_with_password", args=[restriction.pk])
    for _time in range(LIMIT):
        client.post(door, {"password": "open", "return_url": "/"})
    answer = client.post(door, {"password": "sesame", "return_url": "/"})
    assert answer.status_code == 429
    assert "Please wait 15 minutes" in answer.text


def test_a_public_page_asks_nothing_of_it(client: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        client.get("/en/")
    assert not [query for query in asked.captured_queries if "axes" in query["sql"]]
