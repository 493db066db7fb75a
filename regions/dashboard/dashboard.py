"""The dashboard, the first screen after log-in: a person's texts and tasks, in one region or in a language.

Lists plug in with `register()`, so that floors above bring theirs (events do) without being known here. Whatever the
number of regions, languages and works, each list costs the same number of queries: lists are read for all places of a
person together, and say of each row where it belongs.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from wagtail.models import Page, Site
from wagtail.permissions import page_permission_policy

from languages.locales import cldr
from languages.locales.in_language import InLanguage
from languages.models import Work
from languages.routing import registry
from languages.routing.tree_paths import within
from regions.dashboard.item import DashboardRow
from regions.models import RegionPage
from regions.teams.rights import WRITING, pages_to_write_in


def types_of_regions() -> list[type[Page]]:
    """The page types that can be begun below a region, in the order in which they are offered."""
    return sorted(RegionPage.creatable_subpage_models(), key=lambda model: model._meta.label)


@dataclass(frozen=True)
class Place(InLanguage):
    """A page below which somebody writes: a region's in one language, or for the coalition's people a home page.

    `begins`: they may add pages there, too, which a translator may not.
    """

    page: Page
    begins: bool

    @property
    def code(self) -> str:  # type: ignore[override]
        return registry.code_of(self.page)

    @property
    def language(self) -> str:
        return cldr.language_name(self.code)

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """What can be begun here: the words on the button, and the address."""
        models: Iterable[Any] = types_of_regions()
        return [
            (
                str(model.new_label or model._meta.verbose_name),
                reverse("wagtailadmin_pages:add", args=[model._meta.app_label, model._meta.model_name, self.page.pk]),
            )
            for model in models
        ]


@dataclass
class Region:
    """A region with the places of a person in it, the region's first working language first."""

    title: str
    places: list[Place] = field(default_factory=list)

    @property
    def beginnings(self) -> list[Place]:
        """Where something new can be written."""
        return [place for place in self.places if place.begins]

    @property
    def other_languages(self) -> str:
        """Those that can be written beside the first."""
        return cldr.format_list([place.language for place in self.beginnings[1:]])


class Dashboard:
    """What somebody may do where. Everything that the lists read is narrowed by it."""

    def __init__(self, user: Any):
        self.user = user

    @cached_property
    def region_pages(self) -> list[RegionPage]:
        return pages_to_write_in(self.user)

    @cached_property
    def places(self) -> list[Place]:
        """Those in regions, and, for who has rights beyond them, the home pages or sections that these begin at."""
        if self.user.is_superuser:
            return []
        known = {page.pk for page in self.region_pages}
        granted = [
            row.page
            for row in page_permission_policy.get_cached_permissions_for_user(self.user)
            if row.permission.codename in WRITING and row.page_id not in known
        ]
        if any(page.is_root() for page in granted):
            granted = [*(page for page in granted if not page.is_root()), *Page.objects.filter(depth=2)]
        others = {page.pk: page for page in granted}
        return [self._place(page) for page in (*self.region_pages, *others.values())]

    def _place(self, page: Page) -> Place:
        rights = page_permission_policy.get_cached_permissions_for_user(self.user)
        adding = (row.page.path for row in rights if row.permission.codename == "add_page")
        return Place(page, any(page.path.startswith(path) for path in adding))

    def __bool__(self) -> bool:
        return bool(self.places)

    @cached_property
    def versions(self) -> list[Page]:
        """All language versions of the places."""
        return list(Page.objects.filter(translation_key__in={place.page.translation_key for place in self.places}))

    @cached_property
    def regions(self) -> list[Region]:
        found: dict[UUID, Region] = {}
        for page in self.region_pages:
            region = found.setdefault(page.translation_key, Region(self._title(page)))
            region.places.append(self._place(page))
        return list(found.values())

    def _title(self, page: Page) -> str:
        """A region's name in the language of the interface, where it is public in it or the person writes in it."""
        own = {place.page.pk for place in self.places}
        interface = (get_language() or "").partition("-")[0]
        for version in self.versions:
            is_of_interface = registry.code_of(version).partition("-")[0] == interface
            is_seen = version.live or version.pk in own
            if version.translation_key == page.translation_key and is_of_interface and is_seen:
                return str(version.draft_title if version.pk in own else version.title)
        return str(page.draft_title)

    @cached_property
    def title(self) -> str:
        """The names of the regions; for the coalition's people that of the coalition."""
        names = [region.title for region in self.regions]
        if names:
            return cldr.format_list(names)
        site = Site.objects.filter(is_default_site=True).first()
        return site.site_name if site else ""

    # For the lists ----------------------------------------------------------------------------------------------------

    @cached_property
    def editable(self) -> QuerySet[Any]:
        """The pages that the person may edit, below their places and including these."""
        return page_permission_policy.instances_user_has_permission_for(self.user, "change")  # type: ignore[no-any-return]

    @property
    def in_regions(self) -> Q:
        """The pages below the person's regions, in the languages that they write."""
        pages = self.region_pages
        return within(page.path for page in pages) & ~Q(pk__in=[page.pk for page in pages])

    def once(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Pages in the person's regions, each work once: its original, or the first version that they write in."""
        places = [
            When(path__startswith=page.path, then=Value(rank)) for rank, page in enumerate(self.region_pages, start=1)
        ]
        rank = Case(
            When(is_original(), then=Value(0)), *places, default=Value(len(places) + 1), output_field=IntegerField()
        )
        better = (
            Page.objects.filter(self.in_regions, translation_key=OuterRef("translation_key"), live=True)
            .annotate(dashboard_rank=rank)
            .filter(dashboard_rank__lt=OuterRef("dashboard_rank"))
        )
        return queryset.filter(self.in_regions, live=True).annotate(dashboard_rank=rank).filter(~Exists(better))

    def row(self, page: Page, url: str = "", *, title: str = "", **said: Any) -> DashboardRow:
        """A row for a page; its language and region are shown where there are several."""
        code = registry.code_of(page)
        several = len({place.code for place in self.places}) > 1
        return DashboardRow(
            page,
            url or reverse("wagtailadmin_pages:edit", args=[page.pk]),
            title or page.get_admin_display_title(),
            language=said.pop("language", cldr.language_name(code) if several else ""),
            region=self._region_of(page) if len(self.regions) > 1 else "",
            **said,
        )

    def _region_of(self, page: Page) -> str:
        keys = {version.translation_key for version in self.versions if page.path.startswith(version.path)}
        titles = {page.translation_key: region.title for region in self.regions for page in _pages(region)}
        return next((title for key, title in titles.items() if key in keys), "")


def _pages(region: Region) -> list[Page]:
    return [place.page for place in region.places]


def is_original() -> Exists:
    """Condition for pages: the language in which their work was first written."""
    return Exists(Work.objects.filter(pk=OuterRef("translation_key"), original_locale_id=OuterRef("locale_id")))


def dashboard_of(request: HttpRequest) -> Dashboard:
    """The dashboard of who asks, read once for a request."""
    known: Dashboard | None = getattr(request, "_dashboard", None)
    if known is None:
        known = Dashboard(request.user)
        request._dashboard = known  # type: ignore[attr-defined]
    return known
