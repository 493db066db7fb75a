"""Fields that know of languages: relations to works, bodies and running text in the form that is kept."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.widgets import AdminPageChooser
from wagtail.blocks import StreamValue
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail_localize.fields import BaseTranslatableField
from wagtail_localize.segments.extract import StreamFieldSegmentExtractor

from languages.models import Work
from languages.text.prose import normalise


class OwnField(BaseTranslatableField):
    """A field that each language version has for itself: never translated, and never taken over from the original.

    wagtail-localize knows translated and synchronised fields only; one that is neither is left alone by it.
    """

    def __repr__(self) -> str:
        return f"<OwnField {self.field_name}>"


class TranslatedStreamField(StreamField):
    """A body that can be taken apart whatever state its blocks were stored in.

    A text that is null, or that a type of block got only later, has no segments; wagtail-localize fails at it.
    """

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "wagtail.fields.StreamField", args, kwargs

    def get_translatable_segments(self, value: Any) -> list[Any]:
        segments: list[Any] = _Extractor(self).handle_stream_block(value)
        return segments

    def get_prep_value(self, value: Any) -> Any:
        """What is stored, in rows and revisions: running text in normal form."""
        stored = super().get_prep_value(value)
        return _in_normal_form(self.stream_block, stored) if isinstance(value, StreamValue) else stored


def _in_normal_form(block: Any, raw: Any) -> Any:
    """The stored value of a block, its running texts in normal form."""
    if isinstance(block, blocks.BaseStreamBlock) and isinstance(raw, list):
        children = block.child_blocks
        return [{**item, "value": _in_normal_form(children.get(item["type"]), item["value"])} for item in raw]
    if isinstance(block, blocks.ListBlock) and isinstance(raw, list):
        child = block.child_block
        return [
            {**item, "value": _in_normal_form(child, item["value"])}
            if isinstance(item, dict) and item.get("type") == "item"
            else _in_normal_form(child, item)  # as Wagtail stored it before items had names
            for item in raw
        ]
    if isinstance(block, blocks.BaseStructBlock) and isinstance(raw, dict):
        children = block.child_blocks
        return {
            name: _in_normal_form(children[name], child) if name in children else child for name, child in raw.items()
        }
    if isinstance(block, blocks.RichTextBlock) and isinstance(raw, str):
        return normalise(raw, tuple(block.features))
    return raw


class ProseField(RichTextField):
    """Running text of a model that is no page; `features` say what it may hold. Stored in normal form."""

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "wagtail.fields.RichTextField", args, kwargs

    def get_prep_value(self, value: Any) -> Any:
        stored = super().get_prep_value(value)
        return normalise(stored, tuple(self.features)) if isinstance(stored, str) else stored


class _Extractor(StreamFieldSegmentExtractor):
    def handle_block(self, block_type: Any, block_value: Any, raw_value: Any = None) -> Any:
        return [] if block_value is None else super().handle_block(block_type, block_value, raw_value=raw_value)


class WorkKey(models.ForeignKey):
    """Foreign key to a `Work`, edited with Wagtail's page chooser.

    `page_types` names the page types that may be chosen ("network.PersonPage"); they may live on an upper floor, since
    only their names are known here. The value is the same in every language version of a page, and a version that is
    deleted takes no relation with it.
    """

    def __init__(
        self, to: Any = "languages.Work", on_delete: Any = None, page_types: Sequence[str] = (), **kwargs: Any
    ):
        self.page_types = list(page_types)
        kwargs.setdefault("related_name", "+")
        super().__init__(to, on_delete or models.CASCADE, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs["page_types"] = self.page_types
        return name, path, args, kwargs

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        kwargs.pop("using", None)
        return WorkChoiceField(
            page_types=self.page_types,
            required=not self.blank,
            label=kwargs.get("label", capfirst(self.verbose_name)),
            help_text=kwargs.get("help_text", self.help_text),
        )


class WorkChoiceField(forms.Field):
    """Chooses a page and keeps its work."""

    default_error_messages = {
        "gone": _("This page is no longer there. Choose another one."),
        "type": _("A page of this kind cannot be chosen here. Choose another one."),
    }

    def __init__(self, *, page_types: Sequence[str] = (), **kwargs: Any):
        self.page_types = list(page_types)
        self.target_models = [apps.get_model(name) for name in self.page_types] or [Page]
        super().__init__(widget=WorkChooser(target_models=self.target_models), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """The page that the chooser shows for a work: the original, or else any version."""
        if isinstance(value, Work):
            value = value.pk
        if isinstance(value, UUID):
            pages = Page.objects.filter(translation_key=value)
            original = Work.objects.filter(pk=value).values("original_locale_id")
            page = pages.filter(locale_id__in=original).first() or pages.first()
            return page.pk if page else None
        return value

    def to_python(self, value: Any) -> Work | None:
        if value in self.empty_values:
            return None
        number = str(value)
        # What no database takes for a page id ("²", a thousand digits) is no page either.
        is_id = number.isascii() and number.isdigit() and len(number) < 19
        page = Page.objects.filter(pk=number).first() if is_id else None
        work = Work.objects.filter(pk=page.translation_key).first() if page else None
        if page is None or work is None:
            raise ValidationError(self.error_messages["gone"], code="gone")
        if not issubclass(page.specific_class or Page, tuple(self.target_models)):
            raise ValidationError(self.error_messages["type"], code="type")
        return work

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = self.prepare_value(initial)
        return str(before or "") != str(data or "")


class WorkChooser(AdminPageChooser):
    """Wagtail's page chooser, given a page id or nothing."""

    def get_value_data(self, value: Any) -> Any:
        if isinstance(value, UUID | Work):
            value = WorkChoiceField().prepare_value(value)
        return super().get_value_data(value)
