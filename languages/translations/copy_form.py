"""The form of Wagtail's screen for copying."""

from typing import Any

from django.http import QueryDict
from wagtail.admin.forms.pages import CopyForm as WagtailsCopyForm

PUBLISH = "publish_copies"


class CopyForm(WagtailsCopyForm):
    """Has copies made as drafts: those that shall be public are published afterwards, as any page is.

    Wagtail 7.4's `CopyPageAction` would write public rows itself, past `languages.translations.publishing.publication`,
    and take the latest draft for the revision that is public. To be deleted when it publishes what it copies.
    """

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        return {**cleaned, PUBLISH: False}


def is_to_be_published(posted: QueryDict) -> bool:
    """Whether whoever sent the form wants the copies of what is public to be public."""
    return bool(posted.get(PUBLISH))
