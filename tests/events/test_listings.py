"""Upcoming and past events, in order, by month, and at addresses of their own."""

import base64
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils.translation import override

from base.listings.select import select
from base.templatetags.base import card
from events.listings import by_month
from events.models import EventIndexPage, EventPage
from languages.routing import registry
from tests.factories.base import home, locale, section
from tests.factories.events import EventPageFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2016, 6, 8, 12, tzinfo=UTC)


def titles(kind: str, **kwargs: Any) -> list[str]:
    return [page.title for page in select(kind, "en", **kwargs).items]


def at(title: str, day: date, hour: int | None = 10, **kwargs: Any) -> Any:
    """An event of an hour, or of the whole day, in UTC unless another zone is given."""
    hours = {} if hour is None else {"start_time": time(hour), "end_time": time(hour + 1)}
    whole_day = {"start_time": None, "end_time": None} if hour is None else {}
    return EventPageFactory(title=title, start_date=day, **{"timezone": "UTC", **hours, **whole_day, **kwargs})


@time_machine.travel(NOON, tick=False)
def test_upcoming_events_come_next_first_and_past_ones_latest_first() -> None:
    at("in a week", date(2016, 6, 15))
    at("long ago", date(2013, 5, 1))
    at("tomorrow", date(2016, 6, 9))
    at("yesterday", date(2016, 6, 7))
    assert titles("upcoming_events") == ["tomorrow", "in a week"]
    assert titles("past_events") == ["yesterday", "long ago"]


def test_an_event_is_upcoming_until_it_is_over() -> None:
    event = at("talk", date(2016, 6, 8), 12)
    for moment, is_upcoming in (
        (event.starts - timedelta(seconds=1), True),
        (event.starts + timedelta(minutes=30), True),
        (event.ends, True),
        (event.ends + timedelta(seconds=1), False),
    ):
        with time_machine.travel(moment, tick=False):
            assert titles("upcoming_events") == (["talk"] if is_upcoming else [])
            assert titles("past_events") == ([] if is_upcoming else ["talk"])


def test_a_whole_day_lasts_until_its_midnight_at_the_venue() -> None:
    at("open day", date(2016, 6, 8), None, timezone="America/Bogota")
    with time_machine.travel(datetime(2016, 6, 9, 4, 59, tzinfo=UTC), tick=False):
        assert titles("upcoming_events") == ["open day"]
    with time_machine.travel(datetime(2016, 6, 9, 5, 1, tzinfo=UTC), tick=False):
        assert titles("past_events") == ["open day"]


@time_machine.travel(NOON, tick=False)
def test_the_order_is_that_of_the_moments_and_not_of_the_clocks() -> None:
    at("nine in Lima", date(2016, 6, 9), 9, timezone="America/Lima")
    at("ten in Madrid", date(2016, 6, 9), 10, timezone="Europe/Madrid")
    at("eleven in Tokyo", date(2016, 6, 9), 11, timezone="Asia/Tokyo")
    assert titles("upcoming_events") == ["eleven in Tokyo", "ten in Madrid", "nine in Lima"]


@time_machine.travel(NOON, tick=False)
def test_an_event_that_lasts_all_year_is_not_the_next_one_and_stands_where_it_ends() -> None:
    at("all year", date(2016, 1, 1), None, end_date=date(2016, 12, 31))
    at("this week", date(2016, 5, 30), None, end_date=date(2016, 6, 10))
    at("in a week", date(2016, 6, 15))
    assert titles("upcoming_events") == ["this week", "in a week", "all year"]
    assert titles("upcoming_events", limit=1) == ["this week"]
    months = by_month(select("upcoming_events", "en").items, today=NOON.date())
    assert [(month, [page.title for page in pages]) for month, pages in months] == [
        (date(2016, 6, 1), ["this week", "in a week"]),
        (date(2016, 12, 1), ["all year"]),
    ]


