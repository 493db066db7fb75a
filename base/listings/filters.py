"""The query that a reader sends to a section: which kind, of which facets, and from where on.

Read from the address (`?kind=…&region=…&after=…`). The address is written by anyone: a value that is not among the
choices is ignored, and never an error. Facets are named by the key of their work, which is the same in every language
and outlives a changed title.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from base.listings import facet_kinds, facets, registry
from base.listings import select as listings_select
from base.listings.cursor import START, Place, ways_on
from languages.locales.in_language import ForeignText

PAGE_SIZE = 12
SUBTYPE = "kind"


@dataclass(frozen=True)
class Option(ForeignText):
    """The title of a facet, in a language; or with `of_interface` a word of the interface."""

    value: str
    title: registry.Label
    selected: bool = False
    language_code: str = ""
    of_interface: bool = False


@dataclass(frozen=True)
class Filter:
    """One way to narrow a list, for components/filter_form.html."""

    name: str
    label: registry.Label
    options: list[Option]

    @property
    def chosen(self) -> Option | None:
        return next((option for option in self.options if option.selected), None)

    @property
    def value(self) -> str:
        return self.chosen.value if self.chosen else ""


@dataclass(frozen=True)
class ChosenFilter:
    """A filter that narrows the list now, and the address `url` of the list without it."""

    label: registry.Label
    option: Option
    url: str


@dataclass(frozen=True)
class ListQuery:
    """The filters of a request and its place in the list, and the addresses that lead on from there."""

    path: str
    filters: list[Filter] = field(default_factory=list)
    keys: tuple[UUID, ...] = ()
    subtype: str = ""
    place: Place = START

    @property
    def chosen(self) -> dict[str, str]:
        return {group.name: group.value for group in self.filters if group.value}

    def url(self, place: Place = START, without: str = "") -> str:
        """This list with the same filters, or `without` one of them, from its start or another place."""
        chosen = {name: value for name, value in self.chosen.items() if name != without}
        query = urlencode({**chosen, **place.query()})
        return f"{self.path}?{query}" if query else self.path

    @property
    def chosen_filters(self) -> list[ChosenFilter]:
        return [
            ChosenFilter(group.label, group.chosen, self.url(without=group.name))
            for group in self.filters
            if group.chosen and group.value
        ]

    def select(self, kind: str, *, limit: int = PAGE_SIZE, **kwargs: Any) -> listings_select.Selection:
        """`listings.select` with this query; what is given in `kwargs` wins."""
        own: dict[str, Any] = {"keys": self.keys, "subtype": self.subtype}
        own |= {"after": self.place.after, "before": self.place.before}
        return listings_select.select(kind, limit=limit, **{**own, **kwargs})


def _by_subtype(label: registry.Label, choices: Iterable[tuple[str, registry.Label]], chosen: str) -> Filter:
    options = [Option(value, text, selected=value == chosen, of_interface=True) for value, text in choices]
    return Filter(SUBTYPE, label, options)


def _by_facet(name: str, found: Iterable[facets.Facet], chosen: str) -> Filter:
    options = [Option(str(facet.key), facet.title, str(facet.key) == chosen, facet.language_code) for facet in found]
    return Filter(name, facet_kinds.kinds()[name].label, options)


def list_query(
    request: HttpRequest,
    subtypes: Sequence[tuple[str, registry.Label]] = (),
    *,
    subtype_label: registry.Label = "",
) -> ListQuery:
    """Read the query of a request. `subtypes` are the kinds to choose from, `by` the facet kinds.

    A facet kind without a single public page is not offered.
    """
    language = get_language() or "en"
    asked = request.GET
    groups = []
    if subtypes:
        groups.append(_by_subtype(subtype_label or _("Kind"), subtypes, asked.get(SUBTYPE, "")))
    subtype = groups[0].value if groups else ""
    keys = []
    for name in (kind.name for kind in facet_kinds.kinds().values() if kind.is_filter):
        found = facets.of_kind(name, language)
        if found:
            group = _by_facet(name, found, asked.get(name, ""))
            groups.append(group)
            if group.value:
                keys.append(UUID(group.value))
    return ListQuery(request.path, groups, tuple(keys), subtype, Place.asked(asked))


def index_context(request: HttpRequest, kind: str, *, limit: int = PAGE_SIZE, **kwargs: Any) -> dict[str, Any]:
    """Everything that a section with one list shows: `filters`, `selection`, and where the list goes on.

    `kwargs` are those of `list_query`; the subtypes are those of the kind unless others are given.
    """
    entry = registry.kinds()[kind]
    kwargs.setdefault("subtypes", entry.subtypes() if entry.subtypes else ())
    query = list_query(request, **kwargs)
    return list_context(query, query.select(kind, limit=limit))


def list_context(query: ListQuery, selection: listings_select.Selection) -> dict[str, Any]:
    """`kept_query` is what the language switcher takes along: the filters, which other languages know by the same keys.

    Where in the list the reader is stays behind: another language has other items before it.
    """
    return {
        "filters": query.filters,
        "chosen_filters": query.chosen_filters,
        "is_filtered": bool(query.chosen),
        "selection": selection,
        "layout": selection.kind.layout,
        **ways_on(query.place, selection.previous_cursor, selection.next_cursor, query.url),
        "all_url": query.path,
        "kept_query": f"?{urlencode(query.chosen)}" if query.chosen else "",
    }
