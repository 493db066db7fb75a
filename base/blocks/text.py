"""Words: headings, running text, quotations, and texts that open on demand."""

from typing import Any

from anyascii import anyascii
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from base.blocks.foundation import PROSE_FEATURES, FrozenAs, ProseBlock

__all__ = ["AccordionBlock", "HeadingBlock", "QuoteBlock", "TextBlock", "anchor_for"]


def anchor_for(text: str, taken: set[str] | None = None) -> str:
    """The id of a heading, so that it can be linked to.

    In letters that survive an address in any script, prefixed so that it never meets an id of the page's frame, and
    numbered where the same words head two sections (`taken` collects the ids of one page).
    """
    stem = "-".join(filter(None, ("section", slugify(anyascii(text))[:60].strip("-"))))
    anchor, number = stem, 1
    while taken is not None and anchor in taken:
        number += 1
        anchor = f"{stem}-{number}"
    if taken is not None:
        taken.add(anchor)
    return anchor


class HeadingBlock(FrozenAs, blocks.CharBlock):
    """A heading within the body."""

    frozen_as = "wagtail.blocks.CharBlock"

    def get_context(self, value: str, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        context["anchor"] = anchor_for(str(value), context.get("anchors_taken"))
        return context

    class Meta:
        label = _("Heading")
        icon = "title"
        group = _("Text")
        template = "blocks/heading.html"
        description = _("The heading of a section. Readers can link to it.")
        preview_value = _("What we learned")


class TextBlock(ProseBlock):
    """Running text; its own smaller headings divide long texts."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(features=["h3", *PROSE_FEATURES], **kwargs)

    class Meta:
        label = _("Text")
        icon = "pilcrow"
        group = _("Text")
        template = "blocks/text.html"
        description = _("Paragraphs, lists and links.")
        preview_value = _(
            "<p>Data can <b>strengthen people</b>: what they know, what they decide, "
            "and whom they can hold to account.</p>"
        )


class QuoteBlock(blocks.StructBlock):
    """Somebody's words, with who said them."""

    text = blocks.TextBlock(
        # Wagtail counts "Words", and would be given this translation.
        label=pgettext_lazy("quotation", "Words"),
        help_text=_("Without quotation marks: they are added for each language."),
    )
    speaker = blocks.CharBlock(label=_("Who said it"), required=False, max_length=120)
    role = blocks.CharBlock(
        label=_("Role"),
        required=False,
        max_length=160,
        help_text=_("What the speaker does, or where the words were published."),
    )

    class Meta:
        label = _("Quote")
        icon = "openquote"
        group = _("Text")
        template = "blocks/quote.html"
        label_format = "{speaker}: {text}"
        description = _("Words of a person or a text, with their source.")
        preview_value = {
            "text": _("We counted what mattered to us, and then we were counted on."),
            "speaker": _("A participant"),
            "role": _("Workshop on community data"),
        }


class AccordionItemBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=200, help_text=_("For instance a question."))
    text = ProseBlock(label=_("Text"))

    class Meta:
        label = _("Passage")
        icon = "collapse-down"


class AccordionBlock(blocks.StructBlock):
    """Passages that show their title, and their text when opened."""

    items = blocks.ListBlock(AccordionItemBlock(), label=_("Passages"), min_num=1)

    class Meta:
        label = _("Questions and answers")
        icon = "collapse-down"
        group = _("Text")
        template = "blocks/accordion.html"
        description = _("Titles that open a text when chosen, for answers that few readers need.")
        preview_value = {
            "items": [{"title": _("Who can join?"), "text": _("<p>Everybody who works with data for people.</p>")}],
        }
