"""HTML as blocks of running text: paragraphs, headings and items of lists, as the editor knows them (`prose`)."""

import re
from typing import Any, NamedTuple

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PreformattedString, Script, Stylesheet, TemplateString
from wagtail.admin.rich_text.converters.html_to_contentstate import (
    BLOCK_KEY_NAME,
    BlockElementHandler,
    InlineEntityElementHandler,
    InlineStyleElementHandler,
    ListElementHandler,
    ListItemElementHandler,
)
from wagtail.whitelist import check_url

NO_TEXT = (PreformattedString, Script, Stylesheet, TemplateString)  # comments, code
# Elements whose text is none of the lines around them, whether or not a field has them.
_APART = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol option p pre section select summary "
    "table tbody td tfoot th thead title tr ul"
)
APART = frozenset(_APART.split())
BLANKS = re.compile(r"[ \t\n\f\r]+")
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
