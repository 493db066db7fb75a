"""How alike two texts are: digests, MinHash bands under which near matches are found, and the score. No database."""

import unicodedata
from collections.abc import Iterable, Mapping
from functools import cached_property
from hashlib import blake2b
from html import unescape
from zlib import crc32

from wagtail.models import Locale

from languages.text.diff import TAG, apart, is_word, tokens
from languages.text.words import normalise

VERY_SHORT = 3
SHORT = 8
RUN = 4
GROUPS, MINIMA = 12, 4
BINS = GROUPS * MINIMA

# What a band that two texts share says about how alike they are, for choosing the candidates.
SAME_WORDS, ONE_WORD_LESS, SAME_HALF, SAME_GROUP = 1000, 12, 2, 1


def key(text: str) -> str:
    """The digest under which a text is remembered."""
    return blake2b(normalise(text).encode(), digest_size=16).hexdigest()


class _Blanks(dict[int, int | None]):
    """For `str.translate`: punctuation and symbols become blanks, and what cannot be seen (a soft hyphen) is left out.

    Asks Unicode once for each character.
    """

    def __missing__(self, code: int) -> int | None:
        category = unicodedata.category(chr(code))
        self[code] = None if category == "Cf" else ord(" ") if category[0] in "PSC" else code
        return self[code]


_BLANKS = _Blanks()


def bare_words(text: str) -> list[str]:
    """The words of a segment without tags, punctuation and case."""
    plain = TAG.sub(lambda tag: " " if tag[1].lower() == "br" else "", text)
    bare = unicodedata.normalize("NFC", unescape(plain)).casefold().translate(_BLANKS)
    return [part for word in bare.split() for part in apart(word)]


def has_letters(text: str) -> bool:
    """Whether there is anything to translate: not only figures, links or signs."""
    return any(character.isalpha() for word in bare_words(text) for character in word)


def _probes() -> list[list[int]]:
    """For each bin the order in which an empty one looks for another's minimum: fixed, and different for each bin."""
    return [sorted(range(BINS), key=lambda other: crc32(f"{bin_}/{other}".encode())) for bin_ in range(BINS)]


PROBES = _probes()


def _minima(bare: str) -> list[int]:
    """MinHash by one permutation: each run falls into one bin and the bin keeps its least hash.

    Bins that stay empty take another's minimum, in an order that depends on the bin alone (optimal densification,
    Shrivastava 2017): two texts agree in a bin with the probability of their likeness, for one hash a run.
    """
    least: dict[int, int] = {}
    for run in {bare[start : start + RUN] for start in range(max(1, len(bare) - RUN + 1))}:
        # CRC is linear; the multiplication (Fibonacci hashing) spreads neighbours.
        mixed = (crc32(run.encode()) * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF) >> 16
        bin_, value = mixed % BINS, mixed // BINS
        if value < least.get(bin_, value + 1):
            least[bin_] = value
    return [least[next(other for other in [bin_, *PROBES[bin_]] if other in least)] for bin_ in range(BINS)]


def bands_of(locale: Locale, text: str, *, wanted: bool) -> dict[int, int]:
    """The bands of a text and the weight of each: those to remember it by, or those under which to look (`wanted`)."""
    words = bare_words(text)
    found: dict[int, int] = {}

    def add(weight: int, kind: str, *parts: object) -> None:
        said = "\x1f".join(map(str, (locale.pk, kind, *parts)))
        found[int.from_bytes(blake2b(said.encode(), digest_size=8).digest()) >> 1] = weight

    count = len(words)
    if count:
        add(SAME_WORDS, "words", *words)
    if count <= VERY_SHORT:
        return found
    if count <= SHORT:
        # The whole is among them: it is what a text with one word more is without that word.
        add(ONE_WORD_LESS, "less", *words)
        for index in range(count):
            add(ONE_WORD_LESS, "less", *words[:index], *words[index + 1 :])
    if count >= SHORT:
        # A text with one word more or less was cut in another place.
        for half in {(count - 1) // 2, count // 2, (count + 1) // 2} if wanted else {count // 2}:
            add(SAME_HALF, "first", half, *words[:half])
            add(SAME_HALF, "last", half, *words[-half:])
    minima = _minima(" ".join(words))
    for group in range(GROUPS):
        add(SAME_GROUP, "group", group, *minima[group * MINIMA : (group + 1) * MINIMA])
    return found


def _in_common(places: Mapping[str, int], length: int, others: Iterable[str]) -> int:
    """How many tokens two texts have in common in the same order (the longest common subsequence).

    `places` says of each token where it stands in the first text of `length` tokens, one bit a place: a whole row of
    the usual table is worked out at once (Hyyrö 2004).
    """
    everywhere = (1 << length) - 1
    row = everywhere
    for token in others:
        met = row & places.get(token, 0)
        row = ((row + met) | (row - met)) & everywhere
    return length - row.bit_count()


class ComparedText:
    """A text to be compared with others.

    Its likeness to another is the share of words that both have in the same order, in percent. Tags and marks of
    punctuation are compared likewise, and each counts as a quarter of a word, so that a full stop weighs less. Two
    texts with the same words in other capitals are not the same: 99 is the most that they get.
    """

    WORD, MARK = 4, 1

    def __init__(self, text: str) -> None:
        self.text = normalise(text)
        found = [token for token in tokens(self.text.casefold()) if not token.isspace()]
        self.words = [token for token in found if is_word(token)]
        self.marks = [token for token in found if not is_word(token)]
        self.weight = self.WORD * len(self.words) + self.MARK * len(self.marks)

    @cached_property
    def places(self) -> tuple[dict[str, int], dict[str, int]]:
        """Where each word and each mark stands, one bit a place."""
        places: tuple[dict[str, int], dict[str, int]] = ({}, {})
        for where, found in zip(places, (self.words, self.marks), strict=True):
            for index, token in enumerate(found):
                where[token] = where.get(token, 0) | 1 << index
        return places

    def score(self, other: "ComparedText") -> int:
        """From 0 to 100."""
        if other.text == self.text:
            return 100
        same = self.WORD * _in_common(self.places[0], len(self.words), other.words)
        same += self.MARK * _in_common(self.places[1], len(self.marks), other.marks)
        total = self.weight + other.weight
        return min(99, 200 * same // total) if total else 0
