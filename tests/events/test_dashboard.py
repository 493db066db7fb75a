"""What events bring to the first screen of who writes for a region."""

from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from base.models import User
from events.choices import Status
from events.models import EventPage
from regions.teams.rights import Role, give_rights
from tests.factories.base import offer
from tests.factories.events import EventPageFactory
from tests.factories.news import NewsPageFactory
from tests.factories.people import log_in, root_collection
from tests.factories.regions import RegionPageFactory
from tests.factories.translations import translated

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Any:
    offer("en", "es", "pt")
    root_collection()
    region = RegionPageFactory(title="América Latina", language="es", spoken=("es", "pt"))
    RegionPageFactory(title="América Latina (pt)", language="pt", work=region, spoken=("es", "pt"))
    return region


def shown(region: Any, name: str, *languages: str) -> list[list[str]]:
    """Of each event its title, its language and where a click leads."""
    user = User.objects.create_user("bogota")
    give_rights(user, region, languages or ("es", "pt"), Role.PUBLISHER)
    soup = BeautifulSoup(log_in(user).get("/admin/").content, "html.parser")
    return [
        [link.get_text().strip(), str(link["href"]), row.get_text()]
        for row in soup.select(f"#desk-{name}-section .desk-row")
        for link in row.select(".desk-title a")
    ]


def titles(region: Any, name: str, *languages: str) -> list[str]:
    return [title for title, _address, _text in shown(region, name, *languages)]


def soon(days: int = 7) -> date:
    return timezone.now().date() + timedelta(days=days)


def test_the_next_events_of_the_region_are_listed_the_first_of_them_first(region: Any) -> None:
    here: dict[str, Any] = {"parent": region, "language": "es"}
    EventPageFactory(**here, title="Later", start_date=soon(30))
    EventPageFactory(**here, title="Sooner", start_date=soon(7))
    EventPageFactory(**here, title="Past")
    EventPageFactory(**here, title="Not published", start_date=soon(), live=False)
    EventPageFactory(title="Elsewhere", start_date=soon())
    assert titles(region, "next_events") == ["Sooner", "Later"]


def test_an_event_says_its_day_and_hours_and_that_it_is_cancelled(region: Any) -> None:
    EventPageFactory(
        parent=region, language="es", start_date=date(2099, 6, 8), timezone="America/Bogota", status=Status.CANCELLED
    )
    [[_title, _address, text]] = shown(region, "next_events")
    for said in ("8 June 2099", "10:00–11:15", "Cancelled"):
        assert said in text


def test_an_event_in_two_languages_is_listed_once_as_its_original(region: Any) -> None:
    event = EventPageFactory(parent=region, language="es", title="Taller", start_date=soon())
    translated(event, "pt")
    assert titles(region, "next_events", "pt", "es") == ["Taller"]


def test_who_writes_the_other_language_only_sees_the_event_in_it(region: Any) -> None:
    event = EventPageFactory(parent=region, language="es", title="Taller", start_date=soon())
    translated(event, "pt")
    assert titles(region, "next_events", "pt") == ["[pt] Taller"]


def test_past_events_without_a_report_are_listed_the_last_of_them_first(region: Any) -> None:
    here: dict[str, Any] = {"parent": region, "language": "es"}
    old = EventPageFactory(**here, title="Old")
    EventPageFactory(**here, title="Recent", start_date=date(2020, 1, 1))
    EventPageFactory(**here, title="Told", report_id=NewsPageFactory(**here).translation_key)
    EventPageFactory(**here, title="Cancelled", status=Status.CANCELLED)
    EventPageFactory(**here, title="Postponed", status=Status.POSTPONED)
    EventPageFactory(**here, title="To come", start_date=soon())
    found = shown(region, "without_report")
    assert [title for title, _address, _text in found] == ["Recent", "Old"]
    assert found[1][1] == f"/admin/pages/{old.pk}/edit/"


def test_a_report_is_asked_only_of_who_can_name_it(region: Any) -> None:
    translated(EventPageFactory(parent=region, language="es"), "pt")
    assert EventPage.objects.count() == 2
    assert titles(region, "without_report", "pt") == []
