"""Whose clock a schedule goes by: pages are published at a time that somebody types, in their own time zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from base import gazetteer
from languages import cldr

HALF_A_YEAR = timedelta(days=182)


def same_clock(one: str, other: str, now: datetime | None = None) -> bool:
    """Whether two time zones show the same hour, in summer and in winter."""
    moment = now or datetime.now(UTC)
    return all(
        day.astimezone(ZoneInfo(one)).utcoffset() == day.astimezone(ZoneInfo(other)).utcoffset()
        for day in (moment, moment + HALF_A_YEAR)
    )


def whose_time(region: str, moment: datetime | None = None) -> str:
    """What to say beside the time of a schedule. Wagtail takes it as the active time zone's, the one of who types it.

    `region` is the time zone of the region that the page lies in, or ""; `moment` what is set already.
    """
    own = timezone.get_current_timezone_name()
    here = gazetteer.time_zone_label(own)
    if region and same_clock(own, region):
        return _("By the clock in %(zone)s.") % {"zone": gazetteer.time_zone_label(region)}
    if not region:
        return _("By the clock in %(zone)s: the time zone of your account.") % {"zone": here}
    text = _("By the clock in %(zone)s: the time zone of your account counts. The region is in %(region)s.") % {
        "zone": here,
        "region": gazetteer.time_zone_label(region),
    }
    if moment is None:
        return text
    there = moment.astimezone(ZoneInfo(region))
    set_for = _("It is set for %(date)s, %(time)s there.") % {
        "date": cldr.format_date(there.date()),
        "time": cldr.format_time(there.time()),
    }
    return f"{text} {set_for}"
