"""The time zone of a schedule: pages are published at a time that somebody types, in their own time zone."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from base.geo import time_zones
from languages.locales import cldr

HALF_A_YEAR = timedelta(days=182)


def same_clock(one: str, other: str, now: datetime | None = None) -> bool:
    """Whether two time zones show the same hour, in summer and in winter."""
    moment = now or datetime.now(UTC)
    return all(
        day.astimezone(ZoneInfo(one)).utcoffset() == day.astimezone(ZoneInfo(other)).utcoffset()
        for day in (moment, moment + HALF_A_YEAR)
    )


def time_zone_around(page: Any, parent: Page | None) -> str:
    """The time zone that a page, or the nearest above, has to propose (`default_timezone`), as regions do; or ""."""
    above = parent.get_ancestors(inclusive=True).filter(depth__gt=1) if parent else Page.objects.none()
    nearest = sorted(above.specific(defer=True), key=lambda one: -one.depth)
    return next((zone for one in (page, *nearest) if (zone := getattr(one, "default_timezone", ""))), "")


def whose_time(region: str, moment: datetime | None = None) -> str:
    """What to say beside the time of a schedule. Wagtail takes it as the active time zone's, the one of who types it.

    `region` is the time zone of the region that the page lies in, or ""; `moment` what is set already.
    """
    own = timezone.get_current_timezone_name()
    zone = time_zones.time_zone_label(own)
    if region and same_clock(own, region):
        return _("Time zone: %(zone)s, yours and the region's.") % {"zone": time_zones.time_zone_label(region)}
    if not region:
        return _("The time zone of your account counts: %(zone)s.") % {"zone": zone}
    text = _("The time zone of your account counts: %(zone)s. The region's is %(region)s.") % {
        "zone": zone,
        "region": time_zones.time_zone_label(region),
    }
    if moment is None:
        return text
    there = moment.astimezone(ZoneInfo(region))
    said = _("In the region that is: %(date)s, %(time)s.") % {
        "date": cldr.format_date(there.date()),
        "time": cldr.format_time(there.time()),
    }
    return f"{text} {said}"
