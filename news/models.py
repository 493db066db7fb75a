"""The news section and its pages."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from base.admin import panels
from base.admin.page_form import BasePageForm
from base.fields import WebAddressField
from base.models import BasePage, IndexPage
from base.pages.partial_dates import Precision, format_partial_date, machine_readable
from base.pages.prefetch import load_rows
from base.pages.summary_list import SummaryEntry, goals_and_tags
from languages.locales import cldr
from network.credits import credited, organisations_panel, people_panel, with_role
from network.roles import OrganisationRole, PersonRole
from network.summary_list import names_in_a_row, summary_of_credits
from news import listings
from news.kinds import NewsKind

# Where news without a date stand in lists: after all others.
UNDATED = date(1, 1, 1)


class NewsIndexPage(IndexPage):
    """Everything that is new, latest first."""

    page_description = _("The section that lists news, blog posts, press releases and press mentions.")
    parent_page_types = ["home.HomePage"]
    subpage_types = ["news.NewsPage"]
    max_count_per_parent = 1
    shown_form_fields: tuple[str, ...] = ()
    edit_handler = panels.tabs(belongs=())

    class Meta:
        verbose_name = _("news section")
        verbose_name_plural = _("news sections")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), **listings.index_context(request)}


class NewsPageForm(BasePageForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        # Proposed, not a default of the field: old news may well have no date.
        if self.instance.pk is None and self.instance.date is None:
            self.initial["date"] = localdate()


class NewsPage(BasePage):
    """A piece of news, or what a newspaper wrote."""

    kind = models.CharField(_("kind"), max_length=20, choices=NewsKind.choices, default=NewsKind.NEWS)
    date = models.DateField(
        _("date"),
        null=True,
        blank=True,
        help_text=_("If only the month or the year is known, give any day in it and say so beside. May be left empty."),
    )
    date_precision = models.CharField(
        _("known"),
        max_length=5,
        choices=Precision.choices,
        default=Precision.DAY,
        help_text=_("How exactly the date is known."),
    )
    dateline = models.CharField(
        _("dateline"),
        max_length=100,
        blank=True,
        help_text=_("The place that a press release starts with, for example Berlin."),
    )
    outlet = models.CharField(
        _("outlet"), max_length=150, blank=True, help_text=_("The newspaper, programme or site that wrote about us.")
    )
    mention_language = models.CharField(
        _("language of the outlet's text"), max_length=20, blank=True, choices=cldr.language_choices
    )
    mention_url = WebAddressField(_("web address of the outlet's text"), max_length=500, blank=True)
    sort_date = models.DateField(db_index=True, editable=False, default=UNDATED)

    base_form_class = NewsPageForm
    new_label = _("New news item")
    is_of_its_day = True
    page_description = _("News, a blog post, a press release, or what the press wrote about us.")
    proper_names = (*BasePage.proper_names, "outlet")
    parent_page_types = ["news.NewsIndexPage", "regions.RegionPage"]
    subpage_types: list[str] = []
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        SynchronizedField("mention_language"),
        SynchronizedField("mention_url"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("outlet"), index.SearchField("dateline")]

    edit_handler = panels.tabs(
        details=[
            FieldPanel("kind"),
            MultiFieldPanel([FieldRowPanel([FieldPanel("date"), FieldPanel("date_precision")])], heading=_("Date")),
            FieldPanel("dateline"),
            MultiFieldPanel(
                [FieldPanel("outlet"), FieldPanel("mention_language"), FieldPanel("mention_url")],
                heading=_("Press mention"),
                help_text=_("Only for press mentions."),
            ),
        ],
        people=[
            people_panel(PersonRole.AUTHOR, PersonRole.PRESS_CONTACT, PersonRole.INTERVIEWEE),
            organisations_panel(OrganisationRole.PARTNER, OrganisationRole.HOST, OrganisationRole.CONVENOR),
        ],
        form=NewsPageForm,
    )

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news items")

    def clean(self) -> None:
        super().clean()
        if self.kind == NewsKind.PRESS_MENTION:
            if not self.outlet:
                raise ValidationError({"outlet": _("Say which newspaper, programme or site it was.")})
            return
        message = _("Only a press mention has this. Empty the field, or choose “Press mention” as the kind.")
        filled = [name for name in ("outlet", "mention_language", "mention_url") if getattr(self, name)]
        if filled:
            raise ValidationError(dict.fromkeys(filled, message))

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_date = self.date or UNDATED
        super().save(*args, **kwargs)

    @property
    def is_mention(self) -> bool:
        return self.kind == NewsKind.PRESS_MENTION

    @property
    def date_text(self) -> str:
        """The date as far as it is known."""
        return format_partial_date(self.date, self.date_precision)

    @property
    def date_machine(self) -> str:
        return machine_readable(self.date, self.date_precision)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        load_rows(self, request)
        credits = credited([self])[self.pk]
        summary_list = [
            SummaryEntry(_("Outlet"), self.outlet if self.is_mention else "", is_content=True),
            SummaryEntry(_("Language"), cldr.language_name(self.mention_language) if self.mention_language else ""),
            *summary_of_credits(
                credits,
                OrganisationRole.PARTNER,
                OrganisationRole.HOST,
                OrganisationRole.CONVENOR,
                PersonRole.INTERVIEWEE,
                PersonRole.PRESS_CONTACT,
            ),
            *goals_and_tags(self),
        ]
        return {
            **super().get_context(request, *args, **kwargs),
            "byline": names_in_a_row(with_role(credits, PersonRole.AUTHOR)),
            "summary_list": [entry for entry in summary_list if entry],
        }
