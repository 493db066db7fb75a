"""Reports on page views: how often public pages were read, by region and language, and which of them most.

Sums are shown to everybody who writes for a region or the coalition, of all regions: they tell nothing but a number. Of
pages only those are named that the person may know of (`languages.access.visibility`).
"""

from collections.abc import Iterable
from typing import Any

import django_filters
from django.db.models import QuerySet, Sum
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.models import Page

from base.admin.reports import Report
from languages.access import visibility
from languages.locales import cldr
from languages.routing import registry
from regions.models import ReadCount
from regions.reports import scope
from regions.reports.coverage import COALITION
from regions.reports.page_view_table import DEFAULT, by_month, languages_read, periods, report_places, table, within
from regions.reports.scope import ReportScope

# The screens ---------------------------------------------------------------------------------------------------------


class PageViewsFilterSet(WagtailFilterSet):
    """`scope`: what the person sees. The period is the view's: it holds, too, where another choice means nothing."""

    period = django_filters.ChoiceFilter(
        label=_("Period"), empty_label=None, null_label=None, initial=DEFAULT, method="as_it_is"
    )

    class Meta:
        model = ReadCount
        fields: list[str] = []

    def __init__(self, *args: Any, scope: ReportScope, **kwargs: Any) -> None:
        self.scope = scope
        super().__init__(*args, **kwargs)
        self.filters["period"].extra["choices"] = periods()

    def as_it_is(self, counts: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return counts


class MostViewedFilterSet(PageViewsFilterSet):
    region = django_filters.ChoiceFilter(label=_("Region"), empty_label=_("All"), method="at")
    language = django_filters.ChoiceFilter(label=_("Language"), empty_label=_("All"), field_name="locale_id")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["region"].extra["choices"] = [
            (place, name) for _key, place, name, _own in report_places(self.scope)
        ]
        self.filters["language"].extra["choices"] = [
            (language.locale_id, language.name) for language in languages_read(registry.locale_codes())
        ]

    def at(self, counts: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return counts.filter(region=None if value == COALITION else value)


class PageViewsReport(Report):
    """Page views of the period that the address names, or of the last 30 days."""

    header_icon = "view"
    filterset_class: Any = PageViewsFilterSet

    @classmethod
    def may_see(cls, user: Any) -> bool:
        return scope.may_see(user)

    @cached_property
    def scope(self) -> ReportScope:
        return scope.scope_of(self.request.user)

    @cached_property
    def period(self) -> str:
        asked = self.request.GET.get("period", "")
        return asked if asked in dict(periods()) else DEFAULT

    def get_filterset_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_filterset_kwargs()
        data = kwargs["data"].copy()
        data["period"] = self.period
        return {**kwargs, "data": data, "scope": self.scope}

    def get_page_subtitle(self) -> str:
        return dict(periods())[self.period]

    def counts(self) -> QuerySet[Any]:
        found: QuerySet[Any] = self.filter_queryset(within(ReadCount.objects.all(), self.period))
        return found


class PageViewsView(PageViewsReport):
    """Regions by languages."""

    page_title = _("Reads")
    results_template_name = "regions/reports/page_views.html"
    index_url_name = "regions_reads"
    index_results_url_name = "regions_reads_results"
    paginate_by = None
    export_filename = "reads"
    export_headings = {
        "month": _("Month"),
        "name": _("Region"),
        "language_name": _("Language"),
        "views": _("Reads"),
    }

    def get_filtered_queryset(self) -> list[Any]:
        if self.is_export:
            return list(by_month(self.counts(), self.scope))
        self.languages, lines = table(self.counts(), self.scope)
        return list(lines)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        return {
            **context,
            "languages": getattr(self, "languages", []),
            "period": self.period,
            "pages_url": reverse("regions_reads_pages"),
        }


class PageColumn(Column):
    """The title of a page, in its language, with a way to its languages."""

    cell_template_name = "regions/reports/work.html"


class MostViewedPagesView(PageViewsReport):
    """The pages that were read most. Deleted ones are in the table's sums, and have no name any more."""

    page_title = _("Most read pages")
    verbose_name = Page._meta.verbose_name
    verbose_name_plural = Page._meta.verbose_name_plural
    in_menu = False
    paginate_by = 50
    is_searchable = False
    results_template_name = "regions/reports/most_viewed_pages.html"
    index_url_name = "regions_reads_pages"
    index_results_url_name = "regions_reads_pages_results"
    filterset_class = MostViewedFilterSet
    export_filename = "most-read-pages"
    columns = [
        PageColumn("title", label=_("Title")),
        Column("views", label=_("Reads"), classname="report-number"),
        Column("type_name", label=_("Type")),
        Column("region_name", label=_("Region")),
        Column("language_name", label=_("Language")),
    ]
    export_headings = {
        "title": _("Title"),
        "type_name": _("Type"),
        "region_name": _("Region"),
        "language_name": _("Language"),
        "views": _("Reads"),
    }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *first, last = super().get_breadcrumbs_items()
        return [*first, {"url": reverse_lazy("regions_reads"), "label": PageViewsView.page_title}, last]

    def get_filtered_queryset(self) -> QuerySet[Any]:
        known = visibility.visible(Page.objects.filter(depth__gt=1), self.request.user)
        counts = self.counts().filter(page__in=known)
        return counts.values("page").annotate(sum=Sum("reads")).order_by("-sum", "page")

    def decorate_paginated_queryset(self, object_list: Iterable[Any]) -> list[Any]:
        sums = {row["page"]: row["sum"] for row in object_list}
        pages = Page.objects.in_bulk(list(sums))
        found = [pages[pk] for pk in sums if pk in pages]
        for page in found:
            page.views = sums[page.pk]
            page.code = registry.code_of(page)
            page.direction = cldr.direction(page.code)
            page.language_name = cldr.own_name(page.code)
            page.type_name = capfirst(str(page.cached_content_type.model_class()._meta.verbose_name))
            page.region_name = next(
                (one.name for one in self.scope.every if any(page.path.startswith(path) for path in one.paths)), ""
            )
            page.address = reverse("languages_translate", args=[page.pk])
        return found
