"""Filters and columns that the reports on works share."""

from typing import Any

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets import AdminDateInput
from wagtail.models import Page, get_page_models

from languages.locales.collation import collation_key
from languages.routing import registry
from regions.reports import coverage
from regions.reports.coverage import COALITION, Coverage
from regions.reports.scope import ReportScope


def places(scope: ReportScope) -> list[tuple[str, Any]]:
    """What somebody may filter by: the regions that they see, and the coalition."""
    found: list[tuple[str, Any]] = [(str(region.key), region.name) for region in scope.regions]
    return [*found, (COALITION, _("Coalition, outside the regions"))] if scope.whole else found


def language_choices(by_locale: bool = False) -> list[tuple[Any, str]]:
    return [(one.locale_id if by_locale else one.code, one.name) for one in registry.offered()]


def type_choices() -> list[tuple[int, str]]:
    kinds = ContentType.objects.get_for_models(*(model for model in get_page_models() if model is not Page))
    found = [(kind.pk, capfirst(str(model._meta.verbose_name))) for model, kind in kinds.items()]
    key = collation_key()
    return sorted(found, key=lambda choice: key(choice[1]))


class WorksFilterSet(WagtailFilterSet):
    """`scope`: what the person sees."""

    region = django_filters.ChoiceFilter(label=_("Region"), empty_label=_("All"), method="at")
    original = django_filters.ChoiceFilter(
        label=_("Original language"), empty_label=_("All"), field_name="original_locale"
    )
    type = django_filters.ChoiceFilter(label=_("Type"), empty_label=_("All"), field_name="content_type")

    class Meta:
        model = Page
        fields: list[str] = []

    def __init__(self, *args: Any, scope: ReportScope, **kwargs: Any) -> None:
        self.scope = scope
        super().__init__(*args, **kwargs)
        self.filters["region"].extra["choices"] = places(scope)
        self.filters["original"].extra["choices"] = language_choices(by_locale=True)
        self.filters["type"].extra["choices"] = type_choices()

    def at(self, works: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return coverage.works_at(works, self.scope, value)


class CoverageFilterSet(WorksFilterSet):
    language = django_filters.ChoiceFilter(label=_("Language"), empty_label=None, null_label=None, method="as_it_is")
    state = django_filters.ChoiceFilter(
        label=_("State"), empty_label=_("All"), choices=Coverage.choices, field_name="coverage"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["language"].extra["choices"] = language_choices()

    def as_it_is(self, works: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """The view asks for this language in the first place."""
        return works


class AgeFilterSet(WorksFilterSet):
    before = django_filters.DateFilter(
        label=_("Last published before"), field_name="published", lookup_expr="date__lt", widget=AdminDateInput
    )


class WorkColumn(Column):
    """The title of a work, in its language, with a way to its languages."""

    cell_template_name = "regions/reports/work.html"


class StateColumn(Column):
    """How far a work is in a language, and where somebody goes on who may."""

    cell_template_name = "regions/reports/state.html"
