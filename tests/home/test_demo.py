"""`manage.py demo`: where it refuses, and what it says."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Locale

from base.models import User
from home.models import HomePage
from tests.factories.base import home

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("options", [{}, {"if_empty": True}, {"logins": True}])
def test_the_demonstration_is_refused_in_production_and_nothing_is_made(
    settings: Any, options: dict[str, bool]
) -> None:
    settings.DEBUG = settings.DEMONSTRATION = False
    before = Locale.objects.count()
    with pytest.raises(CommandError, match="not for production"):
        call_command("demo", **options)
    assert not HomePage.objects.exists()
    assert not User.objects.exists()
    assert Locale.objects.count() == before


def test_it_is_refused_where_the_settings_do_not_speak_of_it_at_all(settings: Any) -> None:
    settings.DEBUG = False
    del settings.DEMONSTRATION
    with pytest.raises(CommandError):
        call_command("demo", if_empty=True)


def test_if_empty_leaves_a_site_that_stands_alone() -> None:
    home("en")
    call_command("demo", if_empty=True)
    assert HomePage.objects.count() == 1
    assert not User.objects.exists()


def test_the_log_ins_are_printed_without_building_anything(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo", logins=True)
    printed = capsys.readouterr().out
    for name in ("admin", "bogota", "dakar", "beirut", "barcelona"):
        assert name in printed
    assert not HomePage.objects.exists()
