"""Fields, blocks and rows that are no text: which follow the original, which a translator may choose; their digest.

What each field does is listed in `tests/house/field_table.yaml`.
"""

import json
from functools import cache
from hashlib import blake2b
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from modelcluster.models import get_serializable_data_for_fields
from wagtail.fields import RichTextField, StreamField
from wagtail.models import TranslatableMixin
from wagtail_localize.fields import BaseTranslatableField, get_translatable_fields

from languages.segments.stored_blocks import links_in, without_text


def is_overridable(declared: BaseTranslatableField, model_field: Any) -> bool:
    """A picture or a link of a translation may be another one; dates and relations may not."""
    is_text = isinstance(model_field, models.CharField | models.TextField) and not model_field.choices
    return declared.is_overridable(None) and (is_text or isinstance(model_field, models.ForeignKey))


def content_of(row: Any) -> dict[str, Any]:
    """What a row says, whichever page it hangs on."""
    data: dict[str, Any] = get_serializable_data_for_fields(row)
    return {
        name: value
        for name, value in data.items()
        if name not in {"pk", "page", "content_object", "locale", "translation_key", "sort_order"}
    }


def copy_rows(name: str, source: Any, target: Any) -> None:
    """Rows without words are the original's; those that are alike keep their place in the database."""
    own = list(getattr(target, name).all())
    wanted = list(getattr(source, name).all())
    if [content_of(row) for row in own] == [content_of(row) for row in wanted]:
        return
    rows = []
    for row in wanted:
        mine = next((one for one in own if content_of(one) == content_of(row)), None)
        if mine is not None:
            own.remove(mine)
            if hasattr(row, "sort_order"):
                mine.sort_order = row.sort_order
        rows.append(mine or copy_of_row(row, target))
    setattr(target, name, rows)


def copy_of_row(row: Any, target: Any) -> Any:
    copy = type(row)(
        **{
            one.attname: getattr(row, one.attname)
            for one in row._meta.concrete_fields
            if not one.primary_key and one.name not in {"page", "content_object"}
        }
    )
    copy.pk = None
    if isinstance(copy, TranslatableMixin):
        copy.locale = target.locale
    return copy


def withdraw_addresses(row: Any) -> None:
    """A row of a translation that its original withdrew says what it said, and leads nowhere."""
    for declared in get_translatable_fields(type(row)):
        model_field = declared.get_field(type(row))
        is_text = isinstance(model_field, models.CharField | models.TextField) and not model_field.choices
        is_own = declared.is_translated(row) or is_overridable(declared, model_field)
        if is_text and declared.is_synchronized(row) and not is_own:
            setattr(row, model_field.attname, "")


def synchronised(source: Any) -> dict[str, Any]:
    """Dates, places, relations and rows that are the same in every language, and what overridable fields hold."""
    found: dict[str, Any] = {}
    _collect(source, "", found)
    return found


def _collect(source: Any, prefix: str, found: dict[str, Any]) -> None:
    for declared in get_translatable_fields(type(source)):
        model_field = declared.get_field(type(source))
        path = prefix + declared.field_name
        if isinstance(model_field, models.ManyToOneRel):
            rows = getattr(source, declared.field_name).all()
            if declared.is_translated(source):
                found[path] = [str(row.translation_key) for row in rows]
                for row in rows:
                    _collect(row, f"{path}.{row.translation_key}.", found)
            elif declared.is_synchronized(source):
                found[path] = [content_of(row) for row in rows]
        elif not declared.is_translated(source) and declared.is_synchronized(source):
            found[path] = getattr(source, model_field.attname)


@cache
def _has_rich_texts(model: type[models.Model]) -> bool:
    return any(isinstance(one, StreamField | RichTextField) for one in model._meta.get_fields())


def within_texts(source: Any) -> dict[str, Any]:
    """What bodies and rich texts hold that is no text: pictures, recordings, documents, links, choices."""
    found: dict[str, Any] = {}
    for declared in get_translatable_fields(type(source)):
        model_field = declared.get_field(type(source))
        if not declared.is_translated(source):
            continue
        if isinstance(model_field, models.ManyToOneRel):
            # Most rows hold plain texts only, and are not read for this.
            rows = getattr(source, declared.field_name).all() if _has_rich_texts(model_field.related_model) else ()
            for row in rows:
                inner = within_texts(row)
                if inner:
                    found[f"{declared.field_name}.{row.translation_key}"] = inner
            continue
        value = None
        if isinstance(model_field, StreamField):
            value = without_text(model_field.stream_block, getattr(source, model_field.name).get_prep_value())
        elif isinstance(model_field, RichTextField):
            value = links_in(getattr(source, model_field.name))
        if value is not None:
            found[declared.field_name] = value
    return found


def digest_of_synchronised(source: Any) -> str:
    """Changes when something changes that translations follow at once."""
    found = [synchronised(source), within_texts(source)]
    text = json.dumps(found, cls=DjangoJSONEncoder, sort_keys=True, default=str)
    return blake2b(text.encode(), digest_size=16).hexdigest()
