"""A database that came from the demonstration is no real site's."""

from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from base.models import User
from home.checks import no_demonstration_logins
from home.demo.logins import LOGINS, PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def real_site(settings: Any) -> None:
    settings.DEMONSTRATION = False


def test_a_log_in_of_the_demonstration_with_its_password_is_an_error() -> None:
    name = LOGINS[0].username
    User.objects.create_user(name, password=PASSWORD)
    with pytest.raises(SystemCheckError, match=name):
        call_command("check", "--deploy")


@pytest.mark.parametrize("changed", [{"password": "another one"}, {"is_active": False}, {"username": "somebody"}])
def test_another_password_or_person_is_none(changed: dict[str, Any]) -> None:
    User.objects.create_user(**{"username": LOGINS[0].username, "password": PASSWORD, **changed})
    assert no_demonstration_logins(None) == []


def test_on_the_demonstration_itself_nothing_is_said(settings: Any) -> None:
    settings.DEMONSTRATION = True
    User.objects.create_user(LOGINS[0].username, password=PASSWORD)
    assert no_demonstration_logins(None) == []
