"""The section of events: what is to come by month, and what was."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext, pgettext_lazy
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from base.admin import panels
from base.listings.filters import index_context
from base.models import IndexPage
from events.listings import by_month
from languages.routing.alternates import Breadcrumb
from languages.routing.registry import code_of

PAGE_SIZE = 24


class EventIndexPage(RoutablePageMixin, IndexPage):
    """Upcoming events by month; those that were have an address of their own below."""

    page_description = _("The section that lists upcoming and past events by month.")
    parent_page_types = ["home.HomePage"]
    subpage_types = ["events.EventPage"]
    max_count_per_parent = 1
    shown_form_fields: tuple[str, ...] = ()
    edit_handler = panels.tabs(belongs=())

    # Whether this request asks for the past.
    lists_past = False

    class Meta:
        verbose_name = _("events section")
        verbose_name_plural = _("events sections")

    @path(format_lazy("{}/", pgettext_lazy("address", "past")), name="past")
    def past(self, request: HttpRequest) -> HttpResponse:
        self.lists_past = True
        return self.render(request)  # type: ignore[no-any-return]

    @staticmethod
    def past_address() -> str:
        """The last part of the address of past events, in the active language."""
        return f"{pgettext('address', 'past')}/"

    def listing_address(self) -> str:
        return self.past_address() if self.lists_past else ""

    def get_route_paths(self) -> list[str]:
        """So that a moved section redirects the address of past events too."""
        with override(code_of(self)):
            return [*super().get_route_paths(), f"/{self.past_address()}"]

    def reserved_slugs(self) -> set[str]:
        with override(code_of(self)):
            return {self.past_address().rstrip("/")}

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        kind = "past_events" if self.lists_past else "upcoming_events"
        listed = index_context(request, kind, limit=PAGE_SIZE, subtype_label=_("How to take part"))
        here = self.get_url() or ""
        context = super().get_context(request, *args, **kwargs)
        if self.lists_past:
            context["breadcrumbs"] = [*context["breadcrumbs"], Breadcrumb(self.title, here)]
        return {
            **context,
            **listed,
            "months": by_month(
                listed["selection"].items,
                today=None if self.lists_past else timezone.localdate(),
                newest_first=self.lists_past,
            ),
            "lists_past": self.lists_past,
            "upcoming_url": here,
            "past_url": here + self.past_address(),
        }
