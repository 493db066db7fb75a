"""Cities, countries and time zones are picked: what the list holds, how it is searched, how the picker reads it."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import available_timezones

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.test import Client
from django.utils.translation import override

from base.admin.views import gazetteer_urls
from base.geo import cities, time_zones, widgets
from base.geo.cities import CityNotFound, find
from base.geo.city_search import lookup, search
from base.geo.fields import CityField, GeonameField, TimeZoneField
from base.geo.names import country_name, fold
from base.geo.widgets import CityWidget

BOGOTA = 3688689
BOGOTA_LABEL = "Bogotá, Colombia (4.61, -74.08; America/Bogota)"
DATA_SPACES = [
    "Bogotá, CO",
    "Mexico City, MX",
    "Rio de Janeiro, BR",
    "Dakar, SN",
    "Abidjan, CI",
    "Accra, GH",
    "Nairobi, KE",
    "Kigali, RW",
    "Cape Town, ZA",
    "Singapore, SG",
    "Manila, PH",
    "Sydney, AU",
    "Barcelona, ES",
    "Berlin, DE",
    "The Hague, NL",
    "Paris, FR",
    "London, GB",
    "Beirut, LB",
    "Abu Dhabi, AE",
    "New York City, US",
    "Boston, US",
    "San Francisco, US",
]
VENUES = ["Madrid, ES", "Istanbul, TR", "Turin, IT", "New York, US", "Washington, US", "Zürich, CH", "Berlin, DE"]


@pytest.fixture
def picker_url(monkeypatch: pytest.MonkeyPatch) -> None:
    """The widget's address, which the project registers under the admin's."""
    monkeypatch.setattr(widgets, "reverse", lambda name: f"/admin/{gazetteer_urls()[0].pattern}")


def test_every_city_has_a_place_on_earth_a_country_and_a_time_zone_that_exists() -> None:
    everything = cities.cities().values()
    assert len(everything) > 6000
    zones = available_timezones()
    wrong = [
        city
        for city in everything
        if not (-90 <= city.latitude <= 90 and -180 <= city.longitude <= 180)
        or city.time_zone not in zones
        or country_name(city.country, "en") == city.country
    ]
    assert wrong == []


def test_the_file_stays_small_enough_to_read_in_a_review() -> None:
    assert cities.CITIES_FILE.stat().st_size < 400_000


@pytest.mark.parametrize("text", DATA_SPACES + VENUES)
@pytest.mark.parametrize("language", ["en", "es", "fr", "ar", "pt"])
def test_every_city_of_the_coalition_is_found_by_its_name_and_by_its_label_in_each_language(
    text: str, language: str
) -> None:
    with override(language):
        city = lookup(text)
        assert lookup(city.label) == city


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("bogo", "Bogotá"),
        ("BOGOTÁ", "Bogotá"),
        ("zur", "Zürich"),
        ("nueva yo", "New York City"),
        ("la haye", "The Hague"),
        ("بيروت", "Beirut"),
        ("القاهرة", "Cairo"),
        ("القاهره", "Cairo"),
        ("paris, fr", "Paris"),
        ("london, can", "London"),
        (BOGOTA_LABEL, "Bogotá"),
    ],
)
def test_typing_finds_a_city_without_regard_to_accents_case_and_language(typed: str, name: str) -> None:
    assert search(typed)[0].name == name


def test_a_country_after_the_comma_narrows_the_choice() -> None:
    assert {city.country for city in search("london, can")} == {"CA"}
    assert search("bogotá, nowhere") == []


def test_names_that_begin_with_the_text_come_before_names_that_contain_it_and_the_populous_first() -> None:
    found = [city.name for city in search("york", limit=20)]
    assert found.index("York") < found.index("New York City")
    assert [city.country for city in search("london")][:2] == ["GB", "CA"]


def test_no_more_cities_come_back_than_were_asked_for_and_nothing_finds_nothing() -> None:
    assert len(search("san", limit=5)) == 5
    assert len(search("san")) == 8
    assert search("   ") == search("(") == []


def test_a_city_is_named_in_the_language_of_the_writer() -> None:
    assert lookup("The Hague, NL").name_in("es") == "La Haya"
    assert find(BOGOTA).name_in("ar") == "بوغوتا"
    assert lookup("Athens, GR").name_in("fr") == "Athènes"
    assert lookup("Cali, CO").name_in("ar") == "Cali"
    with override("fr"):
        assert find(BOGOTA).label == "Bogotá, Colombie (4.61, -74.08; America/Bogota)"


def test_a_name_that_several_cities_bear_is_refused_with_the_choice() -> None:
    with pytest.raises(LookupError, match=r"London, United Kingdom .* London, Canada"):
        lookup("London")
    with override("en"):
        springfield = search("Springfield, US")[1]
        assert lookup(springfield.label) == springfield


@pytest.mark.parametrize(
    ("typed", "reason"), [("Nowhere, CO", "Nowhere, CO"), ("Washington, DC", "DC"), ("", "list of cities")]
)
def test_a_text_that_names_no_city_is_refused_in_words(typed: str, reason: str) -> None:
    with pytest.raises(CityNotFound, match=reason):
        lookup(typed)


def test_folding_keeps_scripts_apart_and_spellings_together() -> None:
    assert fold("İstanbul") == fold("istanbul") == "istanbul"
    assert fold("Łódź") == "lodz"
    assert fold("Rio-de Janeiro") == fold("rio de janeiro")
    assert fold("أبوظبي") == fold("ابوظبى")


# --- time zones


@pytest.mark.parametrize("language", ["en", "es", "fr", "ar", "pt"])
def test_every_canonical_zone_is_offered_once_under_a_part_of_the_world(language: str) -> None:
    choices = time_zones.time_zone_choices(language)
    zones = [zone for _area, group in choices for zone, _label in group]
    assert sorted(zones) == sorted([*time_zones.zone_countries(), "UTC"])
    assert [area for area, _group in choices] == list(dict.fromkeys(area for area, _group in choices))
    for zone in zones:
        time_zones.validate_time_zone(zone)


def test_a_zone_is_shown_by_its_city_country_and_present_distance_from_universal_time() -> None:
    winter, summer = datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC)
    assert time_zones.time_zone_label("America/Bogota", "es", winter) == "Bogotá, Colombia (GMT-05:00)"
    assert time_zones.time_zone_label("Europe/Istanbul", "fr", winter) == "Istanbul, Turquie (UTC+03:00)"
    assert time_zones.time_zone_label("Europe/Madrid", "en", winter) == "Madrid, Spain (GMT+01:00)"
    assert time_zones.time_zone_label("Europe/Madrid", "en", summer) == "Madrid, Spain (GMT+02:00)"
    assert time_zones.time_zone_label("Asia/Singapore", "en", winter) == "Singapore (GMT+08:00)"


def test_a_zone_that_was_renamed_keeps_its_name_in_every_language() -> None:
    assert time_zones.time_zone_city("America/Argentina/Buenos_Aires", "ar") == "بوينوس أيرس"
    assert time_zones.time_zone_city("Asia/Kolkata", "es") == "Calcuta"


@pytest.mark.parametrize(
    ("zone", "city"),
    [("Africa/Nairobi", "Nairobi"), ("America/Panama", "Panama"), ("Pacific/Port_Moresby", "Port Moresby")],
)
@pytest.mark.parametrize("language", ["es", "fr"])
def test_a_zone_is_not_named_after_a_city_of_another_country(zone: str, city: str, language: str) -> None:
    assert fold(time_zones.time_zone_city(zone, language)) == fold(city)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Calcutta", "UTC"])
def test_a_zone_that_exists_is_accepted_under_its_former_name_too(zone: str) -> None:
    time_zones.validate_time_zone(zone)


@pytest.mark.parametrize("zone", ["Mars/Base", "", "Etc/GMT+5", "../etc/passwd", "CET", "europe/berlin"])
def test_anything_else_is_no_time_zone(zone: str) -> None:
    with pytest.raises(ValidationError, match="is no time zone"):
        time_zones.validate_time_zone(zone)


# --- the picker in a form


class PlaceForm(forms.Form):
    """A form as the model fields make it."""

    city = CityField()
    zone = TimeZoneField(blank=True).formfield()


def sent(**data: str) -> PlaceForm:
    """The form as a browser sends it."""
    query = QueryDict(mutable=True)
    for name, value in data.items():
        query[name.replace("__", "-")] = value
    return PlaceForm(query)


@pytest.mark.usefixtures("picker_url")
@pytest.mark.parametrize(
    "data",
    [
        {"city": str(BOGOTA)},
        {"city": str(BOGOTA), "city__typed": BOGOTA_LABEL},
        {"city": "", "city__typed": "Bogotá, CO"},
        {"city": "", "city__typed": "bogota, colombia"},
        {"city": "", "city__typed": BOGOTA_LABEL},
        {"city": "2643743", "city__typed": "Bogotá, CO"},
    ],
)
def test_the_picked_city_counts_and_without_javascript_the_typed_one(data: dict[str, str]) -> None:
    form = sent(**data)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["city"] == BOGOTA


@pytest.mark.usefixtures("picker_url")
def test_an_unknown_city_is_named_in_the_error_and_comes_back_as_it_was_typed() -> None:
    form = sent(city="", city__typed="Macondo & Co, CO")
    assert not form.is_valid()
    assert "Macondo & Co, CO" in form.errors["city"][0]
    assert 'value="Macondo &amp; Co, CO"' in str(form["city"])


@pytest.mark.usefixtures("picker_url")
def test_text_that_was_cleared_is_not_filled_from_the_hidden_id() -> None:
    form = sent(city=str(BOGOTA), city__typed="")
    assert form.errors["city"] == ["Choose a city from the list."]


@pytest.mark.parametrize("number", ["999999999", "-5", "0"])
def test_an_id_that_the_list_does_not_hold_is_refused(number: str) -> None:
    with pytest.raises(ValidationError, match=number):
        CityField().clean(number)


@pytest.mark.usefixtures("picker_url")
def test_the_picker_shows_the_label_carries_the_id_and_has_no_inline_script_or_style() -> None:
    html = str(PlaceForm(initial={"city": BOGOTA})["city"])
    assert "<city-picker" in html
    assert f'value="{BOGOTA_LABEL}"' in html
    assert f'<input type="hidden" name="city" value="{BOGOTA}"' in html
    assert 'id="id_city"' in html
    assert "<script" not in html
    assert "style=" not in html
    assert "base/admin/city-picker.js" in str(CityWidget().media)


@pytest.mark.usefixtures("picker_url")
def test_nothing_has_changed_as_long_as_the_same_city_is_sent_back() -> None:
    query = QueryDict(mutable=True)
    query.update({"city": str(BOGOTA), "city-typed": BOGOTA_LABEL, "zone": ""})
    assert PlaceForm(query, initial={"city": BOGOTA, "zone": ""}).changed_data == []
    query["city-typed"] = "Cali, CO"
    assert PlaceForm(query, initial={"city": BOGOTA, "zone": ""}).changed_data == ["city"]


def test_a_model_field_for_a_city_brings_the_picker() -> None:
    field = GeonameField().formfield()
    assert isinstance(field, CityField)
    assert isinstance(field.widget, CityWidget)


@pytest.mark.usefixtures("picker_url")
def test_a_stored_zone_that_is_not_offered_any_more_stays_selected_and_valid() -> None:
    form = sent(city=str(BOGOTA), zone="Asia/Calcutta")
    assert form.is_valid(), form.errors
    assert 'value="Asia/Calcutta" selected' in str(form["zone"])
    assert not sent(city=str(BOGOTA), zone="Mars/Base").is_valid()


@pytest.mark.usefixtures("picker_url")
def test_the_zones_are_named_in_the_language_of_the_admin() -> None:
    with override("es"):
        assert "Nueva York, Estados Unidos" in str(PlaceForm()["zone"])


# --- the suggestions


@pytest.mark.django_db
def test_nobody_gets_suggestions_without_the_right_to_enter_the_admin(
    client: Client, django_user_model: type[Any]
) -> None:
    assert client.get("/admin/cities/", {"q": "bogo"}).status_code == 302
    reader = django_user_model.objects.create_user(username="reader", email="reader@example.org", password="unused")
    client.force_login(reader)
    response = client.get("/admin/cities/", {"q": "bogo"}, headers={"X-Requested-With": "XMLHttpRequest"})
    assert response.status_code in (302, 403)
    assert b"Bogot" not in response.content


@pytest.mark.django_db
def test_an_editor_gets_suggestions_as_json(admin_client: Client) -> None:
    response = admin_client.get("/admin/cities/", {"q": "bogo"})
    assert response.json()["cities"][0] == {"id": BOGOTA, "label": BOGOTA_LABEL}
    assert "private" in response["Cache-Control"]
    assert admin_client.get("/admin/cities/").json() == {"cities": []}
    assert admin_client.get("/admin/cities/", {"q": "x" * 100_000}).json() == {"cities": []}
