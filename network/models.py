"""Pages of people and organisations."""

from typing import Any
from urllib.parse import urlsplit

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from base.admin import panels as admin_panels
from base.fields import WebAddressField
from base.models import BasePage, IndexPage
from base.pages.partial_dates import Precision, format_partial_date
from base.pages.summary_list import Item, SummaryEntry
from languages.fields import WorkKey
from languages.locales import cldr
from languages.locales.filing import filed, without_article
from languages.routing.fallback import resolve
from languages.routing.registry import code_of
from network import listings as network_listings
from network.credits import OrganisationCredit, PersonCredit, credited, organisations_panel
from network.roles import CoalitionRoleName, OrganisationRole
from network.summary_list import summary_of_credits

__all__ = [
    "CoalitionRole",
    "NetworkIndexPage",
    "OrganisationCredit",
    "OrganisationPage",
    "PersonCredit",
    "PersonPage",
    "Position",
]


class NetworkIndexPage(IndexPage):
    """Who the people and the partner organisations are."""

    page_description = _("The section that lists people and partner organisations.")
    parent_page_types = ["home.HomePage"]
    subpage_types = ["network.PersonPage", "network.OrganisationPage"]
    max_count_per_parent = 1
    shown_form_fields: tuple[str, ...] = ()
    edit_handler = admin_panels.tabs(belongs=())

    class Meta:
        verbose_name = _("network section")
        verbose_name_plural = _("network sections")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), **network_listings.index_context(request)}


def _language(page: BasePage) -> str:
    """The language that a page is saved in; without one, the one that Wagtail is about to give it."""
    if page.locale_id is None:
        page.locale = page.get_default_locale()
    return code_of(page)


