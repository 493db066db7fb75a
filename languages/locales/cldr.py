"""Names, directions, dates and numbers by CLDR (through Babel), which knows many more languages than Django does.

Every function takes an optional `language` (a code such as "pt" or "pt-br"); without it the language of the interface.
Digits are Western in every language, Arabic included: Babel formats with them unless it is asked otherwise.
"""

import re
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from unicodedata import combining, normalize

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import (
    format_interval as babel_format_interval,
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
from babel.localedata import locale_identifiers
from babel.numbers import format_decimal, format_percent
from django.utils.text import capfirst

from languages.locales.collation import collation_key
from languages.locales.interface import spoken

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
    return _locale(language or spoken())


# "Several languages", "no language", "unknown": names of CLDR's that a text cannot be written in.
NO_LANGUAGES = {"mis", "mul", "und", "zxx"}


@cache
def english_names() -> dict[str, str]:
    """Every language that CLDR names or describes, by its code as Django writes it ("wo", "pt-br", "uz-cyrl").

    Those in a script that is not the usual one have no name of their own: it is told apart by the script's.
    """
    english = Locale.parse("en")
    names = {
        identifier.replace("_", "-").lower(): name
        for identifier, name in english.languages.items()
        if identifier not in NO_LANGUAGES
    }
    for identifier in locale_identifiers():
        language, _, script = identifier.partition("_")
        if language in names and script in english.scripts:
            names.setdefault(f"{language}-{script}".lower(), f"{names[language]} ({english.scripts[script]})")
        elif language not in names and language != "root":
            names[language] = Locale.parse(language).get_language_name() or language
    return dict(sorted(names.items()))


def is_known(code: str) -> bool:
    """Whether CLDR knows this language, written as Django writes codes ("pt-br")."""
    return code in english_names()


# The scripts of living languages that are written from right to left (Unicode's Bidi_Class R and AL).
RIGHT_TO_LEFT = {"Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa", "Yezi"}


@cache
def direction(code: str) -> str:
    """ "rtl" for languages written from right to left, "ltr" for the others, by the script that CLDR finds likely."""
    language, *subtags = code.split("-")
    scripts = [subtag.title() for subtag in subtags if len(subtag) == 4]
    likely = str(get_global("likely_subtags").get(language, "")).split("_")
    return "rtl" if RIGHT_TO_LEFT.intersection(scripts or likely) else "ltr"


@cache
def own_name(code: str) -> str:
    """A language's name in the language itself ("Español"), as a reader looks for it; capitalised as a label."""
    try:
        known = Locale.parse(code, sep="-")
        name = known.languages.get(str(known)) or known.get_language_name()
        if known.script and str(known) not in known.languages:
            name = f"{name} ({known.scripts.get(known.script, known.script)})"
    except (UnknownLocaleError, ValueError):
        name = None
    return str(capfirst(name or english_names().get(code, code)))


def language_name(code: str, language: str | None = None) -> str:
    """A language's name in the reader's language ("espagnol"); with its script's where CLDR names but the language."""
    known = locale(language)
    main, _, rest = code.partition("-")
    subtag = rest.title() if len(rest) == 4 else rest.upper()
    whole = known.languages.get(f"{main}_{subtag}" if rest else main)
    if whole:
        return whole
    name = known.languages.get(main) or own_name(main)
    return f"{name} ({known.scripts[subtag]})" if subtag in known.scripts else name


def language_choices() -> list[tuple[str, str]]:
    """Every language of CLDR, in the language of the interface, in alphabetical order."""
    return list(_language_choices(spoken()))


@cache
def _language_choices(language: str) -> tuple[tuple[str, str], ...]:
    # A form of a page asks for them at each of its fields, and there are 700.
    key = collation_key(language)
    return tuple(
        sorted(((code, language_name(code, language)) for code in english_names()), key=lambda pair: key(pair[1]))
    )


def find(text: str) -> str:
    """The code of a language that a person writes as its code or its name: in the language of the interface, in
    English or in its own. "" where there is none.
    """
    wanted = folded(text.strip())
    code = wanted.replace("_", "-")
    if is_known(code):
        return code
    for names in (language_choices(), english_names().items(), ((code, own_name(code)) for code in english_names())):
        for code, name in names:
            if folded(name) == wanted:
                return code
    return ""


def folded(name: str) -> str:
    """Letters without their marks, so that "arabe" finds "árabe"."""
    return "".join(sign for sign in normalize("NFKD", name.casefold()) if not combining(sign))


def country_name(code: str, language: str | None = None) -> str:
    return locale(language).territories.get(code) or Locale.parse("en").territories.get(code, code)


def format_date(value: date | datetime, pattern: str = "long", language: str | None = None) -> str:
    """A date in the language's own form.

    `pattern` is full, long, medium or short, or a CLDR skeleton such as "yMMMM" (month and year) or "EEEEd". A datetime
    is taken as it is: give it in the time zone that is to be shown.
    """
    known = locale(language)
    skeletons = known.datetime_skeletons
    if pattern in {"full", "long", "medium", "short"}:
        return _written(str(known.date_formats[pattern]), value, known)
    nearest = pattern if pattern in skeletons else match_skeleton(pattern, skeletons)
    if nearest is None:
        return format_date(value, "long", language)
    return _written(_as_wide(str(skeletons[nearest]), pattern), value, known)


# How the first of a month is written beside its name: Imprimerie nationale, "Lexique des règles typographiques";
# Manual de Redação da Presidência da República, 9.1. CLDR 47 has no ordinal in its dates.
FIRST_OF_MONTH = {"fr": "1'er'", "pt": "1'º'"}
_DAY = re.compile(r"(?<!d)d(?!d)")


def _written(pattern: str, value: date | datetime, known: Locale, *, with_month: bool | None = None) -> str:
    """A pattern of CLDR's applied; `with_month` tells whether the month is named beside it, if not in the pattern."""
    parts = pattern.split("'")  # every other part is literal text
    if with_month is None:
        with_month = "MMM" in "".join(parts[::2])
    if value.day == 1 and with_month and known.language in FIRST_OF_MONTH:
        parts[::2] = [_DAY.sub(FIRST_OF_MONTH[known.language], part) for part in parts[::2]]
    return str(parse_pattern("'".join(parts)).apply(value, known))


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


def format_interval(start: date, end: date, skeleton: str = "yMMMMd", language: str | None = None) -> str:
    """A span of days with the parts that a CLDR skeleton names, as short as the language allows ("8–10 June 2016")."""
    differing = "y" if start.year != end.year else "M" if start.month != end.month else "d"
    if start == end or not any(part in skeleton for part in "yMd"["yMd".index(differing) :]):
        return format_date(start, "long" if skeleton == "yMMMMd" else skeleton, language)
    known = locale(language)
    spans = known.interval_formats.get(skeleton) or known.interval_formats.get(skeleton.replace("MMMM", "MMM")) or {}
    first, last = (_as_wide(part, skeleton) for part in spans.get(differing) or ("", ""))
    if differing not in first:  # CLDR has no span for this language, or one that leaves out what differs
        days = [format_date(day, skeleton, language) for day in (start, end)]
        return str(known.interval_formats.get(None) or "{0} – {1}").format(*days)
    named = "MMM" in first + last
    return "".join(_written(part, day, known, with_month=named) for part, day in ((first, start), (last, end)))


def format_dates(start: date, end: date, language: str | None = None) -> str:
    """A span of days in full ("30 December 2016 – 2 January 2017")."""
    return format_interval(start, end, language=language)


def format_times(start: time, end: time, language: str | None = None) -> str:
    """From an hour to another ("10:00–11:15"), in the language's own form."""
    known = locale(language)
    skeleton = "hm" if "h" in known.time_formats["short"].pattern else "Hm"
    return babel_format_interval(start, end, skeleton, locale=known)


def format_time(value: time | datetime, language: str | None = None) -> str:
    """Hours and minutes in the language's own form; a datetime is taken as it is."""
    moment = value.time() if isinstance(value, datetime) else value
    return babel_format_time(moment, "short", locale=locale(language))


def format_number(value: int | float | Decimal, language: str | None = None) -> str:
    return _signed(format_decimal(value, locale=locale(language)), locale(language))


def _signed(number: str, known: Locale) -> str:
    """With the language's own minus, which in Arabic carries its direction.

    Babel 2.18 writes the bare hyphen of CLDR's pattern, which stands for it. To be deleted when it does not.
    """
    return number.replace("-", known.number_symbols["latn"]["minusSign"])


def format_share(percent: int, language: str | None = None) -> str:
    """A whole percentage as it is written in a language ("92%", "92 %", "٪92")."""
    return _signed(format_percent(percent / 100, locale=locale(language)), locale(language))


# In Spanish "and" is "e" where it meets the sound i ("portugués e inglés"), unless a vowel makes it another one ("agua
# y hielo"). CLDR has no pattern for that; ICU's ListFormatter has it in code, too. Markup and quotation marks count for
# nothing.
_SOUNDS_I = re.compile(
    r"(?:<[^>]*>|[^\w<])*(?:[ií]|h[ií](?![ae])|y(?![aeiouáéíóú]|\b))",
    re.IGNORECASE,
)


def format_list(items: list[str], language: str | None = None) -> str:
    """Names in a row with the language's own commas and "and"; they may hold markup."""
    where = locale(language)
    if where.language == "es" and len(items) > 1 and _SOUNDS_I.match(items[-1]):
        return f"{babel_format_list([*items[:-1], ''], locale=where).removesuffix(' y ')} e {items[-1]}"
    return babel_format_list(items, locale=where)


def time_zone_city(name: str, language: str | None = None) -> str:
    """The city that a time zone is named after ("İstanbul" for Europe/Istanbul), for "10:00, Istanbul time"."""
    return get_timezone_location(name, locale=locale(language), return_city=True)
