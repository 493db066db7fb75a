"""What the blocks of every family are built from."""

from collections.abc import Iterable
from functools import partial
from hashlib import md5
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.encoding import force_str
from django.utils.translation import get_language
from wagtail.blocks import Block, RichTextBlock, StructBlock
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.models import Page
from wagtail.rich_text import RichText

from base.listings import select
from base.validators import validate_rich_text_links
from languages.routing import registry
from languages.routing.fallback import resolve
from languages.text.prose import normalise

PROSE_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]


class FrozenAs(Block):
    """Lets a block stand in migrations as Wagtail's own block that it refines, so that classes here may move."""

    frozen_as: str

    def deconstruct(self) -> tuple[str, Any, Any]:
        _path, args, kwargs = super().deconstruct()
        return self.frozen_as, args, kwargs


class ProseBlock(FrozenAs, RichTextBlock):
    """Running text with emphasis, lists and links, and no heading of its own. Always in normal form."""

    frozen_as = "wagtail.blocks.RichTextBlock"

    def __init__(self, *, features: list[str] | None = None, **kwargs: Any) -> None:
        super().__init__(features=features or PROSE_FEATURES, validators=(validate_rich_text_links,), **kwargs)

    def to_python(self, value: Any) -> RichText:
        return self.normalize(value)

    def normalize(self, value: Any) -> RichText:
        """Wherever a text comes from: its form is that which the editor will give back."""
        html = value.source if isinstance(value, RichText) else value
        return RichText(normalise(force_str(html), tuple(self.features)) if html else "")


class CheckedStructBlock(StructBlock):
    """A struct whose fields have to agree with each other.

    Errors of the single fields and of their agreement are shown together, each at its own field: an editor who
    corrects one is not met by the next.
    """

    def check_together(self, value: Any) -> dict[str, ValidationError]:
        """Errors by the name of the field that they belong to."""
        raise NotImplementedError

    def clean(self, value: Any) -> Any:
        errors: dict[str, ValidationError] = {}
        cleaned = value
        try:
            cleaned = super().clean(value)
        except StructBlockValidationError as error:
            errors.update(error.block_errors)
        for name, problem in self.check_together(cleaned).items():
            errors.setdefault(name, problem)
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned


def works_shown(chosen: Iterable[Page | None], language: str | None = None) -> list[Any]:
    """The pages that stand for the chosen ones in the reader's best language, in the editor's order, each once.

    The editor chose a version of each work; readers get the one that they read best. What is gone, unpublished or
    private is left out. Remembered like the lists of a page; before that, one query for each page type among them
    (and what its cards need), however many pages.
    """
    by_type: dict[type[Page], list[UUID]] = {}
    order: dict[UUID, None] = {}
    for page in chosen:
        if page is None or page.specific_class is None:
            continue
        by_type.setdefault(page.specific_class, []).append(page.translation_key)
        order.setdefault(page.translation_key)
    code = language or get_language() or "en"
    found: dict[UUID, Any] = {}
    for model, keys in by_type.items():
        # A digest, since a cache may refuse a name as long as a row of cards.
        digest = md5("".join(sorted(map(str, keys))).encode(), usedforsecurity=False).hexdigest()
        found |= registry.remember(f"cards:{model._meta.label}:{code}:{digest}", partial(_read, model, keys, code))
    return [found[key] for key in order if key in found]


def _read(model: type[Page], keys: list[UUID], language: str) -> dict[UUID, Any]:
    """The public pages of one type that stand for some works, with what their cards show."""
    pages = resolve(keys, language, model=model)
    if pages:
        select.ready_for_cards(model, list(pages.values()))
        select.memorable(list(pages.values()))
    return pages
