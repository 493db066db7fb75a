"""The kinds of lists: what each shows, how, and where. Apps register theirs in `AppConfig.ready()`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, Field, QuerySet
from django.utils.functional import Promise

Label = str | Promise


@dataclass(frozen=True)
class ListingKind:
    """One kind of list: everything that the site has to know of it, so that no floor below its app names it.

    What it lists: `queryset` returns pages of `model`, annotated or with a field named by `sort`, which is never null;
    the list is ordered by it (`descending` or not) and then by id. `subtypes` gives the choices that the list can be
    narrowed to, `narrow` does it. `prepare` fetches, for all items at once, what their cards need beyond fields.

    How it looks: `layout` is one of templates/components/items.html, `layout_of_one` that of a list of a single item;
    `template` draws the `items` in place of their cards. `empty` is said where there is none.

    The section that lists everything: `index` is its page type. `section_title` names it, and `section_order` is its
    place in the menu, when `manage.py start` makes the site; one of the kinds of a section says so.

    On the pages of what works belong to (a region, for example): `address` is the last part of the address
    of all that belongs there, in the active language; kinds without one are not shown there. They come by `order`;
    one that `lasts` is there when it is empty, too. `digest_heading` is what the weekly e-mail to the team of a region
    calls its first items, with their day: the field `day`, or else the one that the list is sorted by.
    """

    name: str
    label: Label
    model: str
    queryset: Callable[[], QuerySet[Any]]
    sort: str
    sort_field: "Field[Any, Any]" = field(default_factory=CharField)
    descending: bool = False
    subtypes: Callable[[], Sequence[tuple[str, Label]]] | None = None
    narrow: Callable[[QuerySet[Any], str], QuerySet[Any]] | None = None
    prefetch: tuple[Any, ...] = ("belongings", "image__renditions")
    prepare: Callable[[list[Any]], None] | None = None
    layout: str = "cards"
    layout_of_one: str = ""
    template: str = ""
    empty: Label = ""
    index: str = ""
    section_title: Label = ""
    section_order: int = 0
    address: Label = ""
    order: int = 0
    lasts: bool = False
    digest_heading: Label = ""
    day: str = ""


_kinds: dict[str, ListingKind] = {}


def register(kind: ListingKind) -> None:
    _kinds[kind.name] = kind


def kinds() -> dict[str, ListingKind]:
    return dict(_kinds)


def kinds_with_address() -> list[ListingKind]:
    """Those that the page of a facet shows of what belongs to it, in their order."""
    return sorted((kind for kind in _kinds.values() if kind.address), key=lambda kind: kind.order)


def sections() -> list[ListingKind]:
    """One kind for each section of the site, in the order of the menu."""
    return sorted((kind for kind in _kinds.values() if kind.section_title), key=lambda kind: kind.section_order)


def kind_choices() -> list[tuple[str, Label]]:
    return [(kind.name, kind.label) for kind in _kinds.values()]


def subtype_choices() -> list[tuple[Label, list[tuple[str, Label]]]]:
    """All subtypes, grouped by the kind that they narrow."""
    return [(kind.label, list(kind.subtypes())) for kind in _kinds.values() if kind.subtypes]
