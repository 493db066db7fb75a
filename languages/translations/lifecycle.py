"""What becomes of a work's other versions when one is deleted, unpublished or moved, and who may do that."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log
from wagtail.models import Page, ReferenceIndex

from languages.translations import tree
from languages.translations.source_language import CHANGE_SOURCE, make_original, original


def works_below(page: Page, *, live: bool = False) -> int:
    """How many pages below a page exist in other languages, too; with `live`, how many public ones publicly."""
    others = Page.objects.filter(translation_key=OuterRef("translation_key")).exclude(locale_id=OuterRef("locale_id"))
    below = page.get_descendants()
    if live:
        others, below = others.filter(live=True), below.filter(live=True)
    found: int = below.filter(Exists(others)).count()
    return found


def may_delete(page: Page, user: Any) -> bool:
    if not page.permissions_for_user(user).can_delete():
        return False
    return not ReferenceIndex.get_references_to(page).group_by_source_object().is_protected


def may_unpublish(page: Page, user: Any) -> bool:
    return bool(page.permissions_for_user(user).can_unpublish())


def destination_of(version: Page, destination: Page) -> Page | None:
    """Where a version goes that follows another to `destination`: the same section in its own language."""
    found: Page | None = Page.objects.filter(
        translation_key=destination.translation_key, locale_id=version.locale_id, depth__gt=1
    ).first()
    return found


def may_move(version: Page, destination: Page, user: Any) -> bool:
    """Whether a version can follow to its language's own section, and is not there yet."""
    there = destination_of(version, destination)
    return bool(
        there
        and not version.is_child_of(there)
        and version.permissions_for_user(user).can_move_to(there)
        and Page._slug_is_available(version.slug, there, page=version)
    )


def delete_too(page: Page, others: Iterable[Page], user: Any, heir: Page | None = None) -> None:
    """Before a page is deleted: other versions that are deleted with it, and the one that becomes the original."""
    with tree.changing():
        if heir is not None:
            if not heir.permissions_for_user(user).can_edit():
                raise PermissionDenied
            first = original(page)
            if first is not None and first.pk == page.pk:
                make_original(heir, page)
                log(instance=heir.specific, action=CHANGE_SOURCE, user=user)
        for other in others:
            DeletePageAction(other.specific, user=user).execute()


def unpublish(pages: Iterable[Page], user: Any, *, include_descendants: bool = False) -> None:
    """All or none: the right to is asked for each page, and for each one below it."""
    with transaction.atomic():
        for page in pages:
            UnpublishPageAction(page.specific, user=user, include_descendants=include_descendants).execute()


def move(page: Page, destination: Page, others: Iterable[Page], user: Any) -> None:
    """All or none: a page to its destination, other versions to their languages' own."""
    with tree.changing():
        targets = [(page, destination)]
        for other in others:
            there = destination_of(other, destination)
            if there is None or not may_move(other, destination, user):
                raise PermissionDenied
            targets.append((other, there))
        for one, there in targets:
            # Read again: each move may have changed places in the tree.
            MovePageAction(
                Page.objects.get(pk=one.pk).specific, Page.objects.get(pk=there.pk), pos="last-child", user=user
            ).execute()
