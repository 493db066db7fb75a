"""What events bring to the dashboard of a region: those to come, and those of which nobody has told how they were."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.choices import Status
from events.listings import past, upcoming
from regions.dashboard.dashboard import Dashboard, is_original
from regions.dashboard.item import DashboardRow
from regions.dashboard.registry import MOST, DashboardList, register

# Of these there is nothing to report.
DID_NOT_HAPPEN = (Status.CANCELLED, Status.POSTPONED)


def _row(dashboard: Dashboard, event: Any) -> DashboardRow:
    hours = " · ".join(part for part in (event.hours_text, event.timezone_label) if part) if event.hours_text else ""
    changed = event.status != Status.SCHEDULED
    return dashboard.row(
        event,
        date=event.dates_text,
        marks=(str(event.get_status_display()),) if changed else (),
        notes=(hours,) if hours else (),
    )


def next_events(dashboard: Dashboard) -> list[DashboardRow]:
    events = dashboard.once(upcoming()).defer("body").order_by("next_moment", "pk")
    return [_row(dashboard, event) for event in events[: MOST + 1]]


def without_report(dashboard: Dashboard) -> list[DashboardRow]:
    """Events that took place and have no report. That is written where the event is, which its translations follow."""
    events = dashboard.once(past()).filter(is_original(), report=None).exclude(status__in=DID_NOT_HAPPEN)
    return [
        dashboard.row(event, reverse("wagtailadmin_pages:edit", args=[event.pk]), date=event.dates_text)
        for event in events.defer("body").order_by("-starts", "-pk")[: MOST + 1]
    ]


def plug_in() -> None:
    register(
        DashboardList("next_events", _("Next events"), next_events, "calendar-alt", 10, is_task=False, of_region=True)
    )
    register(
        DashboardList(
            "without_report",
            _("Past events without a report"),
            without_report,
            "calendar-check",
            20,
            is_task=False,
            of_region=True,
        )
    )
