"""Keeps groups and permissions what the rights ask for when pages, languages and rights come and go."""

from typing import Any

from django.contrib.auth.models import Group
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, Site
from wagtail.signals import page_published, post_page_move

from regions.models import RegionPage, Right, TeamGroup
from regions.teams.group_names import Where, rename
from regions.teams.permission_sync import sync_permissions
from regions.teams.rights import syncing_later

# Home pages, and nothing else, lie right below the root of the tree.
HOME_DEPTH = 2


def _where(page: Page) -> tuple[Where, ...]:
    """Whose rights lie on a page: a region's, the coalition's, or nobody's."""
    if isinstance(page, RegionPage):
        return (page.translation_key,)
    return (None,) if page.depth == HOME_DEPTH else ()


def page_saved(sender: type, instance: Any, created: bool = False, raw: bool = False, **kwargs: Any) -> None:
    if created and not raw and isinstance(instance, Page):
        where = _where(instance)
        if where:
            sync_permissions(where)


def region_published(sender: type, instance: RegionPage, **kwargs: Any) -> None:
    """It may have another title than before."""
    rename({instance.translation_key})


def page_deleted(sender: type, instance: Any, **kwargs: Any) -> None:
    # Sent for a page's own class and for Page. A region ceases to be one with the first, a home with the second.
    if sender is RegionPage or (sender is Page and instance.depth == HOME_DEPTH):
        sync_permissions(_where(instance))


def page_moved(sender: type, instance: Page, **kwargs: Any) -> None:
    if issubclass(instance.specific_class or Page, RegionPage):
        sync_permissions({instance.translation_key})
    elif instance.depth == HOME_DEPTH:
        sync_permissions({None})


def site_changed(sender: type, raw: bool = False, **kwargs: Any) -> None:
    """Which pages are home pages is told by the site's root."""
    if not raw:
        sync_permissions({None})


def right_changed(sender: type, instance: Right, raw: bool = False, **kwargs: Any) -> None:
    if not raw and not syncing_later.get():
        sync_permissions({instance.region_id})


def tie_deleted(sender: type, instance: TeamGroup, **kwargs: Any) -> None:
    """A language or a region is gone for good, and its teams with it."""
    Group.objects.filter(pk=instance.group_id).delete()


def connect() -> None:
    post_save.connect(page_saved, dispatch_uid="regions.page_saved")
    post_delete.connect(page_deleted, dispatch_uid="regions.page_deleted")
    page_published.connect(region_published, sender=RegionPage, dispatch_uid="regions.region_published")
    post_page_move.connect(page_moved, dispatch_uid="regions.page_moved")
    for signal in (post_save, post_delete):
        signal.connect(site_changed, sender=Site, dispatch_uid="regions.site_changed")
        signal.connect(right_changed, sender=Right, dispatch_uid="regions.right_changed")
    post_delete.connect(tie_deleted, sender=TeamGroup, dispatch_uid="regions.tie_deleted")
