"""The body of every page."""

from typing import Any

from wagtail import blocks

from base.blocks.data import FiguresBlock, TableBlock, TimelineBlock
from base.blocks.links import CallToActionBlock
from base.blocks.listings import CardsBlock, ListingBlock, OrganisationsBlock, PeopleBlock
from base.blocks.media import DocumentBlock, ImageBlock, VideoBlock
from base.blocks.text import AccordionBlock, HeadingBlock, QuoteBlock, TextBlock


class StoryBlock(blocks.StreamBlock):
    """Everything that a body can hold. One for all page types, so that an editor learns it once."""

    heading = HeadingBlock(max_length=160)
    text = TextBlock()
    quote = QuoteBlock()
    accordion = AccordionBlock()
    image = ImageBlock()
    video = VideoBlock()
    document = DocumentBlock()
    call_to_action = CallToActionBlock()
    listing = ListingBlock()
    cards = CardsBlock()
    people = PeopleBlock()
    organisations = OrganisationsBlock()
    figures = FiguresBlock()
    timeline = TimelineBlock()
    table = TableBlock()

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        # The headings of one body share this set, so that no two of them get the same id.
        context["anchors_taken"] = set()
        return context

    class Meta:
        template = "blocks/story.html"
