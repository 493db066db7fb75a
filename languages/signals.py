"""Keeps the originals recorded, and what is remembered of the site's structure true."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_save
from wagtail.models import Locale, Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_unpublished, post_page_move

from languages.access import privacy, private_pages
from languages.models import Fallback, Work
from languages.routing.registry import forget
from languages.segments.extraction import texts_of
from languages.translations import publishing, source_language, tracking


def record_original(sender: type, instance: Page, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """A work's first page, whatever its language, is its original; all others follow it."""
    if not created:
        return
    is_private = private_pages.page_created(instance, raw)
    if not raw:
        is_whole = type(instance) is instance.specific_class
        first: dict[str, Any] = {
            "original_locale_id": instance.locale_id,
            "words": lambda: tracking.words_of(texts_of(instance)) if is_whole else 0,
        }
        _work, is_first = Work.objects.get_or_create(translation_key=instance.translation_key, defaults=first)
        if not is_first:
            if is_whole:
                tracking.page_created(instance)
            if is_private:
                privacy.page_created(instance)


def choose_next_original(sender: type, instance: Page, **kwargs: Any) -> None:
    """When an original is deleted its translations stay, and the one published first becomes the original."""
    source_language.original_deleted(instance)


def forget_now_and_on_commit(sender: Any, **kwargs: Any) -> None:
    """Twice, since another reader may fill the cache with what they still see before this transaction ends."""
    forget()
    transaction.on_commit(forget)


def page_saved(
    sender: type, instance: Any, created: bool = False, raw: bool = False, update_fields: Any = None, **kwargs: Any
) -> None:
    if isinstance(instance, Page):
        record_original(sender, instance, created, raw)
        # Drafts are saved with `update_fields` (twice a second, by autosave) and show nothing new to the public.
        if instance.live and update_fields is None:
            forget_now_and_on_commit(sender)
            if not raw and not created and type(instance) is instance.specific_class:
                tracking.page_saved(instance, live=True)


def note_unpublished(sender: type, instance: Page, **kwargs: Any) -> None:
    tracking.page_unpublished(instance)


def page_deleted(sender: type, instance: Any, **kwargs: Any) -> None:
    # Deleting a page sends this for its specific class and for Page; once is enough, when the base row is gone.
    if sender is Page:
        choose_next_original(sender, instance)
        forget_now_and_on_commit(sender)


def refuse_synchronised_editing(sender: type, instance: Any, **kwargs: Any) -> None:
    """An enabled localize translation would replace Wagtail's editor, and with it workflow, locks and rights."""
    if instance.enabled:
        raise ValueError("Translations are edited in Wagtail's own editor: Translation.enabled must stay False.")
    same = {"target_locale": instance.target_locale_id, "source__object_id": instance.source.object_id}
    if sender._default_manager.filter(**same).exclude(pk=instance.pk).exists():  # type: ignore[attr-defined]
        raise ValueError("A page has one original: localize's editor actions fail at two sources for one target.")


def refuse_copies_of_a_language(sender: type, instance: Any, **kwargs: Any) -> None:
    """localize would fill the tree of one language with public copies of the pages of another."""
    raise ValueError("A language is never filled with copies of another: no LocaleSynchronization is kept.")


def connect() -> None:
    from wagtail_localize.models import LocaleSynchronization, Translation

    private_pages.connect()
    privacy.connect()
    pre_save.connect(refuse_synchronised_editing, sender=Translation, dispatch_uid="languages.refuse_synchronised")
    pre_save.connect(refuse_copies_of_a_language, sender=LocaleSynchronization, dispatch_uid="languages.refuse_copies")
    post_save.connect(page_saved, dispatch_uid="languages.page_saved")
    post_delete.connect(page_deleted, dispatch_uid="languages.page_deleted")
    page_published.connect(publishing.note_published, dispatch_uid="languages.note_published")
    page_unpublished.connect(note_unpublished, dispatch_uid="languages.note_unpublished")
    for signal in (page_published, page_unpublished, post_page_move):
        signal.connect(forget_now_and_on_commit, dispatch_uid="languages.forget")
    for model in (Fallback, Locale, PageViewRestriction, Site):
        post_save.connect(forget_now_and_on_commit, sender=model, dispatch_uid=f"languages.forget.{model.__name__}")
        post_delete.connect(forget_now_and_on_commit, sender=model, dispatch_uid=f"languages.forget.{model.__name__}")
