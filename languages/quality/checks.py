"""Quality checks of a translation: numbers, dates, links, markup, length, terms, language.

Warnings, never bars. A warning that is wrong costs more than one that is missing: where in doubt, nothing is said.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from urllib.parse import urlsplit

from django.utils.translation import gettext

from languages.formats.markup import normalise
from languages.glossary.matching import Terms
from languages.quality import comparison, numbers
from languages.text import words

PLACEHOLDER = re.compile(r"\{\{.{1,80}?\}\}|\{%.{1,80}?%\}|\{[\w.]{0,40}\}|%\([\w.]{1,40}\)[a-z]")
ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"«»“”]+|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
LINK = re.compile(r'<a id="([^"]*)">((?:(?!<a ).)*?)</a>', re.DOTALL)
# Shorter segments differ in length for good reasons.
LONG_ENOUGH = 60
SHORTEST, LONGEST = 0.4, 2.5
UNSPACED = re.compile(f"[{words.UNSPACED}]")


class Kind(StrEnum):
    NUMBERS = "numbers"
    DATES = "dates"
    LINKS = "links"
    PLACEHOLDERS = "placeholders"
    MARKUP = "markup"
    LANGUAGE = "language"
    LENGTH = "length"
    TERMS = "terms"


@dataclass(frozen=True)
class Check:
    """A failed check: what to look at, in the language of the person, and where, in the words of the segment."""

    kind: Kind
    message: str
    detail: str = ""


def run_checks(source: str, target: str, source_code: str, target_code: str, terms: Terms | None = None) -> list[Check]:
    """The checks that the translation of a segment fails; none for one that is empty."""
    if not words.plain(target).strip():
        return []
    return [
        *_markup(source, target),
        *_links(source, target, source_code, target_code),
        *_placeholders(source, target),
        *_language(source, target, source_code, target_code),
        *_numbers(source, target, source_code, target_code),
        *_length(source, target),
        *_terms(source, target, terms),
    ]


def _list(texts: Iterable[str]) -> str:
    return " · ".join(texts)


def _markup(source: str, target: str) -> list[Check]:
    try:
        # Held against itself: a person may set something in bold that the original does not.
        normalise(target, source + "<b><i><em><strong><code><br>")
    except ValueError as error:
        return [Check(Kind.MARKUP, str(error))]
    return []


def _links(source: str, target: str, source_code: str, target_code: str) -> list[Check]:
    kept = {link for link, _text in LINK.findall(target)}
    checks = []
    lost = [words.plain(text) for link, text in LINK.findall(source) if link not in kept]
    if lost:
        checks.append(Check(Kind.LINKS, gettext("A link of the original is missing."), _list(lost)))
    codes = {words.base(source_code), words.base(target_code)}
    kept_addresses = {_same_address(address, codes) for address in _addresses(target)}
    lost = [address for address in _addresses(source) if _same_address(address, codes) not in kept_addresses]
    if lost:
        checks.append(Check(Kind.LINKS, gettext("An address of the original is missing."), _list(lost)))
    return checks


def _addresses(segment: str) -> list[str]:
    return [match[0].rstrip(".,;:!?)]’'") for match in ADDRESS.finditer(words.plain(segment))]


def _same_address(address: str, codes: set[str]) -> str:
    """An address without what tells the language versions of one page apart: en.example.org/es/."""
    if "@" in address and "/" not in address:
        return address.lower()
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
    except ValueError:
        return address.lower()
    host = ".".join(label for label in parts.netloc.lower().split(".") if label not in codes | {"www"})
    path = "/".join(step for step in parts.path.split("/") if step and step.lower() not in codes)
    return f"{host}/{path}"


def _placeholders(source: str, target: str) -> list[Check]:
    before, after = PLACEHOLDER.findall(words.plain(source)), PLACEHOLDER.findall(words.plain(target))
    lost = [text for text in dict.fromkeys(before) if text not in after]
    if lost:
        return [Check(Kind.PLACEHOLDERS, gettext("A placeholder of the original is missing."), _list(lost))]
    added = [text for text in dict.fromkeys(after) if text not in before]
    if added:
        return [Check(Kind.PLACEHOLDERS, gettext("The original does not have this placeholder."), _list(added))]
    return []


def _numbers(source: str, target: str, source_code: str, target_code: str) -> list[Check]:
    if not re.search(r"\d", source + target):
        return []
    of_source_text, of_target_text = (
        numbers.read(PLACEHOLDER.sub(" | ", ADDRESS.sub(" | ", words.plain(text))), code)
        for text, code in ((source, source_code), (target, target_code))
    )
    dates = _missed(
        Kind.DATES,
        comparison.missing_dates(of_source_text, of_target_text),
        comparison.missing_dates(of_target_text, of_source_text),
        differs=gettext("A date differs from that of the original."),
        missing=gettext("A date of the original is missing."),
        added=gettext("The original does not have this date."),
    )
    return dates + _missed(
        Kind.NUMBERS,
        comparison.missing(of_source_text, of_target_text),
        comparison.missing(of_target_text, of_source_text),
        differs=gettext("A figure differs from that of the original."),
        missing=gettext("A figure of the original is missing."),
        added=gettext("The original does not have this figure."),
    )


def _missed(
    kind: Kind, lost: Sequence[str], more: Sequence[str], *, differs: str, missing: str, added: str
) -> list[Check]:
    if lost and more:
        return [Check(kind, differs, f"{_list(lost)} → {_list(more)}")]
    if lost or more:
        return [Check(kind, missing if lost else added, _list(lost or more))]
    return []


@cache
def _telling_words(code: str, other: str) -> frozenset[str]:
    """The small words of a language that another one does not have: by them the two are told apart."""
    return words.function_words(code) - words.function_words(other)


def _language(source: str, target: str, source_code: str, target_code: str) -> list[Check]:
    if words.base(source_code) == words.base(target_code):
        return []
    text = ADDRESS.sub(" ", words.plain(target))
    spoken = [word for word in words.words(text) if not word.text.isdigit()]
    folded = [words.fold(word.text) for word in spoken]
    of_source = _telling_words(source_code, target_code)
    of_target = _telling_words(target_code, source_code)
    # "UN" is no French article.
    no_acronyms = [fold for word, fold in zip(spoken, folded, strict=True) if len(fold) == 1 or not word.text.isupper()]
    foreign = sum(word in of_source for word in no_acronyms)
    own = sum(word in of_target for word in no_acronyms)
    if " ".join(words.plain(source).split()) == " ".join(words.plain(target).split()):
        # Names are the same in all languages: all but their small words begin with a capital.
        small = frozenset().union(*map(words.function_words, words.LINKS))
        is_name = all(word.text[0].isupper() for word, fold in zip(spoken, folded, strict=True) if fold not in small)
        has_case = text.lower() != text.upper()
        if len(spoken) >= 3 and foreign > 3 * own and not (is_name and has_case):
            return [Check(Kind.LANGUAGE, gettext("This is still the original's text."))]
    elif len(spoken) >= 8 and foreign >= 4 and foreign >= 6 * own:
        return [Check(Kind.LANGUAGE, gettext("This seems to be still in the language of the original."))]
    return []


def _extent(segment: str) -> int:
    """The length of a segment, where a character that is a word counts as three letters."""
    text = ADDRESS.sub("", words.plain(segment)).strip()
    return len(text) + 2 * len(UNSPACED.findall(text))


def _length(source: str, target: str) -> list[Check]:
    before, after = _extent(source), _extent(target)
    if before >= LONG_ENOUGH and after < SHORTEST * before:
        return [Check(Kind.LENGTH, gettext("This is much shorter than the original."))]
    if after >= LONG_ENOUGH and after > LONGEST * max(before, LONG_ENOUGH / 2):
        return [Check(Kind.LENGTH, gettext("This is much longer than the original."))]
    return []


def _terms(source: str, target: str, terms: Terms | None) -> list[Check]:
    checks = []
    for problem in terms.problems(source, target) if terms else []:
        proposed = f"{problem.term} → {_list(problem.preferred)}" if problem.preferred else problem.term
        if problem.used:
            message = gettext("“%(term)s” is not to be used here.") % {"term": problem.used}
        else:
            message = gettext("A term is not translated as in the glossary.")
        checks.append(Check(Kind.TERMS, message, proposed))
    return checks
