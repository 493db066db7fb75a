"""The translation memory: what somebody translated once is offered wherever it comes again.

`remember` is called when a translation is published, `lookup` when somebody translates. Both cost the same number of
statements for one passage and for a thousand: rows travel as one JSON parameter, since Django would cut a `bulk_create`
into pieces of at most 999 values on SQLite.

Near matches are found through an index (`MemoryBand`), never by reading all. A band is a hash of something that a text
has in common with texts that are like it:

- its words without case and punctuation: a full stop more or less, another capital;
- the same without one of its words (4 to 8 words), or its first and its last half (8 words and more): whatever single
  word was changed, added or taken out, two such texts share at least one band;
- groups of minima (MinHash) of its runs of four characters, for everything else that is largely the same: texts whose
  runs are the same to 70 % share a group with a probability of about 0.97, to 10 % with 0.001.

Texts of one to three words match by their words only: one word changed is another text.
"""

import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import blake2b
from html import unescape
from typing import Any
from zlib import crc32

from django.db import connection, transaction
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone
from wagtail.models import Locale, Page

from languages import structure
from languages.differences import TAG, apart, is_word, tokens
from languages.models import MemoryBand, MemorySource, MemoryUnit

# Matches below are of no help: it is quicker to write anew.
LEAST_SCORE = 70
# How many remembered texts are compared with each text, at most, and how many are considered for that in each band.
CANDIDATES = 12
PER_BAND = 50

VERY_SHORT = 3
SHORT = 8
RUN = 4
GROUPS, MINIMA = 12, 4
BINS = GROUPS * MINIMA

# What a band that two texts share says about how alike they are, for choosing the candidates.
SAME_WORDS, ONE_WORD_LESS, SAME_HALF, SAME_GROUP = 1000, 12, 2, 1


@dataclass(frozen=True)
class Pair:
    """A passage and its translation; `path` says where on the page."""

    source: str
    target: str
    path: str
    by_machine: bool = False


@dataclass(frozen=True)
class Match:
    """A translation that the memory offers. `score` is 100 where the text is the very same, `source` what it was."""

    text: str
    score: int
    source: str
    by_machine: bool
    used: int
    at: datetime


# Texts and their bands --------------------------------------------------------------------------------------------


def normalise(text: str) -> str:
    """The form in which texts are the same: composed characters, white space folded. Case and punctuation count."""
    return " ".join(unicodedata.normalize("NFC", text).split())


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
    """The words of a passage without tags, punctuation and case."""
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


def _bands(locale: Locale, text: str, *, wanted: bool) -> dict[int, int]:
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


# The database -----------------------------------------------------------------------------------------------------


def _table(columns: Mapping[str, str]) -> str:
    """SQL for a table of rows that come as one parameter, a JSON list of lists."""
    if connection.vendor == "postgresql":
        cells = [f"(item ->> {number})::{kind} AS {name}" for number, (name, kind) in enumerate(columns.items())]
        return f"SELECT {', '.join(cells)} FROM json_array_elements(%s::json) AS item"
    cells = [f"json_extract(item.value, '$[{number}]') AS {name}" for number, name in enumerate(columns)]
    return f"SELECT {', '.join(cells)} FROM json_each(%s) AS item"


def _listed(kind: str, values: Iterable[Any]) -> RawSQL:
    """Any number of values for a lookup `__in`."""
    return RawSQL(_table({"listed": kind}), (json.dumps([[value] for value in values]),))


def _name(model: Any) -> str:
    return connection.ops.quote_name(model._meta.db_table)


# Databases choose their way by what they have counted, and PostgreSQL counts now and then: to it a memory that was just
# filled may be empty. It would then read all that is remembered in a language, for each passage. So the statements
# below leave databases one way only, the passages at hand first.


def _then(model: Any, name: str, condition: str) -> str:
    """SQL for a join that is made for each row of what stands before it, never the other way round."""
    if connection.vendor == "postgresql":
        return f"CROSS JOIN LATERAL (SELECT * FROM {_name(model)} AS {name} WHERE {condition} OFFSET 0) AS {name}"
    return f"CROSS JOIN {_name(model)} AS {name} ON {condition}"


def _one_of(query: str) -> str:
    """SQL for a condition that a value is among those of a query, which is asked once."""
    return f"= ANY (ARRAY({query}))" if connection.vendor == "postgresql" else f"IN ({query})"


