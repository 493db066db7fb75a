"""Redirects that Wagtail makes by itself when an address changes: only from addresses that were public and are free."""

from typing import Any

from django.db.models import Q
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.redirects.signal_handlers import (
    autocreate_redirects_on_page_move,
    autocreate_redirects_on_slug_change,
)
from wagtail.models import Page
from wagtail.signals import page_published, page_slug_changed, post_page_move


def forget_drafts(sender: Any, instance: Page, instance_before: Page | None = None, **kwargs: Any) -> None:
    """Nobody can have noted the address of a page that was never published; Wagtail redirects it all the same."""
    before = instance_before or instance
    if not before.live and before.first_published_at is None:
        Redirect.objects.filter(automatically_created=True, redirect_page=instance.pk).delete()


def free_addresses(sender: Any, instance: Page, **kwargs: Any) -> None:
    """Forget redirects from addresses that the page and those below it have now.

    Else a page that got its old address back would, once it is unpublished, lead from there to itself for ever.
    """
    site_id, _root, path = instance.get_url_parts() or (None, None, None)
    if not path:
        return
    here = Redirect.normalise_path(path).rstrip("/")
    top = instance.url_path.rstrip("/")

    def place(address: str) -> str:
        return f"{top}{address.removeprefix(here)}/"

    # Each with the place in the tree that it leads away from, and that of the page whose list it leads away from.
    found = [
        (pk, target, place(old), place(old.removesuffix(route.rstrip("/"))) if route else "")
        for pk, target, old, route in Redirect.objects.filter(
            Q(old_path=here) | Q(old_path__startswith=f"{here}/"), site=site_id, automatically_created=True
        ).values_list("pk", "redirect_page_id", "old_path", "redirect_page_route_path")
    ]
    if not found:
        return
    places = {place for row in found for place in row[2:] if place}
    holders = {
        place: (pk, live)
        for place, pk, live in Page.objects.filter(url_path__in=places).values_list("url_path", "pk", "live")
    }
    nobody = (0, False)
    taken = [
        pk
        for pk, target, page_place, list_place in found
        if holders.get(page_place, nobody)[1]
        or target in (holders.get(page_place, nobody)[0], holders.get(list_place, nobody)[0])
    ]
    if taken:
        Redirect.objects.filter(pk__in=taken).delete()


def connect() -> None:
    # Wagtail's first, which connects them later; connected twice, they are still called once.
    page_slug_changed.connect(autocreate_redirects_on_slug_change)
    post_page_move.connect(autocreate_redirects_on_page_move)
    for signal in (page_slug_changed, post_page_move):
        signal.connect(forget_drafts, dispatch_uid="base.links.redirects.forget_drafts")
    for signal in (page_slug_changed, post_page_move, page_published):
        signal.connect(free_addresses, dispatch_uid="base.links.redirects.free_addresses")
