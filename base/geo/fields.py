"""Model and form fields for a city and for a time zone that are picked from a list, not typed."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from base.geo.cities import City, CityNotFound, find
from base.geo.city_search import lookup
from base.geo.time_zones import time_zone_choices, validate_time_zone
from base.geo.widgets import CityWidget, TimeZoneSelect


class CityField(forms.IntegerField):
    """A city, as its GeoNames id. “Bogotá, CO” is understood too, so that picking works without JavaScript."""

    widget = CityWidget
    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("Choose a city from the list."),
        "required": _("Choose a city from the list."),
    }

    def to_python(self, value: Any) -> int | None:
        """The id of the city that was picked, or that the text names."""
        if isinstance(value, City):
            return value.geoname_id
        text = str(value).strip() if value is not None else ""
        if not text:
            return None
        try:
            return find(int(text)).geoname_id if text.isdecimal() else lookup(text).geoname_id
        except CityNotFound as error:
            raise ValidationError(str(error), code="unknown_city") from error


class GeonameField(models.PositiveIntegerField):
    """A city of the gazetteer, stored as its GeoNames id; `base.geo.cities.find()` tells the rest."""

    description = _("City (GeoNames id)")

    def formfield(self, **kwargs: Any) -> Any:
        """The city picker, wherever a model form shows the field."""
        return super().formfield(**{"form_class": CityField, **kwargs})


class TimeZoneFormField(forms.ChoiceField):
    """A time zone out of the canonical ones; a former name that is stored already stays valid."""

    widget = TimeZoneSelect

    def __init__(self, **kwargs: Any) -> None:
        # ChoiceField knows no length; model fields pass theirs along.
        for unused in ("max_length", "empty_value", "coerce", "choices"):
            kwargs.pop(unused, None)
        super().__init__(choices=time_zone_options, **kwargs)

    def validate(self, value: str) -> None:
        """Check against the zones that exist, not only against those offered."""
        forms.Field.validate(self, value)
        if value:
            validate_time_zone(value)


def time_zone_options() -> list[tuple[str, Any]]:
    """The choices of the select: nothing chosen, then the zones by part of the world, in the active language."""
    return [("", _("Choose a time zone")), *time_zone_choices()]


class TimeZoneField(models.CharField):
    """The name of an IANA time zone, such as America/Bogota."""

    description = _("Time zone")
    default_validators = [validate_time_zone]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 64)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        """A select of the zones, wherever a model form shows the field."""
        return super().formfield(**{"form_class": TimeZoneFormField, **kwargs})
