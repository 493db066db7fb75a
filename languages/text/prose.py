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
from typing import Any, NamedTuple

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PreformattedString, Script, Stylesheet, TemplateString
from django.core.exceptions import ImproperlyConfigured
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.admin.rich_text.converters.html_to_contentstate import (
    BLOCK_KEY_NAME,
    AtomicBlockEntityElementHandler,
    BlockElementHandler,
    InlineEntityElementHandler,
    InlineStyleElementHandler,
    ListElementHandler,
    ListItemElementHandler,
)
from wagtail.whitelist import check_url

#: What the strings of translations may hold (`languages.segments`): one paragraph, its links named by placeholders.
INLINE_FEATURES = ("bold", "italic", "link")

NO_TEXT = (PreformattedString, Script, Stylesheet, TemplateString)  # comments, code
# Elements whose text is none of the lines around them, whether or not a field has them.
_APART = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol option p pre section select summary "
    "table tbody td tfoot th thead title tr ul"
)
APART = frozenset(_APART.split())
BLANKS = re.compile(r"[ \t\n\f\r]+")
KEY = re.compile(r"[A-Za-z0-9]{1,20}")
NUMBER = re.compile(r"[0-9]{1,18}")
PARAGRAPH = "unstyled"

Link = tuple[str, tuple[tuple[str, str], ...]]  # type of the entity, attributes


class Run(NamedTuple):
    """Words of a block that have the same emphasis and the same link. A line break is "\\n"."""

    text: str
    styles: frozenset[str] = frozenset()
    link: Link | None = None


class Block:
    """A paragraph, a heading or an item of a list, whose depth counts from 0; what is in no list has -1."""

    def __init__(self, kind: str, depth: int, key: str = "") -> None:
        self.kind = kind
        self.depth = depth
        self.key = key
        self.runs: list[Run] = []

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    def tidy(self) -> None:
        """Blanks as a browser shows them: one of several, none at the ends and beside line breaks."""
        runs: list[Run] = []
        end = "\n"
        for run in self.runs:
            text = run.text
            if text == "\n":
                _cut(runs)
            elif end in " \n":
                text = text.removeprefix(" ")
            if text:
                runs.append(run._replace(text=text))
                end = text[-1]
        _cut(runs)
        self.runs = runs


def _cut(runs: list[Run]) -> None:
    """Take the blank off the end."""
    if runs and runs[-1].text.endswith(" "):
        last = runs.pop()
        if last.text != " ":
            runs.append(last._replace(text=last.text[:-1]))


class Place(NamedTuple):
    """Where in a text one is: the block that words found here belong to."""

    kind: str = PARAGRAPH
    depth: int = -1
    is_item: bool = False
    styles: frozenset[str] = frozenset()
    link: Link | None = None


class Reader:
    """The blocks of an HTML text, as a field with certain features has them."""

    def __init__(self, rules: Any) -> None:
        self.rules = rules
        self.blocks: list[Block] = []
        self.current: Block | None = None
        self.is_new_line = False

    def read(self, html: str) -> list[Block]:
        self._children(BeautifulSoup(html, "html.parser"), Place())
        depth = -1
        for block in self.blocks:
            block.tidy()
            block.depth = depth = min(block.depth, depth + 1)  # an item lies one deeper than the one before at most
        return self.blocks

    def _children(self, element: Tag, place: Place) -> None:
        for child in element.children:
            if isinstance(child, Tag):
                self._element(child, place)
            elif isinstance(child, NavigableString) and not isinstance(child, NO_TEXT):
                self._words(str(child), place)

    def _element(self, tag: Tag, place: Place) -> None:
        attrs = {name: str(value) for name, value in tag.attrs.items()}
        rule = self.rules.match(tag.name, attrs)
        if tag.name == "br":
            if self.current:
                self.current.runs.append(Run("\n", place.styles, place.link))
        elif isinstance(rule, InlineStyleElementHandler):
            self._children(tag, place._replace(styles=place.styles | {rule.style}))
        elif isinstance(rule, InlineEntityElementHandler):
            self._children(tag, place._replace(link=place.link or link_of(rule, attrs)))
        elif isinstance(rule, ListElementHandler):
            if self.current and not place.is_item and not self.current.runs:
                self.blocks.remove(self.current)  # the paragraph around a list
            self.current = None
            inner = Place(rule.list_item_type, place.depth + 1, styles=place.styles, link=place.link)
            self._children(tag, inner)
            self.current = None
        elif isinstance(rule, ListItemElementHandler) and place.depth >= 0:
            self._block(tag, attrs, place._replace(is_item=True))
        elif type(rule) is BlockElementHandler and not place.is_item:
            self._block(tag, attrs, place._replace(kind=rule.block_type, depth=-1))
        elif tag.name in APART:
            self._leave(place)
            self._children(tag, place)
            self._leave(place)
        else:
            self._children(tag, place)

    def _block(self, tag: Tag, attrs: dict[str, str], place: Place) -> None:
        self._open(place, attrs.get(BLOCK_KEY_NAME, ""))
        self._children(tag, place)
        self.current = None

    def _open(self, place: Place, key: str = "") -> None:
        self.current = Block(place.kind, place.depth, key)
        self.blocks.append(self.current)
        self.is_new_line = False

    def _leave(self, place: Place) -> None:
        """What comes next is not of this line: a line of its own within an item, else a block of its own."""
        if self.current and any(run.text != " " for run in self.current.runs):
            if place.is_item:
                self.is_new_line = True
            else:
                self.current = None

    def _words(self, text: str, place: Place) -> None:
        text = BLANKS.sub(" ", text)
        if self.current is None:
            if text in ("", " "):
                return
            self._open(place)
        assert self.current
        if self.is_new_line and text.strip(" "):
            self.current.runs.append(Run("\n"))
            self.is_new_line = False
        self.current.runs.append(Run(text, place.styles, place.link))


def link_of(rule: InlineEntityElementHandler, attrs: dict[str, str]) -> Link | None:
    """A link with what the editor keeps of it; none where it leads nowhere that the editor could open."""
    if "linktype" in attrs:
        number = attrs.get("id", "")
        kept = ("linktype", attrs["linktype"]), ("id", number)
        return (rule.entity_type, kept) if NUMBER.fullmatch(number) else None
    address = re.sub(r"[\t\n\r]", "", attrs.get("href", "")).strip()
    return rule.entity_type, (("href", address),)


def is_refused(link: Link | None) -> bool:
    """Whether a link leads to an address that no text may have (`javascript:`)."""
    return link is not None and any(name == "href" and check_url(value) is None for name, value in link[1])


# To contentstate ------------------------------------------------------------------------------------------------------


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
