"""Names, directions, dates and numbers by CLDR (through Babel), which knows many more languages than Django does.

Every function takes an optional `language` (a code such as "pt" or "pt-br"); without it the active language is used.
Digits are Western in every language, Arabic included: Babel formats with them unless it is asked otherwise.
"""

import re
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from unicodedata import combining, normalize

from babel import Locale, UnknownLocaleError
from babel.dates import (
    format_date as babel_format_date,
)
from babel.dates import (
    format_time as babel_format_time,
)
from babel.dates import (
    get_timezone_location,
    match_skeleton,
    parse_pattern,
)
from babel.lists import format_list as babel_format_list
from babel.numbers import format_decimal, format_percent
from django.utils.translation import get_language

# CLDR's plain "en" is American usage ("June 8, 2016, 10:00 AM"); ours is British. Its plain "pt" is Brazilian, as ours.
USAGE = {"en": "en-GB"}


@cache
def _locale(code: str) -> Locale:
    """Babel's locale for one of our codes; English where CLDR has none."""
    code = USAGE.get(code, code)
    try:
        return Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


def locale(language: str | None = None) -> Locale:
    return _locale(language or get_language() or "en")


@cache
def is_known(code: str) -> bool:
    """Whether CLDR names this language (in English or by itself)."""
    return code.split("-")[0] in Locale.parse("en").languages


def direction(code: str) -> str:
    """ "rtl" for languages written from right to left, "ltr" for the others."""
    return locale(code).text_direction


def own_name(code: str) -> str:
    """A language's name in the language itself ("Español"), as a reader looks for it; capitalised as a label."""
    try:
        name = Locale.parse(code, sep="-").get_language_name(code.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        name = None
    name = name or Locale.parse("en").languages.get(code, code)
    return name[:1].upper() + name[1:]


def language_name(code: str, language: str | None = None) -> str:
    """A language's name in the reader's language ("espagnol"); that of the plain language where a variety has none."""
    names = locale(language).languages
    try:
        variety = str(Locale.parse(code, sep="-"))
    except (UnknownLocaleError, ValueError):
        variety = code
    return names.get(variety) or names.get(code.split("-")[0]) or own_name(code)


def language_choices() -> list[tuple[str, str]]:
    """Every language that CLDR names, in the active language, in alphabetical order."""
    names = {**Locale.parse("en").languages, **locale().languages}
    known = [(code, name) for code, name in names.items() if 2 <= len(code) <= 3]
    return sorted(known, key=lambda pair: _folded(pair[1]))


def _folded(name: str) -> str:
    """Letters without their marks, so that "árabe" stands among the names with "a"."""
    return "".join(sign for sign in normalize("NFKD", name.casefold()) if not combining(sign))


def country_name(code: str, language: str | None = None) -> str:
    return locale(language).territories.get(code) or Locale.parse("en").territories.get(code, code)


def format_date(value: date | datetime, pattern: str = "long", language: str | None = None) -> str:
    """A date in the language's own form.

    `pattern` is full, long, medium or short, or a CLDR skeleton such as "yMMMM" (month and year) or "EEEEd". A datetime
    is taken as it is: give it in the time zone that is to be shown.
    """
    if pattern in {"full", "long", "medium", "short"}:
        return babel_format_date(value, pattern, locale=locale(language))
    known = locale(language)
    skeletons = known.datetime_skeletons
    nearest = pattern if pattern in skeletons else match_skeleton(pattern, skeletons)
    if nearest is None:
        return babel_format_date(value, "long", locale=known)
    return parse_pattern(_as_wide(str(skeletons[nearest]), pattern)).apply(value, known)


def _as_wide(pattern: str, skeleton: str) -> str:
    """A pattern with months and weekdays spelt out where the skeleton asks for it.

    CLDR lists few skeletons and leaves it to the library to widen the nearest one, which Babel does not do: "yMMMMd"
    would give "8 Jun 2016". To be deleted when it does.
    """
    parts = pattern.split("'")  # every other part is literal text
    for wanted, letter, short in (("M", "M", "M{3}"), ("M", "L", "L{3}"), ("E", "E", "E{1,3}")):
        if skeleton.count(wanted) == 4:
            parts[::2] = [re.sub(rf"(?<!{letter}){short}(?!{letter})", letter * 4, part) for part in parts[::2]]
    return "'".join(parts)


def format_dates(start: date, end: date, language: str | None = None) -> str:
    """A span of days, as short as the language allows ("8–10 June 2016")."""
    if start == end:
        return format_date(start, "long", language)
    known = locale(language)
    spans = known.interval_formats.get("yMMMMd") or known.interval_formats.get("yMMMd") or {}
    differing = "y" if start.year != end.year else "M" if start.month != end.month else "d"
    first, last = spans.get(differing) or ("", "")
    if differing not in first:  # CLDR has no span for this language, or one that leaves out what differs
        days = [format_date(day, "long", language) for day in (start, end)]
        return str(known.interval_formats.get(None) or "{0} – {1}").format(*days)
    return "".join(
        parse_pattern(_as_wide(part, "yMMMMd")).apply(day, known) for part, day in ((first, start), (last, end))
    )


def format_time(value: time | datetime, language: str | None = None) -> str:
    """Hours and minutes in the language's own form; a datetime is taken as it is."""
    moment = value.time() if isinstance(value, datetime) else value
    return babel_format_time(moment, "short", locale=locale(language))


def format_number(value: int | float | Decimal, language: str | None = None) -> str:
    return format_decimal(value, locale=locale(language))


def format_share(percent: int, language: str | None = None) -> str:
    """A whole percentage as it is written in a language ("92%", "92 %", "٪92")."""
    return format_percent(percent / 100, locale=locale(language))


def format_list(items: list[str], language: str | None = None) -> str:
    """Names in a row with the language's own commas and "and"."""
    return babel_format_list(items, locale=locale(language))


def time_zone_city(name: str, language: str | None = None) -> str:
    """The city that a time zone is named after ("İstanbul" for Europe/Istanbul), for "10:00, Istanbul time"."""
    return get_timezone_location(name, locale=locale(language), return_city=True)