def remember(source: Locale, target: Locale, pairs: Iterable[Pair], *, page: Page | None = None) -> None:
    """Keep how passages were translated; at most four statements, however many there are.

    A place (`page` and the pair's path) that said something else before is forgotten. Passages without letters and
    without a translation are not kept. Without a `page` the pairs come from elsewhere and are offered to everybody.
    """
    if not (pairs := list(pairs)):
        return
    places = {pair.path if page else (key(pair.source), pair.target): pair for pair in pairs}
    kept = [pair for pair in places.values() if has_letters(pair.source) and pair.target.strip()]
    texts = {key(pair.source): normalise(pair.source) for pair in kept}
    with transaction.atomic():
        _forget(source, target, places.values(), page)
        if not kept:
            return
        new = _add_sources(source, texts)
        if new:
            _add_bands(source, {pk: texts[digest] for digest, pk in new.items()})
        _add_units(source, target, kept, page)


def _forget(source: Locale, target: Locale, pairs: Iterable[Pair], page: Page | None) -> None:
    """Take away what was said in these places, or the same if it was said without a place."""
    if page:
        units = MemoryUnit.objects.filter(page=page, path__in=_listed("text", {pair.path for pair in pairs}))
        units._raw_delete(units.db)  # type: ignore[attr-defined]  # Wagtail's signals would load each row first
        return
    rows = [(key(pair.source), pair.target) for pair in pairs]
    same = (
        f"SELECT unit.id FROM ({_table({'key': 'text', 'text': 'text'})}) AS item "
        f"{_then(MemorySource, 'known', 'known.locale_id = %s AND known.key = item.key')} "
        f"{_then(MemoryUnit, 'unit', 'unit.source_id = known.id AND unit.locale_id = %s')} "
        "WHERE unit.page_id IS NULL AND unit.text = item.text"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {_name(MemoryUnit)} WHERE id {_one_of(same)}", [json.dumps(rows), source.pk, target.pk]
        )


