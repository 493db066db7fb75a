"""The stored values of blocks: which segments are in them, and what is in them that is no text.

A stored value is what a body holds in the database: streams and lists of items with an id, structs, and plain values.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from wagtail import blocks
from wagtail.embeds.blocks import EmbedBlock
from wagtail_localize.strings import extract_strings

TEXT_BLOCKS = (blocks.CharBlock, blocks.TextBlock, blocks.BlockQuoteBlock)
# Pictures, documents, pages, recordings, addresses: a translation may have another one.
OVERRIDABLE_BLOCKS = (blocks.ChooserBlock, blocks.URLBlock, blocks.EmailBlock, EmbedBlock)


def child_of(block: Any, item: Mapping[str, Any]) -> Any:
    return block.child_block if isinstance(block, blocks.ListBlock) else block.child_blocks[item["type"]]


def _children(block: Any, value: Any, path: str) -> Iterator[tuple[Any, Any, str]]:
    """(block, value, path) of what a stream, a list or a struct holds."""
    if isinstance(block, blocks.BaseStreamBlock | blocks.ListBlock):
        for item in value or []:
            yield child_of(block, item), item["value"], f"{path}.{item['id']}"
    elif isinstance(block, blocks.BaseStructBlock):
        for name, child in (value or {}).items():
            if name in block.child_blocks:
                yield block.child_blocks[name], child, f"{path}.{name}"


def segments_in(block: Any, value: Any, path: str) -> Iterable[tuple[str, int]]:
    """(path, index) of each string of a stored value."""
    if isinstance(block, blocks.RichTextBlock):
        for index, _pair in enumerate(extract_strings(value or "")[1]):
            yield path, index
    elif isinstance(block, TEXT_BLOCKS) and not isinstance(block, OVERRIDABLE_BLOCKS) and value:
        yield path, 0
    for child in _children(block, value, path):
        yield from segments_in(*child)


def leaves(block: Any, value: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    """(path, block, value) of each picture, document, page, recording or address."""
    if isinstance(block, OVERRIDABLE_BLOCKS):
        yield path, block, value
    for child in _children(block, value, path):
        yield from leaves(*child)


def without_text(block: Any, value: Any) -> Any:
    """What is in a stored value that is no text, without ids; None where there is nothing.

    An item that has words and nothing else is none of it: it reaches a translation by its translator.
    """
    if isinstance(block, blocks.BaseStreamBlock | blocks.ListBlock):
        items = [[item["type"], without_text(child_of(block, item), item["value"])] for item in value or []]
        return [item for item in items if item[1] is not None] or None
    if isinstance(block, blocks.BaseStructBlock):
        inner = {
            name: without_text(block.child_blocks[name], child)
            for name, child in (value or {}).items()
            if name in block.child_blocks
        }
        return {name: found for name, found in inner.items() if found is not None} or None
    if isinstance(block, blocks.RichTextBlock):
        return links_in(value)
    if isinstance(block, TEXT_BLOCKS) and not isinstance(block, OVERRIDABLE_BLOCKS):
        return None
    return value


def is_wordless(block: Any, value: Any) -> bool:
    """Whether a stored value says nothing but shows something: a picture that only decorates, a list of pages.

    An empty cell of a table is none: it belongs to the words around it.
    """
    return not any(segments_in(block, value, "")) and without_text(block, value) is not None


def links_in(html: str | None) -> list[Any] | None:
    """What the links of a rich text lead to, string by string."""
    if not html or "<a" not in html:
        return None
    return [attrs for _string, attrs in extract_strings(html)[1] if attrs] or None