class PersonPage(BasePage):
    # schema.org's familyName; what vCard sorts by (SORT-AS).
    family_name = models.CharField(
        _("family name"),
        max_length=120,
        blank=True,
        help_text=_(
            "Lists of people are in the order of this name, written as it is to be looked for: “Letouzé”, "
            "“García Lorca”. Without it, in that of the title."
        ),
    )
    sort_name = models.CharField(max_length=400, editable=False, default="")

    page_description = _("A person of the network: roles, organisation, languages; what they wrote and spoke at.")
    proper_names = (*BasePage.proper_names, "title", "family_name")
    parent_page_types = ["network.NetworkIndexPage"]
    subpage_types: list[str] = []
    shown_form_fields = ("facets",)

    edit_handler = admin_panels.tabs(
        details=[
            FieldPanel("family_name"),
            InlinePanel("positions", heading=_("Roles"), label=_("Role")),
            InlinePanel("working_languages", heading=_("Languages"), label=_("Language")),
        ],
        belongs=[*admin_panels.FACETS, FieldPanel("tags")],
    )

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_name = filed(self.title, self.family_name, _language(self))
        super().save(*args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        positions = list(self.positions.all())
        organisations = resolve([position.organisation_id for position in positions])
        for position in positions:
            position.organisation_page = organisations.get(position.organisation_id)
        languages = [row.code for row in self.working_languages.all()]
        return {
            **context,
            "positions": positions,
            "summary_list": [
                SummaryEntry(_("Roles"), template="network/positions.html" if positions else ""),
                SummaryEntry(
                    _("Languages"), items=[Item(cldr.own_name(code), language_code=code) for code in languages]
                ),
            ],
            "works": network_listings.works_of(PersonCredit, "person", self.translation_key),
        }


class Position(TranslatableMixin, Orderable):
    """What a person is or was, where and when."""

    page = ParentalKey(PersonPage, on_delete=models.CASCADE, related_name="positions")
    title = models.CharField(_("role"), max_length=255)
    organisation = WorkKey(
        page_types=["network.OrganisationPage"],
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        verbose_name=_("organisation"),
    )
    organisation_name = models.CharField(_("or name of the organisation"), max_length=200, blank=True)
    override_translatable_fields = [SynchronizedField("organisation", overridable=False)]

    # The public page of that organisation in the reader's language; set by those who show several positions at once.
    organisation_page: Any = None

    since_year = models.PositiveSmallIntegerField(_("since (year)"), null=True, blank=True)
    until_year = models.PositiveSmallIntegerField(_("until (year)"), null=True, blank=True)

    panels = [
        FieldPanel("title"),
        FieldPanel("organisation"),
        FieldPanel("organisation_name"),
        FieldPanel("since_year"),
        FieldPanel("until_year"),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("role")
        verbose_name_plural = _("roles")

    def __str__(self) -> str:
        return self.title

    @property
    def period(self) -> str:
        """“2010–2011”, “since 2010”; empty where no year is known."""
        if self.since_year and self.until_year:
            years = (self.since_year, self.until_year)
            return str(self.since_year) if self.since_year == self.until_year else "–".join(map(str, years))
        if self.since_year:
            return _("since %(year)s") % {"year": self.since_year}
        return _("until %(year)s") % {"year": self.until_year} if self.until_year else ""


class OrganisationPage(BasePage):
    acronym = models.CharField(_("acronym"), max_length=40, blank=True)
    also_known_as = models.CharField(
        _("other names"),
        max_length=255,
        blank=True,
        help_text=_("Former or other names, as they are printed elsewhere."),
    )
    country = CountryField(_("country"), blank=True)
    website = WebAddressField(_("website"), max_length=300, blank=True)
    sort_name = models.CharField(max_length=255, editable=False, default="")
    logo = models.ForeignKey(
        "base.CustomImage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("logo")
    )

    override_translatable_fields = [*BasePage.override_translatable_fields, SynchronizedField("website")]

    page_description = _("An organisation: names, country, logo, and its roles in the coalition.")
    proper_names = (*BasePage.proper_names, "acronym", "also_known_as")
    parent_page_types = ["network.NetworkIndexPage"]
    subpage_types: list[str] = []
    shown_form_fields = ("facets",)
    search_fields = [*BasePage.search_fields, index.SearchField("acronym"), index.SearchField("also_known_as")]

    edit_handler = admin_panels.tabs(
        details=[
            MultiFieldPanel([FieldPanel("acronym"), FieldPanel("also_known_as")], heading=_("Names")),
            FieldPanel("country"),
            FieldPanel("website"),
            FieldPanel("logo"),
            InlinePanel("coalition_roles", heading=_("Roles in the coalition"), label=_("Role")),
        ],
        people=[organisations_panel(OrganisationRole.CONVENOR, OrganisationRole.PARTNER, OrganisationRole.MEMBER)],
        belongs=[*admin_panels.FACETS, FieldPanel("tags")],
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_name = without_article(self.title, _language(self))
        super().save(*args, **kwargs)

    # The role that a list was narrowed to; see base.listings.select.
    listed_as = ""

    @property
    def roles_text(self) -> str:
        """Its roles in the coalition in one line, for its card; in a list of one role, that role alone."""
        roles = self.coalition_roles.all()
        return " · ".join(role.text for role in roles if self.listed_as in ("", role.role))

    @property
    def website_host(self) -> str:
        """The website as people say it."""
        return (urlsplit(self.website).hostname or "").removeprefix("www.")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        roles = [Item(role.text, of_interface=True) for role in self.coalition_roles.all()]
        return {
            **super().get_context(request, *args, **kwargs),
            "summary_list": [
                SummaryEntry(_("In the coalition"), items=roles),
                SummaryEntry(_("Acronym"), value=self.acronym, is_content=True),
                SummaryEntry(_("Also known as"), value=self.also_known_as, is_content=True),
                SummaryEntry(_("Country"), value=cldr.country_name(str(self.country)) if self.country else ""),
                SummaryEntry(_("Website"), items=[Item(self.website_host, self.website)] if self.website else ()),
                *summary_of_credits(
                    credited([self])[self.pk],
                    OrganisationRole.CONVENOR,
                    OrganisationRole.PARTNER,
                    OrganisationRole.MEMBER,
                ),
            ],
            "people": network_listings.people_at(self.translation_key),
            "works": network_listings.works_of(OrganisationCredit, "organisation", self.translation_key),
        }


class CoalitionRole(Orderable):
    """What an organisation is to the coalition, and since when."""

    page = ParentalKey(OrganisationPage, on_delete=models.CASCADE, related_name="coalition_roles")
    role = models.CharField(_("role"), max_length=30, choices=CoalitionRoleName.choices)
    since = models.DateField(_("since"), null=True, blank=True)
    since_precision = models.CharField(_("known"), max_length=5, choices=Precision.choices, default=Precision.YEAR)

    panels = [FieldPanel("role"), FieldRowPanel([FieldPanel("since"), FieldPanel("since_precision")])]

    class Meta(Orderable.Meta):
        verbose_name = _("role in the coalition")
        verbose_name_plural = _("roles in the coalition")

    def __str__(self) -> str:
        return str(self.get_role_display())

    @property
    def since_text(self) -> str:
        return format_partial_date(self.since, self.since_precision)

    @property
    def text(self) -> str:
        if not self.since:
            return str(self.get_role_display())
        return _("%(role)s since %(date)s") % {"role": self.get_role_display(), "date": self.since_text}
