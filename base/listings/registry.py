"""The kinds of lists: what each shows, in which order and layout. Apps register theirs in `AppConfig.ready()`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, Field, QuerySet
from django.utils.functional import Promise

Label = str | Promise

# How the items of a kind are set out (templates/components/items.html); cards where nothing is said.
LAYOUTS = {
    "upcoming_events": "rows",
    "past_events": "rows",
    "mentions": "rows",
    "publications": "rows",
    "people": "people",
    "organisations": "organisations",
    "pillars": "pillars",
    "themes": "themes",
}


@dataclass(frozen=True)
class ListingKind:
    """One kind of list.

    `queryset` returns pages of `model`, annotated or with a field named by `sort`, which is never null; the list is
    ordered by it (`descending` or not) and then by id. `address` is the last part of a region's listing address, in
    the active language; kinds without one have no page of their own. `subtypes` gives the choices that the list can
    be narrowed to, `narrow` does it. `prepare` fetches, for all items at once, what their cards need beyond fields.
    `index` is the page type of the section that lists everything; `template` draws the `items` in place of their cards.
    """

    name: str
    label: Label
    model: str
    queryset: Callable[[], QuerySet[Any]]
    sort: str
    sort_field: "Field[Any, Any]" = field(default_factory=CharField)
    descending: bool = False
    address: Label = ""
    empty: Label = ""
    subtypes: Callable[[], Sequence[tuple[str, Label]]] | None = None
    narrow: Callable[[QuerySet[Any], str], QuerySet[Any]] | None = None
    prefetch: tuple[Any, ...] = ("belongings", "image__renditions")
    prepare: Callable[[list[Any]], None] | None = None
    index: str = ""
    template: str = ""


_kinds: dict[str, ListingKind] = {}


def register(kind: ListingKind) -> None:
    _kinds[kind.name] = kind


def kinds() -> dict[str, ListingKind]:
    return dict(_kinds)


def kind_choices() -> list[tuple[str, Label]]:
    return [(kind.name, kind.label) for kind in _kinds.values()]


def subtype_choices() -> list[tuple[Label, list[tuple[str, Label]]]]:
    """All subtypes, grouped by the kind that they narrow."""
    return [(kind.label, list(kind.subtypes())) for kind in _kinds.values() if kind.subtypes]
