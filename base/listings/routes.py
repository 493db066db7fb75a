"""Listing addresses of what works belong to, such as a region: /es/regiones/america-latina/noticias/."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import Resolver404
from django.utils.translation import get_language, override
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from base.listings import registry, select
from base.listings.cursor import Place, ways_on
from languages.routing import registry as routing_registry
from languages.routing.alternates import Breadcrumb
from languages.routing.registry import code_of


class ListingAddressesMixin(Page):
    """Gives a page an address of its own for each kind of list of what belongs to it, named in its language."""

    # How many items a section of the page itself shows, and how many its listing address does.
    shown = 3
    shown_all = 20

    class Meta:
        abstract = True

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if self.live and len(path_components) == 1:
            for kind in registry.kinds_with_address():
                if str(kind.address) == path_components[0]:
                    return RouteResult(self, kwargs={"kind": kind.name})
        return super().route(request, path_components)

    def get_route_paths(self) -> list[str]:
        """So that a moved page redirects its listing addresses too."""
        return [*super().get_route_paths(), *self._route_paths()]

    def resolve_subpage(self, path: str) -> str:
        """Wagtail's redirects ask this whether a page still has the address below it that they were made for."""
        if path not in self._route_paths():
            raise Resolver404({"path": path})
        return path

    def reserved_slugs(self) -> set[str]:
        return {path.strip("/") for path in self._route_paths()}

    def _route_paths(self) -> list[str]:
        with override(code_of(self)):
            return [f"/{kind.address}/" for kind in registry.kinds_with_address()]

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        if kwargs.get("kind"):
            return "base/belonging_listing.html"
        return super().get_template(request, *args, **kwargs)

    def listing_address(self) -> str:
        """What the language switcher adds to the address of this page's other versions."""
        name = getattr(self, "_shown_kind", "")
        return f"{registry.kinds()[name].address}/" if name else ""

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._shown_kind = name = kwargs.get("kind", "")
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        here = self.get_url() or ""
        return {**context, **(self._one_list(name, here, context, request) if name else self._own_sections(here))}

    def _one_list(self, name: str, here: str, context: dict[str, Any], request: HttpRequest) -> dict[str, Any]:
        """What one of the listing addresses shows: everything of a kind, and ways to the other kinds."""
        place = Place.asked(request.GET)
        keys = [self.translation_key]
        selection = select.select(name, keys=keys, limit=self.shown_all, after=place.after, before=place.before)
        first = here + self.listing_address()

        def address(other: Place) -> str:
            return f"{first}?{urlencode(other.query())}" if other else first

        return {
            "selection": selection,
            "layout": selection.kind.layout,
            **ways_on(place, selection.previous_cursor, selection.next_cursor, address),
            "breadcrumbs": [*context["breadcrumbs"], Breadcrumb(self.title, here)],
            "others": [
                {"title": kind.label, "url": f"{here}{kind.address}/"}
                for kind in registry.kinds_with_address()
                if kind.name != name
            ],
        }

    def _own_sections(self, here: str) -> dict[str, Any]:
        """The latest of each kind. Remembered together: five kinds ask a dozen queries, and a page may ask as many."""

        def read() -> list[tuple[str, list[Any], str]]:
            found = [
                select.select(kind.name, keys=[self.translation_key], limit=self.shown)
                for kind in registry.kinds_with_address()
            ]
            return [
                (selection.kind.name, select.memorable(selection.items), selection.next_cursor) for selection in found
            ]

        known = registry.kinds()
        remembered = routing_registry.remember(f"sections:{self.translation_key}:{get_language()}", read)
        return {
            "sections": [
                {
                    "kind": known[name],
                    "selection": select.Selection(known[name], items, cursor),
                    "layout": known[name].layout,
                    "url": f"{here}{known[name].address}/",
                }
                for name, items, cursor in remembered
                if items or known[name].lasts
            ]
        }
