"""How much of what each region published there is in which language: in works, and in words.

A *work* counts for a region when at least one of its language versions is public at or below a page of the region; it
counts for the coalition when none is below any region, and once in the total. Public is what any reader can open
(`languages.routing.fallback.public`), so that nothing here tells of a draft or a private page.

In a language a work is *available* when its version in it is public and follows the original (or is the original),
*outdated* when it is public and the original has changed since, and *missing* otherwise. Words are those of the
original's text: outdated are those of the segments that changed, missing all of a work that is missing, available the
rest. Both counts are kept while pages are written (`Work.words`, `Alignment.live_words_behind`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, TextChoices, Value, When
from django.db.models.functions import Coalesce, Substr
from django.utils.translation import get_language, gettext, pgettext_lazy
from wagtail.models import Page

from languages.models import Work
from languages.routing import registry
from languages.routing.fallback import in_best_language, public
from languages.routing.registry import Language
from languages.routing.tree_paths import within
from regions.reports.scope import Region, ReportScope

COALITION = "coalition"
TOTAL = "total"
# What stands for these two in the database, where regions are numbered from 0.
_COALITION, _TOTAL = -1, -2


class Coverage(TextChoices):
    """How far a work is in a language, for its readers."""

    AVAILABLE = "available", pgettext_lazy("work in a language", "Available")
    OUTDATED = "behind", pgettext_lazy("work in a language", "Behind")
    MISSING = "missing", pgettext_lazy("work in a language", "Missing")


# The table -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figure:
    """So many works, with so many words of them; a work that is outdated has words that are not."""

    state: Coverage
    works: int = 0
    words: int = 0


@dataclass(frozen=True)
class Cell:
    """A region in a language."""

    place: str
    name: str
    language: Language
    figures: tuple[Figure, ...]
    works: int
    words: int

    def __getattr__(self, name: str) -> int:
        """`available_works`, `behind_words` and so on, for a spreadsheet's columns."""
        state, _underscore, kind = name.rpartition("_")
        if state in Coverage.values and kind in {"works", "words"}:
            return int(getattr(self.figures[Coverage.values.index(state)], kind))
        raise AttributeError(name)

    @property
    def language_name(self) -> str:
        return self.language.name


@dataclass(frozen=True)
class Line:
    """A region, the coalition, or the total, in each offered language. `place` names it in an address."""

    place: str
    name: str
    language: Language | None
    works: int
    words: int
    cells: tuple[Cell, ...]


def _place_of(regions: Sequence[Region]) -> Case:
    """The number of the region that a page is a page of, or lies below; null for none.

    The beginning of the path is compared as a whole, which is cheaper than a pattern for each page of a region.
    """
    cases = []
    for number, region in enumerate(regions):
        lengths: dict[int, list[str]] = {}
        for path in region.paths:
            lengths.setdefault(len(path), []).append(path)
        where = [Q(**{f"path_{length}__in": paths}) for length, paths in lengths.items()]
        cases.append(When(reduce(or_, where), then=Value(number)))
    return Case(*cases, default=None, output_field=IntegerField(null=True))


def _versions(regions: Sequence[Region]) -> QuerySet[Any, Any]:
    """All public pages: whose work, in which language, of which region, and how many of its words are outdated."""
    starts = {f"path_{len(path)}": Substr("path", 1, len(path)) for region in regions for path in region.paths}
    return (
        public(Page.objects.order_by())
        .alias(**starts)
        .annotate(
            place=_place_of(regions),
            is_outdated=Case(When(alignment__live_behind__gt=0, then=Value(1)), default=Value(0)),
            words_outdated=Coalesce(F("alignment__live_words_behind"), Value(0)),
        )
        .values("translation_key", "locale_id", "place", "is_outdated", "words_outdated")
    )


# A work has a row for each place that it counts for; then each place's works are counted, as a whole (no language)
# and by the languages that they are public in.
_COUNT = """
WITH version (translation_key, locale_id, place, is_outdated, words_outdated) AS ({versions}),
placed (translation_key, place) AS (
    SELECT DISTINCT translation_key, place FROM version WHERE place IS NOT NULL
    UNION ALL
    SELECT translation_key, {coalition} FROM version GROUP BY translation_key HAVING COUNT(place) = 0
    UNION ALL
    SELECT DISTINCT translation_key, {total} FROM version
)
SELECT placed.place, NULL, COUNT(*), 0, SUM(work.words), 0
FROM placed JOIN languages_work work ON work.translation_key = placed.translation_key
GROUP BY placed.place
UNION ALL
SELECT placed.place, version.locale_id, COUNT(*), SUM(version.is_outdated), SUM(work.words), SUM(version.words_outdated)
FROM placed
JOIN version ON version.translation_key = placed.translation_key
JOIN languages_work work ON work.translation_key = placed.translation_key
GROUP BY placed.place, version.locale_id
"""


