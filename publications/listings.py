"""Publications as a list, latest first."""

from typing import Any

from django.apps import apps
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.listings import filters
from base.listings.registry import ListingKind, register
from network.credits import credited, with_role
from network.roles import PersonRole
from network.summary_list import names_in_a_row


class PublicationKind(models.TextChoices):
    PAPER = "paper", _("Paper")
    REPORT = "report", _("Report")
    WHITE_PAPER = "white_paper", _("White paper")
    STUDY = "study", _("Study")
    TOOL = "tool", _("Tool")
    GUIDE = "guide", _("Guide")


def _all() -> models.QuerySet[Any]:
    return apps.get_model("publications.PublicationPage").objects.all()  # type: ignore[attr-defined]


def plug_in() -> None:
    register(
        ListingKind(
            name="publications",
            label=_("Publications"),
            model="publications.PublicationPage",
            queryset=_all,
            sort="sort_year",
            sort_field=models.IntegerField(),
            descending=True,
            subtypes=lambda: PublicationKind.choices,
            narrow=lambda queryset, kind: queryset.filter(kind=kind),
            prefetch=("belongings",),
            layout="rows",
            empty=_("There are no publications here yet."),
            index="publications.PublicationIndexPage",
            section_title=_("Publications"),
            section_order=50,
            address=pgettext_lazy("address", "publications"),
            order=50,
        )
    )


def index_context(request: HttpRequest) -> dict[str, Any]:
    """The section is a bibliography: it names the authors too, fetched for all items at once."""
    context = filters.index_context(request, "publications")
    items = context["selection"].items
    for item, credits in zip(items, credited(items).values(), strict=True):
        item.byline = names_in_a_row(with_role(credits, PersonRole.AUTHOR))
    return context
