"""Regional data spaces: networks of institutions and initiatives of a region."""

from dataclasses import replace
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail_localize.fields import SynchronizedField

from base.admin import panels as admin_panels
from base.admin.page_form import BasePageForm
from base.geo.map_projection import arc, frame
from base.geo.widgets import CountryBoxes
from base.listings import select
from base.listings.routes import ListingAddressesMixin
from base.models import BasePage, IndexPage
from base.pages.summary_list import Item, SummaryEntry
from languages.locales import cldr
from languages.locales.collation import collation_key
from languages.routing.registry import code_of
from network.credits import Credited, credited, organisations_panel, people_panel, with_role
from network.roles import OrganisationRole, PersonRole
from regions.models.cities import PlaceOnMap, RegionCity

# More regions than the map will ever hold.
MOST_REGIONS = 50


class Hue(models.TextChoices):
    """Seven colours of equal lightness; see tokens.css."""

    CLAY = "clay", _("Clay")
    OCHRE = "ochre", _("Ochre")
    MOSS = "moss", _("Moss")
    TEAL = "teal", _("Teal")
    SEA = "sea", _("Sea")
    IRIS = "iris", _("Iris")
    PLUM = "plum", _("Plum")


class RegionIndexPage(IndexPage):
    page_description = _("The section that presents the regional data spaces on a map.")
    parent_page_types = ["home.HomePage"]
    subpage_types = ["regions.RegionPage"]
    max_count_per_parent = 1
    shown_form_fields: tuple[str, ...] = ()
    edit_handler = admin_panels.tabs(belongs=())

    class Meta:
        verbose_name = _("regions section")
        verbose_name_plural = _("regions sections")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context(request, *args, **kwargs),
            "selection": select.select("regions", limit=MOST_REGIONS),
        }


class RegionPageForm(BasePageForm):
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        for relation, message in (
            ("working_languages", _("Add at least one language. The first is the one that the editors write in.")),
            ("cities", _("Add at least one city, and mark the anchor.")),
        ):
            formset = self.formsets.get(relation)
            rows = (
                [form for form in formset.forms if form not in formset.deleted_forms and form.has_changed()]
                if formset
                else []
            )
            kept = [form for form in formset.initial_forms if form not in formset.deleted_forms] if formset else []
            if formset is not None and not self.is_deferred_validation and not rows and not kept:
                self.add_error(None, message)
        return cleaned

    def save(self, commit: bool = True) -> Any:
        # A row does not know its page before it is saved, and a draft's rows are not saved: its cities are named here.
        for form in self.formsets["cities"].forms if "cities" in self.formsets else ():
            if form.instance.geoname_id:
                form.instance.take_name(code_of(self.instance))
        return super().save(commit=commit)


