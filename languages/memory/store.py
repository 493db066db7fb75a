"""Writes the translation memory: which segment was translated how, and where."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Locale, Page

from languages.memory.similarity import bands_of, has_letters, key
from languages.memory.sql import any_of, lateral_join, table_name, value_list, values_table
from languages.models import MemoryBand, MemorySource, MemoryUnit
from languages.text.words import normalise


@dataclass(frozen=True)
class Pair:
    """A segment and its translation; `path` says where on the page."""

    source: str
    target: str
    path: str
    by_machine: bool = False


def remember(source: Locale, target: Locale, pairs: Iterable[Pair], *, page: Page | None = None) -> None:
    """Keep how segments were translated; at most four statements, however many there are.

    A place (`page` and the pair's path) that said something else before is forgotten. Segments without letters and
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
    """Delete the earlier translations at these places, or the same pairs if they have no place."""
    if page:
        units = MemoryUnit.objects.filter(page=page, path__in=value_list("text", {pair.path for pair in pairs}))
        units._raw_delete(units.db)  # type: ignore[attr-defined]  # Wagtail's signals would load each row first
        return
    rows = [(key(pair.source), pair.target) for pair in pairs]
    same = (
        f"SELECT unit.id FROM ({values_table({'key': 'text', 'text': 'text'})}) AS item "
        f"{lateral_join(MemorySource, 'known', 'known.locale_id = %s AND known.key = item.key')} "
        f"{lateral_join(MemoryUnit, 'unit', 'unit.source_id = known.id AND unit.locale_id = %s')} "
        "WHERE unit.page_id IS NULL AND unit.text = item.text"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table_name(MemoryUnit)} WHERE id {any_of(same)}", [json.dumps(rows), source.pk, target.pk]
        )


def _add_sources(locale: Locale, texts: Mapping[str, str]) -> dict[str, int]:
    """Make the texts known, in order, so that two who publish at once wait for each other; the new ones by digest."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table_name(MemorySource)} (locale_id, key, text) "
            f"SELECT %s, item.key, item.text FROM ({values_table({'key': 'text', 'text': 'text'})}) AS item WHERE true "
            "ON CONFLICT (locale_id, key) DO NOTHING RETURNING key, id",
            [locale.pk, json.dumps(sorted(texts.items()))],
        )
        return dict(cursor.fetchall())


def _add_bands(locale: Locale, texts: Mapping[int, str]) -> None:
    rows = [(pk, value) for pk, text in texts.items() for value in bands_of(locale, text, wanted=False)]
    with connection.cursor() as cursor:
        values = values_table({"source_id": "bigint", "value": "bigint"})
        cursor.execute(
            f"INSERT INTO {table_name(MemoryBand)} (source_id, value) {values}",
            [json.dumps(rows)],
        )


def _add_units(source: Locale, target: Locale, pairs: Sequence[Pair], page: Page | None) -> None:
    how = {False: MemoryUnit.Origin.PERSON, True: MemoryUnit.Origin.MACHINE}
    rows = [(key(pair.source), pair.target, pair.path, how[pair.by_machine]) for pair in pairs]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table_name(MemoryUnit)} (source_id, locale_id, text, page_id, path, how, at) "
            "SELECT known.id, %s, item.text, %s, item.path, item.how, %s "
            f"FROM ({values_table({'key': 'text', 'text': 'text', 'path': 'text', 'how': 'text'})}) AS item "
            f"{lateral_join(MemorySource, 'known', 'known.locale_id = %s AND known.key = item.key')} WHERE true "
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
