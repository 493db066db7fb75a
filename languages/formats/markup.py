"""The inline markup of a translated string: what a PO file may say, in the form that wagtail-localize keeps."""

import re
from html import unescape

from django.utils.translation import gettext
from wagtail_localize.strings import INLINE_TAGS, StringValue

LONGEST_SEGMENT = 50_000  # characters
DEEPEST_MARKUP = 10

LINE = re.compile(r'(?:(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)\s*)?"((?:[^"\\]++|\\.)*+)"')
ESCAPED = re.compile(r"\\([0-7]{1,3}|x[0-9a-fA-F]{1,2}|.)", re.DOTALL)
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
MARKUP = re.compile(r'<(?:(?P<close>/)?(?P<name>[a-zA-Z]+)(?P<id> id="(?P<link>[A-Za-z0-9_-]+)")?\s*(?P<empty>/)?)>')
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


class PoError(Exception):
    """A file that cannot be taken in as a whole; its text says why, in the language of the person."""


def normalise(target: str, source: str) -> str:
    """A translation as wagtail-localize keeps it: inline markup of the source only, everything else escaped.

    Raises ValueError with a reason. Stricter than StringValue, which lets comments and processing instructions pass.
    """
    if len(target) > LONGEST_SEGMENT:
        raise ValueError(gettext("This passage is too long."))
    if CONTROL.search(target):
        raise ValueError(gettext("This passage holds characters that no text has."))
    if "<" not in target:
        return target if _is_plain(target) else str(StringValue.from_translated_html(_escape(target)).data)
    target = _escape(target)
    allowed = {(match["name"].lower(), match["link"]) for match in MARKUP.finditer(source)}
    _check_markup(target, {name for name, _link in allowed}, {link for _name, link in allowed if link})
    return str(StringValue.from_translated_html(target).data)


def _is_plain(text: str) -> bool:
    """Whether text without markup is in normal form already: most is, and parsing it takes its time."""
    return "&" not in text and ">" not in text


def _escape(text: str) -> str:
    """Escape what stands for itself: "3 < 4", "R&D"; and write other escapes ("&eacute;") as letters."""
    text = re.sub(r"&(?!(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{2,31});)", "&amp;", text)
    text = re.sub(r"&(?!(?:amp|lt|gt);)[#\w]+;", lambda match: _as_letter(match[0]), text)
    return re.sub(r"<(?![a-zA-Z/!?])", "&lt;", text)


def _as_letter(escape: str) -> str:
    letter = unescape(escape)
    return {"&": "&amp;", "<": "&lt;", ">": "&gt;"}.get(letter, "&amp;" + escape[1:] if letter == escape else letter)


def _check_markup(target: str, names: set[str], links: set[str]) -> None:
    """Only what the source has, well nested."""
    open_: list[str] = []
    rest = 0
    for match in MARKUP.finditer(target):
        if "<" in target[rest : match.start()]:
            raise ValueError(_not_allowed())
        rest = match.end()
        name = match["name"].lower()
        if name not in INLINE_TAGS:
            raise ValueError(gettext("<%(tag)s> is not allowed.") % {"tag": match["name"]})
        if name not in names:
            raise ValueError(gettext("<%(tag)s> is not in the original.") % {"tag": name})
        if name == "br":
            if match["close"] or match["id"]:
                raise ValueError(gettext("The markup is damaged."))
            continue
        if match["empty"] or (match["close"] and match["id"]) or (match["id"] and name != "a"):
            raise ValueError(gettext("The markup is damaged."))
        if match["close"]:
            if not open_ or open_.pop() != name:
                raise ValueError(
                    gettext("The markup is damaged: <%(tag)s> is not closed, or closed twice.") % {"tag": name}
                )
            continue
        if name == "a" and match["link"] not in links:
            raise ValueError(gettext("A link is not in the original."))
        if len(open_) == DEEPEST_MARKUP:
            raise ValueError(gettext("The markup is damaged."))
        open_.append(name)
    if open_:
        raise ValueError(
            gettext("The markup is damaged: <%(tag)s> is not closed, or closed twice.") % {"tag": open_[-1]}
        )
    if "<" in target[rest:]:
        raise ValueError(_not_allowed())


def _not_allowed() -> str:
    return gettext("Markup with attributes, comments or other code is not allowed.")
