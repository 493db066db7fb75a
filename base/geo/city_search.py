"""Finds cities by what somebody types: as they type, and the one that a whole label names."""

import re
from functools import lru_cache

from django.utils.translation import gettext as _

from base.geo.cities import City, CityNotFound, cities
from base.geo.names import cldr, country_name, fold

#: Names that people write and that CLDR does not use for the country (any more).
COUNTRY_SYNONYMS = {"usa": "US", "uk": "GB", "uae": "AE", "turkey": "TR", "ivory coast": "CI", "holland": "NL"}

COORDINATES = re.compile(r"\(\s*(-?\d+(?:\.\d+)?)\s*[,،]\s*(-?\d+(?:\.\d+)?)[^)]*\)?\s*$")


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
