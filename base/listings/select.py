"""Listings: "latest news", "upcoming events", "projects" ... wherever they are shown.

The registry between the floors: an app registers its kinds with `register()` from its AppConfig.ready(), and home
pages, regions, index pages and the listing block show them through `select()`, without importing that app.
There is one contract: each work once, in the reader's best language, in the kind's order, in pages that are found by
key (the place of the last item or the first) and not by number, so that the thousandth page costs what the first does,
and what is added meanwhile neither repeats an item nor hides one, in either direction.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Q, prefetch_related_objects
from django.utils.translation import get_language
from wagtail.models import Page

from base.listings import facets
from base.listings.cursor import START, Place, decode, encode
from base.listings.registry import Label, ListingKind, kinds
from languages.routing import registry
from languages.routing.fallback import in_best_language


@dataclass
class Selection:
    """What a list shows now.

    `next_cursor` asks for what follows, empty at the end; `previous_cursor` for what precedes, empty at the start.
    """

    kind: ListingKind
    items: list[Any]
    next_cursor: str = ""
    previous_cursor: str = ""

    def __bool__(self) -> bool:
        return bool(self.items)

    @property
    def empty(self) -> Label:
        return self.kind.empty


def select(
    kind: str,
    language: str | None = None,
    *,
    keys: Iterable[UUID] = (),
    subtype: str = "",
    limit: int = 6,
    after: str = "",
    before: str = "",
    exclude: Page | None = None,
    condition: Q | None = None,
    remembered: bool = False,
) -> Selection:
    """Items of a kind that belong to all of `keys` (works that are facets), best language first.

    `condition` narrows further by the kind's own model (a person's publications). With `remembered` the answer may be
    up to a minute old, or as old as the last publication: for lists that are a part of a busy page, such as the dozen
    of a home page. Raises KeyError for a kind that no app has registered.

    Going back, the first page is as full as it is for who begins there, although fewer items may precede the cursor.
    """
    entry = kinds()[kind]
    language = language or get_language() or "en"
    model: Any = apps.get_model(entry.model)
    without = exclude.translation_key if isinstance(exclude, model) else None

    keys = list(keys)
    place = Place(after, before)

    def read(place: Place) -> tuple[list[Any], str, str]:
        return _read(entry, model, language, keys, subtype, limit, place, without, condition)

    def read_to_remember() -> tuple[list[Any], str]:
        items, following, _previous = read(START)
        return memorable(items), following

    if remembered and not place and condition is None:
        places = ",".join(sorted(str(key) for key in keys))
        name = f"list:{kind}:{language}:{places}:{subtype}:{limit}:{without or ''}"
        items, following = registry.remember(name, read_to_remember)
        return Selection(entry, items, following)
    items, following, previous = read(place)
    if place.before and not previous and len(items) < limit:
        items, following, previous = read(START)
    return Selection(entry, items, following, previous)


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
    place: Place,
    without: UUID | None,
    condition: Q | None,
) -> tuple[list[Any], str, str]:
    queryset = entry.queryset()
    for key in keys:
        queryset = queryset.filter(facets.belonging_to(key))
    if subtype and entry.narrow:
        queryset = entry.narrow(queryset, subtype)
    if condition is not None:
        queryset = queryset.filter(condition)
    if without is not None:
        queryset = queryset.exclude(translation_key=without)
    mark = decode(place.after or place.before, entry.sort_field) if place else None
    backwards = bool(place.before) and mark is not None
    sign, step = ("-", "lt") if entry.descending != backwards else ("", "gt")
    queryset = in_best_language(queryset, language).order_by(f"{sign}{entry.sort}", f"{sign}pk")
    if mark is not None:
        value, pk = mark
        queryset = queryset.filter(Q(**{f"{entry.sort}__{step}": value}) | Q(**{entry.sort: value, f"pk__{step}": pk}))
    names = {candidate.name for candidate in model._meta.get_fields()}
    if "image" in names:
        queryset = queryset.select_related("image")
    if "body" in names:
        queryset = queryset.defer("body")  # the heaviest field, and no card shows it
    items = list(queryset.prefetch_related(*entry.prefetch)[: limit + 1])
    more = len(items) > limit
    items = items[:limit]
    if backwards:
        items.reverse()
    for item in items:
        item.listed_as = subtype  # a card says nothing of what the list around it says already
    if entry.prepare and items:
        entry.prepare(items)
    if not items:
        return [], "", ""
    first, last = (encode(getattr(item, entry.sort), item.pk) for item in (items[0], items[-1]))
    # Where a cursor led here from, the list goes on.
    if backwards:
        return items, last, first if more else ""
    return items, last if more else "", first if mark is not None else ""


def ready_for_cards(model: type[Page], pages: list[Any]) -> None:
    """Fetch for pages of one type, all at once, what their cards show, as the listings of their kind do."""
    kind = next((kind for kind in kinds().values() if kind.model == model._meta.label), None)
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
    entry = kinds()[kind]
    if not entry.index:
        return ""
    code = language or get_language() or "en"

    def read() -> str:
        model: Any = apps.get_model(entry.index)
        page = in_best_language(model.objects.all(), code).first()
        return page.get_url() or "" if page else ""

    return registry.remember(f"section:{entry.index}:{code}", read)
