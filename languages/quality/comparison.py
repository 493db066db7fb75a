"""Compares the numbers and dates of two texts: what one says and the other does not."""

from languages.quality.number_words import DUAL, NUMBER_WORDS
from languages.quality.numbers import SMALL, Facts, Figure, key
from languages.text import words


def missing(facts: Facts, other: Facts) -> list[str]:
    """The figures of a text, as they are written, that another one does not say in any way."""
    said = other.keys()
    lacking = [figure for figure in facts.figures if not _is_said(figure, said, other)]
    return list(dict.fromkeys(figure.text for figure in lacking))


def _is_said(figure: Figure, said: set[str], other: Facts) -> bool:
    if figure.keys & said or (figure.parts and figure.parts <= said):
        return True
    language = words.base(other.code)
    value = figure.value
    if value is None or value > SMALL:
        return False
    return language not in NUMBER_WORDS or (language in DUAL and value <= 2)


def missing_dates(facts: Facts, other: Facts) -> list[str]:
    """The dates of a text, as they are written, that another one does not say.

    A date is said also where its day, month and year are parts of others ("8–10 June 2016").
    """
    said = other.keys()
    lacking = [date for date in facts.dates if not any(_is_date_said(option, said, other) for option in date.options)]
    return list(dict.fromkeys(date.text for date in lacking))


def _is_date_said(option: tuple[int | None, int, int | None], said: set[str], other: Facts) -> bool:
    day, month, year = option
    return month in other.months and all(part is None or key(part) in said for part in (day, year))
