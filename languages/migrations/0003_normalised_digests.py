"""Digests of segments are those of the normalised text: what nobody can see is no change.

What is known of a translation are digests, and the text of each is found again where it can stand: in rows, in
revisions, in the original. Most texts are in the normalised form already, and have the same digest as before. What is
counted stays as it is: nothing becomes outdated by this, or up to date.
"""

import json
import unicodedata
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.functions import Cast
from modelcluster.fields import ParentalKey
from wagtail.fields import StreamField
from wagtail_localize.strings import extract_strings

# As they were, and as they are, when this was written (`languages.segments.extraction.digest`).


def exact(text: str) -> str:
    return blake2b(text.encode(), digest_size=8).hexdigest()


def normalise(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _strings(value: Any) -> Iterator[str]:
    """All strings of a value that comes from JSON, or is JSON itself, as a body is within a revision."""
    if isinstance(value, str):
        if value[:1] in "[{":
            try:
                yield from _strings(json.loads(value))
            except ValueError:
                yield value
        else:
            yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)


def _segments(value: str) -> Iterator[str]:
    """The strings that wagtail-localize makes of a text, be it plain or rich."""
    yield value
    # What `StringValue.from_plaintext` makes of it, a hundred times as fast.
    escaped = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    yield "<br/>".join(escaped.split("\n"))
    if "<" in value:
        try:
            yield from (string.data for string, _attrs in extract_strings(value)[1])
        except Exception:  # it is no rich text, which nobody said it was
            return


def _in_rows(apps: Any) -> Iterator[str]:
    """The texts of all pages and of the rows that hang on them, as they are in the database."""
    page = apps.get_model("wagtailcore", "Page")
    for model in apps.get_models():
        if not _is_below(model, page) and not any(isinstance(field, ParentalKey) for field in model._meta.fields):
            continue
        names = [
            field.attname
            for field in model._meta.local_fields
            if isinstance(field, models.CharField | models.TextField | StreamField) and not field.choices
        ]
        for row in model._default_manager.values_list(*names).iterator(chunk_size=500) if names else ():
            for value in row:
                yield from _strings(value.get_prep_value() if hasattr(value, "get_prep_value") else value)


def _is_below(model: Any, page: Any) -> bool:
    return bool(model is page or any(_is_below(parent, page) for parent in model._meta.parents))


def _texts(apps: Any) -> Iterator[str]:
    for source, facts in _alignments(apps).values_list("source", "facts").iterator(chunk_size=100):
        yield from (text for _path, strings in source for text in strings)
        yield from (entry[0] for entries in facts.values() for entry in entries)
    yield from _in_rows(apps)
    # Of translations, and of what was one; what any other original says, or said, is in the alignments.
    works = apps.get_model("languages", "Work").objects.exclude(foreign={})
    pages = apps.get_model("wagtailcore", "Page").objects.filter(
        models.Q(pk__in=_alignments(apps).values("page_id")) | models.Q(translation_key__in=works.values("pk"))
    )
    revisions = (
        apps.get_model("wagtailcore", "Revision")
        .objects.filter(base_content_type__app_label="wagtailcore", base_content_type__model="page")
        .annotate(page_id=Cast("object_id", models.BigIntegerField()))
        .filter(page_id__in=pages.order_by().values("pk"))
    )
    for content in revisions.values_list("content", flat=True).iterator(chunk_size=100):
        yield from _strings(content)


def _alignments(apps: Any) -> Any:
    return apps.get_model("languages", "Alignment").objects.order_by("pk")


def changed_digests(texts: Iterable[str]) -> dict[str, str]:
    """The digest as it was, and the new one, of each text that was not in the normalised form."""
    found: dict[str, str] = {}
    seen: set[str] = set()  # most of what a revision says, others say too
    for value in texts:
        # Within a text that is normal as a whole nothing is to be folded but what an entity stands for.
        if value and ("&" in value or normalise(value) != value) and (key := exact(value)) not in seen:
            seen.add(key)
            for text in _segments(value):
                was, now = exact(text), exact(normalise(text))
                if was != now:
                    found[was] = now
    return found


def recompute(apps: Any, schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    works = apps.get_model("languages", "Work").objects.exclude(foreign={}).order_by("pk")
    if not _alignments(apps).exists() and not works.exists():
        return
    changed = changed_digests(_texts(apps))
    if not changed:
        return

    def renamed(found: dict[str, list[str]]) -> dict[str, list[str]]:
        return {path: [changed.get(text, text) for text in texts] for path, texts in found.items()}

    for row in _alignments(apps).only("facts", "live", "draft").iterator(chunk_size=100):
        facts = {
            path: [[entry[0], changed.get(entry[1], entry[1]), *entry[2:]] for entry in entries]
            for path, entries in row.facts.items()
        }
        live, draft = renamed(row.live), renamed(row.draft)
        if (facts, live, draft) != (row.facts, row.live, row.draft):
            # By `update`: `changed_at` is what somebody did.
            _alignments(apps).filter(pk=row.pk).update(facts=facts, live=live, draft=draft)
    for work in works.iterator(chunk_size=100):
        foreign = renamed(work.foreign)
        if foreign != work.foreign:
            apps.get_model("languages", "Work").objects.filter(pk=work.pk).update(foreign=foreign)


class Migration(migrations.Migration):
    dependencies = [
        ("languages", "0002_translation_engine"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    # The new digests cannot be told back into the old ones, which were of texts that nobody can tell from them.
    operations = [migrations.RunPython(recompute, migrations.RunPython.noop, elidable=True)]
