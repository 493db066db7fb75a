"""Helpers of the merge: blank paragraphs, links of the original only, rows."""

from collections.abc import Mapping
from typing import Any

from bs4 import BeautifulSoup
from wagtail.fields import RichTextField
from wagtail_localize.fields import get_translatable_fields
from wagtail_localize.strings import StringValue, extract_strings

from languages.segments.synchronised import content_of


def without_blanks(html: str) -> BeautifulSoup:
    """Without the paragraphs of strings that say nothing."""
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(["p", "li", "h2", "h3", "h4", "blockquote"]):
        if not tag.get_text(strip=True) and not tag.find(True):
            tag.decompose()
    return soup


def with_attributes(text: str, attrs: Mapping[str, Any]) -> tuple[StringValue, Mapping[str, Any]]:
    """A string with its links as the original has them; a link that it does not have is taken off, its words stay."""
    soup = BeautifulSoup(text, "html.parser")
    for tag in soup.find_all("a"):
        if tag.get("id") not in attrs:
            tag.unwrap()
    return StringValue(str(soup)), attrs


def segments_of_row(row: Any, path: str) -> list[tuple[str, int]]:
    """(path, index) of each string of a row."""
    found = []
    for declared in get_translatable_fields(type(row)):
        value = getattr(row, declared.field_name) if declared.is_translated(row) else None
        if value and isinstance(declared.get_field(type(row)), RichTextField):
            found += [(f"{path}.{declared.field_name}", index) for index in range(len(extract_strings(value)[1]))]
        elif value:
            found.append((f"{path}.{declared.field_name}", 0))
    return found


def in_place(row: Any) -> tuple[Any, ...]:
    return row.pk, getattr(row, "sort_order", None), content_of(row)


def has_text(row: Any) -> bool:
    return any(
        getattr(row, declared.field_name) not in (None, "")
        for declared in get_translatable_fields(type(row))
        if declared.is_translated(None)
    )
