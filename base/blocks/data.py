"""Data set out for reading: figures, timelines and tables.

The texts sit in blocks that wagtail-localize takes apart (text in structs and lists). Wagtail's own table blocks are
none of them: their words would silently stay in the language of the original.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError

from base.blocks.foundation import CheckedStructBlock, ProseBlock

__all__ = ["FiguresBlock", "TableBlock", "TimelineBlock"]


class FigureBlock(blocks.StructBlock):
    value = blocks.CharBlock(
        label=_("Figure"), max_length=40, help_text=_("As it is to be read: “30 million”, “7 of 10”.")
    )
    label = blocks.CharBlock(label=_("What it counts"), max_length=160)
    note = blocks.CharBlock(
        label=_("Note"), required=False, max_length=200, help_text=_("For instance the source and its year.")
    )

    class Meta:
        label = _("Figure")
        icon = "decimal"


class FiguresBlock(blocks.StructBlock):
    """A few numbers that carry the text."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=160)
    items = blocks.ListBlock(FigureBlock(), label=_("Figures"), min_num=1, max_num=8)

    class Meta:
        label = _("Key figures")
        icon = "decimal"
        group = _("Data")
        template = "blocks/figures.html"
        label_format = "{heading}"
        description = _("A few numbers, set large, with what they count.")
        preview_value = {
            "heading": _("The network in figures"),
            "items": [
                {"value": "7", "label": _("regional data spaces"), "note": ""},
                {"value": "5", "label": _("themes"), "note": ""},
            ],
        }


class MomentBlock(blocks.StructBlock):
    when = blocks.CharBlock(label=_("When"), max_length=60, help_text=_("As it is to be read: “2013”, “Spring 2014”."))
    title = blocks.CharBlock(label=_("Title"), max_length=160)
    text = ProseBlock(label=_("Text"), required=False)

    class Meta:
        label = _("Moment")
        icon = "date"


class TimelineBlock(blocks.StructBlock):
    """A story told by its moments."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=160)
    items = blocks.ListBlock(MomentBlock(), label=_("Moments"), min_num=1)

    class Meta:
        label = _("Timeline")
        icon = "history"
        group = _("Data")
        template = "blocks/timeline.html"
        label_format = "{heading}"
        description = _("Moments in the order in which they happened.")
        preview_value = {
            "heading": _("How it began"),
            "items": [
                {"when": "2013", "title": _("An idea"), "text": _("<p>A few people meet.</p>")},
                {"when": "2016", "title": _("A coalition"), "text": _("<p>They found a network.</p>")},
            ],
        }


class TableValue(blocks.StructValue):
    @property
    def columns(self) -> list[str]:
        return list(self.get("header") or [])

    @property
    def full_rows(self) -> list[list[str]]:
        """The rows, each as long as the header: cells left out at the end of a row are empty."""
        width = len(self.columns)
        return [[*row, *[""] * (width - len(row))] for row in self.get("rows") or []]


class TableBlock(CheckedStructBlock):
    """A table that can be read aloud: it has a caption, and its columns and rows have names."""

    caption = blocks.CharBlock(label=_("Caption"), max_length=200, help_text=_("What the table shows."))
    header = blocks.ListBlock(
        blocks.CharBlock(required=False, max_length=120), label=_("Names of the columns"), min_num=1, max_num=8
    )
    rows = blocks.ListBlock(
        blocks.ListBlock(blocks.CharBlock(label=_("Cell"), required=False, max_length=500), label=_("Row"), min_num=1),
        label=_("Rows"),
        min_num=1,
    )
    named_rows = blocks.BooleanBlock(
        label=_("The first cell names its row"),
        required=False,
        default=True,
        help_text=_("So that people who hear the table know which row a cell belongs to."),
    )

    def check_together(self, value: Any) -> dict[str, ValidationError]:
        width = len(value.get("header") or [])
        too_long: dict[int, ValidationError] = {}
        for place, row in enumerate(value.get("rows") or []):
            if width and len(row) > width:
                message = gettext("This row has more cells than the table has columns.")
                too_long[place] = ListBlockValidationError(non_block_errors=[ValidationError(message, code="too_long")])
        errors: dict[str, ValidationError] = {}
        if too_long:
            errors["rows"] = ListBlockValidationError(block_errors=too_long)
        if width and not any((name or "").strip() for name in value["header"]) and not self.is_deferred_validation:
            errors["header"] = ListBlockValidationError(
                non_block_errors=[ValidationError(gettext("Give the columns names."), code="required")]
            )
        return errors

    class Meta:
        label = _("Table")
        icon = "table"
        group = _("Data")
        template = "blocks/table.html"
        value_class = TableValue
        label_format = "{caption}"
        description = _("Rows and columns with names, for facts that are compared.")
        preview_value = {
            "caption": _("Meetings by year"),
            "header": [_("Year"), _("Meetings")],
            "rows": [["2016", "4"], ["2017", "6"]],
            "named_rows": True,
        }
