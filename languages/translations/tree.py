"""The lock around changes of the page tree.

Where a page lies is kept in the pages themselves (treebeard's materialised path: `path`, `depth`, `numchild`), and read
before it is written: two who add below one section, or one who moves pages there while another publishes it, would both
start from the same state. Whoever changes the tree does so within `changing`, one after the other; whoever writes the
row of a page that has its place already holds it `steady`, which many may do at once. A page that gets another part of
its address is not such a one: Wagtail writes the address into every page below it.

On PostgreSQL these are advisory locks, which end with the transaction. On SQLite a transaction begins by taking the one
lock for writing that there is (`transaction_mode` in the settings).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from wagtail.models import Page

from languages.access import tree_lock

PLACE = ("path", "depth", "numchild", "url_path")


@contextmanager
def changing() -> Iterator[None]:
    """A transaction in which pages are added, moved, copied or deleted; who comes second waits for its end.

    What is to be changed is read within it: what was read before may be outdated (`read_again`).
    """
    with transaction.atomic():
        lock()
        yield


@contextmanager
def steady(page: Any = None, slug: str = "") -> Iterator[None]:
    """A transaction in which no page changes its place.

    Where `page` is to be written with another part of its address (`slug`, by default its own) than the public row has,
    it is that of `changing`: to be known now, since two who hold the lock together would wait for each other for ever.
    """
    with transaction.atomic():
        if page is None or not _lock_if_renamed(page, slug or page.slug):
            tree_lock.take("pg_advisory_xact_lock_shared")
        yield


def lock() -> None:
    """Take the lock of `changing` until the transaction ends, for code that is within one already."""
    tree_lock.take()


def _lock_if_renamed(page: Any, slug: str) -> bool:
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s) FROM wagtailcore_page WHERE id = %s AND slug <> %s",
            [tree_lock.NUMBER, page.pk, slug],
        )
        return cursor.fetchone() is not None


def read_again(page: Any) -> None:
    """Bring the place of a page in memory up to date."""
    place = Page.objects.filter(pk=page.pk).values(*PLACE).first() or {}
    if any(getattr(page, name) != value for name, value in place.items()):
        for name, value in place.items():
            setattr(page, name, value)
        page._clear_cached_attributes()
