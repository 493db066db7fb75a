"""Which page the versions of a work follow, and as what: its public text, or its draft while it was never public."""

from typing import Any

from django.db import connection
from django.db.models import ManyToOneRel, OuterRef, QuerySet, Subquery
from wagtail.models import Page, PageLogEntry, Revision
from wagtail_localize.fields import get_translatable_fields

from languages.models import Alignment, Work


def alignments(translation_key: Any) -> QuerySet[Alignment]:
    """Those of a work's translations, locked until the transaction ends."""
    found = Alignment.objects.filter(page_id__in=Page.objects.filter(translation_key=translation_key).values("pk"))
    return found.order_by("pk").select_for_update() if connection.in_atomic_block else found


def lock_alignments(translation_key: Any) -> None:
    """Lock those of a work's translations until the transaction ends, where the database has locks of rows."""
    if connection.features.has_select_for_update:
        list(alignments(translation_key).values_list("pk"))


def original_of(page: Page) -> Any:
    """The original that a translation follows, as published, or as drafted while it never was; None for an original."""
    original = (
        Page.objects.filter(
            translation_key=page.translation_key,
            locale_id__in=Work.objects.filter(pk=page.translation_key).values("original_locale_id"),
        )
        .exclude(pk=page.pk)
        .first()
    )
    return as_followed(original) if original else None


def as_followed(original: Page) -> Any:
    """The state of an original that translations follow: what is public, or was last, or, while none was, the draft.

    The row of a page that was unpublished says what its drafts say.
    """
    if original.live:
        return in_memory(original.specific)
    if not was_published(original):
        return in_memory(original.get_latest_revision_as_object())
    published = revisions_published(original).order_by("-published_at").first()
    return in_memory(published.as_object() if published else original.specific)


def in_memory(page: Any) -> Any:
    """A page that is looked at or made into a revision, but not saved itself: its rows are read once for all."""
    for declared in get_translatable_fields(type(page)):
        if isinstance(declared.get_field(type(page)), ManyToOneRel):
            getattr(page, declared.field_name).get_object_list()
    return page


def revisions_published(page: Page) -> QuerySet[Any]:
    """The revisions of a page that were public once, by Wagtail's log, with the moment when each was published."""
    entries = PageLogEntry.objects.filter(
        page_id=page.pk, revision_id=OuterRef("pk"), action__in=("wagtail.publish", "wagtail.publish.scheduled")
    )
    moments = entries.order_by("-timestamp").values("timestamp")[:1]
    found = Revision.page_revisions.filter(object_id=str(page.pk)).annotate(published_at=Subquery(moments))
    return found.filter(published_at__isnull=False)


def was_published(page: Page) -> bool:
    return bool(page.live or page.first_published_at)
