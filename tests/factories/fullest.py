"""Which page stands for its type where a test looks at one page of each: the one that holds the most."""

from functools import cache
from typing import Any

import pytest
from wagtail.models import Locale, Page, get_page_models

from languages.locales import cldr
from languages.models import Alignment
from languages.routing import registry
from languages.segments.provenance import Origin
from languages.translations.create import create_translation
from languages.translations.draft import Change, write
from languages.translations.tracking import pairs_of
from tests.factories.demonstration import Built

PAGE_TYPES = sorted(model._meta.label for model in get_page_models() if model is not Page)


def texts(value: Any) -> int:
    """How many single values there are in nested lists and maps: blocks, rows, fields."""
    if isinstance(value, dict):
        return sum(map(texts, value.values()))
    if isinstance(value, list):
        return sum(map(texts, value))
    return 1


@cache
def fullest_work(built: Built, page_type: str, language: str = "") -> dict[str, Any] | None:
    """The work of a type, among those in a language, with the most kinds of blocks, then of fields and rows."""

    def size(work: dict[str, Any]) -> tuple[int, int, int]:
        text = work["texts"][language or work["original"]]
        own = {name: value for name, value in work.items() if name != "texts"}
        blocks = {name for block in text.get("body") or [] for name in block}
        fields = [*own, *own.get("fields", ()), *own.get("rows", ()), *text]
        return len(blocks), len(fields), texts(own) + texts(text)

    works = [work for work in built.works if work["type"] == page_type]
    if not works:  # told once, by tests/house/test_pages.py, and not by each test that looks at each type
        pytest.skip(f"the demonstration has no {page_type}")
    return max((work for work in works if not language or language in work["texts"]), key=size, default=None)


def fullest(built: Built, page_type: str, language: str = "") -> Any:
    """The page of a type that holds the most, in a language or else in its original one.

    Where the demonstration has none in that language, its title is translated and the rest left as it is.
    """
    work = fullest_work(built, page_type, language)
    if work:
        return built.page(work["key"], language or work["original"])
    original = fullest(built, page_type)
    page = create_translation(original, Locale.objects.get(language_code=language))
    changes = []
    for pair in pairs_of(Alignment.objects.get(pk=page.pk), type(page)):
        if not pair.path:
            continue
        title = f"{cldr.own_name(language)}: {original.title}" if pair.path == "title" else ""
        origin = Origin.PERSON if title else Origin.LEFT
        changes.append(Change(pair.path, pair.index, pair.source, title or pair.source, pair.source, origin))
    revision = write(page, changes).revision
    assert revision is not None
    revision.publish()
    registry.forget()
    return page
