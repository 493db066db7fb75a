"""The report of broken links: of the pages that somebody may change, whatever became of what they lead to."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from base.admin import reports
from base.links.broken import Problem, broken, place_name, since
from base.listings import facet_kinds, facets
from base.models import PageLink
from languages.access import visibility
from languages.locales import cldr
from languages.routing import registry
from languages.routing.tree_paths import within

# The kinds of facets that pages live below.
PLACES = [kind for kind in facet_kinds.kinds().values() if kind.holds_pages]


def _places(kind: str) -> list[facets.Facet]:
    """The public ones, by their names in the language of the admin ("pt-br" where the site has "pt")."""
    return facets.of_kind(kind, (get_language() or "en").partition("-")[0])


def _is_there(page: Page, place: facets.Facet) -> bool:
    return any(page.path.startswith(path) for path in place.paths)


class BrokenLinksFilterSet(WagtailFilterSet):
    problem = django_filters.ChoiceFilter(label=_("Problem"), empty_label=_("All"), choices=Problem.choices)
    language = django_filters.ChoiceFilter(label=_("Language"), empty_label=_("All"), field_name="page__locale")
    # One for each of the places, as if each were written here.
    locals().update(
        {
            kind.name: django_filters.ChoiceFilter(label=kind.singular, empty_label=_("All"), method="at")
            for kind in PLACES
        }
    )
    address = django_filters.CharFilter(label=_("Address contains"), field_name="address__url", lookup_expr="icontains")

    class Meta:
        model = PageLink
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["language"].extra["choices"] = [(one.locale_id, one.name) for one in registry.offered()]
        for kind in PLACES:
            self.filters[kind.name].extra["choices"] = [(str(one.key), one.title) for one in _places(kind.name)]

    def at(self, links: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        paths = next(place.paths for place in _places(name) if str(place.key) == value)
        return links.filter(within(paths, "page__path"))


class PageColumn(Column):
    """A page, with the facet that it lives below, as a link to its editor."""

    cell_template_name = "base/reports/linking_page.html"


class LinkColumn(Column):
    """The words of a link, where on the page they stand, and where they lead."""

    cell_template_name = "base/reports/link.html"


class ProblemColumn(Column):
    cell_template_name = "base/reports/link_problem.html"


class BrokenLinksView(reports.Report):
    """Links of published pages, in the order of the pages."""

    page_title = _("Broken links")
    header_icon = "link"
    paginate_by = 50
    results_template_name = "base/reports/links.html"
    index_url_name = "base_links"
    index_results_url_name = "base_links_results"
    filterset_class = BrokenLinksFilterSet
    model = PageLink
    default_ordering: Any = ("page__path", "pk")
    export_filename = "broken-links"
    columns = [
        PageColumn("title", label=_("Page")),
        Column("language_name", label=_("Language")),
        LinkColumn("text", label=_("Link")),
        ProblemColumn("problem_name", label=_("Problem")),
        Column("since_day", label=_("Since")),
        Column("checked_day", label=_("Last checked")),
    ]
    export_headings = {
        "title": _("Page"),
        "language_name": _("Language"),
        **{f"{kind.name}_name": kind.singular for kind in PLACES},
        "text": _("Link"),
        "place_name": _("Place on the page"),
        "target": _("Leads to"),
        "problem_name": _("Problem"),
        "status": _("Answer"),
        "moved_to": _("New address"),
        "since_day": _("Since"),
        "checked_day": _("Last checked"),
    }

    @classmethod
    def may_see(cls, user: Any) -> bool:
        return bool(page_permission_policy.user_has_permission(user, "change"))

    def get_base_queryset(self) -> QuerySet[Any]:
        mine = page_permission_policy.instances_user_has_permission_for(self.request.user, "change")
        return broken(PageLink.objects.filter(page__in=mine.order_by().values("pk"))).select_related("page", "address")

    def get_queryset(self) -> QuerySet[Any]:
        return self.order_queryset(self.get_base_queryset())

    def decorate_paginated_queryset(self, object_list: Iterable[Any]) -> list[Any]:
        links, places = list(object_list), {kind.name: _places(kind.name) for kind in PLACES}
        moments = since(links)
        targets = Page.objects.in_bulk({link.to_page_id for link in links if link.to_page_id})
        for link in links:
            page, checked, target = link.page, link.address, targets.get(link.to_page_id)
            link.title = page.get_admin_display_title()
            link.code = registry.code_of(page)
            link.direction = cldr.direction(link.code)
            link.language_name = cldr.own_name(link.code)
            link.within = None
            for kind, some in places.items():
                found = next((place for place in some if _is_there(page, place)), None)
                setattr(link, f"{kind}_name", found.title if found else "")
                link.within = link.within or found
            link.edit_url = reverse("wagtailadmin_pages:edit", args=[page.pk])
            link.place_name = place_name(page.specific_class, link.place)
            link.target = link.address_id or (visibility.title_shown(target, self.request.user) if target else "")
            link.target_code = registry.code_of(target) if target else ""
            link.target_direction = cldr.direction(link.target_code) if target else ""
            link.problem_name = Problem(link.problem).label
            link.status = checked.status if checked and link.problem != Problem.MOVED else None
            link.moved_to = checked.moved_to if checked else ""
            link.since_day = _day(moments.get(link.pk))
            link.checked_day = _day(checked.checked_at if checked else None)
        return links


def _day(moment: Any) -> Any:
    return timezone.localtime(moment).date() if moment else ""


REPORTS: dict[str, type[reports.Report]] = {"links": BrokenLinksView}


def urls() -> list[URLPattern]:
    return reports.urls(REPORTS)
