"""Which links a page has, whatever its type: found by what fields and blocks are made of, not by their names.

Texts are read as they are stored, not as they are shown: a link to a page that is gone is still in them. A page that
was read with its rows costs no query.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit, urlunsplit

import idna
from django.conf import settings
from django.db import models
from django.utils.encoding import iri_to_uri
from modelcluster.models import get_all_child_relations
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import COMMENTS_RELATION_NAME, Page

from base.models.links import LONGEST_ADDRESS
from base.validators import WEB_SCHEMES, validate_link, validate_web_address

# No database has a longer one.
LONGEST_ID = 18
# A name or a number, or a number of the newer kind.
HOST = re.compile(r"([a-z0-9_-]{1,63}(\.|$))+|[0-9a-f:.]+")


@dataclass(frozen=True)
class Link:
    """What a row of `PageLink` says, by the names of its fields; `address_id` is the address itself."""

    place: str
    text: str
    address_id: str | None = None
    to_page_id: int | None = None
    is_chosen: bool = False
    to_document_id: int | None = None

    @property
    def leads_somewhere(self) -> bool:
        return bool(self.address_id or self.to_page_id or self.to_document_id)


# What fields there are -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shape:
    """The fields of a model that may hold links, and the relations to rows that have some."""

    fields: tuple[Any, ...]
    rows: tuple[tuple[str, "Shape"], ...]

    @property
    def relations(self) -> list[str]:
        """For `prefetch_related`."""
        return [name for name, _shape in self.rows]


def _holds_links(field: Any) -> bool:
    if isinstance(field, RichTextField | StreamField | models.URLField) or hasattr(field, "address_of"):
        return True
    checks = (validate_web_address, validate_link)
    return isinstance(field, models.CharField) and any(validator in checks for validator in field.validators)


@cache
def shape_of(model: type[models.Model]) -> Shape:
    rows = []
    for relation in get_all_child_relations(model):
        shape = shape_of(relation.related_model)
        if relation.name != COMMENTS_RELATION_NAME and (shape.fields or shape.rows):
            rows.append((relation.name, shape))
    return Shape(tuple(filter(_holds_links, model._meta.fields)), tuple(rows))


# What they hold ------------------------------------------------------------------------------------------------------


def links_of(page: Page) -> set[Link]:
    """The links of a page of its own type, as it is in memory; each once."""
    found = set()
    for link in _of(page, shape_of(type(page)), "", ""):  # type: ignore[arg-type]
        address = absolute(link.address_id, page) if link.address_id else None
        found.add(replace(link, text=" ".join(link.text.split())[:250], address_id=address or None))
    return {link for link in found if link.leads_somewhere}


def _of(holder: Any, shape: Shape, prefix: str, text: str) -> Iterator[Link]:
    for field in shape.fields:
        value, place = getattr(holder, field.attname), prefix + field.name
        if not value:
            continue
        if isinstance(field, StreamField):
            for item in value.get_prep_value():
                block = field.stream_block.child_blocks.get(item["type"])
                if block is not None:
                    yield from _in_block(block, item["value"], f"{place}.{item['type']}", "")
        elif isinstance(field, RichTextField):
            yield from _in_rich_text(value, place)
        else:
            yield Link(place, text, field.address_of(value) if hasattr(field, "address_of") else value)
    for name, rows in shape.rows:
        for row in getattr(holder, name).all():
            yield from _of(row, rows, f"{prefix}{name}.", str(row))


def _in_block(block: blocks.Block, value: Any, place: str, text: str) -> Iterator[Link]:
    """The links of a stored value. `text` is what the struct around it begins with."""
    if not value:
        return
    if isinstance(block, blocks.BaseStreamBlock):
        for item in value:
            if item["type"] in block.child_blocks:
                yield from _in_block(block.child_blocks[item["type"]], item["value"], place, text)
    elif isinstance(block, blocks.ListBlock):
        for item in value:
            # As Wagtail stored them before it gave each an id, and takes them still.
            own = item["value"] if isinstance(item, dict) and {"type", "value"} <= item.keys() else item
            yield from _in_block(block.child_block, own, place, text)
    elif isinstance(block, blocks.BaseStructBlock):
        words = _first_words(block, value) or text
        for name, child in block.child_blocks.items():
            yield from _in_block(child, value.get(name), place, words)
    elif isinstance(block, blocks.RichTextBlock):
        yield from _in_rich_text(value, place)
    elif isinstance(block, blocks.URLBlock):
        yield Link(place, text, value)
    elif isinstance(block, blocks.PageChooserBlock):
        yield Link(place, text, to_page_id=_number(value), is_chosen=True)
    elif isinstance(block, DocumentChooserBlock):
        yield Link(place, text, to_document_id=_number(value))


def _first_words(block: blocks.BaseStructBlock, value: Any) -> str:
    words = (value.get(name) for name, child in block.child_blocks.items() if isinstance(child, blocks.CharBlock))
    return next((word for word in words if word), "")


def _number(value: Any) -> int | None:
    """The key of something chosen, unless no database can have it."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_ID else None


class _Anchors(HTMLParser):
    """Collects the links of a rich text with their words."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[dict[str, str], list[str]]] = []
        self.is_open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found.append(({name: value or "" for name, value in attrs}, []))
            self.is_open = True

    def handle_endtag(self, tag: str) -> None:
        self.is_open = self.is_open and tag != "a"

    def handle_data(self, data: str) -> None:
        if self.is_open:
            self.found[-1][1].append(data)


def _in_rich_text(value: Any, place: str) -> Iterator[Link]:
    parser = _Anchors()
    parser.feed(str(value))
    parser.close()
    for attributes, words in parser.found:
        text, kind, key = "".join(words), attributes.get("linktype"), _number(attributes.get("id"))
        if kind == "page":
            yield Link(place, text, to_page_id=key)
        elif kind == "document":
            yield Link(place, text, to_document_id=key)
        elif attributes.get("href"):
            yield Link(place, text, attributes["href"])


# Addresses -----------------------------------------------------------------------------------------------------------


def absolute(address: str, page: Page) -> str:
    """The whole address that a browser asks for, in the letters of the web; empty where that is none of the web.

    A path of this site is an address of it: it may have been copied from a page that has moved since.
    """
    try:
        # Browsers skip control characters, and white space at the ends.
        address = urldefrag("".join(character for character in address if character >= " ").strip()).url
        if not address:
            return ""  # a place on the page itself
        base = f"{settings.WAGTAILADMIN_BASE_URL}/"
        if not urlsplit(address).scheme and not address.startswith("/"):
            base = urljoin(base, page.get_url() or "")
        return encoded(urljoin(base, address))
    except (ValueError, UnicodeError):
        return ""


def encoded(address: str) -> str:
    """A whole address in letters that can be sent, without a place on the page; empty where that is none of the web."""
    parts = urlsplit(address)
    if parts.scheme not in WEB_SCHEMES or not parts.hostname:
        return ""
    # Without a name and a password, which are nobody's business.
    host = parts.hostname if parts.hostname.isascii() else idna.encode(parts.hostname, uts46=True).decode("ascii")
    if not HOST.fullmatch(host):
        return ""
    host = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port else ""
    found = urlunsplit((parts.scheme, host + port, iri_to_uri(parts.path) or "/", iri_to_uri(parts.query), ""))
    return found if found.isascii() and len(found) <= LONGEST_ADDRESS else ""
