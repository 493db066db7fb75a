"""A language that borrows an interface in which every word can be told from a word of the content.

The lender is Swahili, which CLDR knows well and in which no test writes a page: its catalogue says everything in
English, between marks. ⟦So⟧ is what the interface says, and how `languages.locales.cldr` writes dates, numbers and
names.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache, wraps
from gettext import NullTranslations
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from django.utils.translation import get_language, trans_real

from base.geo import time_zones
from base.pages import sdgs
from languages.locales import cldr, interface
from languages.models import Fallback
from languages.routing import registry
from tests.factories.base import locale

LENDER = "sw"
OPEN, CLOSE = "⟦", "⟧"
# What stands in a sentence for something else: "%(name)s", "{}", "%d".
PLACE = re.compile(r"(%\(\w+\)[sd]|\{\w*\}|%[sd%])")
FORMATS = (
    "country_name",
    "format_date",
    "format_dates",
    "format_interval",
    "format_times",
    "format_number",
    "format_time",
    "language_name",
)
NAMES = ("aria-label", "title", "placeholder", "alt")
# The innermost words between marks; those that stand in others are taken out first.
MARKED = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
# Called so in any language: a format of files, a service.
NEITHER = {"PDF", "YouTube"}


def has_words(text: str) -> bool:
    return any(sign.isalpha() for sign in text)


def mark(text: str) -> str:
    """The words of a sentence between marks, without what will be put in their midst."""
    parts = PLACE.split(text)
    return "".join(
        f"{OPEN}{part}{CLOSE}" if not place % 2 and has_words(part) else part for place, part in enumerate(parts)
    )


class Marked(NullTranslations):
    """A catalogue that says everything in English, between marks, except addresses."""

    def gettext(self, message: str) -> str:
        context, _, text = message.rpartition("\4")
        return text if context == "address" else mark(text)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


def _marked(function: Callable[..., str]) -> Callable[..., str]:
    @wraps(function)
    def inner(*args: Any, **kwargs: Any) -> str:
        text = function(*args, **kwargs)
        return f"{OPEN}{text}{CLOSE}" if interface.spoken() != get_language() else text

    return inner


def _format_list(items: list[str], language: str | None = None) -> str:
    """What the language puts between the items, between marks."""
    places = [f"{{{place}}}" for place in range(len(items))]
    pattern = _plain_list(places, language)
    borrowed = interface.spoken() != get_language()
    return (mark(pattern) if borrowed else pattern).format(*items)


_plain_list = cldr.format_list


def lend(code: str, monkeypatch: pytest.MonkeyPatch, *fallbacks: str) -> None:
    """Let a language borrow the marked interface; `fallbacks` are the languages that its readers read next."""
    known = interface.has_catalogue
    monkeypatch.setattr(interface, "has_catalogue", lambda one: one == LENDER or known(one))
    monkeypatch.setitem(trans_real._translations, LENDER, Marked())  # type: ignore[attr-defined]
    for name in FORMATS:
        monkeypatch.setattr(cldr, name, _marked(getattr(cldr, name)))
    monkeypatch.setattr(cldr, "format_list", _format_list)
    monkeypatch.setattr(time_zones, "time_zone_city", _marked(time_zones.time_zone_city))
    monkeypatch.setattr(sdgs, "goal_name", _marked(sdgs.goal_name))
    Fallback.objects.filter(locale__language_code=code).delete()
    for position, fallback in enumerate((LENDER, *fallbacks)):
        Fallback.objects.create(locale=locale(code), fallback=locale(fallback), position=position)
    registry.forget()
    registry.lend_interfaces()


# Reading ----------------------------------------------------------------------------------------------------------


def beside_marks(text: str) -> str:
    """What of a text is not the interface's."""
    while (rest := MARKED.sub("", text)) != text:
        text = rest
    return text.strip()


def around(element: Tag | None, name: str) -> str:
    """The language (`lang`) or direction (`dir`) that an element has by itself or by what it stands in."""
    while element is not None:
        if element.get(name):
            return str(element[name])
        element = element.parent
    return ""


def said(soup: BeautifulSoup) -> Iterator[tuple[str, Tag, bool]]:
    """Every text that somebody sees or hears, with the element that it belongs to; and whether it is seen."""
    for text in soup.find_all(string=True):
        parent = text.parent
        if type(text) is NavigableString and parent and parent.name not in {"script", "style"}:
            yield " ".join(text.split()), parent, True
    for element in soup.select(", ".join(f"[{name}]" for name in NAMES)):
        yield from ((str(element[name]), element, False) for name in NAMES if element.get(name))


@cache
def runs_in_any_direction(text: str) -> bool:
    """Words read the same wherever they stand; numbers, and what begins or ends with another sign, do not."""
    return all(sign.isalpha() or sign in " -’" for sign in text) and text[0].isalpha() and text[-1].isalpha()


def faults(html: bytes | str, code: str) -> list[str]:
    """Texts of a page in the language `code` that do not say in which language they are; empty if all do."""
    soup = BeautifulSoup(html, "html.parser")
    found = []
    for text, element, is_seen in said(soup):
        is_borrowed = OPEN in text or CLOSE in text
        plain = text.replace(OPEN, "").replace(CLOSE, "")
        if not (is_borrowed or has_words(plain)) or plain in NEITHER:
            continue
        # A title, or a name that is only heard, can hold no element: there the whole sentence is the interface's.
        rest = beside_marks(text) if is_borrowed and is_seen and element.name != "title" else ""
        if has_words(rest) and rest not in NEITHER:
            found.append(f"“{rest}” stands in a text of the interface: {str(element)[:300]}")
            continue
        language, direction = around(element, "lang"), around(element, "dir")
        if is_borrowed != (language == LENDER):
            found.append(f"“{text}” is said to be in {language}: {str(element)[:300]}")
        elif is_seen and direction != cldr.direction(language) and not runs_in_any_direction(plain):
            found.append(f"“{text}” runs {direction}: {str(element)[:300]}")
    return found


def borrowed(html: bytes | str) -> set[str]:
    """What the interface says on a page."""
    texts = (text for text, _element, _is_seen in said(BeautifulSoup(html, "html.parser")))
    return {text.replace(OPEN, "").replace(CLOSE, "") for text in texts if OPEN in text}
