"""What cannot be true of an event. Each problem is told at the field in which it can be put right."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from events import local_time
from events.choices import AttendanceMode, Status

# A day outside these is a slip of the finger (the year 201), and the calendar of computers ends soon after 9999.
FIRST_DAY = date(1970, 1, 1)
LAST_DAY = date(2199, 12, 31)
SENSIBLE_DAYS = [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]


def problems(event: Any) -> Iterator[tuple[str, Any]]:
    """Field and message. Any field may be empty, or wrong by itself, which its own validators have told by now."""
    days = [day for day in (event.start_date, event.end_date, event.registration_deadline_date) if day]
    if all(FIRST_DAY <= day <= LAST_DAY for day in days):
        yield from _of_time(event)
        yield from _of_registration(event)
    yield from _of_larger_event(event)
    if not event.may_be_incomplete:
        yield from _missing(event)


def _of_time(event: Any) -> Iterator[tuple[str, Any]]:
    if event.end_time and not event.start_time:
        yield "end_time", _("Give a start time too, or leave both empty for an event that lasts all day.")
    elif event.start_date and event.end_date and event.end_date < event.start_date:
        yield "end_date", _("The event ends before it starts.")
    elif event.start_date:
        starts, ends = _span(event)
        if ends < starts:
            yield "end_time", _("The event ends before it starts. If it goes on past midnight, give its last day too.")


def _of_registration(event: Any) -> Iterator[tuple[str, Any]]:
    day, hour = event.registration_deadline_date, event.registration_deadline_time
    if hour and not day:
        yield "registration_deadline_date", _("Give the day too.")
    elif day and event.start_date:
        # Without an hour it may be the event's last day, on which who comes early enough can still register.
        is_late = local_time.moment(day, hour, event.timezone) > _span(event)[1] if hour else day > event.last_day
        if is_late:
            yield "registration_deadline_date", _("The registration deadline is after the event.")


def _of_larger_event(event: Any) -> Iterator[tuple[str, Any]]:
    if event.part_of_id and event.part_of_id == event.translation_key:
        yield "part_of", _("An event cannot be part of itself.")
    first, last = event.larger_event_from, event.larger_event_to
    if first and last and last < first:
        yield "larger_event_to", _("The larger event ends before it starts.")


def _missing(event: Any) -> Iterator[tuple[str, Any]]:
    """What an event that is published cannot do without."""
    if event.attendance_mode == AttendanceMode.ONLINE and not event.join_url:
        yield "join_url", _("An event that is online needs a link to join.")
    if event.status == Status.RESCHEDULED and not event.previous_start_date:
        yield "previous_start_date", _("Say which day was announced before.")


def _span(event: Any) -> tuple[Any, Any]:
    return local_time.span(event.start_date, event.start_time, event.end_date, event.end_time, event.timezone)
