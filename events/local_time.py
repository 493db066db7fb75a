"""Local times of a venue, converted to UTC.

Editors give the day and the hours as they are read at the venue. The moments are derived from them, so that events all
over the world can be put in one order and "now" lies on one side of each.

Where the clocks change, an hour is skipped or comes twice. `zoneinfo` reads both as PEP 495 has it: an hour that is
skipped counts as if the clocks had not changed yet (02:30 on a night without it is the moment at which they show
03:30), and of an hour that comes twice the first is meant.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def zone(name: str) -> ZoneInfo:
    """The time zone of this name; UTC for a draft that has none yet, or one that this machine does not know."""
    try:
        return ZoneInfo(name or "UTC")
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def moment(day: date, hour: time | None, time_zone: str) -> datetime:
    """The moment in UTC of an hour of a local day; without an hour, that of the day's beginning."""
    return datetime.combine(day, hour or time.min, tzinfo=zone(time_zone)).astimezone(UTC)


def end_of(day: date, time_zone: str) -> datetime:
    """The moment at which a local day is over: the beginning of the next, 23 or 25 hours later where clocks change."""
    return moment(day + timedelta(days=1), None, time_zone)


def span(
    start_date: date, start_time: time | None, end_date: date | None, end_time: time | None, time_zone: str
) -> tuple[datetime, datetime]:
    """Begin and end in UTC, the end exclusive.

    Without a start time the event lasts all day, from the first midnight to the end of the last day. Where only the end
    time is not known, it counts as going on until the day is over.
    """
    last_day = end_date or start_date
    is_open = start_time is None or end_time is None
    ends = end_of(last_day, time_zone) if is_open else moment(last_day, end_time, time_zone)
    return moment(start_date, start_time, time_zone), ends


def machine_readable(day: date, hour: time | None, time_zone: str) -> str:
    """For `<time datetime>`: the local time with its offset (2016-06-08T10:00+03:00), or the day."""
    if hour is None:
        return day.isoformat()
    return datetime.combine(day, hour, tzinfo=zone(time_zone)).isoformat(timespec="minutes")
