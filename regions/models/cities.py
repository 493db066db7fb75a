"""The cities of a region, and where the map draws them."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable, TranslatableMixin
from wagtail_localize.fields import SynchronizedField

from base.geo import cities as geo_cities
from base.geo.fields import GeonameField
from base.geo.map_projection import project
from languages.locales import cldr
from languages.routing.registry import code_of


@dataclass(frozen=True)
class PlaceOnMap:
    """A city where the map draws it; `path` is the line to it from the anchor of its region."""

    name: str
    x: float
    y: float
    path: str = ""


class RegionCity(TranslatableMixin, Orderable):
    """The anchor or a node of a region. Coordinates, country and time zone are the gazetteer's."""

    page = ParentalKey("regions.RegionPage", on_delete=models.CASCADE, related_name="cities")
    geoname_id = GeonameField(_("city"))
    name = models.CharField(
        _("name on the page"),
        max_length=100,
        blank=True,
        help_text=_("If empty, the city's usual name in this language."),
    )
    is_anchor = models.BooleanField(_("anchor of the region"), default=False)
    latitude = models.FloatField(editable=False)
    longitude = models.FloatField(editable=False)
    country = models.CharField(max_length=2, editable=False)
    time_zone = models.CharField(max_length=64, editable=False)

    panels = [FieldPanel("geoname_id"), FieldPanel("name"), FieldPanel("is_anchor")]
    override_translatable_fields = [SynchronizedField("geoname_id"), SynchronizedField("is_anchor")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("city")
        verbose_name_plural = _("cities")

    def __str__(self) -> str:
        return self.name

    def _take_from_gazetteer(self) -> None:
        city = geo_cities.find(self.geoname_id)
        self.latitude, self.longitude = city.latitude, city.longitude
        self.country, self.time_zone = city.country, city.time_zone

    def take_name(self, language: str) -> None:
        """Name the city as it is called in the page's language, unless its editor named it."""
        if not self.name:
            self.name = geo_cities.find(self.geoname_id).name_in(language)

    def clean(self) -> None:
        super().clean()
        if self.geoname_id:
            try:
                self._take_from_gazetteer()
            except LookupError as error:
                raise ValidationError({"geoname_id": str(error)}) from error

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._take_from_gazetteer()
        self.take_name(code_of(self.page))
        super().save(*args, **kwargs)

    @property
    def country_name(self) -> str:
        return cldr.country_name(self.country)

    @property
    def coordinates(self) -> tuple[float, float]:
        return self.latitude, self.longitude

    @property
    def on_map(self) -> PlaceOnMap:
        x, y = project(self.latitude, self.longitude)
        return PlaceOnMap(self.name, round(x, 1), round(y, 1))
