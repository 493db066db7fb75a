"""`{% load languages %}`: names, dates and directions by CLDR, and honest marking of text in another language."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django import template
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override

from languages.locales import cldr
from languages.locales.bidi import isolated
from languages.locales.interface import spoken
from languages.locales.open_graph import open_graph_locale
from languages.routing import registry

register = template.Library()


@register.simple_tag
def lang_attrs(page: Any) -> SafeString | str:
    """` lang="es" dir="ltr"` for a page that is not in the reader's language; nothing otherwise."""
    code = _code(page)
    if not code or code == get_language():
        return ""
    return format_html(' lang="{}" dir="{}"', code, cldr.direction(code))


@register.simple_tag
def interface_attrs() -> SafeString | str:
    """` lang="fr" dir="ltr"` around texts of the interface where it is borrowed from another language than the page's;
    nothing otherwise (`languages.locales.interface`)."""
    code = spoken()
    if code == get_language():
        return ""
    return format_html(' lang="{}" dir="{}"', code, cldr.direction(code))


@register.simple_tag
def interface_lang() -> SafeString | str:
    """As `interface_attrs` without `dir`, which would turn the layout round: for what has a name of the interface
    (`aria-label`) around texts of the page, and for words whose arrow points the way that the page is read."""
    code = spoken()
    return "" if code == get_language() else format_html(' lang="{}"', code)


@register.simple_tag
def content_attrs() -> SafeString | str:
    """Around texts in the page's language that stand within `interface_attrs` or `interface_lang`."""
    code = get_language() or ""
    if spoken() == code:
        return ""
    return format_html(' lang="{}" dir="{}"', code, cldr.direction(code))


@register.simple_tag
def interface_text(text: Any) -> Any:
    """A text of the interface amid those of the page, in an element of its own where it is borrowed."""
    attrs = interface_attrs()
    return format_html("<bdi{}>{}</bdi>", attrs, text) if attrs and text else text


@register.simple_tag
def content_text(text: Any) -> Any:
    """A text of the page for a sentence of the interface, in an element of its own where the sentence is borrowed."""
    attrs = content_attrs()
    return format_html("<bdi{}>{}</bdi>", attrs, text) if attrs and text else text


@register.simple_tag
def language_label(page: Any) -> str:
    """The own name of a page's language ("Español") where it is not the reader's; nothing otherwise."""
    code = _code(page)
    return "" if not code or code == get_language() else cldr.own_name(code)


@register.simple_tag
def is_left(block: Any, follows: Any) -> bool:
    """Whether a block of a translation's body is in the language of the original; `follows` is the page's notice."""
    return bool(follows) and f"body.{block.id}" in follows.left


def _code(page: Any) -> str:
    """The language of a page, or of anything that tells its own as `language_code`."""
    if page is None or page == "":
        return ""
    return getattr(page, "language_code", "") or registry.code_of(page)


@register.filter
def own_name(code: str) -> str:
    return cldr.own_name(code) if code else ""


@register.filter
def language_name(code: str) -> str:
    return cldr.language_name(code) if code else ""


@register.filter
def country_name(code: Any) -> str:
    return cldr.country_name(str(code)) if code else ""


@register.filter
def direction(code: str) -> str:
    return cldr.direction(code) if code else "ltr"


@register.filter
def og_locale(code: str) -> str:
    return open_graph_locale(code) if code else ""


@register.filter
def cldr_date(value: date | datetime | None, pattern: str = "long") -> str:
    return cldr.format_date(value, pattern) if value else ""


@register.simple_tag
def cldr_interval(start: date, end: date | None, skeleton: str = "yMMMMd") -> str:
    """Days as a span, with the parts that a CLDR skeleton names; `end` may be missing."""
    return cldr.format_interval(start, end or start, skeleton)


@register.filter
def cldr_time(value: time | datetime | None) -> str:
    return cldr.format_time(value) if value is not None else ""


@register.filter
def cldr_number(value: int | float | Decimal | None) -> str:
    return cldr.format_number(value) if value is not None else ""


@register.filter
def file_size(size: int) -> str:
    """Django's `filesizeformat`, whose decimal sign is that of the active language, in the one that is spoken."""
    with override(spoken()):
        return str(filesizeformat(size))


@register.filter
def signs(text: Any) -> Any:
    """A text of a page with its figures, telephone numbers and signs kept together amid right-to-left letters."""
    result = isolated(str(text or ""), get_language() or "en")
    # Markup says so by `__html__`: a SafeString, and a RichText that `richtext` hands on as it is.
    return SafeString(result) if hasattr(text, "__html__") else result


@register.filter
def cldr_list(items: list[str]) -> str:
    return cldr.format_list([str(item) for item in items]) if items else ""
