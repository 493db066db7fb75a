"""An event as its page shows it."""

from datetime import time
from typing import Any

from django.utils.translation import gettext as _

from base.pages.summary_list import Item, SummaryEntry, goals_and_tags
from languages.locales import cldr
from languages.routing.fallback import resolve
from languages.routing.registry import code_of
from network.credits import Credited, credit_keys, credited, with_role
from network.roles import OrganisationRole, PersonRole
from network.summary_list import summary_of_credits

SPEAKING = (
    PersonRole.KEYNOTE,
    PersonRole.SPEAKER,
    PersonRole.PRESENTER,
    PersonRole.PANELLIST,
    PersonRole.MODERATOR,
    PersonRole.LEAD,
    PersonRole.TEACHER,
)
ORGANISING = (OrganisationRole.ORGANISER, OrganisationRole.HOST, OrganisationRole.CONVENOR, OrganisationRole.PARTNER)


def hours(start: time | None, end: time | None) -> str:
    """Hours as on the clock at the venue; empty where none is known."""
    if start is not None and end is not None:
        return cldr.format_times(start, end)
    return "".join(cldr.format_time(hour) for hour in (start, end) if hour is not None)


def time_of(city: str) -> str:
    """Whose time it is."""
    # Translators: beside an hour, with the name of the city that a time zone is named after: "10:00 Istanbul time"
    return _("%(city)s time") % {"city": city}


def _item(page: Any) -> Item:
    return Item(page.title, page.get_url() or "", language_code=code_of(page))


def _person(credit: Credited) -> dict[str, str]:
    """For components/people.html, which prints the role as it is given."""
    return {
        "name": credit.name,
        "url": credit.url,
        "role": credit.role_name,
        "note": credit.note,
        "lang": credit.lang,
        "direction": credit.direction,
        "label": credit.label,
    }


def _larger_event(event: Any, page: Any) -> SummaryEntry:
    """The larger event by its page, or by its name and days."""
    label = _("Part of")
    if page is not None:
        return SummaryEntry(label, items=[_item(page)])
    days = [day for day in (event.larger_event_from, event.larger_event_to) if day]
    note = cldr.format_dates(days[0], days[-1]) if days else ""
    return SummaryEntry(label, items=[Item(event.larger_event, note=note)] if event.larger_event else ())


def _deadline(event: Any) -> str:
    day, hour = event.registration_deadline_date, event.registration_deadline_time
    if not day or event.is_past or event.is_cancelled:
        return ""
    return cldr.format_date(day) if hour is None else f"{cldr.format_date(day)}, {cldr.format_time(hour)}"


def context(event: Any) -> dict[str, Any]:
    """Who, where, how, and what belongs to it. All works that it names are resolved in one query."""
    known = resolve([*credit_keys([event]), event.part_of_id, event.report_id])
    credits = credited([event], known)[event.pk]
    report = known.get(event.report_id)
    has_place = event.venue or event.room or event.address or event.country
    # The original withdrew those that lead nowhere; their words wait for a translator to take them out.
    links = [link for link in event.links.all() if link.url]
    summary_list = [
        SummaryEntry(_("Where"), template="events/place.html" if has_place else ""),
        SummaryEntry(_("How to take part"), event.get_attendance_mode_display()),
        SummaryEntry(_("Register until"), _deadline(event)),
        SummaryEntry(_("Good to know"), event.note, is_content=True),
        _larger_event(event, known.get(event.part_of_id)),
        *summary_of_credits(credits, *ORGANISING),
        SummaryEntry(
            _("Further links"), items=[Item(link.label, link.url, language_code=code_of(event)) for link in links]
        ),
        *goals_and_tags(event),
    ]
    return {
        "people": [_person(credit) for credit in with_role(credits, *SPEAKING)],
        "programme": event.programme_days,
        "report": _item(report) if report else None,
        "summary_list": [entry for entry in summary_list if entry],
    }
