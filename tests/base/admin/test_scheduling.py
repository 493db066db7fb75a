"""Whose clock a schedule goes by."""

import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page
from wagtail.users.models import UserProfile

from base.admin.scheduling import same_clock, whose_time
from base.models import User
from tests.factories.base import home
from tests.factories.home import StandardPageFactory
from tests.factories.news import NewsPageFactory
from tests.factories.people import PAGE_FORM, admin, filled
from tests.factories.regions import RegionPageFactory

MARCH = datetime(2026, 3, 1, 12, tzinfo=UTC)


def at(zone: str) -> Client:
    client = admin()
    UserProfile.objects.filter(user=User.objects.get(username="admin")).update(current_time_zone=zone)
    return client


def texts(client: Client, address: str) -> str:
    return unescape(client.get(address).content.decode())


def beside_the_times(client: Client, address: str) -> set[str]:
    """What the two fields of a schedule say of themselves; their dialog is a template of the page."""
    said = re.findall(
        r'id="[^"]*(?:go_live|expire)_at-helptext"[^>]*>\s*<div class="help">(.*?)</div>',
        texts(client, address),
        re.DOTALL,
    )
    assert len(said) == 2
    return {" ".join(text.split()) for text in said}


def test_two_zones_with_one_hour_all_year_are_one_clock() -> None:
    assert same_clock("America/Bogota", "America/Lima", MARCH)
    assert same_clock("UTC", "Africa/Dakar", MARCH)


def test_zones_that_part_in_summer_are_two_clocks() -> None:
    assert not same_clock("Europe/London", "Africa/Dakar", MARCH)
    assert not same_clock("America/Bogota", "America/New_York", MARCH)


def test_what_is_set_is_told_in_the_region_s_time_as_well() -> None:
    with timezone.override("Europe/Madrid"):
        said = whose_time("America/Bogota", datetime(2026, 12, 3, 9, 0, tzinfo=UTC))
    assert "Madrid" in said
    assert said.endswith("In the region that is: 3 December 2026, 04:00.")


@pytest.mark.django_db
def test_the_editor_of_a_page_says_both_time_zones_where_they_differ() -> None:
    page = NewsPageFactory(parent=RegionPageFactory())
    [said] = beside_the_times(at("Europe/Madrid"), f"/admin/pages/{page.pk}/edit/")
    assert said.startswith("The time zone of your account counts: Madrid, Spain")
    assert "The region's is Bogotá, Colombia" in said


@pytest.mark.django_db
def test_where_they_are_the_same_one_is_said() -> None:
    region = RegionPageFactory()
    [said] = beside_the_times(at("America/Lima"), f"/admin/pages/add/news/newspage/{region.pk}/")
    assert said.startswith("Time zone: Bogotá, Colombia")


@pytest.mark.django_db
def test_the_page_of_a_region_goes_by_its_own_anchor() -> None:
    region = RegionPageFactory(places=("Dakar, SN",))
    [said] = beside_the_times(at("Europe/Madrid"), f"/admin/pages/{region.pk}/edit/")
    assert "Dakar" in said


@pytest.mark.django_db
def test_outside_of_regions_the_person_s_own_is_said() -> None:
    home()
    page = StandardPageFactory()
    [said] = beside_the_times(at("Europe/Madrid"), f"/admin/pages/{page.pk}/edit/")
    assert said.startswith("The time zone of your account counts: Madrid, Spain")
    assert "region" not in said


@pytest.mark.django_db
def test_what_is_typed_is_kept_in_the_time_zone_that_is_said_to_count() -> None:
    page: Any = NewsPageFactory(parent=RegionPageFactory())
    client = at("Europe/Madrid")
    address = f"/admin/pages/{page.pk}/edit/"
    client.post(address, filled(client, address, PAGE_FORM, go_live_at="2036-12-03 10:00"))
    latest = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert latest.go_live_at == datetime(2036, 12, 3, 9, 0, tzinfo=UTC)
    # In the dialog at both fields, and beside the schedule in the panel of the page's status.
    assert texts(client, address).count("The region's is Bogotá, Colombia") == 3
