"""What each text path of a page is called, and under which heading it stands: for people who see segments one by
one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup
from django.db import models
from django.utils.text import capfirst as lazy_capfirst
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail_localize.segments import TemplateSegmentValue
from wagtail_localize.segments.extract import extract_segments

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}


def capfirst(text: Any) -> str:
    """Django's, which of a lazy text makes another one."""
    return str(lazy_capfirst(text))


@dataclass(frozen=True)
class PathInfo:
    """`group` is the part of the page that it lies in, `name` what it is there.

    `elements` are those around the strings of a rich text, one for each ("p", "li", "h3").
    """

    group: str
    name: str
    is_heading: bool = False
    is_line: bool = False
    is_rich: bool = False
    elements: tuple[str, ...] = ()

    def label(self, index: int) -> str:
        """What a segment is: "Quote · Who said it", "Accordion · Item 2 · Paragraph"."""
        element = self.elements[index] if index < len(self.elements) else ""
        kind = _element_name(element)
        return " · ".join(filter(None, (self.name, kind)))

    def heads(self, index: int) -> bool:
        """Whether what follows stands under this segment."""
        return self.is_heading or (index < len(self.elements) and self.elements[index] in HEADINGS)


def _element_name(element: str) -> str:
    if element in HEADINGS:
        return _("Heading")
    names = {"p": _("Paragraph"), "li": _("Item of a list"), "blockquote": _("Quotation")}
    return names.get(element, "")


def outline(page: Any) -> dict[str, PathInfo]:
    """The paths of a page or draft that hold text, in their order, each with what it is called."""
    rich: dict[str, tuple[str, ...]] = {}
    paths: dict[str, None] = {}
    for segment in extract_segments(page):
        paths.setdefault(segment.path)
        if isinstance(segment, TemplateSegmentValue):
            rich[segment.path] = tuple(_elements(segment.template))
    names = _Names(page)
    return {path: names.info(path, rich.get(path)) for path in paths}


def names_of(page: Any, paths: Iterable[str]) -> list[str]:
    """What places of a page or draft are called, text or not; without those that it has no more."""
    names = _Names(page)
    found: dict[str, None] = {}
    for path in paths:
        try:
            info = names.info(path, None)
        except (StopIteration, LookupError):
            continue  # the block went with somebody's draft
        found.setdefault(" · ".join(filter(None, (info.group, info.name))))
    return list(found)


def _elements(template: str) -> Iterator[str]:
    """The element around each string of a rich text."""
    for text in BeautifulSoup(template, "html.parser").find_all("text"):
        parent = text.find_parent(["p", "li", "blockquote", "td", "th", *HEADINGS])
        yield parent.name if parent else ""


class _Names:
    def __init__(self, page: Any):
        self.page = page
        self.bodies: dict[str, Any] = {}

    def info(self, path: str, elements: tuple[str, ...] | None) -> PathInfo:
        name, *steps = path.split(".")
        field: Any = self.page._meta.get_field(name)
        rich: dict[str, Any] = {"is_rich": elements is not None, "elements": elements or ()}
        if isinstance(field, StreamField):
            if name not in self.bodies:
                self.bodies[name] = getattr(self.page, name).get_prep_value()
            labels, block = walk(field.stream_block, self.bodies[name], steps)
            if elements and len(labels) > 1:
                labels.pop()  # "Item 2 · Paragraph" rather than "Item 2 · Text · Paragraph"
            elif elements and any(elements):
                labels = []
            return PathInfo(
                group=capfirst(field.verbose_name),
                name=" · ".join(labels),
                is_heading=block.name == "heading",
                is_line=isinstance(block, blocks.CharBlock),
                **rich,
            )
        if isinstance(field, models.ManyToOneRel):
            meta: Any = field.related_model._meta
            own = meta.get_field(steps[-1])
            return PathInfo(
                group=capfirst(meta.verbose_name_plural),
                name=f"{capfirst(meta.verbose_name)} · {capfirst(own.verbose_name)}",
                is_line=_is_line(own),
                **rich,
            )
        return PathInfo(
            group=capfirst(self.page._meta.verbose_name),
            name="" if elements and any(elements) else capfirst(field.verbose_name),
            is_line=_is_line(field),
            **rich,
        )


def _is_line(field: Any) -> bool:
    return isinstance(field, models.CharField)


def walk(block: Any, value: Any, steps: list[str]) -> tuple[list[str], Any]:
    """The labels of the blocks on the way to a path, and the block that holds it."""
    labels: list[str] = []
    for step in steps:
        if isinstance(block, blocks.BaseStreamBlock):
            item = next(item for item in value if item["id"] == step)
            block, value = block.child_blocks[item["type"]], item["value"]
            labels.append(str(block.label))
        elif isinstance(block, blocks.ListBlock):
            number = next(number for number, item in enumerate(value, start=1) if item["id"] == step)
            block, value = block.child_block, value[number - 1]["value"]
            labels.append(f"{capfirst(block.label or _('Item'))} {number}")
        elif isinstance(block, blocks.BaseStructBlock) and step in block.child_blocks:
            block, value = block.child_blocks[step], value[step]
            labels.append(str(block.label))
    return labels, block
