"""`LanguageVersion`, the mixin of every page type that exists in several languages.

Here saving, copying and publishing of any page begin.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext
from wagtail.models import Page, Revision

from languages.access import privacy, visibility
from languages.models import Alignment, CorrectionsOnly
from languages.translations import originals, source_language, synchronisation, tracking
from languages.translations.publishing import foreign_digests, foreign_segments, publication_blockers
from languages.translations.too_long import refuse_too_long


class LanguageVersion(Page):
    """Mixin over Wagtail's page: translations follow their originals, and no foreign text becomes public."""

    # Paths that hold proper names, the same in every language (`languages.segments.extraction.is_name`).
    proper_names: tuple[str, ...] = ()
    # Set by the form of an original: only corrections were made, its translations stay valid.
    corrections_only = False

    class Meta:
        abstract = True

    def get_admin_display_title(self) -> str:
        """What Wagtail's screens call the page: its draft's title, if the person who asks may know of it.

        A chooser in a form names whatever page was chosen, or whatever number was sent.
        """
        user = visibility.asking.get()
        if user is None:
            return str(super().get_admin_display_title())
        return visibility.title_shown(self, user) or gettext("(A page that you may not see)")

    @property
    def private_page_options(self) -> list[str]:  # type: ignore[override]
        """Which kinds of privacy an editor may choose here: none while it follows another language version's."""
        return [] if privacy.is_mirrored(self) else list(Page.private_page_options)

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        with transaction.atomic():
            synchronisation.page_saving(self)
            overwritten = kwargs.get("overwrite_revision")
            if overwritten and overwritten == self.get_latest_revision() and self._is_relied_on(overwritten):
                kwargs["overwrite_revision"] = None
            revision: Revision = super().save_revision(*args, **kwargs)
            tracking.page_saved(self, live=False, reverted=bool(kwargs.get("previous_revision")))
            if self.corrections_only:
                CorrectionsOnly.objects.get_or_create(revision=revision)
            elif kwargs.get("overwrite_revision"):
                CorrectionsOnly.objects.filter(revision=revision).delete()
        return revision

    def copy(self, *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
            made = super().copy(*args, **kwargs)
            source_language.copied(self, made)
        return made

    def _is_relied_on(self, revision: Revision) -> bool:
        """Whether a revision is what is public, was, or will be: an autosave that goes on after somebody published its
        draft must not change that in place, but begins a new one."""
        return bool(
            self.live_revision_id == revision.pk
            or Revision.objects.filter(pk=revision.pk, approved_go_live_at__isnull=False).exists()
            or originals.revisions_published(self).filter(pk=revision.pk).exists()
        )

    def publish(self, revision: Revision, **kwargs: Any) -> Any:
        """Every way to publish leads here: the form, several pages at once, a schedule, a workflow.

        Raises PermissionDenied for a translation of which a segment is not translated yet, or is a machine's that
        nobody has reviewed where the language does not allow that; the form says so before.
        """
        with transaction.atomic():
            # Whoever made the revision may have read the page before others came below it.
            self.refresh_from_db(fields=["path", "depth", "numchild", "url_path"])
            alignment = Alignment.objects.filter(pk=self.pk).first()
            if alignment is not None:
                synchronisation.follow_before_publishing(alignment, revision)
                barred = bool(publication_blockers(revision.as_object(), alignment))
            else:
                foreign = foreign_digests(self)
                barred = bool(foreign and foreign_segments(revision.as_object(), foreign))
            if barred:
                raise PermissionDenied
            refuse_too_long(revision.as_object())
            return super().publish(revision, **kwargs)
