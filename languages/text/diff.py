"""What changed between two segments, word by word.

Segments are what wagtail-localize takes out of a page: fragments of HTML that may hold inline tags (`<b>`,
`<a id="a1">`) and escaped characters (`&amp;`). Both count as one piece each and are never split.
"""

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache
from html import unescape
from typing import Literal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

Operation = Literal["same", "removed", "added"]

TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)(?:[\s/][^<>]*)?>")
_PIECE = re.compile(rf"{TAG.pattern}|&(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);|\s+|[^\s<&]+|[<&]")
# Dashes, slashes and the ellipsis stand between words without white space; a hyphen or an apostrophe is part of one.
_BETWEEN_WORDS = re.compile(r"([‒–—―/…]+)")
# Scripts that put no white space between words: Thai to Lao, Myanmar, Khmer, kana, Han.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M")


@lru_cache(maxsize=4096)
def _is_wordly(character: str) -> bool:
    """Whether a character can be part of a word: letters, their marks (vowels of Arabic, accents), figures."""
    return unicodedata.category(character)[0] in "LMN"


def apart(word: str) -> list[str]:
    """A word of a script that writes without white space as its single characters, each with its marks."""
    if not _UNSPACED.search(word):
        return [word]
    parts: list[str] = []
    for character in word:
        starts = not parts or (_UNSPACED.match(character) or _UNSPACED.match(parts[-1])) and not _is_mark(character)
        if starts:
            parts.append(character)
        else:
            parts[-1] += character
    return parts


def _split(run: str) -> Iterable[str]:
    """A run of characters without white space: the marks of punctuation around its words, and the words."""
    for part in _BETWEEN_WORDS.split(run):
        start, end = 0, len(part)
        while start < end and not _is_wordly(part[start]):
            start += 1
        while end > start and not _is_wordly(part[end - 1]):
            end -= 1
        yield from part[:start]
        if start < end:
            yield from apart(part[start:end])
        yield from part[end:]


def tokens(text: str) -> list[str]:
    """The pieces of a segment in order: tags, words, marks of punctuation, white space. Joined, they are the text."""
    found: list[str] = []
    for match in _PIECE.finditer(text):
        piece = match.group()
        if piece[0] in "<&" or piece.isspace():
            found.append(piece)
        else:
            found.extend(_split(piece))
    return found


def is_word(token: str) -> bool:
    """Whether a token is a word or a figure, and not a tag, white space or punctuation."""
    return token[0] not in "<&" and any(map(_is_wordly, token))


def _with_space(text: str) -> list[tuple[str, str]]:
    """Each token with the white space after it, which may differ without making it another token."""
    pairs: list[tuple[str, str]] = []
    for token in tokens(text):
        if not token.isspace():
            pairs.append((token, ""))
        elif pairs:
            pairs[-1] = (pairs[-1][0], token)
        else:
            pairs.append(("", token))
    return pairs


def difference(old: str, new: str) -> list[tuple[Operation, str]]:
    """Runs of text that both have, that only `old` has, and that only `new` has.

    Without what was added the runs are `old`, without what was removed they are `new`, to the letter.
    """
    before, after = _with_space(old), _with_space(new)
    runs: list[tuple[Operation, str]] = []

    def say(operation: Operation, text: str) -> None:
        if runs and runs[-1][0] == operation:
            runs[-1] = (operation, runs[-1][1] + text)
        elif text:
            runs.append((operation, text))

    matcher = SequenceMatcher(None, [token for token, _ in before], [token for token, _ in after], autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            for (token, space), (_same, new_space) in zip(before[start:end], after[new_start:new_end], strict=True):
                say("same", token)
                if space == new_space:
                    say("same", space)
                else:
                    say("removed", space)
                    say("added", new_space)
            continue
        removed = "".join(token + space for token, space in before[start:end])
        added = "".join(token + space for token, space in after[new_start:new_end])
        # "big cat" and "small cat" share the blank: only the word changed.
        shared = before[end - 1][1] if removed and added and before[end - 1][1] == after[new_end - 1][1] else ""
        say("removed", removed.removesuffix(shared))
        say("added", added.removesuffix(shared))
        say("same", shared)
    return runs


def _shown(operation: Operation, text: str) -> SafeString:
    """A run as HTML. Tags of the segment are never put into the page as such."""
    parts = []
    for token in tokens(text):
        tag = TAG.fullmatch(token)
        if tag is None:
            parts.append(format_html("{}", unescape(token)))
        elif tag[1].lower() == "br":
            parts.append(mark_safe("<br>"))
        elif operation != "same":
            # Nothing to read, but a change: the style sheet may show it as a label.
            parts.append(format_html('<span data-tag="{}"></span>', tag[1].lower()))
    return format_html_join("", "{}", ((part,) for part in parts))


def as_html(runs: Iterable[tuple[Operation, str]]) -> SafeString:
    """A difference for people: removed words in `<del>`, added ones in `<ins>`, everything escaped.

    Formatting of the segments is left out; a tag that was removed or added stays as an empty
    `<span data-tag="b"></span>` within its `<del>` or `<ins>`.
    """
    elements = {"same": "{}", "removed": "<del>{}</del>", "added": "<ins>{}</ins>"}
    return format_html_join(
        "", "{}", ((format_html(elements[operation], _shown(operation, text)),) for operation, text in runs)
    )
