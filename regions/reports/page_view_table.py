"""Page views added up by region, language and period, as a table and as rows for a spreadsheet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from languages.locales import cldr
from languages.locales.in_language import InLanguage
from languages.routing import registry
from regions.reports.coverage import COALITION, TOTAL
from regions.reports.scope import ReportScope

# The last so many days; and each of the last so many months for itself.
DAYS = (7, 30, 90, 365)
MONTHS = 12
DEFAULT = "30"
ALL = "all"


def _today() -> date:
    """Days are counted in UTC, in whatever time zone somebody works."""
    return timezone.now().date()


def _months(last: date) -> list[date]:
    """The first days of the last months, the month of `last` first."""
    found = [last.replace(day=1)]
    while len(found) < MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


def periods() -> list[tuple[str, str]]:
    return [
        *(
            (str(days), ngettext("Last %(days)d day", "Last %(days)d days", days) % {"days": days})  # fmt: skip
            for days in DAYS
        ),
        *((f"{first:%Y-%m}", capfirst(date_format(first, "YEAR_MONTH_FORMAT"))) for first in _months(_today())),
        (ALL, gettext("Since counting began")),
    ]


def within(counts: QuerySet[Any], period: str) -> QuerySet[Any]:
    """Of some counts those of a period, as `periods` names them."""
    if period == ALL:
        return counts
    if period.isdigit():
        return counts.filter(day__gt=_today() - timedelta(days=int(period)))
    year, month = map(int, period.split("-"))
    first = date(year, month, 1)
    return counts.filter(day__gte=first, day__lt=(first + timedelta(days=31)).replace(day=1))


@dataclass(frozen=True)
class Language(InLanguage):
    """One that the site is offered in, or that was read in the period."""

    locale_id: int
    code: str

    @property
    def name(self) -> str:
        return cldr.own_name(self.code)


@dataclass(frozen=True)
class Cell:
    """A region in a language; in a spreadsheet also in a month."""

    name: str
    language: Language
    views: int
    month: str = ""

    @property
    def language_name(self) -> str:
        return self.language.name


@dataclass(frozen=True)
class Line:
    """A region, the coalition, or the total, in each language. `place` names it in an address."""

    place: str
    name: str
    language: registry.Language | None
    views: int
    cells: tuple[Cell, ...]


def languages_read(read: Iterable[int]) -> list[Language]:
    codes = registry.locale_codes()
    offered = [language.locale_id for language in registry.offered()]
    others = sorted(set(read) - set(offered))
    return [Language(locale, codes[locale]) for locale in (*offered, *others) if locale in codes]


def report_places(scope: ReportScope) -> list[tuple[UUID | None, str, str, registry.Language | None]]:
    """The regions whose names the person may know, and the coalition."""
    return [
        *((region.key, str(region.key), region.name, region.language) for region in scope.every if region.name),
        (None, COALITION, gettext("Coalition, outside the regions"), None),
    ]


def table(counts: QuerySet[Any], scope: ReportScope) -> tuple[list[Language], list[Line]]:
    """One statement. A region whose name the person may not know counts in the total alone."""
    rows = counts.values_list("region_id", "locale_id").annotate(sum=Sum("reads"))
    found = {(region, locale): views for region, locale, views in rows}
    languages = languages_read(locale for _region, locale in found)
    lines = []
    for key, place, name, own in report_places(scope):
        cells = tuple(Cell(name, language, found.get((key, language.locale_id), 0)) for language in languages)
        lines.append(Line(place, name, own, sum(cell.views for cell in cells), cells))
    name = gettext("All together")
    cells = tuple(
        Cell(name, language, sum(views for (_key, locale), views in found.items() if locale == language.locale_id))
        for language in languages
    )
    return languages, [*lines, Line(TOTAL, name, None, sum(cell.views for cell in cells), cells)]


def by_month(counts: QuerySet[Any], scope: ReportScope) -> list[Cell]:
    """For a spreadsheet: a row for each month, region and language. Months are added up here: SQLite would ask Python
    for the month of each count."""
    rows = counts.values_list("day", "region_id", "locale_id").annotate(sum=Sum("reads"))
    found: dict[tuple[str, UUID | None, int], int] = {}
    for day, region, locale, views in rows:
        key = f"{day:%Y-%m}", region, locale
        found[key] = found.get(key, 0) + views
    languages = languages_read(locale for _month, _region, locale in found)
    return [
        Cell(name, language, found.get((month, key, language.locale_id), 0), month)
        for month in sorted({month for month, _region, _locale in found})
        for key, _place, name, _own in report_places(scope)
        for language in languages
    ]
