"""The projects section and its pages."""

from datetime import MAXYEAR, date, timedelta
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, TranslatableMixin
from wagtail.search import index

from base.admin import panels as admin_panels
from base.models import BasePage, IndexPage
from base.pages.partial_dates import Precision, format_partial_date, machine_readable
from base.pages.prefetch import load_rows
from base.pages.summary_list import Item, SummaryEntry, goals_and_tags
from languages.routing.fallback import resolve
from languages.routing.registry import code_of
from network.credits import credited, organisations_panel, people_panel
from network.roles import OrganisationRole, PersonRole
from network.summary_list import summary_of_credits
from projects.listings import ProjectStatus, index_context, place_in_list

MONTHS_A_YEAR = 12
# Fifty years: what is longer is a slip of the keyboard.
LONGEST = 600

# How related pages are grouped; other page types follow under a heading of their own.
RELATED_GROUPS: dict[str, str | Promise] = {
    "news.NewsPage": _("Related news"),
    "events.EventPage": _("Related events"),
    "publications.PublicationPage": _("Related publications"),
}


class ProjectIndexPage(IndexPage):
    """All projects, those under way first."""

    page_description = _("The section that lists projects.")
    parent_page_types = ["home.HomePage"]
    subpage_types = ["projects.ProjectPage"]
    max_count_per_parent = 1
    shown_form_fields: tuple[str, ...] = ()
    edit_handler = admin_panels.tabs(belongs=())

    class Meta:
        verbose_name = _("projects section")
        verbose_name_plural = _("projects sections")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), **index_context(request)}


class ProjectPage(BasePage):
    """A project: when it runs, what is done, who takes part, and what came of it."""

    status = models.CharField(
        _("status"),
        max_length=10,
        blank=True,
        choices=ProjectStatus.choices,
        help_text=_("Leave empty if its present state is not known."),
    )
    start = models.DateField(
        _("start"),
        null=True,
        blank=True,
        help_text=_("If only the month or the year is known, give any day in it and say so beside. May be left empty."),
    )
    start_precision = models.CharField(
        _("known"),
        max_length=5,
        choices=Precision.choices,
        default=Precision.MONTH,
        help_text=_("How exactly the start is known."),
    )
    duration_months = models.PositiveSmallIntegerField(
        _("duration in months"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(LONGEST)]
    )
    list_place = models.IntegerField(db_index=True, editable=False, default=0)

    new_label = _("New project")
    page_description = _("A project: status, duration, activities, partners and funders, and what came of it.")
    parent_page_types = ["projects.ProjectIndexPage", "regions.RegionPage"]
    subpage_types: list[str] = []
    search_fields = [*BasePage.search_fields, index.RelatedFields("activities", [index.SearchField("text")])]

    edit_handler = admin_panels.tabs(
        details=[
            FieldPanel("status"),
            MultiFieldPanel([FieldRowPanel([FieldPanel("start"), FieldPanel("start_precision")])], heading=_("Start")),
            FieldPanel("duration_months"),
            InlinePanel("activities", heading=_("Activities"), label=_("Activity")),
            InlinePanel(
                "related_works",
                heading=_("Related pages"),
                label=_("Related page"),
                help_text=_("News, events and publications of this project, for each reader in their best language."),
            ),
        ],
        people=[
            organisations_panel(OrganisationRole.PARTNER, OrganisationRole.FUNDER, OrganisationRole.HOST),
            people_panel(PersonRole.LEAD, PersonRole.COORDINATOR),
        ],
    )

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.list_place = place_in_list(self.status, self.start)
        super().save(*args, **kwargs)

    @property
    def start_text(self) -> str:
        """The start as far as it is known."""
        return format_partial_date(self.start, self.start_precision)

    @property
    def start_machine(self) -> str:
        return machine_readable(self.start, self.start_precision)

    @property
    def ends(self) -> date | None:
        """A day in the last month of the project; unknown unless its start is known to the month at least."""
        if self.start is None or not self.duration_months or self.start_precision == Precision.YEAR:
            return None
        first = self.start if self.start_precision == Precision.DAY else self.start.replace(day=1)
        years, month = divmod(first.month - 1 + self.duration_months, MONTHS_A_YEAR)
        if first.year + years > MAXYEAR:
            return None
        # The day before the same day of the month that follows: 18 months from 1 March end on 31 August.
        following = date(first.year + years, month + 1, 1) + timedelta(days=min(first.day, 28) - 1)
        return following - timedelta(days=1)

    @property
    def ends_text(self) -> str:
        return format_partial_date(self.ends, Precision.MONTH)

    @property
    def ends_machine(self) -> str:
        return machine_readable(self.ends, Precision.MONTH)

    def related_groups(self) -> list[tuple[str | Promise, list[Item]]]:
        """Related works in the reader's best language, under the heading of their type; in the editor's order."""
        keys = [row.work_id for row in self.related_works.all()]  # type: ignore[attr-defined]
        pages = resolve(keys)
        groups: dict[str, list[Item]] = {name: [] for name in RELATED_GROUPS}
        for key in keys:
            page = pages.get(key)
            if page is not None:
                name = page.cached_content_type.model_class()._meta.label
                item = Item(page.title, page.get_url() or "", language_code=code_of(page))
                groups.setdefault(name if name in groups else "", []).append(item)
        return [(RELATED_GROUPS.get(name, _("See also")), items) for name, items in groups.items() if items]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        load_rows(self, request)
        credits = credited([self])[self.pk]
        summary_list = [
            SummaryEntry(_("Status"), self.get_status_display()),
            SummaryEntry(_("Start"), template="projects/start.html" if self.start else ""),
            SummaryEntry(_("Duration"), template="projects/duration.html" if self.duration_months else ""),
            SummaryEntry(_("End"), template="projects/end.html" if self.ends else ""),
            *summary_of_credits(
                credits,
                PersonRole.LEAD,
                PersonRole.COORDINATOR,
                OrganisationRole.PARTNER,
                OrganisationRole.FUNDER,
                OrganisationRole.HOST,
            ),
            *goals_and_tags(self),
        ]
        return {
            **super().get_context(request, *args, **kwargs),
            "summary_list": [entry for entry in summary_list if entry],
            "activities": list(self.activities.all()),  # type: ignore[attr-defined]
            "related": self.related_groups(),
        }


class Activity(TranslatableMixin, Orderable):
    """One of the things that a project does."""

    page = ParentalKey(ProjectPage, on_delete=models.CASCADE, related_name="activities")
    text = models.CharField(_("activity"), max_length=300)

    panels = [FieldPanel("text")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("activity")
        verbose_name_plural = _("activities")

    def __str__(self) -> str:
        return self.text
