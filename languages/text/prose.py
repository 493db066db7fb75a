"""The normal form of rich text: what is stored is what the editor gives back when it is opened and saved untouched.

Wagtail keeps rich text as HTML, and its editor (Draftail) works on contentstate: a row of blocks, each with a type and
a depth. Not all HTML can be said so, and what cannot has to become something that can with all words in their order, on
the way in and not at the hands of the next person who corrects a comma. `normalise` does it, wherever a text comes from
(`languages.fields`, `base.blocks.foundation`); `LosslessConverter` is what the editor opens and saves with
(`base.admin.rich_text_area`).

Why not Wagtail's own ContentstateConverter (Wagtail 7.4.4 and 8.0.1, with draftjs_exporter 5.2.0), which
- puts what follows an inner list before it, and glues the words ("Mix <ul>…</ul> and stir": "Mixand stir"); makes one
  word of a list where the field has no lists; empties an item whose text is in a `<p>`;
- drops the second of two lists of different kinds within an item, with its words, and what follows an inner list of
  another kind starts a new list at number 1, or joins the list before it;
- drops no-break spaces where a block or, after a space, emphasis begins; moves a space over a line break;
- loses line breaks in links, and makes an empty paragraph of nothing;
- cannot open `<br>`, `<img>`, an item without its list, or a link without its number (AssertionError, KeyError).
To be deleted when `tests/languages/text/test_prose.py` passes with ContentstateConverter in the place of ours.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from hashlib import blake2b
from itertools import groupby
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.admin.rich_text.converters.html_to_contentstate import AtomicBlockEntityElementHandler

from languages.text.prose_blocks import PARAGRAPH, Block, Link, Reader, Run, is_refused

#: What the strings of translations may hold (`languages.segments`): one paragraph, its links named by placeholders.
INLINE_FEATURES = ("bold", "italic", "link")

KEY = re.compile(r"[A-Za-z0-9]{1,20}")


def _ranges(runs: Sequence[Run], value_of: Any) -> Iterator[tuple[int, int, Any]]:
    """(offset, length, value) of the stretches that have the same value."""
    offset = 0
    for value, stretch in groupby(runs, value_of):
        length = sum(len(run.text) for run in stretch)
        if value:
            yield offset, length, value
        offset += length


def _key(block: Block, number: int, taken: set[str]) -> str:
    """The block's name for the editor and its comments: its own, or always the same for the same text."""
    key, more = block.key if KEY.fullmatch(block.key) else "", 0
    while not key or key in taken:
        key = blake2b(f"{number}:{more}:{block.text}".encode(), digest_size=4).hexdigest()[:5]
        more += 1
    taken.add(key)
    return key


def contentstate(blocks: Iterable[Block], data_of: Any) -> dict[str, Any]:
    """Blocks as the editor takes them; `data_of` says what it is told of a link."""
    entities: dict[str, Any] = {}
    raw = []
    taken: set[str] = set()

    for number, block in enumerate(blocks):
        text, styles, links = block.text, [], []
        for style in sorted({style for run in block.runs for style in run.styles}):
            for offset, length, _true in _ranges(block.runs, lambda run, style=style: style in run.styles):
                styles.append({"offset": offset, "length": length, "style": style})
        for offset, length, link in _ranges(block.runs, lambda run: run.link):
            links.append({"offset": offset, "length": length, "key": len(entities)})
            entities[str(len(entities))] = {"type": link[0], "mutability": "MUTABLE", "data": data_of(link)}
        raw.append(
            {
                "key": _key(block, number, taken),
                "type": block.kind,
                "depth": max(block.depth, 0),
                "text": text,
                "inlineStyleRanges": styles,
                "entityRanges": links,
            }
        )
    return {"blocks": raw, "entityMap": entities}


def _plain_data(link: Link) -> dict[str, str]:
    """What the exporter needs of a link."""
    attrs = dict(link[1])
    return {"url": attrs["href"]} if "href" in attrs else {"id": attrs["id"]}


class LosslessConverter(ContentstateConverter):
    """Between HTML and the editor, both ways without a loss; what it writes is in normal form."""

    def __init__(self, features: Sequence[str]) -> None:
        super().__init__(features)
        self.rules = self.html_to_contentstate_handler.element_handlers
        self.wrappers = {kind: one.wrapper for kind, one in self.exporter.block_options.items() if one.wrapper}
        for element, rules in self.rules.element_rules.items():
            if any(isinstance(rule, AtomicBlockEntityElementHandler) for _order, _matches, rule in rules):
                raise ImproperlyConfigured(f"<{element}> in running text: pictures and lines are blocks of their own.")

    def from_database_format(self, html: str) -> str:
        blocks = Reader(self.rules).read(html)
        return json.dumps(contentstate(blocks or [Block(PARAGRAPH, -1)], self._data), indent=4)

    def _data(self, link: Link) -> Any:
        """What the editor is told of a link: also the title and address of a page, which are looked up."""
        attrs = dict(link[1])
        return self.rules.match("a", attrs).get_attribute_data(attrs)

    def to_database_format(self, contentstate_json: str) -> str:
        state = json.loads(contentstate_json)  # null, of an editor that nobody has typed in
        return self.normalised(self.html_of(state)) if state else ""

    def normalised(self, html: str) -> str:
        blocks = Reader(self.rules).read(html)
        if not any(block.runs for block in blocks):
            return ""
        if any(is_refused(run.link) for block in blocks for run in block.runs):
            return html  # as it came, so that whoever wrote it is told (`base.validators`)
        return self.html_of(contentstate(blocks, _plain_data))

    def html_of(self, state: dict[str, Any]) -> str:
        """Each block by the exporter, their lists by us."""
        html: list[str] = []
        lists: list[str] = []  # that are open, each with an item

        def close(depth: int) -> None:
            while len(lists) > depth:
                html.append(f"</li></{lists.pop()}>")

        for block in state["blocks"]:
            text = self.exporter.render({"blocks": [{**block, "depth": 0}], "entityMap": state["entityMap"]})
            text = text.replace("\n", "<br/>")  # line breaks in links, which it leaves as they are
            wrapper = self.wrappers.get(block["type"])
            if wrapper is None:
                close(0)
                html.append(text)
                continue
            depth = min(block["depth"], len(lists))
            close(depth + 1)
            if len(lists) > depth and lists[depth] != wrapper:
                close(depth)
            if len(lists) > depth:
                html.append("</li>")
            else:
                html.append(f"<{wrapper}>")
                lists.append(wrapper)
            html.append(text.removeprefix(f"<{wrapper}>").removesuffix(f"</li></{wrapper}>"))
        close(0)
        return "".join(html)


@cache
def converter(features: tuple[str, ...]) -> LosslessConverter:
    return LosslessConverter(features)


@lru_cache(maxsize=1024)
def normalise(html: str, features: tuple[str, ...]) -> str:
    """A rich text in normal form, as a field with these features keeps it. Without words it is empty."""
    return converter(features).normalised(html)
