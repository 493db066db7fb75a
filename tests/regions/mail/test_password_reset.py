"""An address gets one e-mail about a new password in five minutes, and nobody learns whether it is known."""

import threading
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from base.models import User
from regions.mail import queue
from regions.models import OutgoingMail
from tests.factories.base import offer

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/password_reset/"


@pytest.fixture(autouse=True)
def person() -> User:
    offer("en")
    return User.objects.create_user("ada", email="ada@example.org", password="secret")


def ask(email: str) -> Any:
    return Client().post(ADDRESS, {"email": email})


def sent() -> list[list[str]]:
    queue.send_due()
    return [message.to for message in mail.outbox]


def test_an_address_gets_one_e_mail_however_often_and_however_written_it_is_asked() -> None:
    answers = [ask(email) for email in ["ada@example.org"] * 5 + ["ADA@example.org"]]
    assert sent() == [["ada@example.org"]]
    assert "/admin/password_reset/confirm/" in str(mail.outbox[0].body)
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, "/admin/password_reset/done/")}


def test_processes_that_share_no_cache_send_one_as_well() -> None:
    for _time in range(3):
        ask("ada@example.org")
        cache.clear()
    assert len(sent()) == 1


@pytest.mark.parametrize("minute", range(5))
def test_it_gets_another_after_five_minutes_and_not_before(minute: int) -> None:
    first = timezone.now().replace(minute=minute, second=0, microsecond=0) + timedelta(days=1)
    for later in (timedelta(0), timedelta(minutes=4, seconds=59), timedelta(minutes=5, seconds=1)):
        with time_machine.travel(first + later, tick=False):
            ask("ada@example.org")
    assert OutgoingMail.objects.count() == 2


def test_another_address_does_not_wait() -> None:
    User.objects.create_user("eve", email="eve@example.org", password="secret")
    for name in ("ada", "eve"):
        ask(f"{name}@example.org")
    assert sorted(sent()) == [["ada@example.org"], ["eve@example.org"]]


def test_two_people_of_one_address_get_one_each() -> None:
    User.objects.create_user("eve", email="ada@example.org", password="secret")
    for _time in range(2):
        ask("ada@example.org")
    assert sent() == [["ada@example.org"]] * 2


@pytest.mark.parametrize("times", [1, 2])
def test_an_unknown_address_costs_what_a_known_one_does(times: int) -> None:
    def cost(email: str) -> list[str]:
        for _time in range(times - 1):
            ask(email)
        with CaptureQueriesContext(connection) as asked:
            ask(email)
        return [" ".join(query["sql"].split()[:2]).split('"s1')[0] for query in asked.captured_queries]

    ask("warm@example.org")
    assert cost("nobody@example.org") == cost("ada@example.org")


def test_an_e_mail_is_written_for_an_unknown_address_too_and_nobody_gets_it(capsys: pytest.CaptureFixture[str]) -> None:
    ask("nobody@example.org")
    assert sent() == []
    assert "nobody" not in " ".join(str(vars(row)) for row in OutgoingMail.objects.all())
    call_command("send_mail_queue", status=True)
    assert "Waiting: 0  Refused: 0  Sent in 24 hours: 0" in capsys.readouterr().out


def test_somebody_without_a_password_or_who_has_left_gets_none(person: User) -> None:
    person.is_active = False
    person.save()
    ask("ada@example.org")
    assert sent() == []


@pytest.mark.skipif(connection.vendor == "sqlite", reason="a database in memory has one connection")
@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_the_same_moment_send_one() -> None:
    start = threading.Barrier(2)

    def run() -> None:
        start.wait()
        ask("ada@example.org")
        connections.close_all()

    threads = [threading.Thread(target=run) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert OutgoingMail.objects.count() == 1
