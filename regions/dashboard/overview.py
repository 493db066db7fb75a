"""For an admin, on the first screen: what the regions are doing, in one compact table."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q
from django.db.models.functions import Substr
from django.utils.translation import get_language
from wagtail.models import Page

from languages.models import Work
from languages.routing import registry
from regions.models import RegionPage


@dataclass(frozen=True)
class Line:
    """A region: its page in the admin's language or the one it was first written in, and counts of pages below it."""

    page: Page
    public: int
    drafts: int
    outdated: int
    touched: datetime | None

    @property
    def code(self) -> str:
        return registry.code_of(self.page)


def lines() -> list[Line]:
    """Each region once, in the order of the tree, in four queries."""
    versions = list(RegionPage.objects.order_by("path").defer("body"))
    keys = {page.translation_key for page in versions}
    originals = dict(Work.objects.filter(pk__in=keys).values_list("pk", "original_locale_id"))
    counted = _counted([page.path for page in versions])
    found = []
    for key in dict.fromkeys(page.translation_key for page in versions):
        pages = [page for page in versions if page.translation_key == key]
        counts = [counted[page.path] for page in pages if page.path in counted]
        touched = [row["touched"] for row in counts if row["touched"]]
        found.append(
            Line(
                page=_best(pages, originals.get(key)),
                public=sum(row["public"] for row in counts),
                drafts=sum(row["drafts"] for row in counts),
                outdated=sum(row["outdated"] for row in counts),
                touched=max(touched, default=None),
            )
        )
    return found


def _best(pages: list[Any], original: int | None) -> Page:
    interface = (get_language() or "").partition("-")[0]
    in_interface = (page for page in pages if registry.code_of(page).partition("-")[0] == interface)
    return next(in_interface, next((page for page in pages if page.locale_id == original), pages[0]))


def _counted(paths: list[str]) -> dict[str, dict[str, Any]]:
    """Counts of pages at and below some paths, by path. Regions lie at one depth, so that one query counts for all."""
    counted: dict[str, dict[str, Any]] = {}
    for length in {len(path) for path in paths}:
        rows = (
            Page.objects.annotate(place=Substr("path", 1, length))
            .filter(place__in=[path for path in paths if len(path) == length])
            .order_by()
            .values("place")
            .annotate(
                public=Count("pk", filter=Q(live=True)),
                drafts=Count("pk", filter=Q(has_unpublished_changes=True) | Q(live=False)),
                outdated=Count("pk", filter=Q(alignment__live_behind__gt=0)),
                touched=Max("latest_revision_created_at"),
            )
        )
        counted.update({row["place"]: row for row in rows})
    return counted