@dataclass(frozen=True)
class _Count:
    works: int = 0
    works_outdated: int = 0
    words: int = 0
    words_outdated: int = 0


def _counts(regions: Sequence[Region]) -> dict[tuple[int, int | None], _Count]:
    """By place and language (None: in any), in one statement."""
    if not registry.offered():
        return {}
    versions, parameters = _versions(regions).query.sql_with_params()
    statement = _COUNT.format(versions=versions, coalition=_COALITION, total=_TOTAL)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return {(place, locale): _Count(*map(int, counts)) for place, locale, *counts in cursor.fetchall()}


def table(scope: ReportScope) -> list[Line]:
    """A line for each region that somebody sees and, for who sees all, one for the coalition and one for the total.

    One statement, on top of what `scope_of` asks and the site's structure, whatever the number of works.
    """
    counts = _counts(scope.every)
    places: list[tuple[int, str, str, Language | None]] = [
        (number, str(region.key), region.name, region.language)
        for number, region in enumerate(scope.every)
        if region in scope.regions
    ]
    if scope.whole:
        places.append((_COALITION, COALITION, gettext("Coalition, outside the regions"), None))
        places.append((_TOTAL, TOTAL, gettext("All together"), None))
    lines = []
    for number, place, name, own in places:
        total = counts.get((number, None), _Count())
        cells = tuple(
            _cell(place, name, language, total, counts.get((number, language.locale_id), _Count()))
            for language in registry.offered()
        )
        lines.append(Line(place, name, own, total.works, total.words, cells))
    return lines


def _cell(place: str, name: str, language: Language, total: _Count, here: _Count) -> Cell:
    figures = (
        Figure(Coverage.AVAILABLE, here.works - here.works_outdated, here.words - here.words_outdated),
        Figure(Coverage.OUTDATED, here.works_outdated, here.words_outdated),
        Figure(Coverage.MISSING, total.works - here.works, total.words - here.words),
    )
    return Cell(place, name, language, figures, total.works, total.words)


# The works behind a figure -------------------------------------------------------------------------------------------


def _somewhere(paths: Iterable[str]) -> Exists:
    """Whether a work is public below any of some pages, in whatever language."""
    return Exists(public(Page.objects.filter(within(paths), translation_key=OuterRef("translation_key"))))


def works_at(works: QuerySet[Any], scope: ReportScope, place: str) -> QuerySet[Any]:
    """Of some works those that count for a place, as in the table: a region's key, COALITION, or TOTAL."""
    if scope.whole and place == TOTAL:
        return works
    if scope.whole and place == COALITION:
        outside = [path for region in scope.every for path in region.paths]
        return works.filter(~_somewhere(outside)) if outside else works
    region = scope.region(place)
    return works.filter(_somewhere(region.paths)) if region else works.none()


def works_seen(scope: ReportScope) -> QuerySet[Any]:
    """The works that somebody sees, each once: its public version that is best for the reader of the admin.

    With the locale of the original (`original_locale`), its words, and when the original was published last, or, while
    it is not public, the version itself (`published`).
    """
    work = Work.objects.filter(pk=OuterRef("translation_key"))
    original = public(
        Page.objects.filter(
            translation_key=OuterRef("translation_key"),
            locale_id__in=Work.objects.filter(pk=OuterRef("translation_key")).values("original_locale_id"),
        )
    )
    found = in_best_language(Page.objects.all(), get_language()).annotate(
        original_locale=Subquery(work.values("original_locale_id")[:1]),
        words=Subquery(work.values("words")[:1]),
        published=Coalesce(Subquery(original.values("last_published_at")[:1]), F("last_published_at")),
    )
    if scope.whole:
        return found
    return found.filter(_somewhere([path for region in scope.regions for path in region.paths]))


def in_language(works: QuerySet[Any], language: Language) -> QuerySet[Any]:
    """With how far each work is in a language (`coverage`), and how many of its words are outdated there."""
    version = public(Page.objects.filter(translation_key=OuterRef("translation_key"), locale_id=language.locale_id))
    return works.annotate(
        version_id=Subquery(version.values("pk")[:1]),
        version_outdated=Subquery(version.values("alignment__live_behind")[:1]),
        words_outdated=Coalesce(Subquery(version.values("alignment__live_words_behind")[:1]), Value(0)),
        coverage=Case(
            When(version_id__isnull=True, then=Value(Coverage.MISSING.value)),
            When(version_outdated__gt=0, then=Value(Coverage.OUTDATED.value)),
            default=Value(Coverage.AVAILABLE.value),
        ),
    )


def public_versions(works: Iterable[Page]) -> dict[UUID, list[Page]]:
    """The public versions of some works, by translation key."""
    found: dict[UUID, list[Page]] = {}
    pages = public(Page.objects.filter(translation_key__in=[work.translation_key for work in works]))
    for page in pages.only("path", "translation_key", "locale"):
        found.setdefault(page.translation_key, []).append(page)
    return found
