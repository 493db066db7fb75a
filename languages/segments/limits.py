"""What a text of a page may be: how long, and whatever else the form of its field, row or block asks for.

A segment is written past the forms of Wagtail, and has to be fit for them all the same: a page whose form cannot be
saved any more is lost to its editors, and PostgreSQL refuses what is too long for a column.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import ngettext
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail_localize.fields import get_translatable_fields

from languages.segments.extraction import plain, to_plain
from languages.segments.labels import walk
from languages.segments.stored_blocks import OVERRIDABLE_BLOCKS, TEXT_BLOCKS


def too_long(length: int, limit: int) -> str:
    """What to say of a text that has more characters than it may."""
    said = ngettext(
        "This is too long: it has %(length)d character, and %(limit)d at most are possible here.",
        "This is too long: it has %(length)d characters, and %(limit)d at most are possible here.",
        length,
    )
    return said % {"length": length, "limit": limit}


def _formfield(holder: Any) -> forms.Field | None:
    """The form field of a model field, or of a block."""
    found: forms.Field | None = (
        holder.formfield() if isinstance(holder, models.Field) else getattr(holder, "field", None)
    )
    return found


def limit_of(holder: Any) -> int | None:
    """How many characters a model field, or a block, takes. Of rich text, those that are read."""
    if isinstance(holder, RichTextField | blocks.RichTextBlock):
        validators = holder.validators if isinstance(holder, RichTextField) else holder.field.validators
        lengths = [one.limit_value for one in validators if hasattr(one, "limit_value")]
        return min([*lengths, *([holder.max_length] if getattr(holder, "max_length", None) else [])], default=None)
    found: int | None = getattr(holder if isinstance(holder, models.Field) else _formfield(holder), "max_length", None)
    return found


class Limits:
    """What the texts of a page may be, by their paths. `page` is one that has them: an original, or a draft."""

    def __init__(self, page: Any):
        self.page = page
        self._holders: dict[str, Any] = {}

    @cached_property
    def _bodies(self) -> dict[str, Any]:
        return {
            field.name: getattr(self.page, field.name).get_prep_value()
            for field in self.page._meta.get_fields()
            if isinstance(field, StreamField)
        }

    def holder(self, path: str) -> Any:
        """The model field, or the block, that holds a path."""
        if path not in self._holders:
            name, *steps = path.split(".")
            field: Any = self.page._meta.get_field(name)
            if isinstance(field, StreamField):
                field = walk(field.stream_block, self._bodies[name], steps)[1]
            elif isinstance(field, models.ManyToOneRel):
                field = field.related_model._meta.get_field(steps[-1])
            self._holders[path] = field
        return self._holders[path]

    def too_long(self, path: str, texts: list[str]) -> str:
        """Why the strings of a path, together, are too long; "" where they are not."""
        limit = limit_of(self.holder(path))
        if not limit:
            return ""
        is_rich = isinstance(self.holder(path), RichTextField | blocks.RichTextBlock)
        length = sum(len(plain(text) if is_rich else to_plain(text)) for text in texts)
        return too_long(length, limit) if length > limit else ""

    def check(self, path: str, text: str) -> None:
        """Raises ValidationError for a string that its field or block refuses, other than for its length."""
        holder = self.holder(path)
        is_rich = isinstance(holder, RichTextField | blocks.RichTextBlock)
        value = text if is_rich else to_plain(text)
        formfield = _formfield(holder)
        validators = [*(formfield.validators if formfield else ()), *getattr(holder, "validators", ())]
        for validate in validators:
            if not hasattr(validate, "limit_value"):
                validate(value)


# A whole page --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Overlong:
    """A plain text of a page that is too long: what it is called, its text, how long it may be."""

    name: str
    text: str
    limit: int

    def __str__(self) -> str:
        return f"{self.name}: {too_long(len(self.text), self.limit)}"


def overlong(page: Any) -> Iterator[Overlong]:
    """The plain texts of a page in memory that are too long for their fields, rows and blocks."""
    yield from _in_fields(page)


def _in_fields(holder: Any) -> Iterator[Overlong]:
    for declared in get_translatable_fields(type(holder)):
        field = declared.get_field(type(holder))
        if isinstance(field, models.ManyToOneRel):
            for row in getattr(holder, declared.field_name).all() if declared.is_translated(holder) else ():
                yield from _in_fields(row)
        elif isinstance(field, StreamField):
            yield from _in_block(field.stream_block, getattr(holder, field.name).get_prep_value())
        elif isinstance(field, models.CharField | models.TextField) and not isinstance(field, RichTextField):
            text, limit = getattr(holder, field.attname) or "", field.max_length
            if limit and len(text) > limit:
                yield Overlong(str(field.verbose_name), text, limit)


def _in_block(block: Any, value: Any) -> Iterator[Overlong]:
    if isinstance(block, blocks.BaseStreamBlock):
        for item in value or ():
            if item["type"] in block.child_blocks:
                yield from _in_block(block.child_blocks[item["type"]], item["value"])
    elif isinstance(block, blocks.ListBlock):
        for item in value or ():
            yield from _in_block(block.child_block, item["value"])
    elif isinstance(block, blocks.BaseStructBlock):
        for name, child in block.child_blocks.items():
            yield from _in_block(child, (value or {}).get(name))
    elif isinstance(block, TEXT_BLOCKS) and not isinstance(block, OVERRIDABLE_BLOCKS):
        limit = limit_of(block)
        if limit and isinstance(value, str) and len(value) > limit:
            yield Overlong(str(block.label), value, limit)
