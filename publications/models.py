"""The publications section and its pages."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from base.admin import panels as admin_panels
from base.fields import WebAddressField
from base.models import BasePage, IndexPage
from base.pages.prefetch import load_rows
from base.pages.summary_list import Item, SummaryEntry, goals_and_tags
from languages.locales import cldr
from network.credits import credited, organisations_panel, people_panel, with_role
from network.roles import OrganisationRole, PersonRole
from network.summary_list import names_in_a_row, summary_of_credits
from publications.doi import DoiField, doi_url
from publications.listings import PublicationKind, index_context

FIRST_YEAR = 1900


def validate_year(value: int) -> None:
    """A year in which something can have appeared, or is about to."""
    last = localdate().year + 1
    if not FIRST_YEAR <= value <= last:
        raise ValidationError(
            _("Give a year between %(first)s and %(last)s."), params={"first": FIRST_YEAR, "last": last}, code="year"
        )


class PublicationIndexPage(IndexPage):
    """All publications, latest first."""

    page_description = _("The section that lists papers, reports, studies, tools and guides.")
    parent_page_types = ["home.HomePage"]
    subpage_types = ["publications.PublicationPage"]
    max_count_per_parent = 1
    shown_form_fields: tuple[str, ...] = ()
    edit_handler = admin_panels.tabs(belongs=())

    class Meta:
        verbose_name = _("publications section")
        verbose_name_plural = _("publications sections")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), **index_context(request)}


class PublicationPage(BasePage):
    """Something that was published, with its files."""

    kind = models.CharField(_("kind"), max_length=20, choices=PublicationKind.choices, default=PublicationKind.PAPER)
    year = models.PositiveSmallIntegerField(
        _("year"), null=True, blank=True, validators=[validate_year], help_text=_("The year in which it appeared.")
    )
    year_to = models.PositiveSmallIntegerField(
        _("to year"),
        null=True,
        blank=True,
        validators=[validate_year],
        help_text=_("Only if it appeared, or was written, over several years."),
    )
    doi = DoiField(_("DOI"), max_length=200, blank=True, help_text=_("For example 10.1371/journal.pone.0012345."))
    web_address = WebAddressField(  # not "url": that is where a page of Wagtail has its own address
        _("web address"),
        max_length=500,
        blank=True,
        help_text=_("Where it can be read, if that is another site."),
    )
    place = models.CharField(
        _("place"), max_length=150, blank=True, help_text=_("The place that it is about, for example Bogotá.")
    )
    sort_year = models.IntegerField(db_index=True, editable=False, default=0)

    # Set by the list that shows authors too.
    byline = ""

    new_label = _("New publication")
    page_description = _("A paper, report, study, tool or guide, with its authors and files.")
    parent_page_types = ["publications.PublicationIndexPage", "regions.RegionPage"]
    subpage_types: list[str] = []
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        SynchronizedField("doi", overridable=False),
        SynchronizedField("web_address"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("doi"), index.SearchField("place")]

    edit_handler = admin_panels.tabs(
        details=[
            FieldPanel("kind"),
            MultiFieldPanel([FieldPanel("year"), FieldPanel("year_to")], heading=_("When")),
            FieldPanel("place"),
            MultiFieldPanel([FieldPanel("doi"), FieldPanel("web_address")], heading=_("Where to find it")),
            InlinePanel("files", heading=_("Files"), label=_("File")),
        ],
        people=[
            people_panel(PersonRole.AUTHOR),
            organisations_panel(OrganisationRole.PUBLISHER, OrganisationRole.PARTNER),
        ],
    )

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")

    def clean(self) -> None:
        super().clean()
        if self.year_to is None:
            return
        if self.year is None:
            raise ValidationError({"year": _("Give the first year too.")})
        if self.year_to < self.year:
            raise ValidationError({"year_to": _("The last year cannot come before the first.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_year = self.year_to or self.year or 0
        super().save(*args, **kwargs)

    @property
    def years(self) -> str:
        """ "2016", or "2010–2011"; years are never grouped by thousands."""
        if self.year and self.year_to and self.year_to != self.year:
            return f"{self.year}–{self.year_to}"
        return str(self.year or "")

    @property
    def doi_url(self) -> str:
        return doi_url(self.doi)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        load_rows(self, request)
        credits = credited([self])[self.pk]
        summary_list = [
            SummaryEntry(_("Kind"), self.get_kind_display()),
            SummaryEntry(_("Year"), self.years),
            SummaryEntry(_("Place"), self.place, is_content=True),
            SummaryEntry(_("DOI"), items=[Item(self.doi, self.doi_url)] if self.doi else ()),
            *summary_of_credits(credits, OrganisationRole.PUBLISHER, OrganisationRole.PARTNER),
            *goals_and_tags(self),
        ]
        return {
            **super().get_context(request, *args, **kwargs),
            "byline": names_in_a_row(with_role(credits, PersonRole.AUTHOR)),
            "summary_list": [entry for entry in summary_list if entry],
            "files": [row.shown for row in self.files.select_related("document")],  # type: ignore[attr-defined]
        }


class PublicationFile(Orderable):
    """One file of a publication, in one language."""

    page = ParentalKey(PublicationPage, on_delete=models.CASCADE, related_name="files")
    # Not PROTECT: a draft that names a document which is gone could not be opened any more (modelcluster refuses it).
    # Wagtail warns whoever deletes a document of the pages that use it.
    document = models.ForeignKey(
        "base.CustomDocument", on_delete=models.CASCADE, related_name="+", verbose_name=_("document")
    )
    language = models.CharField(
        _("language"),
        max_length=20,
        blank=True,
        choices=cldr.language_choices,
        help_text=_("If empty, the language of the document."),
    )

    panels = [FieldPanel("document"), FieldPanel("language")]

    class Meta(Orderable.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        return str(self.document)

    @property
    def shown(self) -> dict[str, Any]:
        """What components/files.html tells of a file."""
        code = self.language or self.document.language
        return {
            "title": self.document.title,
            "url": self.document.url,
            "language": cldr.own_name(code) if code else "",
            "lang": code,
            "direction": cldr.direction(code) if code else "",
            "size": self.document.get_file_size(),
            "extension": self.document.file_extension.upper(),
        }
