"""The translation memory: earlier translations of the same text, or of similar ones, are offered again.

`remember` is called when a translation is published, `lookup` when somebody translates. Both cost the same number of
statements for one segment and for a thousand: rows travel as one JSON parameter, since Django would cut a `bulk_create`
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
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from wagtail.models import Locale, Page

from languages.memory.similarity import ComparedText, bands_of
from languages.memory.sql import table_name, value_list, values_table
from languages.models import MemoryBand, MemoryUnit
from languages.routing import registry

# Matches below are of no help: it is quicker to write anew.
LEAST_SCORE = 70
# How many remembered texts are compared with each text, at most, and how many are considered for that in each band.
CANDIDATES = 12
PER_BAND = 50


@dataclass(frozen=True)
class Match:
    """A translation that the memory offers. `score` is 100 where the text is the very same, `source` what it was."""

    text: str
    score: int
    source: str
    by_machine: bool
    used: int
    at: datetime


# The database -----------------------------------------------------------------------------------------------------


# Databases choose their way by what they have counted, and PostgreSQL counts now and then: to it a memory that was just
# filled may be empty. It would then read all that is remembered in a language, for each segment. So the statements
# below leave databases one way only, the segments at hand first.


def _public(target: Locale) -> QuerySet[MemoryUnit]:
    """What may be offered to everybody: text of pages that everybody can read, and of those that are gone."""
    pages = registry.exclude_private(Page.objects.filter(pk=OuterRef("page_id"), live=True))
    return MemoryUnit.objects.filter(Q(page=None) | Exists(pages), locale=target)


def candidates(source: Locale, target: Locale, texts: Sequence[str]) -> dict[str, list[int]]:
    """The remembered texts that are worth comparing with each text, at most CANDIDATES of them; one statement."""
    wanted = [
        (number, value, weight)
        for number, text in enumerate(texts)
        for value, weight in bands_of(source, text, wanted=True).items()
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
        f"FROM {table_name(MemoryBand)} AS near WHERE near.value BETWEEN wanted.value AND wanted.value "
        f"AND CASE WHEN EXISTS ({public}) THEN 1 END IS NOT NULL "
        f"ORDER BY near.value DESC, near.source_id DESC LIMIT {PER_BAND}"
    )
    if connection.vendor == "postgresql":
        shared = f"CROSS JOIN LATERAL (SELECT near.source_id {newest}) AS band"
    else:
        shared = f"JOIN {table_name(MemoryBand)} AS band ON band.id IN (SELECT near.id {newest})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH wanted AS ({values_table({'number': 'integer', 'value': 'bigint', 'weight': 'integer'})}) "
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
    known: dict[int, ComparedText] = {}
    said: dict[int, list[Any]] = defaultdict(list)
    if wanted:
        for row in (
            _public(target)
            .filter(source_id__in=value_list("bigint", sorted(wanted)))
            .values("source_id", "source__text", "text", "how")
            .annotate(used=Count("pk"), last=Max("at"))
        ):
            pk = row["source_id"]
            known[pk] = known.get(pk) or ComparedText(row["source__text"])
            said[pk].append(row)
    return {
        text: _matches(text, {pk: known[pk] for pk in pks if pk in known}, said, limit, least)
        for text, pks in near.items()
    }


def _matches(
    text: str, near: Mapping[int, ComparedText], said: Mapping[int, Iterable[Any]], limit: int, least: int
) -> list[Match]:
    if not near:
        return []
    wanted = ComparedText(text)
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
                by_machine=row["how"] == MemoryUnit.Origin.MACHINE,
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
