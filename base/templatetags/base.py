"""`{% load base %}`: cards and listings in templates."""

from typing import Any
from uuid import UUID

from django import template
from django.template.loader import render_to_string
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString
from wagtail.images.models import Filter, ResponsiveImage
from wagtail.images.shortcuts import get_renditions_or_not_found
from wagtail.models import Page

from base.listings import facet_kinds, facets, select

register = template.Library()

# How many cards stand side by side on a desk.
FIRST_ROW = 3
# Pixels: a phone, a tablet or a sharp phone, the width of the page. Twice as wide as high.
LEAD_WIDTHS = (480, 800, 1200)
LEAD_SIZES = "(min-width: 80rem) 76rem, 100vw"


@register.simple_tag(takes_context=True)
def card(context: dict[str, Any], page: Any, level: int | str = 3, leads: Any = None) -> SafeString:
    """A page as an item of a list, by the card template of its type; `level` is that of its heading.

    `leads` is the item whose picture is the first that its reader sees.
    """
    here = getattr(context.get("page"), "translation_key", None)

    def beyond_here() -> dict[str, list[facets.Facet]]:
        """What the page belongs to, without the page that lists it: all in a region's list is of that region."""
        found: dict[str, list[facets.Facet]] = getattr(page, "facets", {})
        return {kind: [facet for facet in some if facet.key != here] for kind, some in found.items()}

    # Lazy: cards that show no facets do not have them read.
    facets_beyond = SimpleLazyObject(beyond_here)
    shared = {"card_level": level, "page": page, "facets": facets_beyond, "card_leads": bool(leads) and leads is page}
    return SafeString(render_to_string(page.card_template, shared, request=None))


@register.simple_tag
def first_pictured(items: list[Any]) -> Any:
    """The first item with a picture, among those that a first row holds; None where there is none.

    It is the largest that a listing paints, and a lazy picture is asked for only when the page has been laid out
    (https://web.dev/articles/lcp-lazy-loading).
    """
    return next((item for item in items[:FIRST_ROW] if getattr(item, "image", None)), None)


@register.simple_tag
def listing(
    kind: str,
    within: Page | facets.Facet | None = None,
    subtype: str = "",
    limit: int = 6,
    exclude: Page | None = None,
) -> select.Selection:
    """`{% listing "news" within=page limit=3 as selection %}`: see `base.listings.select`."""
    keys: list[UUID] = []
    if isinstance(within, facets.Facet):
        keys = [within.key]
    elif within is not None:
        keys = [within.translation_key]
    return select.select(kind, keys=keys, subtype=subtype, limit=limit, exclude=exclude)


@register.simple_tag
def section_url(kind: str) -> str:
    return select.section_url(kind)


@register.simple_tag
def facet_list(kind: str) -> list[facets.Facet]:
    """All facets of a kind, in the admin's order."""
    return facets.of_kind(kind)


@register.simple_tag
def facet_tags(found: dict[str, list[facets.Facet]] | str, all_kinds: Any = False) -> list[facets.Facet]:
    """The facets of a page that its card names, or with `all_kinds` the head of its page. `found` is `page.facets`."""
    shown = [kind.name for kind in facet_kinds.kinds().values() if kind.is_on_cards or all_kinds]
    return [facet for name in shown for facet in found.get(name, ())] if found else []  # type: ignore[union-attr]


@register.simple_tag
def lead_picture(image: Any, alt: str = "") -> ResponsiveImage:
    """The picture at the head of a page, in the sizes that browsers choose from: a phone fetches a small one.

    Not by Wagtail's tag: for a picture smaller than the largest size that would offer one size twice, which is not
    valid HTML.
    """
    widths = [width for width in LEAD_WIDTHS if image.width >= width and image.height >= width // 2]
    filters = [Filter(f"fill-{width}x{width // 2}|format-webp") for width in widths or LEAD_WIDTHS[:1]]
    return ResponsiveImage(get_renditions_or_not_found(image, filters), {"alt": alt, "sizes": LEAD_SIZES})
