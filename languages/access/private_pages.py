"""Keeps known which pages are private (`languages.models.PrivatePage`): restrictions come and go, pages come and move.

Lists, menus, the sitemap and the search ask for public pages in each of their statements. Read out of restrictions and
paths that is a condition for each restriction, or a search for each page; so it is worked out here when it changes.
The page itself is guarded by its restrictions, as Wagtail reads them, whatever is known here.

A restriction is taken into account under the lock of the tree: no page can be added below it unseen meanwhile. Pages
are added and moved under it anyway. `refresh("")` works everything out anew.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.signals import post_delete, post_save, pre_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import post_page_move

from languages.access import tree_lock
from languages.models import PrivatePage

AT_ONCE = 5_000  # rows written or deleted at once


def here_and_above(paths: Iterable[str]) -> set[str]:
    """Some tree paths, and those of all pages above."""
    return {path[:end] for path in paths for end in range(Page.steplen, len(path) + 1, Page.steplen)}


def refresh(path: str) -> None:
    """Work out anew which of the pages from a tree path downwards are private; in a transaction, under the lock."""
    concerned = Q(page__path__startswith=path) | Q(page__path__in=here_and_above([path]))
    restricted = set(PageViewRestriction.objects.filter(concerned).values_list("page__path", flat=True))
    known = Exists(PrivatePage.objects.filter(page=OuterRef("pk")))
    tree = Page.objects.filter(path__startswith=path).annotate(known=known).order_by()
    come: list[int] = []
    gone: list[int] = []
    for pk, here, is_known in tree.values_list("pk", "path", "known").iterator():
        is_private = not restricted.isdisjoint(here_and_above([here]))
        if is_private != is_known:
            (come if is_private else gone).append(pk)
    PrivatePage.objects.bulk_create((PrivatePage(page_id=pk) for pk in come), AT_ONCE, ignore_conflicts=True)
    for start in range(0, len(gone), AT_ONCE):
        PrivatePage.objects.filter(pk__in=gone[start : start + AT_ONCE]).delete()


def mark(page_ids: list[int]) -> None:
    """Make pages private, with all below them, on which restrictions have just been put without a signal."""
    for path in Page.objects.filter(pk__in=page_ids).values_list("path", flat=True):
        refresh_alone(path)


def refresh_alone(path: str) -> None:
    """The same in a transaction of its own, or within the one that is open."""
    with transaction.atomic():
        tree_lock.take()
        refresh(path)


def page_created(page: Page, raw: bool = False) -> bool:
    """A page that comes into being below a private one is private, before anybody can ask.

    Returns whether any version of it is private; one statement where none is. From a fixture (`raw`) pages may come
    after what lies below them.
    """
    above = PageViewRestriction.objects.filter(page__path__in=here_and_above([page.path])).order_by()
    family = PrivatePage.objects.filter(page__translation_key=page.translation_key)
    found = above.values_list(Value("above")).union(family.values_list(Value("family")))
    places = {place for (place,) in found}
    if "above" in places and raw:
        refresh_alone(page.path)
    elif "above" in places:
        PrivatePage.objects.get_or_create(page_id=page.pk)
    return bool(places)


def _path(page_id: Any) -> str | None:
    return Page.objects.filter(pk=page_id).values_list("path", flat=True).first()


def before_save(sender: type, instance: PageViewRestriction, **kwargs: Any) -> None:
    """Remembers where a restriction stood before."""
    found = PageViewRestriction.objects.filter(pk=instance.pk) if instance.pk else PageViewRestriction.objects.none()
    instance.old_page_id = found.values_list("page", flat=True).first()  # type: ignore[attr-defined]


def restriction_changed(sender: type, instance: PageViewRestriction, **kwargs: Any) -> None:
    old = instance.__dict__.pop("old_page_id", None)
    for page_id in {instance.page_id, old or instance.page_id}:
        path = _path(page_id)
        if path is not None:  # a page that is being deleted may be gone already
            refresh_alone(path)


def page_moved(sender: type, instance: Page, **kwargs: Any) -> None:
    path = _path(instance.pk)
    if path is not None:
        refresh_alone(path)


def connect() -> None:
    """Before `privacy` is connected: what is private is known before anything else is told of it."""
    for signal, receiver in (
        (pre_save, before_save),
        (post_save, restriction_changed),
        (post_delete, restriction_changed),
    ):
        name = f"languages.access.private_pages.{signal}.{receiver.__name__}"
        signal.connect(receiver, sender=PageViewRestriction, dispatch_uid=name)
    post_page_move.connect(page_moved, dispatch_uid="languages.access.private_pages.page_moved")
