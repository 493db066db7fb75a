"""Cities, countries and time zones that editors pick instead of typing.

The cities come from one text file, ``base/data/cities.tsv`` (its README says where from); the names of countries, and
those of cities and time zones in other languages, come from CLDR through Babel. Nothing here asks the network or the
database.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from anyascii import anyascii
from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import get_timezone_gmt
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from languages.locales.collation import collation_key
from languages.locales.interface import spoken

CITIES_FILE = Path(__file__).parent / "data" / "cities.tsv"

#: The languages in which the file itself holds names of cities; CLDR adds the cities that a time zone is named after.
NAMED_LANGUAGES = ("es", "fr", "pt", "ar")

#: Names that people write and that CLDR does not use for the country (any more).
COUNTRY_SYNONYMS = {"usa": "US", "uk": "GB", "uae": "AE", "turkey": "TR", "ivory coast": "CI", "holland": "NL"}

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

#: One spelling for letters that Arabic writers use for one another.
ARABIC_FOLD = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ک": "ك", "ی": "ي"})

COORDINATES = re.compile(r"\(\s*(-?\d+(?:\.\d+)?)\s*[,،]\s*(-?\d+(?:\.\d+)?)[^)]*\)?\s*$")


class CityNotFound(LookupError):
    """A text names no city, or several; the message says which, in words for the person who typed it."""


def fold(text: str) -> str:
    """The text as search compares it: no case, no accents, no punctuation, in its own script."""
    decomposed = "".join(
        anyascii(letter) if ord(letter) < 0x250 else letter for letter in unicodedata.normalize("NFKC", text)
    )
    letters = (
        letter
        for letter in unicodedata.normalize("NFKD", decomposed).casefold().translate(ARABIC_FOLD)
        if not unicodedata.combining(letter)
    )
    return re.sub(r"[\W_]+", " ", "".join(letters)).strip()


def cldr(language: str | None = None) -> Locale:
    """CLDR's data for a language (by default that of the interface), or English where CLDR does not know it."""
    try:
        return Locale.parse(language or spoken(), sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


def country_name(code: str, language: str | None = None) -> str:
    """The country's name in a language; the bare code where CLDR has none."""
    return cldr(language).territories.get(code.upper()) or code


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


@lru_cache(maxsize=1)
def _index() -> list[tuple[City, tuple[str, ...], tuple[str, ...]]]:
    """Each city with its names and its other spellings as search compares them."""
    return [
        (
            city,
            tuple(dict.fromkeys(map(fold, (city.name, *city.names.values())))),
            tuple(dict.fromkeys(map(fold, city.also))),
        )
        for city in cities().values()
    ]


def find(geoname_id: int) -> City:
    """The city with this GeoNames id."""
    try:
        return cities()[geoname_id]
    except KeyError:
        raise CityNotFound(
            _("The list of cities holds no place with the number %(id)s.") % {"id": geoname_id}
        ) from None


def _parts(text: str) -> tuple[str, str]:
    """A text such as “Bogotá, CO” as the name of the city and what is said of the country (empty if nothing)."""
    name, *country = re.split(r"\s*[,،]\s*", text.strip(), maxsplit=1)
    return name.strip(), country[0].strip() if country else ""


@lru_cache(maxsize=32)
def _country_codes(language: str) -> dict[str, str]:
    """ISO codes by the folded name of the country, in one language."""
    codes = {city.country for city in cities().values()}
    return {fold(country_name(code, language)): code for code in codes}


def _countries(text: str, *, exactly: bool) -> set[str]:
    """ISO codes of the countries that the text names (or, while somebody is still typing, begins to name)."""
    wanted = fold(text)
    if not wanted:
        return set()
    codes = {code for code in _country_codes("en").values() if fold(code) == wanted}
    if wanted in COUNTRY_SYNONYMS:
        codes.add(COUNTRY_SYNONYMS[wanted])
    for language in {"en", str(cldr())}:
        for name, code in _country_codes(language.replace("_", "-")).items():
            if name == wanted or (not exactly and name.startswith(wanted)):
                codes.add(code)
    return codes


def search(text: str, limit: int = 8) -> list[City]:
    """Cities for somebody who is typing: names that begin with the text, then names that contain it, the larger first.

    Neither accents nor case matter, a country after a comma narrows the choice, and names in other languages are
    found too.
    """
    typed_name, typed_country = _parts(COORDINATES.sub("", text))
    wanted = fold(typed_name)
    if not wanted:
        return []
    countries = _countries(typed_country, exactly=False)
    begins: list[City] = []
    begins_otherwise: list[City] = []
    contains: list[City] = []
    for city, names, also in _index():
        if typed_country and city.country not in countries:
            continue
        if any(name.startswith(wanted) for name in names):
            begins.append(city)
            if len(begins) == limit:
                break
        elif any(name.startswith(wanted) for name in also):
            begins_otherwise.append(city)
        elif any(wanted in name for name in names):
            contains.append(city)
    return [*begins, *begins_otherwise, *contains][:limit]


def lookup(text: str) -> City:
    """The one city that a text such as “Bogotá, CO”, “Bogotá, Colombia” or a whole label names.

    Raises CityNotFound, a LookupError, when there is none, or more than one: nobody should get a namesake
    on another continent.
    """
    coordinates = COORDINATES.search(text)
    name, country = _parts(COORDINATES.sub("", text))
    countries = _countries(country, exactly=True)
    if country and not countries:
        raise CityNotFound(
            _("“%(country)s” in “%(typed)s” is no country. Write the city and its country, such as “Bogotá, CO”.")
            % {"country": country, "typed": text}
        )
    wanted = fold(name)
    by_name: list[City] = []
    by_spelling: list[City] = []
    for city, names, also in _index():
        if countries and city.country not in countries:
            continue
        if coordinates and not _near(city, float(coordinates[1]), float(coordinates[2])):
            continue
        if wanted in names or wanted == fold(city.name_in()):
            by_name.append(city)
        elif wanted in also:
            by_spelling.append(city)
    found = (by_name or by_spelling) if wanted else []
    if len(found) == 1:
        return found[0]
    if found:
        raise CityNotFound(
            _("“%(typed)s” may be any of these: %(cities)s. Copy the one you mean.")
            % {"typed": text, "cities": " · ".join(city.label for city in found[:4])}
        )
    raise CityNotFound(
        _("No city called “%(typed)s” is in the list of cities. Write the city and its country, such as “Bogotá, CO”.")
        % {"typed": text}
    )


def _near(city: City, latitude: float, longitude: float) -> bool:
    """Whether the coordinates of a label, which are rounded, are this city's."""
    return abs(city.latitude - latitude) < 0.01 and abs(city.longitude - longitude) < 0.01


# --- time zones -------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def zone_countries() -> dict[str, str]:
    """The canonical IANA zones and the country each is listed for (``zone.tab`` of the tzdata package)."""
    table = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return {row[2]: row[0] for row in rows}


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
def _known_zones() -> frozenset[str]:
    """Every zone that Python can compute with, without *Etc/GMT+5* and its like, whose signs mislead."""
    areas = {*AREAS, *OCEANS}
    return frozenset(zone for zone in available_timezones() if zone == "UTC" or zone.partition("/")[0] in areas)


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
