"""Events as lists: those to come, the next one first, and those that were, the latest first."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Case, DateTimeField, F, Q, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.listings.registry import ListingKind, register
from events.choices import AttendanceMode

# An event that has begun and lasts longer than this is not what comes next: all that it still does is to end.
LONG = timedelta(days=31)


def _events() -> QuerySet[Any]:
    return apps.get_model("events.EventPage").objects.all()  # type: ignore[attr-defined]


def upcoming() -> QuerySet[Any]:
    """Events that are not over. A cancelled one keeps its place, so that who meant to come learns of it.

    They come by `next_moment`: when they begin, or for one that goes on for long, when it ends.
    """
    now = timezone.now()
    has_long_begun = Q(starts__lte=now, ends__gt=F("starts") + LONG)
    next_moment = Case(When(has_long_begun, then=F("ends")), default=F("starts"), output_field=DateTimeField())
    return _events().filter(ends__gte=now).annotate(next_moment=next_moment)


def past() -> QuerySet[Any]:
    return _events().filter(ends__lt=timezone.now())


def _attended(queryset: QuerySet[Any], mode: str) -> QuerySet[Any]:
    """Events that can be attended in person, or online: both kinds hold those that can be attended either way."""
    return queryset.filter(attendance_mode__in={mode, AttendanceMode.MIXED})


def plug_in() -> None:
    shared: dict[str, Any] = {
        "model": "events.EventPage",
        "sort_field": DateTimeField(),
        "subtypes": lambda: AttendanceMode.choices,
        "narrow": _attended,
        # The card of an event shows its day instead of a picture.
        "prefetch": ("belongings",),
        "layout": "rows",
        "index": "events.EventIndexPage",
    }
    register(
        ListingKind(
            name="upcoming_events",
            label=_("Upcoming events"),
            queryset=upcoming,
            sort="next_moment",
            # The one event that comes next is set larger than a list of several.
            layout_of_one="feature",
            empty=_("No event is announced at the moment."),
            section_title=_("Events"),
            section_order=30,
            address=pgettext_lazy("address", "events"),
            order=20,
            lasts=True,
            digest_heading=_("Next events"),
            # The day at the place of the event, which need not be that of the moment in UTC.
            day="start_date",
            **shared,
        )
    )
    register(
        ListingKind(
            name="past_events",
            label=_("Past events"),
            queryset=past,
            sort="starts",
            descending=True,
            empty=_("No past event is shown here yet."),
            address=pgettext_lazy("address", "past-events"),
            order=30,
            **shared,
        )
    )


def by_month(
    events: Iterable[Any], *, today: date | None = None, newest_first: bool = False
) -> list[tuple[date, list[Any]]]:
    """Events in the months in which they begin at their venues, each month once, with its first day.

    With `today`, for those to come: what has begun stands in this month, what goes on for long in that of its end.

    The list itself is in the order of the moments. Around midnight of the first of a month it may step back and forth
    between two months, since it is the next month earlier in Fiji than in Lima.
    """
    months: dict[date, list[Any]] = {}
    for event in events:
        day = event.start_date
        if today and day < today:
            day = event.last_day if event.last_day - day > LONG else today
        months.setdefault(day.replace(day=1), []).append(event)
    return sorted(months.items(), key=lambda month: month[0], reverse=newest_first)
