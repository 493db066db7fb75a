"""How a language writes numbers and dates: separators, names of months, the order of a date (CLDR)."""

import re
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.localedata import locale_identifiers

from languages.text import words

YEAR = r"[12]\d{3}(?!\d)"

# What may stand between day, month and year.
LINKS = r"(?:\s*(?:\b(?:de|del|do|of|du|من|في)\b)\s*|\s*,\s*|\s*)"
DAY_SUFFIX = r"(?:st|nd|rd|th|er|re|º|°|ª|o|\.)?"


@cache
def _varieties(language: str) -> tuple[Locale, ...]:
    """A language by itself, and as it is written where it is official and most people speak it."""
    found = []
    speakers = get_global("territory_languages")
    for identifier in sorted(locale_identifiers()):
        if identifier.split("_")[0] != language:
            continue
        variety = Locale.parse(identifier)
        spoken = speakers.get(variety.territory, {}).get(language, {}) if variety.territory else {}
        is_official = str(spoken.get("official_status") or "").startswith(("official", "de_facto"))
        if not variety.territory or (is_official and spoken.get("population_percent", 0) >= 50):
            found.append(variety)
    return tuple(found)


@cache
def separators_of(language: str) -> frozenset[tuple[str, str]]:
    """The decimal and the grouping sign, in each of the ways in which the language writes numbers."""
    pairs = set()
    for variety in _varieties(language):
        symbols = variety.number_symbols.get("latn", {})
        pairs.add((symbols.get("decimal", "."), symbols.get("group", ",")))
    return frozenset(pairs) | {("٫", "٬")} if pairs else frozenset({(".", ","), (",", "."), ("٫", "٬")})


@cache
def month_names(language: str) -> dict[str, int]:
    """Names of months, short ones included, in all of a language's varieties: Arabic has three sets of them."""
    names: dict[str, int] = {}
    for identifier in sorted(locale_identifiers()):
        if identifier.split("_")[0] != language:
            continue
        try:
            months = Locale.parse(identifier).months
        except (UnknownLocaleError, ValueError):
            continue
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months.get(context, {}).get(width, {}).items():
                    name = str(name).rstrip(".").lower()
                    if len(name) > 2 and not name[0].isdigit():
                        names.setdefault(name, number)
                        names.setdefault(words.fold(name), number)
    return names


@cache
def date_patterns(language: str) -> tuple[re.Pattern[str], ...]:
    names = sorted(month_names(language), key=len, reverse=True)
    if not names:
        return ()
    alternatives = "|".join(map(re.escape, names))
    month = rf"(?<!\w)(?P<month>{alternatives})\.?(?:\s?/\s?(?:{alternatives}))?(?!\w)"
    after_day = month.replace(r"(?<!\w)", r"(?<![^\W\d])")
    day = rf"(?<![\d.,])(?P<day>[0-3]?\d)(?!\d){DAY_SUFFIX}"
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"{day}{LINKS}{after_day}(?:{LINKS}(?P<year>{YEAR}))?",
            rf"{month}\s*{day}(?!\w)(?:\s*,?\s*(?P<year>{YEAR}))?",
            rf"{month}{LINKS}(?P<year>{YEAR})",
            month,
        )
    )
