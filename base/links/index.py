"""Keeps `PageLink` in step with what is published: with each page as it is saved, and with all of them at night.

What became of the pages and documents that links lead to is not kept: whoever looks asks for it then.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.signals import post_save
from django.utils import timezone
from wagtail.models import Page, get_page_models
from wagtail.signals import page_unpublished

from base.links.extraction import Link, links_of, shape_of
from base.models.links import CheckedAddress, PageLink

logger = logging.getLogger(__name__)

FIELDS = [field.name for field in fields(Link)]
# Pages that are read at once.
CHUNK = 200


def keep(pages: Iterable[Page]) -> None:
    """Note the links of some live pages. One statement where nothing has changed, four at most.

    What is known of a page whose links cannot be told stays.
    """
    wanted = {}
    for page in pages:
        try:
            wanted[page.pk] = links_of(page)
        except Exception:  # whatever is in a body: it keeps no other page from being looked at, nor from being saved
            logger.exception("The links of page %s cannot be told.", page.pk)
    gone = []
    for pk, page, *said in PageLink.objects.filter(page__in=wanted).values_list("pk", "page_id", *FIELDS):
        link = Link(*said)
        if link in wanted[page]:
            wanted[page].remove(link)
        else:
            gone.append(pk)
    if gone:
        PageLink.objects.filter(pk__in=gone).delete()
    new = [PageLink(page_id=page, **asdict(link)) for page, links in wanted.items() for link in links]
    if new:
        PageLink.objects.bulk_create(sorted(new, key=lambda row: (row.place, row.text)))


def keep_all() -> None:
    """Put right whatever was changed without a signal, and list the addresses that are to be checked."""
    PageLink.objects.exclude(page__live=True).delete()
    for model in get_page_models():
        shape = shape_of(model)
        if shape.fields or shape.rows:
            keys = list(model._default_manager.filter(live=True).order_by("pk").values_list("pk", flat=True))
            for start in range(0, len(keys), CHUNK):
                _keep_some(model, keys[start : start + CHUNK], shape.relations)
    known = CheckedAddress.objects.values("url")
    new = PageLink.objects.exclude(address=None).exclude(address__in=known).values_list("address_id", flat=True)
    now = timezone.now()
    CheckedAddress.objects.bulk_create(
        [CheckedAddress(url=url, next_check=now) for url in new.distinct()], ignore_conflicts=True
    )
    CheckedAddress.objects.exclude(Exists(PageLink.objects.filter(address=OuterRef("url")))).delete()


@transaction.atomic
def _keep_some(model: type[Page], keys: Sequence[int], relations: Sequence[str]) -> None:
    # Whoever publishes one of them meanwhile notes its links, and is not made to wait.
    live = list(
        Page.objects.select_for_update(skip_locked=True, no_key=True)
        .filter(pk__in=keys, live=True)
        .values_list("pk", flat=True)
    )
    keep(model._default_manager.filter(pk__in=live).prefetch_related(*relations))


def page_saved(sender: type, instance: Any, raw: bool = False, update_fields: Any = None, **kwargs: Any) -> None:
    # Drafts are saved with `update_fields`.
    is_whole = isinstance(instance, Page) and type(instance) is instance.specific_class
    if is_whole and instance.live and update_fields is None and not raw:
        keep([instance])


def page_withdrawn(sender: type, instance: Page, **kwargs: Any) -> None:
    PageLink.objects.filter(page=instance.pk).delete()


def connect() -> None:
    post_save.connect(page_saved, dispatch_uid="base.links.index.page_saved")
    page_unpublished.connect(page_withdrawn, dispatch_uid="base.links.index.page_withdrawn")