def _add_sources(locale: Locale, texts: Mapping[str, str]) -> dict[str, int]:
    """Make the texts known, in order, so that two who publish at once wait for each other; the new ones by digest."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_name(MemorySource)} (locale_id, key, text) "
            f"SELECT %s, item.key, item.text FROM ({_table({'key': 'text', 'text': 'text'})}) AS item WHERE true "
            "ON CONFLICT (locale_id, key) DO NOTHING RETURNING key, id",
            [locale.pk, json.dumps(sorted(texts.items()))],
        )
        return dict(cursor.fetchall())


def _add_bands(locale: Locale, texts: Mapping[int, str]) -> None:
    rows = [(pk, value) for pk, text in texts.items() for value in _bands(locale, text, wanted=False)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_name(MemoryBand)} (source_id, value) {_table({'source_id': 'bigint', 'value': 'bigint'})}",
            [json.dumps(rows)],
        )


def _add_units(source: Locale, target: Locale, pairs: Sequence[Pair], page: Page | None) -> None:
    how = {False: MemoryUnit.How.PERSON, True: MemoryUnit.How.MACHINE}
    rows = [(key(pair.source), pair.target, pair.path, how[pair.by_machine]) for pair in pairs]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_name(MemoryUnit)} (source_id, locale_id, text, page_id, path, how, at) "
            "SELECT known.id, %s, item.text, %s, item.path, item.how, %s "
            f"FROM ({_table({'key': 'text', 'text': 'text', 'path': 'text', 'how': 'text'})}) AS item "
            f"{_then(MemorySource, 'known', 'known.locale_id = %s AND known.key = item.key')} WHERE true "
            # Somebody else may have published the same page since the places were emptied.
            "ON CONFLICT (page_id, path) DO UPDATE SET source_id = excluded.source_id, locale_id = excluded.locale_id, "
            "text = excluded.text, how = excluded.how, at = excluded.at",
            [
                target.pk,
                page.pk if page else None,
                connection.ops.adapt_datetimefield_value(timezone.now()),
                json.dumps(rows),
                source.pk,
            ],
        )


def _public(target: Locale) -> QuerySet[MemoryUnit]:
    """What may be offered to everybody: text of pages that everybody can read, and of those that are gone."""
    pages = structure.exclude_private(Page.objects.filter(pk=OuterRef("page_id"), live=True))
    return MemoryUnit.objects.filter(Q(page=None) | Exists(pages), locale=target)


def candidates(source: Locale, target: Locale, texts: Sequence[str]) -> dict[str, list[int]]:
    """The remembered texts that are worth comparing with each text, at most CANDIDATES of them; one statement."""
    wanted = [
        (number, value, weight)
        for number, text in enumerate(texts)
        for value, weight in _bands(source, text, wanted=True).items()
    ]
    found: dict[str, list[int]] = {text: [] for text in texts}
    if not wanted:
        return found
    # Read from here to here, instead of what is equal: that leaves PostgreSQL only the index by bands, and one question
    # for each text. CASE keeps it from asking that question first, of all of a language.
    text_at_hand = RawSQL("near.source_id", ())
    public, parameters = (
        _public(target)
        .filter(source_id__gte=text_at_hand, source_id__lte=text_at_hand)
        .values("pk")
        .query.sql_with_params()
    )
    # The newest of a band are enough: a band that very many texts share says little.
    newest = (
        f"FROM {_name(MemoryBand)} AS near WHERE near.value BETWEEN wanted.value AND wanted.value "
        f"AND CASE WHEN EXISTS ({public}) THEN 1 END IS NOT NULL "
        f"ORDER BY near.value DESC, near.source_id DESC LIMIT {PER_BAND}"
    )
    if connection.vendor == "postgresql":
        shared = f"CROSS JOIN LATERAL (SELECT near.source_id {newest}) AS band"
    else:
        shared = f"JOIN {_name(MemoryBand)} AS band ON band.id IN (SELECT near.id {newest})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH wanted AS ({_table({'number': 'integer', 'value': 'bigint', 'weight': 'integer'})}) "
            "SELECT ranked.number, ranked.source_id FROM (SELECT wanted.number, band.source_id, ROW_NUMBER() OVER "
            "(PARTITION BY wanted.number ORDER BY SUM(wanted.weight) DESC, band.source_id DESC) AS place "
            f"FROM wanted {shared} GROUP BY wanted.number, band.source_id) AS ranked "
            "WHERE ranked.place <= %s ORDER BY ranked.number, ranked.place",
            [json.dumps(wanted), *parameters, CANDIDATES],
        )
        for number, pk in cursor.fetchall():
            found[texts[number]].append(pk)
    return found


def lookup(
    source: Locale, target: Locale, texts: Iterable[str], *, limit: int = 3, least: int = LEAST_SCORE
) -> dict[str, list[Match]]:
    """What the memory offers for each text, best first; two statements, however many texts.

    The very same text scores 100. On equal score people come before machines, then what was used most, then what was
    said last. Each translation is offered once. Only text that everybody can read is offered.
    """
    near = candidates(source, target, list(dict.fromkeys(texts)))
    wanted = {pk for pks in near.values() for pk in pks}
    known: dict[int, _Text] = {}
    said: dict[int, list[Any]] = defaultdict(list)
    if wanted:
        for row in (
            _public(target)
            .filter(source_id__in=_listed("bigint", sorted(wanted)))
            .values("source_id", "source__text", "text", "how")
            .annotate(used=Count("pk"), last=Max("at"))
        ):
            pk = row["source_id"]
            known[pk] = known.get(pk) or _Text(row["source__text"])
            said[pk].append(row)
    return {
        text: _matches(text, {pk: known[pk] for pk in pks if pk in known}, said, limit, least)
        for text, pks in near.items()
    }


def _matches(
    text: str, near: Mapping[int, "_Text"], said: Mapping[int, Iterable[Any]], limit: int, least: int
) -> list[Match]:
    if not near:
        return []
    wanted = _Text(text)
    best: dict[str, Match] = {}
    for pk, other in near.items():
        points = wanted.score(other)
        if points < least:
            continue
        for row in said[pk]:
            match = Match(
                text=row["text"],
                score=points,
                source=other.text,
                by_machine=row["how"] == MemoryUnit.How.MACHINE,
                used=row["used"],
                at=row["last"],
            )
            best[match.text] = _merged(best[match.text], match) if match.text in best else match
    return sorted(best.values(), key=_rank)[:limit]


def _merged(one: Match, other: Match) -> Match:
    """One translation that was said of two texts or by two: as good as the better one, used as often as both."""
    better = min(one, other, key=_rank)
    return Match(
        text=better.text,
        score=better.score,
        source=better.source,
        by_machine=one.by_machine and other.by_machine,
        used=one.used + other.used,
        at=max(one.at, other.at),
    )


def _rank(match: Match) -> tuple[int, bool, int, float]:
    return (-match.score, match.by_machine, -match.used, -match.at.timestamp())


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


class _Text:
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

    def score(self, other: "_Text") -> int:
        """From 0 to 100."""
        if other.text == self.text:
            return 100
        same = self.WORD * _in_common(self.places[0], len(self.words), other.words)
        same += self.MARK * _in_common(self.places[1], len(self.marks), other.marks)
        total = self.weight + other.weight
        return min(99, 200 * same // total) if total else 0
