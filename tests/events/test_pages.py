"""An event as a reader sees it."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.images.tests.utils import get_test_image_file

from base.models import CustomImage, SdgRow
from events.models import EventLink, EventPage, ProgrammeItem
from languages.locales import cldr
from network.credits import OrganisationCredit, PersonCredit
from network.models import NetworkIndexPage, OrganisationPage, PersonPage
from news.models import NewsPage
from tests.factories.base import section
from tests.factories.events import EventPageFactory
from tests.factories.news import NewsPageFactory

pytestmark = pytest.mark.django_db

BEFORE = datetime(2016, 6, 1, tzinfo=UTC)


def full_event() -> Any:
    """An event with everything that an event can have."""
    network = section(NetworkIndexPage)
    person = network.add_child(instance=PersonPage(title="Ada Example"))
    organisation = network.add_child(instance=OrganisationPage(title="Example Institute"))
    conference = EventPageFactory(title="Data for Development Results", end_date=date(2016, 6, 10))
    report: NewsPage = NewsPageFactory(title="How it was")
    event = EventPageFactory(
        title="Keynote",
        room="Hall 1",
        note="In English.",
        part_of_id=conference.translation_key,
        report_id=report.translation_key,
        registration_url="https://example.org/register",
        recording_url="https://example.org/recording",
    )
    shared = {"locale": event.locale}
    event.person_credits = [
        PersonCredit(person_id=person.translation_key, role="keynote", **shared),
        PersonCredit(name="Bo Sample", role="moderator", note="of another house", **shared),
    ]
    event.organisation_credits = [
        OrganisationCredit(organisation_id=organisation.translation_key, role="host", **shared)
    ]
    event.programme = [
        ProgrammeItem(title="Opening", day=date(2016, 6, 8), start_time=time(10), end_time=time(10, 15), **shared),
        ProgrammeItem(title="Clinics", day=date(2016, 6, 9), session="Session 2", speakers="Bo Sample", **shared),
    ]
    event.links = [EventLink(label="Agenda", url="https://example.org/agenda", **shared)]
    event.sdgs = [SdgRow(goal=17)]
    event.image = CustomImage.objects.create(title="Pattern", file=get_test_image_file(size=(1300, 700)))
    event.save()
    event.tags.add("statistics")
    event.save()
    return event


@time_machine.travel(BEFORE, tick=False)
def test_the_page_tells_who_when_and_where(client: Client) -> None:
    shown = client.get(full_event().url).text
    for text in (
        "2016-06-08T10:00+03:00",
        "Istanbul time",
        "Regional Hub",
        "Hall 1",
        "In English.",
        "Ada Example",
        "Keynote speaker",
        "Bo Sample",
        "of another house",
        "Example Institute",
        "Data for Development Results",
        "How it was",
        "Opening",
        "Clinics",
        "Agenda",
        "https://example.org/register",
        "https://example.org/recording",
        "Partnerships for the goals",
        "statistics",
    ):
        assert text.lower() in shown.lower(), text


@time_machine.travel(BEFORE, tick=False)
def test_the_page_stays_within_its_budget(client: Client) -> None:
    url = full_event().url
    client.get(url)
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    statements = [query["sql"] for query in queries.captured_queries]
    assert len(statements) <= 12, "\n".join(statements)
    assert len(set(statements)) == len(statements)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"status": "cancelled"}, "This event is cancelled."),
        ({"status": "postponed"}, "This event is postponed."),
        ({"status": "rescheduled", "previous_start_date": date(2016, 5, 1)}, "announced for 1 May 2016"),
    ],
)
def test_the_page_says_what_became_of_the_plan(client: Client, values: dict[str, Any], words: str) -> None:
    text = client.get(EventPageFactory(**values, summary="What it is about").url).text
    # Before anything that could be read instead.
    assert 0 < text.index(words) < text.index("What it is about", text.index("<article"))


def test_nobody_is_asked_to_register_for_what_is_over_or_cancelled(client: Client) -> None:
    link = {"registration_url": "https://example.org/register", "join_url": "https://example.org/join"}
    event = EventPageFactory(**link)
    cancelled = EventPageFactory(**link, status="cancelled")
    with time_machine.travel(BEFORE, tick=False):
        assert "https://example.org/register" in client.get(event.url).text
        assert "https://example.org/join" in client.get(event.url).text
        assert "https://example.org/register" not in client.get(cancelled.url).text
    past = client.get(event.url).text
    assert "https://example.org/register" not in past
    assert "https://example.org/join" not in past


def test_a_larger_event_without_a_page_is_named_with_its_days(client: Client) -> None:
    event = EventPageFactory(
        larger_event="Data for Development Results",
        larger_event_from=date(2016, 6, 8),
        larger_event_to=date(2016, 6, 10),
    )
    shown = client.get(event.url).text
    assert "Data for Development Results" in shown
    assert cldr.format_dates(date(2016, 6, 8), date(2016, 6, 10), "en") in shown


def test_a_whole_day_has_no_hour(client: Client) -> None:
    event: EventPage = EventPageFactory(start_time=None, end_time=None)
    shown = client.get(event.url).text
    assert "All day" in shown
    assert "Istanbul time" not in shown
