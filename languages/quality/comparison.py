"""Compares the numbers and dates of two texts: what one says and the other does not."""

from languages.quality.number_words import DUAL, NUMBER_WORDS
from languages.quality.numbers import SMALL, Number, Numbers, key
from languages.text import words


def missing(numbers: Numbers, other: Numbers) -> list[str]:
    """The numbers of a text, as they are written, that another one does not have in any form."""
    said = other.keys()
    lacking = [number for number in numbers.found if not _is_said(number, said, other)]
    return list(dict.fromkeys(number.text for number in lacking))


def _is_said(number: Number, said: set[str], other: Numbers) -> bool:
    if number.keys & said or (number.parts and number.parts <= said):
        return True
    language = words.base(other.code)
    value = number.value
    if value is None or value > SMALL:
        return False
    return language not in NUMBER_WORDS or (language in DUAL and value <= 2)


def missing_dates(numbers: Numbers, other: Numbers) -> list[str]:
    """The dates of a text, as they are written, that another one does not have.

    A date is there also where its day, month and year are parts of others ("8–10 June 2016").
    """
    said = other.keys()
    lacking = [date for date in numbers.dates if not any(_is_date_said(option, said, other) for option in date.options)]
    return list(dict.fromkeys(date.text for date in lacking))


def _is_date_said(option: tuple[int | None, int, int | None], said: set[str], other: Numbers) -> bool:
    day, month, year = option
    return month in other.months and all(part is None or key(part) in said for part in (day, year))
