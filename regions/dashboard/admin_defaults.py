"""Where the admin opens for who writes for a region: lists of pages, and what pages and files are chosen from.

Nothing is closed by this: from each of these screens one can go on to whatever one may see.
"""

import os.path
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.auth import require_admin_access
from wagtail.admin.ui.sidebar import PageExplorerMenuItem
from wagtail.admin.views.chooser import page_models_from_string
from wagtail.admin.wagtail_hooks import ExplorerMenuItem
from wagtail.documents.views.chooser import viewset as document_chooser
from wagtail.images.views.chooser import viewset as image_chooser
from wagtail.models import Page

from base.media.permissions import document_policy, image_policy
from languages.access.admin_guards import BrowseView
from regions.dashboard.dashboard import Dashboard, Place, dashboard_of, types_of_regions

# Wagtail's screens on which a page is written, below a page or itself.
WRITING = re.compile(r"/pages/(?:(?P<edited>\d+)/edit|add/\w+/\w+/(?P<parent>\d+))/$")


# The menu ------------------------------------------------------------------------------------------------------------


def opening_page(dashboard: Dashboard) -> Page | None:
    """Where "Pages" begins: the person's region in its first language, or what is above several of them."""
    if not dashboard:
        return None
    first = dashboard.places[0].page
    paths = [place.page.path for place in dashboard.places if place.page.locale_id == first.locale_id]
    shared = os.path.commonprefix(paths)
    shared = shared[: len(shared) // Page.steplen * Page.steplen]
    if shared == first.path:
        return first
    return Page.objects.filter(path=shared, depth__gt=1).first()


class PagesMenuItem(ExplorerMenuItem):  # type: ignore[misc]
    """Wagtail's "Pages", opening at a page: that of Wagtail opens at the root for who writes in two languages."""

    def __init__(self, item: Any, page: Page):
        super().__init__(
            item.label,
            reverse("wagtailadmin_explore", args=[page.pk]),
            name=item.name,
            icon_name=item.icon_name,
            classname=item.classname,
            order=item.order,
        )
        self.page = page

    def render_component(self, request: HttpRequest) -> PageExplorerMenuItem:
        return PageExplorerMenuItem(
            self.name, self.label, self.url, self.page.pk, icon_name=self.icon_name, classname=self.classname
        )


def open_pages_at_region(request: HttpRequest, menu_items: list[Any]) -> None:
    page = opening_page(dashboard_of(request))
    if page is not None:
        menu_items[:] = [
            PagesMenuItem(item, page) if isinstance(item, ExplorerMenuItem) else item for item in menu_items
        ]


# Choosing pages ------------------------------------------------------------------------------------------------------


def place_written_in(request: HttpRequest) -> Place | None:
    """The place of the page that somebody is writing, as far as the browser says which; or else their first one."""
    dashboard = dashboard_of(request)
    if not dashboard:
        return None
    found = WRITING.search(urlsplit(request.headers.get("referer", "")).path)
    page = Page.objects.filter(pk=found["edited"] or found["parent"]).first() if found else None
    if page is not None:
        for place in dashboard.places:
            if page.path.startswith(place.page.path):
                return place
        for place in dashboard.places:
            if page.locale_id == place.page.locale_id:
                return place
    return dashboard.places[0]


class ChoosePage(BrowseView):
    """Wagtail's page chooser, opening at the person's region in the language that they write, unless told where."""

    def get(self, request: HttpRequest, parent_page_id: int | None = None) -> HttpResponse:
        if parent_page_id is None and "locale" not in request.GET:
            parent_page_id = self._opening(request)
        return super().get(request, parent_page_id)  # type: ignore[no-any-return]

    def _opening(self, request: HttpRequest) -> int | None:
        place = place_written_in(request)
        if place is None:
            return None
        try:
            wanted = page_models_from_string(request.GET.get("page_type") or "wagtailcore.page")
        except (ValueError, LookupError):
            return None  # Wagtail answers it
        of_regions = tuple(types_of_regions())
        if wanted == (Page,) or any(issubclass(model, of_regions) for model in wanted):
            return int(place.page.pk)
        # What lies elsewhere (people, themes) is shown where it lies in that language.
        above = Page.objects.filter(locale_id=place.page.locale_id).type(*wanted).first_common_ancestor()
        return None if above.is_root() else int(above.pk)


# Choosing files ------------------------------------------------------------------------------------------------------


def own_collection(policy: Any, user: Any) -> int | None:
    """The collection that somebody adds files to, if it is one and has any."""
    if user.is_superuser:
        return None
    found = list(policy.collections_user_has_permission_for(user, "add")[:2])
    if len(found) != 1 or not policy.model._default_manager.filter(collection=found[0]).exists():
        return None
    return int(found[0].pk)


def opening_at_own_collection(view: Callable[..., HttpResponse], policy: Any) -> Callable[..., HttpResponse]:
    """A chooser of files that begins with those of the person's region; "all collections" is a click away."""

    def choose(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "collection_id" not in request.GET:
            own = own_collection(policy, request.user)
            if own is not None:
                said = request.GET.copy()
                said["collection_id"] = str(own)
                request.GET = said  # type: ignore[assignment]
        return view(request, *args, **kwargs)

    return require_admin_access(choose)  # type: ignore[no-any-return]


def replacing_wagtails() -> list[URLPattern]:
    """Views at addresses of Wagtail's own, to be found before them."""
    return [
        path("choose-page/", require_admin_access(ChoosePage.as_view())),
        path("images/chooser/", opening_at_own_collection(image_chooser.choose_view, image_policy)),
        path("documents/chooser/", opening_at_own_collection(document_chooser.choose_view, document_policy)),
    ]


def register() -> None:
    """Called once, by `regions.wagtail_hooks`."""
    hooks.register("construct_main_menu", open_pages_at_region)
