"""The editor of running text, which gives back what it was given (`languages.text.prose`)."""

from typing import Any

from wagtail.admin.rich_text.editors.draftail import DraftailRichTextArea

from languages.text.prose import converter


class LosslessRichTextArea(DraftailRichTextArea):
    """Draftail, with a converter of ours between what is stored and what is edited."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.converter = converter(tuple(self.features))
