"""The editor of running text, which gives back what it was given (`languages.text.prose`)."""

from typing import Any

from wagtail.admin.rich_text.editors import draftail

from languages.text.prose import converter


class DraftailRichTextArea(draftail.DraftailRichTextArea):
    """Wagtail's, with a converter of ours between what is stored and what is edited.

    It is called as Wagtail's is: styles and scripts of the admin know a widget by the name of its class.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.converter = converter(tuple(self.features))
