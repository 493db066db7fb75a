"""Time zones as people choose them: by part of the world, named after a city and its country."""

from datetime import UTC, date, datetime
from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import get_timezone_gmt
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from base.geo.cities import cities, zone_city_in_cldr, zone_exemplars
from base.geo.names import cldr, country_name
from languages.locales.collation import collation_key

#: The part of a zone's name before the slash, and the UN M49 or ISO code by which CLDR names that part of the world.
AREAS = {
    "Africa": "002",
    "America": "019",
    "Antarctica": "AQ",
    "Asia": "142",
    "Australia": "009",
    "Europe": "150",
    "Pacific": "009",
}
#: Zones named after an ocean are listed with the continent that the United Nations count their country to.
OCEAN_COUNTRIES = {
    "002": {"CV", "KM", "MG", "MU", "RE", "SC", "SH", "TF", "YT", "IO"},
    "019": {"BM", "FK", "GS"},
    "142": {"MV"},
    "150": {"ES", "FO", "IS", "NO", "PT", "SJ"},
    "009": {"CC", "CX"},
}
AREA_ORDER = ("002", "019", "142", "150", "009", "AQ")
OCEANS = {"Arctic", "Atlantic", "Indian"}


@lru_cache(maxsize=1)
def zone_countries() -> dict[str, str]:
    """The canonical IANA zones and the country each is listed for (``zone.tab`` of the tzdata package)."""
    table = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return {row[2]: row[0] for row in rows}


@lru_cache(maxsize=1)
def _known_zones() -> frozenset[str]:
    """Every zone that Python can compute with, without *Etc/GMT+5* and its like, whose signs mislead."""
    areas = {*AREAS, *OCEANS}
    return frozenset(zone for zone in available_timezones() if zone == "UTC" or zone.partition("/")[0] in areas)


def time_zone_city(zone: str, language: str | None = None) -> str:
    """The city a zone is named after, in a language: *Europe/Istanbul* is *Estambul* in Spanish."""
    locale = cldr(language)
    exemplar = zone_exemplars().get(zone)
    city = cities()[exemplar] if exemplar else None
    if city and (locale.language in city.names or locale.language == "en"):
        return city.name_in(str(locale).replace("_", "-"))
    return zone_city_in_cldr(zone, locale) or (city.name if city else zone.rpartition("/")[2].replace("_", " "))


def time_zone_label(zone: str, language: str | None = None, now: datetime | None = None) -> str:
    """A zone as a person recognises it: the city, its country and how far from universal time it is at present."""
    locale = cldr(language)
    offset = get_timezone_gmt((now or datetime.now(UTC)).astimezone(ZoneInfo(zone)), locale=locale)
    city = time_zone_city(zone, language)
    country = country_name(zone_countries()[zone], language) if zone in zone_countries() else ""
    if not country or country == city:
        return f"{city} ({offset})"
    return f"{city}{'،' if locale.language == 'ar' else ','} {country} ({offset})"


def time_zone_choices(language: str | None = None) -> list[tuple[str, list[tuple[str, str]]]]:
    """The canonical zones for a select, by part of the world and then by city, in the active language."""
    # The offsets change with summer time, so the cached list is one day's.
    return [
        (area, list(zones)) for area, zones in _choices(str(cldr(language)).replace("_", "-"), datetime.now(UTC).date())
    ]


@lru_cache(maxsize=32)
def _choices(language: str, day: date) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    groups: dict[str, list[tuple[str, str]]] = {area: [] for area in AREA_ORDER}
    for zone, country in zone_countries().items():
        groups[_area(zone, country)].append((zone, time_zone_label(zone, language, noon)))
    territories = cldr(language).territories
    key = collation_key(language)
    universal = ("UTC", (("UTC", time_zone_label("UTC", language, noon)),))
    return (
        *(
            (str(territories[area]), tuple(sorted(zones, key=lambda choice: key(choice[1]))))
            for area, zones in groups.items()
        ),
        universal,
    )


def _area(zone: str, country: str) -> str:
    prefix = zone.partition("/")[0]
    if prefix in AREAS:
        return AREAS[prefix]
    return next((area for area, members in OCEAN_COUNTRIES.items() if country in members), "009")


def validate_time_zone(value: str) -> None:
    """Accept the name of an IANA time zone, a former one too (old content keeps its meaning), and nothing else."""
    if value not in _known_zones():
        raise ValidationError(
            _("“%(zone)s” is no time zone. Choose one from the list, such as “America/Bogota”."),
            code="unknown_time_zone",
            params={"zone": value},
        )
