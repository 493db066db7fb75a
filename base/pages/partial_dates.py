"""Dates that are known to the day, the month or the year, or not at all."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from languages.locales import cldr


class Precision(models.TextChoices):
    DAY = "day", _("to the day")
    MONTH = "month", _("to the month")
    YEAR = "year", _("to the year")


# CLDR skeletons of what is known.
SKELETONS = {Precision.DAY: "long", Precision.MONTH: "yMMMM", Precision.YEAR: "y"}


def format_partial_date(value: date | None, precision: str) -> str:
    """A date as far as it is known, in the active language; empty if it is not known."""
    if value is None:
        return ""
    return cldr.format_date(value, SKELETONS[Precision(precision or Precision.DAY)])


def machine_readable(value: date | None, precision: str) -> str:
    """For `<time datetime>`: 2016-02-03, 2016-02 or 2016 (HTML, "valid date string", "valid month string" ...)."""
    if value is None:
        return ""
    length = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}[Precision(precision or Precision.DAY)]
    return value.isoformat()[:length]
