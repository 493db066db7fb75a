"""What an event keeps, and what it refuses."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils.translation import override
from wagtail_localize.fields import get_translatable_fields

from events.models import EventIndexPage, EventLink, EventPage, ProgrammeItem
from languages.translations.create import create_translation
from tests.factories.base import locale, section
from tests.factories.events import EventPageFactory

pytestmark = pytest.mark.django_db


def problems(**values: Any) -> dict[str, list[str]]:
    """What an event with these values is refused for, by field."""
    try:
        EventPageFactory(**values)
    except ValidationError as error:
        return error.message_dict
    return {}


def test_the_keynote_of_8_june_2016_at_10_in_istanbul_starts_at_7_utc() -> None:
    event = EventPageFactory()
    event.refresh_from_db()
    assert event.starts == datetime(2016, 6, 8, 7, tzinfo=UTC)
    assert event.ends == datetime(2016, 6, 8, 8, 15, tzinfo=UTC)


def test_an_event_that_is_moved_is_moved_in_utc_too() -> None:
    event = EventPageFactory()
    event.start_time, event.end_time = time(14), time(15)
    event.save()
    assert EventPage.objects.get().starts == datetime(2016, 6, 8, 11, tzinfo=UTC)


def test_an_event_of_which_one_field_is_saved_is_moved_in_utc_too() -> None:
    event = EventPageFactory()
    event.timezone = "Asia/Tokyo"
    event.save(clean=False, update_fields=["timezone"])
    assert EventPage.objects.get().starts == datetime(2016, 6, 8, 1, tzinfo=UTC)


def test_a_published_revision_brings_its_moments_along() -> None:
    event = EventPageFactory()
    event.start_date = date(2016, 6, 9)
    revision = event.save_revision()
    assert EventPage.objects.get().starts.day == 8
    revision.publish()
    assert EventPage.objects.get().starts == datetime(2016, 6, 9, 7, tzinfo=UTC)


def test_a_draft_can_be_saved_before_its_time_zone_is_known() -> None:
    event = EventPageFactory(live=False, timezone="", attendance_mode="online")
    assert event.starts == datetime(2016, 6, 8, 10, tzinfo=UTC)


def test_an_event_that_ends_on_an_earlier_day_is_refused_at_its_last_day() -> None:
    assert problems(end_date=date(2016, 6, 7)) == {"end_date": ["The event ends before it starts."]}


def test_an_event_that_ends_at_an_earlier_hour_is_refused_at_its_end() -> None:
    assert list(problems(end_time=time(9))) == ["end_time"]


def test_an_event_may_go_on_past_midnight_when_it_says_so() -> None:
    assert problems(start_time=time(22), end_time=time(1), end_date=date(2016, 6, 9)) == {}


def test_an_unknown_time_zone_is_refused() -> None:
    assert list(problems(timezone="Mars/Olympus")) == ["timezone"]


def test_an_end_without_a_start_is_refused() -> None:
    assert list(problems(start_time=None)) == ["end_time"]


@pytest.mark.parametrize("day", [date(1, 1, 1), date(201, 6, 8), date(9999, 12, 31)])
@pytest.mark.parametrize("name", ["start_date", "end_date", "registration_deadline_date"])
def test_a_day_outside_the_calendar_is_refused_at_its_field(name: str, day: date) -> None:
    assert name in problems(**{name: day})


@pytest.mark.parametrize(
    ("day", "hour", "is_refused"),
    [
        (date(2016, 6, 7), None, False),
        (date(2016, 6, 8), None, False),
        (date(2016, 6, 8), time(11, 15), False),
        (date(2016, 6, 8), time(11, 16), True),
        (date(2016, 6, 9), None, True),
    ],
)
def test_a_registration_deadline_after_the_event_is_refused(day: date, hour: time | None, is_refused: bool) -> None:
    found = problems(registration_deadline_date=day, registration_deadline_time=hour)
    expected = {"registration_deadline_date": ["The registration deadline is after the event."]}
    assert found == (expected if is_refused else {})


def test_a_deadline_with_an_hour_needs_a_day() -> None:
    assert list(problems(registration_deadline_time=time(12))) == ["registration_deadline_date"]


def test_an_online_event_needs_a_link_to_join() -> None:
    assert list(problems(attendance_mode="online")) == ["join_url"]
    assert problems(attendance_mode="online", join_url="https://example.org/join") == {}
    assert problems(attendance_mode="mixed") == {}


def test_a_rescheduled_event_says_when_it_was_to_be() -> None:
    assert list(problems(status="rescheduled")) == ["previous_start_date"]
    assert problems(status="rescheduled", previous_start_date=date(2016, 5, 1)) == {}


@pytest.mark.parametrize("name", ["join_url", "registration_url", "recording_url"])
@pytest.mark.parametrize("value", ["javascript:alert(1)", "data:text/html,x", "ftp://example.org/x", "example.org"])
def test_a_link_with_a_forbidden_scheme_is_refused(name: str, value: str) -> None:
    assert list(problems(**{name: value})) == [name]


def test_a_further_link_with_a_forbidden_scheme_is_refused() -> None:
    with pytest.raises(ValidationError) as refused:
        EventLink(label="Agenda", url="javascript:alert(1)").clean_fields(exclude=["page", "locale"])
    assert list(refused.value.message_dict) == ["url"]


def test_an_event_is_not_part_of_itself() -> None:
    event = EventPageFactory()
    event.part_of_id = event.translation_key
    with pytest.raises(ValidationError) as refused:
        event.full_clean()
    assert list(refused.value.message_dict) == ["part_of"]


def test_the_larger_event_does_not_end_before_it_starts() -> None:
    found = problems(larger_event="D4D", larger_event_from=date(2016, 6, 10), larger_event_to=date(2016, 6, 8))
    assert list(found) == ["larger_event_to"]


def test_an_item_of_the_programme_does_not_end_before_it_starts() -> None:
    with pytest.raises(ValidationError):
        ProgrammeItem(title="Panel", start_time=time(10), end_time=time(9)).clean()
    with pytest.raises(ValidationError):
        ProgrammeItem(title="Panel", end_time=time(9)).clean()


def test_an_event_is_past_when_it_is_over() -> None:
    event = EventPageFactory()
    with time_machine.travel(datetime(2016, 6, 8, 8, 14, 59, tzinfo=UTC), tick=False):
        assert not event.is_past
    with time_machine.travel(datetime(2016, 6, 8, 8, 15, 1, tzinfo=UTC), tick=False):
        assert event.is_past


def test_one_can_register_until_the_deadline() -> None:
    event = EventPageFactory(registration_url="https://example.org", registration_deadline_date=date(2016, 6, 7))
    with time_machine.travel(datetime(2016, 6, 7, 20, 59, tzinfo=UTC), tick=False):
        assert event.can_register
        event.status = "cancelled"
        assert not event.can_register
        event.status = "scheduled"
    with time_machine.travel(datetime(2016, 6, 7, 21, 1, tzinfo=UTC), tick=False):
        assert not event.can_register


def test_times_are_told_as_on_the_clock_at_the_venue() -> None:
    event = EventPageFactory(end_date=date(2016, 6, 10))
    with override("es"):
        assert event.timezone_label == "hora de Estambul"  # the words around it are the catalogue's
        assert event.hours_text == "10:00–11:15"
        assert event.dates_text == "8–10 de junio de 2016"
    assert event.starts_machine == "2016-06-08T10:00+03:00"
    assert event.ends_machine == "2016-06-10T11:15+03:00"


def test_time_place_and_links_follow_the_original_and_words_are_translated() -> None:
    fields = {field.field_name: field for field in get_translatable_fields(EventPage)}
    event = EventPage(venue="x", room="x", address="x", note="x", larger_event="x")
    translated = {name for name, field in fields.items() if field.is_translated(event)}
    assert {"title", "summary", "venue", "room", "address", "note", "larger_event"} <= translated
    synchronised = {name for name, field in fields.items() if field.is_synchronized(event)} - translated
    assert {
        *("start_date", "start_time", "end_date", "end_time", "timezone", "attendance_mode", "status", "country"),
        *("previous_start_date", "join_url", "registration_url", "registration_deadline_date", "recording_url"),
        *("registration_deadline_time", "part_of", "larger_event_from", "larger_event_to", "report"),
    } <= synchronised


def test_a_translation_is_at_the_same_time_with_rows_of_its_own() -> None:
    section(EventIndexPage, "es")
    event = EventPageFactory()
    event.programme = [ProgrammeItem(title="Panel", start_time=time(10), locale=event.locale)]
    event.links = [EventLink(label="Agenda", url="https://example.org/", locale=event.locale)]
    event.save()
    translation = create_translation(event, locale("es"))
    assert translation.starts == event.starts
    assert [item.locale_id for item in translation.programme.all()] == [translation.locale_id]
    assert [link.url for link in translation.links.all()] == ["https://example.org/"]


def test_the_programme_is_by_day_and_a_single_day_needs_no_heading() -> None:
    event = EventPage(start_date=date(2016, 6, 8))
    first = ProgrammeItem(title="Opening", day=date(2016, 6, 8))
    event.programme = [first]
    assert event.programme_days == [(None, [first])]
    second = ProgrammeItem(title="Clinics", day=date(2016, 6, 9))
    event.end_date = date(2016, 6, 9)
    event.programme = [first, second]
    assert event.programme_days == [(date(2016, 6, 8), [first]), (date(2016, 6, 9), [second])]
