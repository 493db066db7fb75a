"""Tells the editors of a page that it was not published at the time which they had set, and what to do about it."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Page, PageLogEntry, Revision

from base.models import User
from languages.translations.refusals import refusal_of
from regions.mail import messages
from regions.mail.messages import Message
from regions.mail.recipients import about_page, title_of
from regions.models.approval import publishers


def not_published(
    sender: type, page: Page, revision: Revision, error: Exception, withdrawn: bool, **kwargs: Any
) -> None:
    """Once for each person and schedule, however often it is tried again."""
    for reader in _editors(page, revision):
        language = messages.language_of(reader, page)
        with override(language):
            message = _message(page, revision, error, withdrawn)
        messages.send(reader, message, language, f"schedule:{revision.pk}:{revision.approved_go_live_at}:{reader.pk}")


def _editors(page: Page, revision: Revision) -> list[User]:
    """Who wrote the text and who set its time; else who may publish the page; else the administrators."""
    scheduled = PageLogEntry.objects.filter(
        page_id=page.pk, revision_id=revision.pk, action="wagtail.publish.schedule"
    ).values("user_id")
    for people in (
        User.objects.filter(pk__in=scheduled) | User.objects.filter(pk=revision.user_id),
        publishers(page),
        User.objects.filter(is_superuser=True),
    ):
        found = [one for one in _reachable(people) if page.permissions_for_user(one).can_edit()]
        if found:
            return found
    return []


def _reachable(people: Iterable[User]) -> list[User]:
    return [one for one in people if one.is_active and one.email]


def _message(page: Page, revision: Revision, error: Exception, withdrawn: bool) -> Message:
    refusal = refusal_of(page, error, revision)
    way_out = (
        _("Nothing has been lost: it is a draft again, without a time. Mend it, then publish it or set another time.")
        if withdrawn
        else _("The site tries again every few minutes. To go on with it yourself, cancel its schedule.")
    )
    return Message(
        subject=_("Not published at its time: %(title)s") % {"title": title_of(page)},
        lead=_("This text was to be published by itself at a time that was set for it, and could not be."),
        sections=about_page(page),
        more=(refusal.reason, way_out),
        action=_("Open it"),
        action_url=messages.absolute(refusal.address),
    )
