"""Why a page could not be published, and where that is mended: in words for its editors."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page, Revision

from languages.models import Alignment
from languages.segments.limits import overlong
from languages.translations.barred import Barred
from languages.translations.publishing import publication_blockers
from languages.translations.too_long import TooLong


@dataclass(frozen=True)
class Refusal:
    """`reason` is a sentence in the active language, `address` the path of the screen on which it is mended."""

    reason: str
    address: str


def refusal_of(page: Page, error: Exception, revision: Revision | None = None) -> Refusal:
    """What publishing `revision` (by default the latest) ended with."""
    form = reverse("wagtailadmin_pages:edit", args=[page.pk])
    if isinstance(error, ValidationError):
        return Refusal(" ".join(error.messages), form)
    if isinstance(error, TooLong):
        # Its own form says so too, at the field.
        is_translation = Alignment.objects.filter(pk=page.pk).exists()
        texts: Any = revision.as_object() if revision else page.get_latest_revision_as_object()
        # In the active language, which need not be the one in which it was refused.
        reason = " ".join(map(str, overlong(texts))) or str(error)
        return Refusal(reason, reverse("languages_edit", args=[page.pk]) if is_translation else form)
    if isinstance(error, PermissionDenied):
        draft: Any = revision.as_object() if revision else page.get_latest_revision_as_object()
        barred = len(publication_blockers(draft))
        if barred:
            is_translation = Alignment.objects.filter(pk=page.pk).exists()
            reason = ngettext(
                "%(number)d passage is not translated or reviewed yet.",
                "%(number)d passages are not translated or reviewed yet.",
                barred,
            )
            name = "languages_edit" if is_translation else "languages_original"
            return Refusal(reason % {"number": barred}, reverse(name, args=[page.pk]))
        if isinstance(error, Barred):
            return Refusal(str(error), form)
        return Refusal(_("Whoever was to publish it may not."), form)
    return Refusal(_("The site cannot publish it as it is. Its log tells the administrators why."), form)
