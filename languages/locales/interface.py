"""The language that the interface speaks to a reader.

It is the reader's own wherever there is a catalogue for it, in `locale/`. A language without one (Wolof, on the day
when it is added) borrows the interface of the first of the reader's fallback languages that has one: the texts of the
templates, and dates and numbers with them. Pages stay in their language, and what is borrowed is marked with its own:
see `interface_attrs` in `languages.templatetags.languages`.

This module knows languages by their code only; `languages.routing.middleware` tells it what borrows from what.
"""

from functools import cache
from gettext import NullTranslations, translation
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, to_locale, trans_real

from languages.catalogs.languages import ENOUGH, SHARE, SOURCE

_lenders: dict[str, str] = {}


@cache
def has_catalogue(code: str) -> bool:
    """Whether the interface speaks a language itself. Read once: catalogues are compiled before the site starts."""
    for directory in settings.LOCALE_PATHS:
        info = translation("django", directory, [to_locale(code)], fallback=True).info()
        if int(info.get(SHARE.lower(), 0)) >= ENOUGH:
            return True
    return code == SOURCE


def spoken(code: str | None = None) -> str:
    """The language that the interface speaks where texts are in `code`, or in the active language."""
    code = code or get_language() or settings.LANGUAGE_CODE
    return _lenders.get(code, code)


class Borrowed(NullTranslations):
    """The texts of one language under the name of another, in the place of Django's own translation object."""

    def __init__(self, code: str, lender: str):
        super().__init__()
        self.code, self.lender = code, lender
        self.add_fallback(trans_real.translation(lender))

    def language(self) -> str:
        return self.code

    def to_language(self) -> str:
        return self.code


def lender_of(fallbacks: list[str]) -> str:
    """The language whose interface is borrowed by one with these fallbacks."""
    return next(filter(has_catalogue, [*fallbacks, settings.LANGUAGE_CODE]), SOURCE)


def borrow(code: str, fallbacks: list[str]) -> None:
    """Let the interface of `code`, which has no catalogue, speak the first of `fallbacks` that has one.

    Django knows one fallback for all languages, `LANGUAGE_CODE`, and has no setting for another; its dictionary of
    translations is the one place to give a language a different one. To be deleted when there is such a setting.
    """
    lender = lender_of(fallbacks)
    known: dict[str, Any] = trans_real._translations  # type: ignore[attr-defined]
    if getattr(known.get(code), "lender", None) != lender:
        known[code] = Borrowed(code, lender)
        _lenders[code] = lender


def give_back() -> None:
    """Each language is on its own again, as when the site starts."""
    for code in _lenders:
        trans_real._translations.pop(code, None)  # type: ignore[attr-defined]
    _lenders.clear()
