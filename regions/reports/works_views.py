"""Reports on works: what there is in which language, the works behind each figure, and works by age.

All of them show public pages only, by their public titles. Admins see everything, as do those who may write for the
whole coalition; others the works of the regions that they write for.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from base.admin import reports
from languages.locales import cldr
from languages.routing import registry
from regions.reports import coverage, scope
from regions.reports.coverage import Coverage
from regions.reports.filters import AgeFilterSet, CoverageFilterSet, StateColumn, WorkColumn
from regions.reports.scope import ReportScope


class WorksReport(reports.Report):
    """For those who write in a region, or for the coalition."""

    @classmethod
    def may_see(cls, user: Any) -> bool:
        return scope.may_see(user)


class CoverageView(WorksReport):
    """Regions by languages. A spreadsheet has a row for each cell, which its pivot tables can turn as they like."""

    page_title = _("Coverage")
    header_icon = "globe"
    results_template_name = "regions/reports/coverage.html"
    index_url_name = "regions_coverage"
    index_results_url_name = "regions_coverage_results"
    paginate_by = None
    export_filename = "coverage"
    export_headings = {
        "name": _("Region"),
        "language_name": _("Language"),
        "works": _("Works published"),
        "available_works": _("Works available"),
        "behind_works": _("Works behind"),
        "missing_works": _("Works missing"),
        "words": _("Words published"),
        "available_words": _("Words available"),
        "behind_words": _("Words behind"),
        "missing_words": _("Words missing"),
    }

    def get_queryset(self) -> list[Any]:
        lines = coverage.table(scope.scope_of(self.request.user))
        return [cell for line in lines for cell in line.cells] if self.is_export else list(lines)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        return {**context, "languages": registry.offered(), "works_url": reverse("regions_coverage_works")}


# Lists of works ------------------------------------------------------------------------------------------------------


class WorksView(WorksReport):
    """Works, each once. `page.title` is public: it is never the draft's."""

    header_icon = "doc-full"
    paginate_by = 50
    model = Page
    is_searchable = False
    default_ordering: Any = None

    @cached_property
    def scope(self) -> ReportScope:
        return scope.scope_of(self.request.user)

    def get_filterset_kwargs(self) -> dict[str, Any]:
        return {**super().get_filterset_kwargs(), "scope": self.scope}

    def get_base_queryset(self) -> QuerySet[Any]:
        return coverage.works_seen(self.scope)

    def get_queryset(self) -> QuerySet[Any]:
        return self.order_queryset(self.get_base_queryset())

    def decorate_paginated_queryset(self, object_list: Iterable[Any]) -> list[Any]:
        codes = registry.locale_codes()
        pages = list(object_list)
        for page in pages:
            page.code = registry.code_of(page)
            page.direction = cldr.direction(page.code)
            page.original_name = cldr.own_name(codes[page.original_locale]) if page.original_locale in codes else ""
            page.type_name = capfirst(str(page.cached_content_type.model_class()._meta.verbose_name))
            page.address = reverse("languages_translate", args=[page.pk])
        return pages


class CoverageWorksView(WorksView):
    """What lies behind a figure of the coverage table, by its address: region, language and state."""

    page_title = _("Works in a language")
    in_menu = False
    results_template_name = "regions/reports/works.html"
    index_url_name = "regions_coverage_works"
    index_results_url_name = "regions_coverage_works_results"
    filterset_class = CoverageFilterSet
    export_filename = "works"
    default_ordering = ("-published", "pk")
    columns = [
        WorkColumn("title", label=_("Title")),
        Column("original_name", label=_("Original language")),
        StateColumn("state_name", label=_("State")),
        Column("words", label=_("Words"), classname="report-number"),
        Column(
            "words_outdated",
            label=_("Words behind"),
            accessor=lambda page: page.words_outdated or "",
            classname="report-number",
        ),
    ]
    export_headings = {
        "title": _("Title"),
        "language_name": _("Language of the title"),
        "original_name": _("Original language"),
        "in_name": _("Language"),
        "state_name": _("State"),
        "words": _("Words"),
        "words_outdated": _("Words behind"),
    }

    @cached_property
    def language(self) -> registry.Language:
        """The one of the address, or that of the person, or the site's."""
        found = (
            registry.offered_language(self.request.GET.get("language"))
            or registry.offered_language(self.request.LANGUAGE_CODE)
            or registry.default_language()
        )
        if found is None:
            raise PermissionDenied  # the site is offered in no language: there are no public works
        return found

    def get_page_subtitle(self) -> str:
        return self.language.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *first, last = super().get_breadcrumbs_items()
        return [*first, {"url": reverse_lazy("regions_coverage"), "label": CoverageView.page_title}, last]

    def get_filterset_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_filterset_kwargs()
        data = kwargs["data"].copy()
        data["language"] = self.language.code
        return {**kwargs, "data": data}

    def get_base_queryset(self) -> QuerySet[Any]:
        return coverage.in_language(super().get_base_queryset(), self.language)

    def decorate_paginated_queryset(self, object_list: Iterable[Any]) -> list[Any]:
        pages = super().decorate_paginated_queryset(object_list)
        drafts = self._to_go_on_with(pages)
        for page in pages:
            page.state_name = Coverage(page.coverage).label
            page.in_name = self.language.name
            page.language_name = cldr.own_name(page.code)
            page.draft_id = drafts.get(page.translation_key)
            page.is_original = page.original_locale == self.language.locale_id
        return pages

    def _to_go_on_with(self, pages: list[Any]) -> dict[Any, int]:
        """The versions in the language, public or not, that this person may change, by their works."""
        mine = page_permission_policy.instances_user_has_permission_for(self.request.user, "change")
        found = mine.filter(
            locale_id=self.language.locale_id, translation_key__in=[page.translation_key for page in pages]
        )
        return dict(found.order_by().values_list("translation_key", "pk"))


class AgeView(WorksView):
    """Works, those first that were published the longest time ago."""

    page_title = _("Works by age and language")
    header_icon = "time"
    results_template_name = "regions/reports/works.html"
    index_url_name = "regions_age"
    index_results_url_name = "regions_age_results"
    filterset_class = AgeFilterSet
    export_filename = "works-by-age"
    default_ordering = ("published", "pk")
    columns = [
        WorkColumn("title", label=_("Title")),
        Column("type_name", label=_("Type")),
        Column("region_name", label=_("Region")),
        Column("original_name", label=_("Original language")),
        Column("languages_text", label=_("Languages")),
        Column("published_day", label=_("Last published")),
    ]
    export_headings = {
        "title": _("Title"),
        "type_name": _("Type"),
        "region_name": _("Region"),
        "original_name": _("Original language"),
        "languages_text": _("Languages"),
        "published": _("Last published"),
    }

    def decorate_paginated_queryset(self, object_list: Iterable[Any]) -> list[Any]:
        pages = super().decorate_paginated_queryset(object_list)
        versions = coverage.public_versions(pages)
        for page in pages:
            found = versions.get(page.translation_key, [])
            languages = [one.name for one in registry.offered() if one.locale_id in {row.locale_id for row in found}]
            page.languages_text = cldr.format_list(languages)
            page.region_name = next(
                (
                    region.name
                    for region in self.scope.regions
                    if any(row.path.startswith(path) for row in found for path in region.paths)
                ),
                "",
            )
            page.published_day = page.published.date() if page.published else ""
        return pages
