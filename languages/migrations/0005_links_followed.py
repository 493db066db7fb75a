"""Where the links of originals lead, as their translations have them: from now on they follow when that changes.

Nothing else is known of translations than before: no text becomes outdated by this, or up to date.
"""

import json
import unicodedata
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from wagtail.fields import StreamField
from wagtail_localize.strings import extract_strings

# As it is when this was written (`languages.segments.extraction.digest`).


def digest(text: str) -> str:
    return blake2b(" ".join(unicodedata.normalize("NFC", text).split()).encode(), digest_size=8).hexdigest()


def links_in(value: Any, path: str) -> Iterator[tuple[str, list[Any]]]:
    """(path, [digest of a string, its links]) of what a stored body links to."""
    if isinstance(value, list):
        for item in value:
            if isinstance(item, dict) and "id" in item:
                yield from links_in(item.get("value"), f"{path}.{item['id']}")
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from links_in(inner, f"{path}.{name}")
    elif isinstance(value, str) and "<a" in value:
        try:
            strings = extract_strings(value)[1]
        except ValueError:  # plain text that looks like markup
            return
        found = [[digest(string.data), links] for string, links in strings if links]
        if found:
            yield path, found


def _originals(apps: Any) -> Any:
    """The pages that others follow."""
    works = apps.get_model("languages", "Work").objects.filter(pk=models.OuterRef("translation_key"))
    return (
        apps.get_model("wagtailcore", "Page")
        .objects.alias(original_locale=models.Subquery(works.values("original_locale_id")[:1]))
        .filter(locale_id=models.F("original_locale"))
        .order_by("pk")
    )


def _bodies(apps: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    """(number of an original, bodies by the name of their field): what is public, or its latest draft."""
    originals = _originals(apps)
    public = originals.filter(live=True).order_by()
    for model in apps.get_models():
        names = [field.name for field in model._meta.local_fields if isinstance(field, StreamField)]
        if names and any(parent._meta.label == "wagtailcore.Page" for parent in model._meta.get_parent_list()):
            rows = model._default_manager.filter(pk__in=public.values("pk")).values_list("pk", *names)
            for number, *values in rows.iterator(chunk_size=100):
                yield number, {name: value.get_prep_value() for name, value in zip(names, values, strict=True)}
    drafts = originals.filter(live=False, latest_revision__isnull=False)
    for number, content in drafts.values_list("pk", "latest_revision__content").iterator(chunk_size=100):
        yield number, {name: _loaded(value) for name, value in content.items()}


def _loaded(value: Any) -> Any:
    """The blocks of a body, which is JSON within the JSON of a revision; None of anything else."""
    if not isinstance(value, str) or value[:1] != "[":
        return None
    try:
        return json.loads(value)
    except ValueError:
        return None


def remember_links(apps: Any, schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    alignments = apps.get_model("languages", "Alignment").objects
    if not alignments.exists():
        return
    keys = dict(_originals(apps).values_list("pk", "translation_key"))
    for number, bodies in _bodies(apps):
        found = {path: links for name, value in bodies.items() for path, links in links_in(value, name)}
        if not found:
            continue
        for row in alignments.filter(page__translation_key=keys[number]).only("values"):
            # By `update`: `changed_at` is what somebody did.
            alignments.filter(pk=row.pk).update(values={**found, **row.values})


class Migration(migrations.Migration):
    dependencies = [
        ("languages", "0004_private_pages"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    # What is remembered does no harm where nothing reads it.
    operations = [migrations.RunPython(remember_links, migrations.RunPython.noop, elidable=True)]
