"""`LanguageVersion`, the mixin of every page type that exists in several languages.

Here saving, copying and publishing of any page begin.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from wagtail.models import Page, Revision

from languages.access import privacy, visibility
from languages.models import CorrectionsOnly
from languages.translations import originals, precedence, publishing, source_language, synchronisation, tracking, tree
from languages.translations.copy_form import CopyForm


class LanguageVersion(Page):
    """Mixin over Wagtail's page: translations follow their originals, and no foreign text becomes public."""

    # Paths that hold proper names, the same in every language (`languages.segments.extraction.is_name`).
    proper_names: tuple[str, ...] = ()
    # Which texts say what a picture shows, by the field of the picture: they are outdated once it is replaced.
    described_by: dict[str, str] = {}
    # Set by the form of an original: only corrections were made, its translations stay valid.
    corrections_only = False
    # Set by the form of a translation: it may be public before its original.
    before_original = False
    # Wagtail's screen for copying asks for it.
    copy_form_class = CopyForm

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
            synchronisation.page_saving(self, reverted=bool(kwargs.get("previous_revision")))
            overwritten = kwargs.get("overwrite_revision")
            if overwritten and overwritten == self.get_latest_revision() and self._is_relied_on(overwritten):
                kwargs["overwrite_revision"] = None
            revision: Revision = super().save_revision(*args, **kwargs)
            tracking.page_saved(self, live=False, reverted=bool(kwargs.get("previous_revision")))
            if self.corrections_only:
                CorrectionsOnly.objects.get_or_create(revision=revision)
            elif kwargs.get("overwrite_revision"):
                CorrectionsOnly.objects.filter(revision=revision).delete()
            if self.before_original:
                precedence.allow(self, kwargs.get("user"), revision)
        return revision

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A page keeps the place in the tree that it has now; whoever writes it may have read it before it was moved,
        or before others came below it."""
        if self.pk is None or kwargs.get("update_fields") is not None:
            super().save(*args, **kwargs)
            return
        with tree.steady(self):
            tree.read_again(self)
            # What follows locks them, too: everywhere the tree comes first, then they, then the rows of pages.
            if not publishing.is_being_published(self):
                originals.lock_alignments(self.translation_key)
            super().save(*args, **kwargs)

    def add_child(self, **kwargs: Any) -> Any:
        with tree.changing():
            return super().add_child(**kwargs)

    def move(self, target: Page, pos: str | None = None, user: Any = None) -> None:
        with tree.changing():
            tree.read_again(self)
            tree.read_again(target)
            super().move(target, pos=pos, user=user)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        with tree.changing():
            tree.read_again(self)
            return super().delete(*args, **kwargs)

    def unpublish(self, *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
            return super().unpublish(*args, **kwargs)

    def copy(self, *args: Any, keep_live: bool = True, user: Any = None, **kwargs: Any) -> Any:
        """What shall be public of the copies (`keep_live`) is published as any page is."""
        with tree.changing():
            made = super().copy(*args, keep_live=False, user=user, **kwargs)
            source_language.copied(self, made)
            if keep_live:
                publishing.publish_copies(self, made, user)
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
        """Called by a schedule, a workflow, several pages at once, the side-by-side editor and the form of a new page.
        The form of a page that exists has `publishing.publication` around what it does instead."""
        with publishing.publication(self, revision):
            return super().publish(revision, **kwargs)