class RegionPage(ListingAddressesMixin, BasePage):
    """A regional data space, run by a small team in a local host institution."""

    hue = models.CharField(
        _("colour"),
        max_length=10,
        choices=Hue.choices,
        default=Hue.SEA,
        help_text=_("On the map and beside its works."),
    )
    countries = CountryField(_("countries"), multiple=True, blank=True)
    contact_email = models.EmailField(_("e-mail"), blank=True)
    contact_note = models.CharField(
        _("whom to write to"),
        max_length=250,
        blank=True,
        help_text=_("For example when the team answers, and in which languages."),
    )

    base_form_class = RegionPageForm
    proper_names = (*BasePage.proper_names, "cities.*.name")
    page_description = _(
        "A regional data space: languages, cities, host institution, team and members, and what it publishes."
    )
    parent_page_types = ["regions.RegionIndexPage"]
    subpage_types = None  # what names it in `parent_page_types`
    shown_form_fields: tuple[str, ...] = ()
    override_translatable_fields = [*BasePage.override_translatable_fields, SynchronizedField("countries")]

    edit_handler = admin_panels.tabs(
        details=[
            InlinePanel(
                "working_languages",
                heading=_("Working languages"),
                label=_("Language"),
                help_text=_("In order: the first is the one that the editors write in."),
            ),
            InlinePanel("cities", heading=_("Cities"), label=_("City")),
            FieldPanel("countries", widget=CountryBoxes),
            FieldPanel("hue"),
            MultiFieldPanel([FieldPanel("contact_email"), FieldPanel("contact_note")], heading=_("Contact")),
        ],
        people=[
            organisations_panel(OrganisationRole.HOST_INSTITUTION, OrganisationRole.MEMBER),
            people_panel(PersonRole.LEAD_RESEARCHER, PersonRole.COORDINATOR),
        ],
        belongs=[FieldPanel("tags")],
        form=RegionPageForm,
    )

    class Meta:
        verbose_name = _("regional data space")
        verbose_name_plural = _("regional data spaces")

    @cached_property
    def _cities(self) -> list["RegionCity"]:
        return list(self.cities.all())

    @cached_property
    def anchor_city(self) -> "RegionCity | None":
        return next((city for city in self._cities if city.is_anchor), None) or next(iter(self._cities), None)

    @property
    def anchor(self) -> PlaceOnMap | None:
        return self.anchor_city.on_map if self.anchor_city else None

    @property
    def nodes(self) -> list[PlaceOnMap]:
        anchor = self.anchor_city
        return [
            replace(city.on_map, path=arc(anchor.coordinates, city.coordinates))
            for city in self._cities
            if anchor and city is not anchor
        ]

    @property
    def default_timezone(self) -> str:
        """Proposed for new events below this page: the anchor city's time zone."""
        return self.anchor_city.time_zone if self.anchor_city else ""

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        if kwargs.get("kind"):
            return context
        credits = credited([self])[self.pk]
        languages = [row.code for row in self.working_languages.all()]
        works_in = [Item(cldr.own_name(code), language_code=code) for code in languages]
        return {
            **context,
            **self._on_map(),
            "works_in": works_in,
            "summary_list": [*self._place_summary(works_in), *self._team_summary(credits)],
            "members": with_role(credits, OrganisationRole.MEMBER),
        }

    def _on_map(self) -> dict[str, Any]:
        """All regions, this one as it is now (a draft in a preview too), and the part of the map that shows it."""
        if not self.anchor:
            return {}
        known = select.select("regions", limit=MOST_REGIONS, remembered=True).items
        others = [region for region in known if region.translation_key != self.translation_key and region.anchor]
        points = [(place.x, place.y) for place in (self.anchor, *self.nodes)]
        return {"regions": [*others, self], "view_box": frame(points)}

    def _place_summary(self, works_in: list[Item]) -> list[SummaryEntry]:
        def items(cities: list["RegionCity"]) -> list[Item]:
            return [Item(city.name, note=city.country_name) for city in cities]

        anchor = self.anchor_city
        return [
            SummaryEntry(_("Working languages"), items=works_in),
            SummaryEntry(_("Anchor city"), items=items([anchor] if anchor else [])),
            SummaryEntry(_("Nodes"), items=items([city for city in self._cities if city is not anchor])),
            SummaryEntry(_("Countries"), value=cldr.format_list(self._country_names()) if self.countries else ""),
        ]

    def _team_summary(self, credits: list[Credited]) -> list[SummaryEntry]:
        """Who runs the region and whom to write to. A post that nobody holds yet is named all the same."""
        summary_list = []
        for role in (OrganisationRole.HOST_INSTITUTION, PersonRole.LEAD_RESEARCHER, PersonRole.COORDINATOR):
            holders = [
                Item(credit.name, credit.url, credit.note, credit.language_code) for credit in with_role(credits, role)
            ]
            summary_list.append(SummaryEntry(role.label, value="" if holders else _("To be appointed"), items=holders))
        contact = [Item(self.contact_email, f"mailto:{self.contact_email}")] if self.contact_email else []
        if self.contact_note:
            contact.append(Item(self.contact_note))
        return [*summary_list, SummaryEntry(_("Contact"), items=contact)]

    def _country_names(self) -> list[str]:
        return sorted((cldr.country_name(str(country)) for country in self.countries), key=collation_key())
