"""Projects as a list: what is under way first."""

from datetime import date
from typing import Any

from django.apps import apps
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from base.listings import filters
from base.listings.registry import ListingKind, register


class ProjectStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    ONGOING = "ongoing", _("Ongoing")
    COMPLETED = "completed", _("Completed")


# A list is ordered by one number (see base.listings.select): the status, and after it eight digits for the day of the
# start.
STATUS_PLACE: dict[str, int] = {ProjectStatus.ONGOING: 2, ProjectStatus.PLANNED: 1, ProjectStatus.COMPLETED: 0}
DAYS = 100_000_000


def place_in_list(status: str, start: date | None) -> int:
    """Larger comes first: by status, then the latest start; those of unknown start last."""
    day = start.year * 10_000 + start.month * 100 + start.day if start else 0
    return STATUS_PLACE.get(status, 0) * DAYS + day


def _all() -> models.QuerySet[Any]:
    return apps.get_model("projects.ProjectPage").objects.all()  # type: ignore[attr-defined]


def plug_in() -> None:
    register(
        ListingKind(
            name="projects",
            label=_("Projects"),
            model="projects.ProjectPage",
            queryset=_all,
            sort="list_place",
            sort_field=models.IntegerField(),
            descending=True,
            subtypes=lambda: ProjectStatus.choices,
            narrow=lambda queryset, status: queryset.filter(status=status),
            prefetch=("belongings",),
            empty=_("There are no projects here yet."),
            index="projects.ProjectIndexPage",
            section_title=_("Projects"),
            section_order=40,
            address=pgettext_lazy("address", "projects"),
            order=40,
        )
    )


def index_context(request: HttpRequest) -> dict[str, Any]:
    return filters.index_context(request, "projects", subtype_label=_("Status"))