@time_machine.travel(NOON, tick=False)
def test_a_list_goes_on_after_an_event_that_lasts_all_year() -> None:
    at("all year", date(2016, 1, 1), None, end_date=date(2016, 12, 31))
    at("in a week", date(2016, 6, 15))
    at("in two years", date(2018, 6, 15))
    shown: list[str] = []
    cursor = ""
    while not shown or cursor:
        page = select("upcoming_events", "en", limit=1, after=cursor)
        shown += [one.title for one in page.items]
        cursor = page.next_cursor
    assert shown == ["in a week", "all year", "in two years"]


@pytest.mark.parametrize(
    ("end", "text"),
    [
        (date(2017, 1, 2), "30 Dec 2016 – 2 Jan 2017"),
        (date(2017, 12, 31), "30 Dec 2016 – 31 Dec 2017"),
        (date(2017, 12, 30), "30 Dec 2016 – 30 Dec 2017"),
    ],
)
def test_a_card_says_both_years(end: date, text: str) -> None:
    shown = str(card({}, at("turn", date(2016, 12, 30), None, end_date=end)))
    assert text in shown.replace("\u2009", " ")


@time_machine.travel(NOON, tick=False)
def test_a_cancelled_event_keeps_its_place() -> None:
    at("first", date(2016, 6, 9))
    at("second", date(2016, 6, 10), status="cancelled")
    at("third", date(2016, 6, 11))
    assert titles("upcoming_events") == ["first", "second", "third"]


@time_machine.travel(NOON, tick=False)
def test_events_can_be_narrowed_to_those_that_one_can_attend_in_one_way() -> None:
    link = "https://example.org/join"
    at("here", date(2016, 6, 9))
    at("there", date(2016, 6, 10), attendance_mode="online", join_url=link)
    at("both", date(2016, 6, 11), attendance_mode="mixed", join_url=link)
    assert titles("upcoming_events", subtype="offline") == ["here", "both"]
    assert titles("upcoming_events", subtype="online") == ["there", "both"]
    assert titles("upcoming_events", subtype="mixed") == ["both"]


