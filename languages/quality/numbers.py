"""Numbers and dates of a text, in whatever way its language writes them, so that two languages can be compared.

Separators, month names and official languages come from CLDR. All varieties of a language are understood that are
spoken by most people of a country where the language is official: Spanish writes 1.000 in Spain and 1,000 in Mexico.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from languages.quality.conventions import YEAR, date_patterns, month_names, separators_of
from languages.quality.number_words import magnitudes_of, number_words_of
from languages.text import words

SPACES = " \u00a0\u202f\u2009'’"
NUMBER = re.compile(
    rf"(?<!\d)(?:\d{{1,3}}(?:[{SPACES}]\d{{3}})+(?!\d)(?:[.,٫]\d+)?|\d+(?:[.,٫٬]\d+)*)(?P<decade>s\b)?"
    r"(?=(?P<after>(?:[\s-]+[^\W\d_]+){0,2}))"
)
TIME = re.compile(
    r"(?<![\d.,:])(?P<hour>[01]?\d|2[0-4])(?:\s?(?:[:.]|h)\s?(?P<minute>[0-5]\d)(?!\d))?"
    r"(?:\s?(?P<half>[ap]\.?\s?m\b\.?|[صم](?!\w))|\s?(?P<hours>h(?:rs?|ours?|oras?|eures?)?\b))?",
    re.IGNORECASE,
)
ISO_DATE = re.compile(rf"(?<!\d)(?P<year>{YEAR})-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)")
NUMERIC_DATE = re.compile(rf"(?<![\d/.-])(?P<one>\d{{1,2}})([/.-])(?P<two>\d{{1,2}})\2(?P<year>{YEAR})")
NUMERIC_MONTH = re.compile(rf"(?<![\d/])(?P<month>\d{{1,2}})/(?P<year>{YEAR})(?!/)")
SPAN_OF_YEARS = re.compile(r"(?<!\d)([12]\d)(\d\d)([-–/])(\d\d)(?!\d)")
ROMAN = re.compile(r"(?<!\w)(?=[IVXL])((?:X{0,3}|XL|LX{0,3})(?:IX|IV|V?I{0,3}))(?:e|er|ème|è)?(?!\w)")
# Numbers in names (BD4M, G20); an Arabic particle before a number makes no name of it.
IN_NAME = re.compile(r"[A-Za-zÀ-ɏ]")
# A number up to this one may well be written in letters.
SMALL = 12


@dataclass(frozen=True)
class Number:
    """A number as it is written, and what it may mean; `parts` together mean it as well."""

    text: str
    keys: frozenset[str]
    parts: frozenset[str] = frozenset()
    value: Decimal | None = None


@dataclass(frozen=True)
class Date:
    """A date as it is written, and the days (day, month, year) that it may mean; a day or year may be left out."""

    text: str
    options: frozenset[tuple[int | None, int, int | None]]

    def keys(self) -> set[str]:
        return {key(part) for day, _month, year in self.options for part in (day, year) if part is not None}


@dataclass
class Numbers:
    """The numbers (`found`) and dates of a text; `hints` are numbers in letters, and months without a day: they count
    as present in this text, and are never missed in another."""

    code: str
    found: list[Number] = field(default_factory=list)
    dates: list[Date] = field(default_factory=list)
    hints: set[str] = field(default_factory=set)
    months: set[int] = field(default_factory=set)

    def keys(self) -> set[str]:
        said = set(self.hints)
        for number in self.found:
            said |= number.keys | number.parts
        for date in self.dates:
            said |= date.keys()
        return said


def key(value: Decimal | int) -> str:
    """A number, however it is written: 1.50 is 1.5."""
    return f"n{Decimal(value).normalize():f}"


# Reading ----------------------------------------------------------------------------------------------------------


def read(text: str, code: str) -> Numbers:
    """The numbers and dates of a text without markup, addresses and placeholders."""
    language = words.base(code)
    numbers = Numbers(code)
    text = "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter
        for letter in unicodedata.normalize("NFC", text)
    )
    numbers.hints |= _in_letters(text, language) | _roman(text)
    text = _take_dates(text, language, numbers)
    text = SPAN_OF_YEARS.sub(lambda span: _take_span(span, numbers), text)
    text = TIME.sub(lambda time: _take_time(time, numbers), text)
    for match in NUMBER.finditer(text):
        number = _number(match, language)
        if IN_NAME.match(text[max(match.start() - 1, 0) : match.start()]):
            numbers.hints |= number.keys
        else:
            numbers.found.append(number)
    return numbers


def _in_letters(text: str, language: str) -> set[str]:
    """Numbers in letters; also those of two words (twenty-five, soixante-quinze), and their hundreds and thousands."""
    table = number_words_of(language)
    values: set[int] = set()
    if not table:
        return set()
    for word in words.words(text):
        for stem in words.keys(word.text, language):
            values |= table.get(stem, frozenset())
    values |= {tens + ones for tens in values if 20 <= tens < 100 for ones in values if 0 < ones < 20}
    if {4, 20} <= values:  # quatre-vingt
        values |= {80 + ones for ones in values if ones < 20} | {80}
    values |= {value * scale for scale in (100, 1000) if scale in values for value in values if 0 < value < scale}
    return {key(value) for value in values}


def _roman(text: str) -> set[str]:
    digits = {"I": 1, "V": 5, "X": 10, "L": 50}
    found = set()
    for match in ROMAN.finditer(text):
        values = [digits[letter] for letter in match[1]]
        following = [*values[1:], 0]
        found.add(key(sum(-one if one < after else one for one, after in zip(values, following, strict=True))))
    return found


def _take_dates(text: str, language: str, numbers: Numbers) -> str:
    """Collect the dates, and leave the rest of the text."""

    def date(match: re.Match[str], *options: tuple[int | None, int, int | None]) -> str:
        valid = frozenset(
            (day, month, year) for day, month, year in options if 1 <= month <= 12 and (day is None or 1 <= day <= 31)
        )
        if not valid:
            return match[0]
        numbers.dates.append(Date(match[0].strip(), valid))
        return " | "

    def numeric(match: re.Match[str]) -> str:
        one, two, year = int(match["one"]), int(match["two"]), int(match["year"])
        return date(match, (one, two, year), (two, one, year))

    text = ISO_DATE.sub(lambda m: date(m, (int(m["day"]), int(m["month"]), int(m["year"]))), text)
    text = NUMERIC_DATE.sub(numeric, text)
    text = NUMERIC_MONTH.sub(lambda m: date(m, (None, int(m["month"]), int(m["year"]))), text)
    *patterns, bare_month = date_patterns(language) or (re.compile(r"(?!)"),)
    names = month_names(language)

    def named(match: re.Match[str]) -> str:
        groups = match.groupdict()
        day, year = groups.get("day"), groups.get("year")
        month = names[match["month"].lower()]
        return date(match, (int(day) if day else None, month, int(year) if year else None))

    for pattern in patterns:
        text = pattern.sub(named, text)
    numbers.months |= {names[match["month"].lower()] for match in bare_month.finditer(text)}
    numbers.months |= {month for one in numbers.dates for _day, month, _year in one.options}
    return text


def _take_span(match: re.Match[str], numbers: Numbers) -> str:
    """2010–11 as two years."""
    century, first, dash, last = match.groups()
    if int(last) <= int(first):
        return match[0]
    numbers.found.append(Number(century + first, frozenset({key(int(century + first))})))
    numbers.found.append(Number(match[0], frozenset({key(int(last)), key(int(century + last))})))
    return " | "


def _take_time(match: re.Match[str], numbers: Numbers) -> str:
    minute, half, hours = match["minute"], match["half"], match["hours"]
    is_dotted = minute is not None and re.search(r"\d\.\d", match[0]) is not None
    if minute is None and not half and not hours or (is_dotted and not half):
        return match[0]
    hour, minutes = int(match["hour"]), int(minute or 0)
    if half:
        is_late = half[0] in "pPم"
        options = {hour % 12 + (12 if is_late else 0)}
    else:
        options = {hour, hour + 12} if hour < 12 else {hour, hour - 12} if hour == 12 else {hour}
    keys = {f"t{option * 60 + minutes}" for option in options}
    if minutes == 0:
        keys |= {key(hour), *(key(option) for option in options)}
    parts = {key(hour), key(minutes)} if minutes else set()
    numbers.found.append(Number(match[0].strip(), frozenset(keys), frozenset(parts)))
    return " | "


def _number(match: re.Match[str], language: str) -> Number:
    written = match[0]
    text = written.removesuffix("s") if match["decade"] else written
    values = _values(text, language)
    pieces = re.findall(r"\d+", text)
    keys = {key(value) for value in values}
    for value in values:
        for magnitude in _scales(match["after"], language):
            keys.add(key(value * magnitude))
        if match["decade"] and 1000 < value < 2100:
            keys.add(key(value % 100))
    # Written the same in both languages: numbers of versions and sections. 1,500 is no such number.
    is_ambiguous = re.fullmatch(r"\d{1,3}[.,]\d{3}", text) is not None
    if not is_ambiguous:
        keys.add(f"as {text}")
    parts = {key(int(piece)) for piece in pieces} if len(pieces) > 1 and not is_ambiguous else set()
    return Number(written, frozenset(keys), frozenset(parts), next(iter(values)) if len(values) == 1 else None)


def _values(text: str, language: str) -> set[Decimal]:
    """What a number may mean where the language is written."""
    text = re.sub(rf"(?<=\d)[{SPACES}](?=\d{{3}})", "", text)
    if text.isdigit():
        return {Decimal(text)}
    values = set()
    for decimal, group in separators_of(language):
        grouped = rf"\d{{1,3}}(?:{re.escape(group)}\d{{3}})+" if group in ".,٬" else r"\d+"
        if re.fullmatch(rf"(?:\d+|{grouped})(?:{re.escape(decimal)}\d+)?", text):
            values.add(Decimal(text.replace(group, "").replace(decimal, ".")))
    return values


def _scales(after: str, language: str) -> Iterable[Decimal]:
    """The magnitudes that the words after a number name: "2.5 million", "3 mil millones"."""
    following = [words.fold(word) for word in re.findall(r"[^\W\d_]+", after)]
    table = magnitudes_of(language)
    both = " ".join(following)
    if both in table:
        return [table[both]]
    return [table[following[0]]] if following and following[0] in table else []
