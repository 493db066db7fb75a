"""A page's text as segments, extracted by wagtail-localize.

A *path* names a field that holds text: "title", "body.<id>.text", "programme.<key>.room"; it is localize's content
path. Plain text has one string, a rich text one for each paragraph, item of a list or heading; each is a *segment*,
named by its path and its index among the strings of that path. The strings are those of localize: HTML of inline
elements, their attributes replaced by ids (`<a id="a1">`).
"""

import html
import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from hashlib import blake2b
from itertools import count
from typing import Any

from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from wagtail.models import Page
from wagtail_localize.segments import StringSegmentValue, TemplateSegmentValue
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.strings import StringValue, extract_strings

from languages.text import prose
from languages.text.words import normalise

#: Paths in their order, each with its strings.
Texts = dict[str, list[str]]

#: What the ids of a string's links stand for: {"a1": {"href": "…"}}.
Links = dict[str, dict[str, str]]

# What needs no translator: addresses, code, placeholders. What is left of a segment is looked through for letters.
_ADDRESS = re.compile(r"(?:https?://|www\.|doi:)\S+|\S+@\S+\.\S+|%\(\w+\)\w|\{\w*\}", re.IGNORECASE)
_CODE = re.compile(r"<code>.*?</code>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_PLACEHOLDER = re.compile(r'<a id="[^"]*">')


def texts_of(page: Any) -> Texts:
    """All text of a page or draft that a translator has to do with."""
    found: Texts = {}
    for segment in extract_segments(page):
        if isinstance(segment, StringSegmentValue):
            found.setdefault(segment.path, []).append(segment.string.data)
    return found


def links_of(page: Any) -> dict[tuple[str, int], Links]:
    """The links of each string of a page or draft, by path and index."""
    found: dict[tuple[str, int], Links] = {}
    indexes: dict[str, int] = {}
    for segment in extract_segments(page):
        if isinstance(segment, StringSegmentValue):
            index = indexes[segment.path] = indexes.get(segment.path, -1) + 1
            if segment.attrs:
                found[segment.path, index] = segment.attrs
    return found


def beside(text: str, own: Links, source: Links) -> tuple[str, Links]:
    """A target's string with its links named as in the source's string that it stands for, and what they link to.

    localize numbers the links of each string by their order, which differs from language to language. A link that the
    source does not have may be the source's to another address, or one more.
    """
    free = list(source)
    names: dict[str, str] = {}
    for name, link in own.items():
        same = next((one for one in free if source[one] == link), None)
        if same:
            names[name] = same
            free.remove(same)
    for number, name in enumerate([name for name in own if name not in names], start=1):
        names[name] = free.pop(0) if free else f"own{number}"
    if all(name == called for name, called in names.items()):
        return text, {**source, **own}
    soup = BeautifulSoup(text, "html.parser")
    for tag in soup.find_all(id=True):
        tag["id"] = names.get(str(tag["id"]), tag["id"])
    return str(soup), {**source, **{called: own[name] for name, called in names.items()}}


def canonical(text: str) -> str:
    """A string as it will be found again in a page that says it: in normal form, links numbered by their order, no
    emphasis around the whole and no blanks at its ends."""
    number = count(1)
    linked = _PLACEHOLDER.sub(lambda _match: f'<a linktype="page" id="{next(number)}">', text)
    found = extract_strings(prose.normalise(f"<p>{linked}</p>", prose.INLINE_FEATURES))[1]
    return str(found[0][0].data) if len(found) == 1 else text


def rich_paths(page: Any) -> set[str]:
    """The paths that hold rich text."""
    return {segment.path for segment in extract_segments(page) if isinstance(segment, TemplateSegmentValue)}


def exact_digest(text: str) -> str:
    """A hash that stands for a text to the letter: 64 bits are enough to tell the texts of one path apart."""
    return blake2b(text.encode(), digest_size=8).hexdigest()


def digest(text: str) -> str:
    """A hash that stands for what can be seen of a text: a change of blanks or of composed letters is none.

    Stored for each segment: whoever changes this writes a migration (languages/migrations/0003).
    """
    return exact_digest(normalise(text))


def is_same(one: str, other: str) -> bool:
    """Whether nobody sees a difference between two texts."""
    return normalise(one) == normalise(other)


def digests(texts: Texts) -> dict[str, list[str]]:
    return {path: [digest(text) for text in strings] for path, strings in texts.items()}


def is_storable(text: str) -> bool:
    """Whether both databases take a text: no zero byte, and no half of a character, as a broken script may send."""
    return "\x00" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


def plain(text: str) -> str:
    """What a person reads of a string, in one line."""
    return html.unescape(_TAG.sub("", text.replace("<br/>", " "))).strip()


def needs_no_translator(text: str) -> bool:
    """Whether a string is the same in every language: figures, addresses, code, signs; no letter is left."""
    rest = _ADDRESS.sub("", html.unescape(_TAG.sub("", _CODE.sub("", text))))
    return not any(sign.isalpha() for sign in rest)


def is_name(model: type[Page], path: str) -> bool:
    """Whether a path holds a proper name, as its page type says in `proper_names` (patterns: "speakers.*.name")."""
    return any(fnmatchcase(path, pattern) for pattern in getattr(model, "proper_names", ()))


def checked(text: str, source: str) -> str:
    """A string as somebody typed it, fit to stand for `source`: inline elements only, and no link of its own.

    Raises ValidationError for anything else: what is written here becomes part of a page.
    """
    try:
        value: str = StringValue.from_translated_html(text).data
    except ValueError as error:
        raise ValidationError(gettext("Only links and emphasis of the original can be used here.")) from error
    known = {str(tag["id"]) for tag in BeautifulSoup(source, "html.parser").find_all(id=True)}
    for tag in BeautifulSoup(value, "html.parser").find_all(True):
        if (tag.name == "a") != bool(tag.get("id")) or (tag.get("id") and tag["id"] not in known):
            raise ValidationError(gettext("A link of this passage is not in the original."))
    return value


def from_plain(text: str) -> str:
    """The string of a plain text field for what a person typed."""
    value: str = StringValue.from_plaintext(text).data
    return value


def to_plain(text: str) -> str:
    """What stands in a plain field for a string."""
    value: str = StringValue(text).render_text()
    return value


def flat(texts: Mapping[str, Iterable[str]]) -> list[tuple[str, int, str]]:
    """(path, index within it, string) of all strings, in order."""
    return [(path, index, text) for path, strings in texts.items() for index, text in enumerate(strings)]
