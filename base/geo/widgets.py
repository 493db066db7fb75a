"""Widgets of the admin for picking a city, countries and a time zone."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.urls import reverse

from base.geo.cities import CityNotFound, find
from base.geo.time_zones import time_zone_label

#: Added to the name of the field: what the person sees and types, beside the id that the script fills in.
TYPED = "-typed"


class CityWidget(forms.Widget):
    """A text input that suggests cities, and a hidden one with the GeoNames id of the chosen one.

    The hidden input carries the field's name. Without JavaScript the text alone decides: it is sent as it was typed,
    and CityField looks it up.
    """

    # Beside the app, not in the project's templates: Django's form renderer looks for widgets in the apps.
    template_name = "base/widgets/city_picker.html"

    class Media:
        css: ClassVar[dict[str, list[str]]] = {"all": ["base/admin/city-picker.css"]}
        js: ClassVar[list[str]] = ["base/admin/city-picker.js"]

    def format_value(self, value: Any) -> str:
        """The text to show: the label of a known id, or what was typed, unchanged, when it did not name a city."""
        text = "" if value is None else str(value)
        if text.isdecimal():
            try:
                return find(int(text)).label
            except CityNotFound:
                return text
        return text

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Name and id of the two inputs, and where the suggestions come from."""
        context = super().get_context(name, value, attrs)
        text = "" if value is None else str(value)
        context["widget"].update(
            {
                "geoname_id": text if text.isdecimal() else "",
                "typed_name": f"{name}{TYPED}",
                "url": reverse("gazetteer_cities"),
            }
        )
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str | None:
        """The id, as long as the text beside it is still that city's; otherwise the text, for CityField to look up."""
        picked = data.get(name)
        typed = data.get(f"{name}{TYPED}")
        if typed is None:
            return picked
        typed = typed.strip()
        if typed and picked and self.format_value(picked) == typed:
            return str(picked)
        return typed

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Whether the form was sent without this field."""
        return name not in data and f"{name}{TYPED}" not in data

    def id_for_label(self, id_: str) -> str:
        """The label belongs to the input that the person sees, which has the plain id."""
        return id_


class CountryBoxes(forms.CheckboxSelectMultiple):
    """Countries to tick, those that are chosen first: a list of 249 hides them, and one click in it drops them all."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__({"class": "country-boxes", **(attrs or {})}, choices)

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        """The boxes in the order of the choices, after those that are ticked."""
        groups = super().optgroups(name, value, attrs)
        return sorted(groups, key=lambda group: not any(option["selected"] for option in group[1]))


class TimeZoneSelect(forms.Select):
    """A select of time zones that keeps a stored zone which is not offered any more, under its own name."""

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        """The groups of the choices, and one more option where the stored zone is in none of them."""
        groups = super().optgroups(name, value, attrs)
        stored = next((zone for zone in value if zone), "")
        if stored and not any(option["selected"] for _label, options, _index in groups for option in options):
            try:
                label = f"{time_zone_label(stored)}, {stored}"
            except (KeyError, ValueError):
                label = stored
            option = self.create_option(name, stored, label, True, len(groups), attrs=attrs)
            groups.append((None, [option], len(groups)))
        return groups
