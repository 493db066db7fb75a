"""Listings: "latest news", "upcoming events", "projects" ... wherever they are shown.

The socket between the floors: an app plugs its kinds in with `register()` from its AppConfig.ready(), and home pages,
regions, themes, index pages and the listing block show them through `select()`, without importing that app. There is
one contract: each work once, in the reader's best language, in the kind's order, in pages that are found by key (the
last item's place) and not by number, so that the thousandth page costs what the first does.
"""

import base64
import binascii
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import CharField, Field, Q, QuerySet, prefetch_related_objects
from django.utils.functional import Promise
from django.utils.translation import get_language
from wagtail.models import Page

from base import facets
from languages import structure
from languages.queries import in_best_language

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


@dataclass
class Selection:
    """What a list shows now; `next_cursor` asks for what follows, empty at the end."""

    kind: ListingKind
    items: list[Any]
    next_cursor: str = ""

    def __bool__(self) -> bool:
        return bool(self.items)

    @property
    def empty(self) -> Label:
        return self.kind.empty


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


def _encode(value: Any, pk: int) -> str:
    return base64.urlsafe_b64encode(f"{pk}~{value}".encode()).decode().rstrip("=")


def _decode(cursor: str, sort_field: "Field[Any, Any]") -> tuple[Any, int] | None:
    """The place that a cursor marks; None for one that we did not make, which is ignored."""
    try:
        pk, _, value = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition("~")
        place, number = sort_field.to_python(value), int(pk)
        if isinstance(place, datetime):
            place = place.astimezone(UTC) if place.tzinfo else None
    except (binascii.Error, UnicodeDecodeError, ValueError, OverflowError, ValidationError):
        return None
    # No database has such a number, and PostgreSQL no such text.
    if place is None or not 0 <= number < 2**63 or "\0" in value:
        return None
    return place, number


def select(
    kind: str,
    language: str | None = None,
    *,
    keys: Iterable[UUID] = (),
    subtype: str = "",
    limit: int = 6,
    after: str = "",
    exclude: Page | None = None,
    condition: Q | None = None,
    remembered: bool = False,
) -> Selection:
    """Items of a kind that belong to all of `keys` (regions, themes, pillars), best language first.

    `condition` narrows further by the kind's own model (a person's publications). With `remembered` the answer may be
    up to a minute old, or as old as the last publication: for lists that are a part of a busy page, such as the dozen
    of a home page. Raises KeyError for a kind that no app has registered.
    """
    entry = _kinds[kind]
    language = language or get_language() or "en"
    model: Any = apps.get_model(entry.model)
    without = exclude.translation_key if isinstance(exclude, model) else None

    keys = list(keys)

    def read() -> tuple[list[Any], str]:
        return _read(entry, model, language, keys, subtype, limit, after, without, condition)

    def read_to_remember() -> tuple[list[Any], str]:
        items, cursor = read()
        return memorable(items), cursor

    if remembered and not after and condition is None:
        places = ",".join(sorted(str(key) for key in keys))
        name = f"list:{kind}:{language}:{places}:{subtype}:{limit}:{without or ''}"
        items, cursor = structure.remember(name, read_to_remember)
    else:
        items, cursor = read()
    return Selection(entry, items, cursor)


def memorable(pages: list[Any]) -> list[Any]:
    """Pages as they can be remembered: without the sizes of their pictures that exist at this moment.

    A size that is made a moment later would be missing from them, and be made again for each reader. Wagtail looks for
    sizes in the cache anyway.
    """
    for page in pages:
        image = getattr(page, "image", None)
        if image is not None:
            getattr(image, "_prefetched_objects_cache", {}).pop("renditions", None)
    return pages


def _read(
    entry: ListingKind,
    model: Any,
    language: str,
    keys: list[UUID],
    subtype: str,
    limit: int,
    after: str,
    without: UUID | None,
    condition: Q | None,
) -> tuple[list[Any], str]:
    queryset = entry.queryset()
    for key in keys:
        queryset = queryset.filter(facets.belonging_to(key))
    if subtype and entry.narrow:
        queryset = entry.narrow(queryset, subtype)
    if condition is not None:
        queryset = queryset.filter(condition)
    if without is not None:
        queryset = queryset.exclude(translation_key=without)
    sign = "-" if entry.descending else ""
    queryset = in_best_language(queryset, language).order_by(f"{sign}{entry.sort}", f"{sign}pk")
    place = _decode(after, entry.sort_field) if after else None
    if place is not None:
        value, pk = place
        step = "lt" if entry.descending else "gt"
        queryset = queryset.filter(Q(**{f"{entry.sort}__{step}": value}) | Q(**{entry.sort: value, f"pk__{step}": pk}))
    names = {candidate.name for candidate in model._meta.get_fields()}
    if "image" in names:
        queryset = queryset.select_related("image")
    if "body" in names:
        queryset = queryset.defer("body")  # the heaviest field, and no card shows it
    items = list(queryset.prefetch_related(*entry.prefetch)[: limit + 1])
    more = len(items) > limit
    items = items[:limit]
    for item in items:
        item.listed_as = subtype  # a card says nothing of what the list around it says already
    if entry.prepare and items:
        entry.prepare(items)
    return items, _encode(getattr(items[-1], entry.sort), items[-1].pk) if more else ""


def ready_for_cards(model: type[Page], pages: list[Any]) -> None:
    """Fetch for pages of one type, all at once, what their cards show, as the listings of their kind do."""
    kind = next((kind for kind in _kinds.values() if kind.model == model._meta.label), None)
    if kind is None:
        names = {field.name for field in model._meta.get_fields()}
        lookups = [lookup for lookup in ("belongings", "image__renditions") if lookup.split("__")[0] in names]
        prefetch_related_objects(pages, *lookups)
        return
    prefetch_related_objects(pages, *kind.prefetch)
    if kind.prepare:
        kind.prepare(pages)


def section_url(kind: str, language: str | None = None) -> str:
    """Address of the section that lists everything of a kind, in the reader's best language; empty if there is none."""
    entry = _kinds[kind]
    if not entry.index:
        return ""
    code = language or get_language() or "en"

    def read() -> str:
        model: Any = apps.get_model(entry.index)
        page = in_best_language(model.objects.all(), code).first()
        return page.get_url() or "" if page else ""

    return structure.remember(f"section:{entry.index}:{code}", read)