@time_machine.travel(NOON, tick=False)
def test_a_list_goes_on_where_it_stopped() -> None:
    for number in range(5):
        at(f"event {number}", date(2016, 5, 1) + timedelta(days=number // 2))
    found: list[str] = []
    after = ""
    for _page in range(3):
        selection = select("past_events", "en", limit=2, after=after)
        found += [page.title for page in selection.items]
        after = selection.next_cursor
    assert found == ["event 4", "event 3", "event 2", "event 1", "event 0"]
    assert after == ""


@pytest.mark.parametrize("items", [3, 30])
@time_machine.travel(NOON, tick=False)
def test_a_list_costs_the_same_whatever_its_length(items: int, django_assert_num_queries: Any) -> None:
    for number in range(items):
        at(f"event {number}", date(2016, 7, 1))
    home("fr")

    def cards() -> list[str]:
        return [str(card({}, page)) for page in select("upcoming_events", "en", limit=30).items]

    cards()  # warms what is remembered
    with django_assert_num_queries(2):
        assert len(cards()) == items


def test_months_are_those_of_the_venues_each_once() -> None:
    # In the order of the moments: it is June in Tokyo before May is over in Lima.
    tokyo = EventPage(title="tokyo", start_date=date(2016, 6, 1))
    lima = EventPage(title="lima", start_date=date(2016, 5, 31))
    later = EventPage(title="later", start_date=date(2016, 6, 2))
    assert by_month([tokyo, lima, later]) == [(date(2016, 5, 1), [lima]), (date(2016, 6, 1), [tokyo, later])]
    assert [month for month, _ in by_month([later, lima, tokyo], newest_first=True)] == [
        date(2016, 6, 1),
        date(2016, 5, 1),
    ]


@time_machine.travel(NOON, tick=False)
def test_the_section_shows_what_comes_and_at_its_own_address_what_was(client: Client) -> None:
    at("To come", date(2016, 7, 9))
    at("Gone by", date(2016, 4, 9))
    index = EventIndexPage.objects.get()
    upcoming = client.get(index.url)
    assert upcoming.status_code == 200
    assert [(month, [page.title for page in pages]) for month, pages in upcoming.context["months"]] == [
        (date(2016, 7, 1), ["To come"])
    ]
    assert "July 2016" in upcoming.text
    past = client.get(upcoming.context["past_url"])
    assert past.status_code == 200
    assert "Gone by" in past.text
    assert "To come" not in past.text
    assert "April 2016" in past.text


@time_machine.travel(NOON, tick=False)
def test_the_language_switcher_stays_with_the_past(client: Client) -> None:
    index = section(EventIndexPage)
    spanish = section(EventIndexPage, "es")
    page = client.get(index.url + EventIndexPage.past_address())
    with override("es"):
        expected = spanish.url + EventIndexPage.past_address()
    assert {alternate.code: alternate.url for alternate in page.context["alternates"]}["es"] == expected
    assert client.get(expected).status_code == 200
    assert [crumb.url for crumb in page.context["breadcrumbs"]][-1] == index.url


def cursor(place: str) -> str:
    return "after=" + base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "query",
    [
        "region=nowhere",
        "theme=%00",
        "kind=party",
        "after=abc",
        "after=MX4yMDE2",
        "page=7",
        "after=%F0%9F%8D%8B",
        cursor("1~2016-06-08 07:00:00"),
        cursor("1~9999-12-31 23:59:59-12:00"),
        cursor("1~0001-01-01 00:00:00+12:00"),
        cursor("9" * 30 + "~2016-06-08 07:00:00+00:00"),
    ],
)
def test_unknown_filters_are_ignored(client: Client, query: str) -> None:
    with time_machine.travel(NOON, tick=False):
        at("To come", date(2016, 7, 9))
        for address in ("", EventIndexPage.past_address()):
            assert client.get(f"{EventIndexPage.objects.get().url}{address}?{query}").status_code == 200


def test_an_address_that_is_none_answers_404(client: Client) -> None:
    assert client.get(section(EventIndexPage).url + "yesterday/").status_code == 404


def test_an_empty_section_says_so(client: Client) -> None:
    assert "No event is announced at the moment." in client.get(section(EventIndexPage).url).text


@time_machine.travel(NOON, tick=False)
def test_a_long_section_goes_on_and_leads_back(client: Client) -> None:
    for number in range(26):
        at(f"Gathering {number:02}", date(2016, 7, 1) + timedelta(days=number))
    url = EventIndexPage.objects.get().url
    first = client.get(url)
    assert "Gathering 23" in first.text
    assert "Gathering 24" not in first.text
    second = client.get(first.context["next_url"])
    assert "Gathering 25" in second.text
    assert "Gathering 23" not in second.text
    assert (second.context["next_url"], second.context["first_url"]) == ("", url)


@time_machine.travel(NOON, tick=False)
def test_an_event_in_another_language_is_listed_once_and_labelled(client: Client) -> None:
    home("fr")
    section(EventIndexPage, "fr")
    spanish = at("Taller", date(2016, 7, 9), language="es")
    registry.forget()
    assert spanish.locale == locale("es")
    shown = client.get(EventIndexPage.objects.get(locale=locale("fr")).url).text
    assert shown.count("Taller") == 1
    assert "Español" in shown


@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_past_event_in_any_language_says_so_by_its_place_and_not_in_each_card(client: Client, language: str) -> None:
    home("es")
    at("Gone", date(2016, 1, 9), language=language)
    registry.forget()
    shown = client.get(f"{section(EventIndexPage).url}past/").text
    assert "Gone" in shown
    assert "status-past" not in shown


@time_machine.travel(NOON, tick=False)
def test_a_month_begins_with_a_capital_as_a_heading_does(client: Client) -> None:
    home("fr")
    at("Rencontre", date(2016, 7, 9), language="fr")
    registry.forget()
    assert ">Juillet 2016</h2>" in client.get(section(EventIndexPage, "fr").url).text
