"""The gazetteer: cities that editors pick instead of typing.

They come from one text file, ``base/geo/data/cities.tsv`` (its README says where from); names in other languages come
from CLDR through Babel where a time zone is named after the city. Nothing here asks the network or the database.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from babel import Locale
from babel.core import get_global
from django.utils.translation import gettext as _

from base.geo.names import cldr, country_name, fold

CITIES_FILE = Path(__file__).parent / "data" / "cities.tsv"

#: The languages in which the file itself holds names of cities; CLDR adds the cities that a time zone is named after.
NAMED_LANGUAGES = ("es", "fr", "pt", "ar")


class CityNotFound(LookupError):
    """A text names no city, or several; the message says which, in words for the person who typed it."""


@dataclass(frozen=True, slots=True)
class City:
    """One place of the gazetteer: all that a row of a region or an event needs to know about it."""

    geoname_id: int
    name: str
    country: str
    latitude: float
    longitude: float
    time_zone: str
    #: Names by language, where they differ from ``name``.
    names: dict[str, str] = field(default_factory=dict, compare=False, repr=False)
    #: Other spellings, for finding only: the source does not say in which language they are.
    also: tuple[str, ...] = field(default=(), compare=False, repr=False)

    def name_in(self, language: str | None = None) -> str:
        """The city's name as a writer of the language would put it, where that is known; otherwise its usual name."""
        locale = cldr(language)
        if locale.language in self.names:
            return self.names[locale.language]
        if locale.language != "en" and zone_exemplars().get(self.time_zone) == self.geoname_id:
            return zone_city_in_cldr(self.time_zone, locale) or self.name
        return self.name

    @property
    def coordinates(self) -> str:
        """Latitude and longitude to about a kilometre, for telling two cities of one name apart."""
        return f"{self.latitude:.2f}, {self.longitude:.2f}"

    @property
    def label(self) -> str:
        """The city in one line, in the active language: *Bogotá, Colombia (4.61, -74.08; America/Bogota)*."""
        comma = "،" if cldr().language == "ar" else ","
        return f"{self.name_in()}{comma} {country_name(self.country)} ({self.coordinates}; {self.time_zone})"

    def __str__(self) -> str:
        return self.label


@lru_cache(maxsize=1)
def cities() -> dict[int, City]:
    """Every city by its GeoNames id, most populous first."""
    found: dict[int, City] = {}
    with CITIES_FILE.open(encoding="utf-8") as file:
        lines = (line.rstrip("\n").split("\t") for line in file if not line.startswith("#"))
        columns = next(lines)
        for line in lines:
            row = dict(zip(columns, [*line, *[""] * (len(columns) - len(line))], strict=True))
            city = City(
                geoname_id=int(row["geonameid"]),
                name=row["name"],
                country=row["country"],
                latitude=float(row["latitude"]),
                longitude=float(row["longitude"]),
                time_zone=row["time_zone"],
                names={language: row[language] for language in NAMED_LANGUAGES if row[language]},
                also=tuple(row["also"].split("|")) if row["also"] else (),
            )
            found[city.geoname_id] = city
    return found


def find(geoname_id: int) -> City:
    """The city with this GeoNames id."""
    try:
        return cities()[geoname_id]
    except KeyError:
        raise CityNotFound(
            _("The list of cities holds no place with the number %(id)s.") % {"id": geoname_id}
        ) from None


# --- time zones -------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _former_names() -> dict[str, tuple[str, ...]]:
    """Former names of each zone: CLDR still keeps *Asia/Calcutta* for what IANA calls *Asia/Kolkata*.

    As CLDR has them: IANA's own links also join zones of different cities that keep the same time (Asmara, Nairobi).
    """
    former: dict[str, list[str]] = {}
    for alias, zone in get_global("zone_aliases").items():
        former.setdefault(zone, []).append(alias)
    return {zone: tuple(names) for zone, names in former.items()}


@lru_cache(maxsize=1)
def zone_exemplars() -> dict[str, int]:
    """For each time zone that is named after a city of the gazetteer, that city."""
    exemplars: dict[str, int] = {}
    for city in cities().values():
        if fold(city.time_zone.rpartition("/")[2]) == fold(city.name):
            exemplars.setdefault(city.time_zone, city.geoname_id)
    return exemplars


def zone_city_in_cldr(zone: str, locale: Locale) -> str:
    """The name that CLDR gives, in one language, to the city a zone is named after; empty where it says nothing."""
    for name in (zone, *_former_names().get(zone, ())):
        city = locale.time_zones.get(name, {}).get("city")
        if city:
            return str(city)
    return ""
