"""Takes pages online and offline at the times that their editors chose, each on its own.

Takes the place of what Wagtail 7.4's command `publish_scheduled` does: there the first page that raises an exception
ends the run, and every later run, so that nothing after it is ever published. To be deleted, with our command of that
name, once Wagtail's goes on after one that fails.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DataError
from django.db.models import QuerySet
from django.dispatch import Signal
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import DraftStateMixin, Page, Revision

from base.one_by_one import on_its_own
from languages.translations.tree import steady

#: Sent when a page was not published at its time: `page`, `revision`, `error`, and `withdrawn`: whether its schedule
#: was taken away, so that its editors can go on with it, or is tried again. E-mails listen.
schedule_failed = Signal()

# What the next run would meet again: only an editor can do something about it.
FOR_GOOD = (PermissionDenied, ValidationError, DataError)
NOT_PUBLISHED = "base.schedule_failed"


@dataclass
class Round:
    """What one run has done; `failed` counts what it could not do, `broken` what of this nobody expected."""

    published: int = 0
    unpublished: int = 0
    failed: int = 0
    broken: int = 0


def _expired(now: datetime) -> Iterator[tuple[Any, Any]]:
    """The models and keys of what has expired, those that expired first before the others of their model."""
    models = [
        Page,
        *(one for one in apps.get_models() if issubclass(one, DraftStateMixin) and not issubclass(one, Page)),
    ]
    for model in models:
        for pk in list(_to_expire(model, now).order_by("expire_at").values_list("pk", flat=True)):
            yield model, pk


def _to_expire(model: Any, now: datetime) -> QuerySet[Any]:
    found: QuerySet[Any] = model.objects.filter(live=True, expire_at__lt=now)
    return found


def _due(now: datetime) -> QuerySet[Revision]:
    found: QuerySet[Revision] = Revision.objects.filter(approved_go_live_at__lt=now)
    return found


def run(now: datetime | None = None) -> Round:
    """Unpublish what has expired, then publish what is due, what was due first before the others.

    Each is read when its turn comes: publishing an original changes what its translations have scheduled, and somebody
    may have cancelled a schedule meanwhile.
    """
    now = now or timezone.now()
    done = Round()
    for model, pk in _expired(now):
        with on_its_own(f"{model._meta.label} {pk} was to be unpublished") as outcome, steady():
            expired = _to_expire(model, now).filter(pk=pk).first()
            if expired is not None:
                expired = expired.specific if isinstance(expired, Page) else expired
                expired.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
                done.unpublished += 1
        done.failed += outcome.failed
        done.broken += outcome.failed
    for pk in list(_due(now).order_by("approved_go_live_at", "pk").values_list("pk", flat=True)):
        revision = _due(now).filter(pk=pk).first()
        if revision is None:
            continue
        with on_its_own(f"revision {pk} was to be published", *FOR_GOOD) as outcome:
            revision.publish(log_action="wagtail.publish.scheduled")
        if outcome.error is None:
            done.published += 1
            continue
        done.failed += 1
        done.broken += not isinstance(outcome.error, FOR_GOOD)
        with on_its_own(f"the editors of revision {revision.pk} were to be told"):
            _tell(revision, outcome.error)
    return done


def _tell(revision: Revision, error: Exception) -> None:
    """A page that is scheduled is locked for everybody: one that waits for its editors is given back to them.

    Called within a transaction: nobody loses a schedule without being told.
    """
    page = Page.objects.filter(pk=revision.object_id).first() if revision.base_content_type.model == "page" else None
    withdrawn = isinstance(error, FOR_GOOD)
    if withdrawn:
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
        if page is not None:
            log(instance=page.specific, action=NOT_PUBLISHED, revision=revision)
    if page is not None:
        schedule_failed.send(type(page), page=page.specific, revision=revision, error=error, withdrawn=withdrawn)
