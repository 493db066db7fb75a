"""Conventions that hold at start-up."""

from collections.abc import Iterator
from typing import Any

from django.core import checks
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page, get_page_models


@checks.register
def pages_are_not_many_to_many(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Many-to-many relations of a page are skipped when it is translated: rows (ParentalKey) take their place."""
    return [
        checks.Error(
            f"{model._meta.label}.{field.name} is a many-to-many relation, which wagtail-localize does not carry over.",
            hint="Use rows with a ParentalKey.",
            obj=model,
            id="languages.E001",
        )
        for model in get_page_models()
        if model is not Page
        for field in model._meta.local_many_to_many
        if field.remote_field.through._meta.auto_created
    ]


# What wagtail-localize takes apart (wagtail_localize.segments.extract), or what holds no words. It skips every other
# type without a word, and its text would stay in the language of the original.
KNOWN_BLOCKS = (
    blocks.BlockQuoteBlock,
    blocks.BooleanBlock,
    blocks.CharBlock,
    blocks.ChoiceBlock,
    blocks.DateBlock,
    blocks.DateTimeBlock,
    blocks.EmailBlock,
    blocks.FloatBlock,
    blocks.IntegerBlock,
    blocks.PageChooserBlock,
    blocks.RichTextBlock,
    blocks.StaticBlock,
    blocks.TextBlock,
    blocks.TimeBlock,
    blocks.URLBlock,
    DocumentChooserBlock,
    ImageChooserBlock,
)


def _value_blocks(block: blocks.Block, path: str) -> Iterator[tuple[str, blocks.Block]]:
    """The blocks that hold values, with the names that lead to them."""
    if isinstance(block, blocks.BaseStructBlock | blocks.BaseStreamBlock):
        for name, child in block.child_blocks.items():
            yield from _value_blocks(child, f"{path}.{name}")
    elif isinstance(block, blocks.ListBlock):
        yield from _value_blocks(block.child_block, f"{path}[]")
    else:
        yield path, block


@checks.register
def blocks_can_be_translated(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Every block of every body is of a type that wagtail-localize knows."""
    return [
        checks.Error(
            f"{model._meta.label}.{path} is a {type(block).__name__}, which wagtail-localize skips when it translates.",
            hint="Build it of text, rich text, lists and structs, or give it get_translatable_segments().",
            obj=model,
            id="languages.E002",
        )
        for model in get_page_models()
        for field in model._meta.get_fields()
        if isinstance(field, StreamField)
        for path, block in _value_blocks(field.stream_block, field.name)
        if not isinstance(block, KNOWN_BLOCKS) and not hasattr(block, "get_translatable_segments")
    ]
