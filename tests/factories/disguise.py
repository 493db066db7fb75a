"""English that nobody translated, made visible: every text that the catalogues have is written in other letters.

"Guardar" is drawn "Ｇｕａｒｄａｒ" on every screen. What is in plain letters there was never asked of gettext, or is
in no catalogue.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from functools import cache
from gettext import NullTranslations
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import django
import polib
import pytest
import wagtail
from django.conf import settings
from django.utils.translation import trans_real
from django_countries import countries

FULL_WIDTH = {code: code + 0xFEE0 for first, last in ("AZ", "az") for code in range(ord(first), ord(last) + 1)}
# What is not for the eye: tags, character entities, and what a text leaves open.
NOT_LETTERS = re.compile(r"<[^>]*>|&#?\w+;|%\(\w+\)[a-z]|%[a-z%]|\{[^{}]*\}")


def disguise(text: str) -> str:
    """The same text in letters that only look alike; a capital letter stays one."""
    parts, end = [], 0
    for kept in NOT_LETTERS.finditer(text):
        parts += [text[end : kept.start()].translate(FULL_WIDTH), kept[0]]
        end = kept.end()
    return "".join([*parts, text[end:].translate(FULL_WIDTH)])


class _Missing(NullTranslations):
    """Stands behind the catalogues of one language, where Django has the English ones."""

    def gettext(self, message: str) -> str:
        raise LookupError(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        raise LookupError(msgid1)


def _alone(code: str) -> Any:
    """The texts of a language without those that it borrows from English."""
    translation = copy(trans_real.translation(code))
    translation._fallback = _Missing()  # type: ignore[attr-defined]
    return translation


class Disguised(NullTranslations):
    """In the place of Django's own translation object: in the first of some languages what all of them have."""

    def __init__(self, first: str, *others: str):
        super().__init__()
        self.code, self.languages = first, [_alone(code) for code in (first, *others)]

    def language(self) -> str:
        return self.code

    def to_language(self) -> str:
        return self.code

    def gettext(self, message: str) -> str:
        try:
            return disguise([one.gettext(message) for one in self.languages][0])
        except LookupError:
            return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        try:
            return disguise([one.ngettext(msgid1, msgid2, n) for one in self.languages][0])
        except LookupError:
            return msgid1 if n == 1 else msgid2


@contextmanager
def disguised(*languages: str) -> Iterator[None]:
    """Within it, the first of some languages is shown in disguise, as far as a text is translated in all of them.

    So one look at a screen does for all: what it asks of gettext is the same in each.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(trans_real._translations, languages[0], Disguised(*languages))  # type: ignore[attr-defined]
        # The names of the countries are asked for once a process and language: neither drawn before, nor kept.
        patch.setattr(countries, "_iter_cache", {}, raising=False)
        yield


# Reading a screen ----------------------------------------------------------------------------------------------------

READ_OUT = {"title", "alt", "placeholder", "label", "aria-label", "aria-description", "aria-roledescription"}
BUTTONS = {"submit", "button", "reset"}
# Data for scripts is full of names; what a person reads of it begins with a capital letter, or is a sentence.
SENTENCE = re.compile(
    r"^[^\w<{\[]*[A-Z][a-z’']+([ ,.:…?!]|$)|(?<![\w.#-])[a-z]+ (a|and|at|be|for|in|is|of|the|to) [a-z]"
)


class Screen(HTMLParser):
    """The texts of a screen that a person sees or hears, those included that its scripts will show."""

    def __init__(self, html: str):
        super().__init__()
        self.texts: list[str] = []
        self._script = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag in {"script", "style"}:
            self._script = known.get("type") or "code"
        for name, value in known.items():
            if name in READ_OUT or (name == "value" and tag == "input" and known.get("type") in BUTTONS):
                self.texts.append(value)
            elif name.startswith("data-"):
                self._data(value)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self._script = ""

    def handle_data(self, data: str) -> None:
        if self._script == "application/json":
            self._data(data)
        elif not self._script:
            self.texts.append(data)

    def _data(self, value: str) -> None:
        try:
            self._walk(json.loads(value))
        except ValueError:
            self._walk(value)

    def _walk(self, value: Any) -> None:
        if isinstance(value, dict | list):
            for one in value.values() if isinstance(value, dict) else value:
                self._walk(one)
        elif isinstance(value, str) and ("</" in value or "/>" in value):
            self.texts += Screen(value).texts
        elif isinstance(value, str) and SENTENCE.search(value):
            self.texts.append(value)


# Words that are part of an address, a file's name or code.
ADDRESSES = re.compile(r"\S+@\S+|\S*/\S*|\S*\w[._:=]\w\S*|&\w+;")
WORD = re.compile(r"[^\W\d_]{2,}")


@cache
def vocabulary() -> set[str]:
    """The words of which the texts of Django, Wagtail and this site are made in English."""
    words: set[str] = set()
    for directory in (*(Path(str(package.__file__)).parent for package in (django, wagtail)), *settings.LOCALE_PATHS):
        for file in directory.glob("**/en/LC_MESSAGES/django*.po"):
            for entry in polib.pofile(str(file)):
                for text in (entry.msgid, entry.msgid_plural):
                    words.update(WORD.findall(NOT_LETTERS.sub(" ", text).lower()))
    return words


def english(html: str, texts: set[str], words: set[str]) -> set[str]:
    """The texts of a screen with English words in plain letters, but for some texts, and some words in others."""
    found = set()
    for text in {" ".join(text.split()) for text in Screen(html).texts} - texts:
        plain = set(WORD.findall(ADDRESSES.sub(" ", text))) - words
        if any(word.lower() in vocabulary() for word in plain):
            found.add(text)
    return found
