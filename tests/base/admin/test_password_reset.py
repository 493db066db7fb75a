"""An address gets one e-mail about a new password in five minutes, and nobody is told more than that."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from base.models import User
from tests.factories.base import offer

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/password_reset/"


@pytest.fixture(autouse=True)
def person() -> Iterator[None]:
    offer("en")
    cache.clear()
    User.objects.create_user("ada", email="ada@example.org", password="secret")
    yield
    cache.clear()


def test_an_address_gets_one_e_mail_however_often_and_however_written_it_is_asked(
    client: Client, mailoutbox: list[Any]
) -> None:
    answers = [client.post(ADDRESS, {"email": email}) for email in ["ada@example.org"] * 5 + ["ADA@example.org"]]
    assert len(mailoutbox) == 1
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, "/admin/password_reset/done/")}


def test_it_gets_another_after_five_minutes(client: Client, mailoutbox: list[Any]) -> None:
    client.post(ADDRESS, {"email": "ada@example.org"})
    with time_machine.travel(timezone.now() + timedelta(minutes=5, seconds=1)):
        client.post(ADDRESS, {"email": "ada@example.org"})
    assert len(mailoutbox) == 2


def test_another_address_does_not_wait(client: Client, mailoutbox: list[Any]) -> None:
    User.objects.create_user("eve", email="eve@example.org", password="secret")
    for name in ("ada", "eve"):
        client.post(ADDRESS, {"email": f"{name}@example.org"})
    assert [message.to for message in mailoutbox] == [["ada@example.org"], ["eve@example.org"]]
