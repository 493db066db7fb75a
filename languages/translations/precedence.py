"""A translation that would be public before its original is: that is asked, and the answer is in the page's history."""

from typing import Any

from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry, Revision

from languages.models import Work

BEFORE_ORIGINAL = "languages.before_original"


def original_not_public(page: Page) -> Page | None:
    """The original of a translation, while it never was public and nobody said that the translation may precede it."""
    original: Page | None = (
        Page.objects.filter(
            translation_key=page.translation_key,
            locale_id__in=Work.objects.filter(pk=page.translation_key).values("original_locale_id"),
            live=False,
            first_published_at=None,
        )
        .exclude(pk=page.pk)
        .select_related("locale")
        .first()
    )
    if original is None or PageLogEntry.objects.filter(page_id=page.pk, action=BEFORE_ORIGINAL).exists():
        return None
    return original


def allow(page: Page, user: Any = None, revision: Revision | None = None) -> None:
    """Somebody says that a translation may be public before its original."""
    if original_not_public(page):
        log(instance=page, action=BEFORE_ORIGINAL, user=user, revision=revision)
