"""E-mails to those who are concerned when a text waits for review, came back, or was published."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from wagtail.models import AbstractGroupApprovalTask, Page, TaskState, WorkflowState
from wagtail.signals import (
    page_published,
    task_submitted,
    workflow_approved,
    workflow_cancelled,
    workflow_rejected,
)

from base.admin.scheduled import schedule_failed
from base.models import User
from regions.mail import messages
from regions.mail.messages import Message
from regions.mail.outdated_notices import original_published
from regions.mail.recipients import about_page, edit_url, page_of, reachable, title_of
from regions.mail.schedule_notices import not_published
from regions.models.approval import RegionApprovalTask, RegionTaskState, publishers, stand_in_asked


def _tell(people: Iterable[Any], preference: str, page: Page, make: Callable[[], Message]) -> None:
    """To each who wants to hear of such things, in their language."""
    for reader in reachable(people, preference):
        language = messages.language_of(reader, page)
        with override(language):
            message = make()
        messages.send(reader, message, language)


# A text waits --------------------------------------------------------------------------------------------------------


def _request(page: Page, author: Any, *more: str) -> Message:
    if author:
        lead = _("%(name)s asks for your review. You can publish this text, or return it with a comment.")
    else:
        lead = _("A text waits for your review. You can publish it, or return it with a comment.")
    return Message(
        subject=_("For your review: %(title)s") % {"title": title_of(page)},
        lead=lead % {"name": author.display_name if author else ""},
        sections=about_page(page),
        more=more,
        action=_("Review it"),
        action_url=edit_url(page),
    )


def _reviewers(task: Any, page: Page) -> QuerySet[User]:
    if isinstance(task, RegionApprovalTask):
        return publishers(page)
    return User.objects.filter(groups__in=task.groups.all(), is_active=True).distinct().order_by("pk")


def task_started(sender: type, instance: TaskState, user: Any = None, **kwargs: Any) -> None:
    """Tell those who may approve; where there are none but the person who asks, the administrators."""
    task, page = instance.task.specific, page_of(instance.workflow_state)
    if page is None or not isinstance(task, RegionApprovalTask | AbstractGroupApprovalTask):
        return
    author = instance.workflow_state.requested_by or user
    others = [reviewer for reviewer in _reviewers(task, page) if not user or reviewer.pk != user.pk]
    if not others and not (isinstance(task, RegionApprovalTask) and task.stands_in(author)):
        others = [
            one for one in User.objects.filter(is_superuser=True, is_active=True) if not user or one.pk != user.pk
        ]
    _tell(others, "submitted", page, lambda: _request(page, author))


def tell_stand_in(sender: type, task: RegionApprovalTask, state: TaskState, page: Page, **kwargs: Any) -> None:
    page, author = page.specific, state.workflow_state.requested_by

    def message() -> Message:
        days = ngettext(
            "Nobody who publishes such texts has been active for %(days)d day. You are named as their stand-in.",
            "Nobody who publishes such texts has been active for %(days)d days. You are named as their stand-in.",
            task.days,
        )
        return _request(page, author, days % {"days": task.days})

    _tell([task.stand_in], "submitted", page, message)


# A text came back, or was published -----------------------------------------------------------------------------------


def _tell_author(state: WorkflowState, user: Any, preference: str, make: Any) -> None:
    """Tell whoever submitted a page what became of it, unless they did it themselves."""
    page, author = page_of(state), state.requested_by
    if page is None or author is None or (user and user.pk == author.pk):
        return
    _tell([author], preference, page, lambda: make(page))


def _comment(state: WorkflowState) -> str:
    return str(state.current_task_state.specific.get_comment()) if state.current_task_state else ""


def approved(sender: type, instance: WorkflowState, user: Any = None, **kwargs: Any) -> None:
    def message(page: Page) -> Message:
        values = {"name": user.display_name if user else ""}
        if page.live and not page.has_unpublished_changes:
            lead = _("%(name)s has approved your text. It is public now.") if user else _("Your text is public now.")
            address = messages.absolute(page.get_url() or "")
            action, action_url = _("Read it on the site"), address
        else:
            lead = (
                _("%(name)s has approved your text. It will be public at the time that is set for it.")
                if user
                else _("Your text was approved. It will be public at the time that is set for it.")
            )
            action, action_url = _("Open it"), edit_url(page)
        return Message(
            subject=_("Approved: %(title)s") % {"title": title_of(page)},
            lead=lead % values,
            sections=about_page(page),
            comment=_comment(instance),
            action=action,
            action_url=action_url,
        )

    _tell_author(instance, user, "approved", message)


def rejected(sender: type, instance: WorkflowState, user: Any = None, **kwargs: Any) -> None:
    def message(page: Page) -> Message:
        if user:
            lead = _("%(name)s has returned your text to you: something is to be changed before it is published.")
        else:
            lead = _("Your text has come back to you: something is to be changed before it is published.")
        return Message(
            subject=_("Returned: %(title)s") % {"title": title_of(page)},
            lead=lead % {"name": user.display_name if user else ""},
            sections=about_page(page),
            comment=_comment(instance),
            action=_("Go on writing"),
            action_url=edit_url(page),
        )

    _tell_author(instance, user, "rejected", message)


def cancelled(sender: type, instance: WorkflowState, user: Any = None, **kwargs: Any) -> None:
    """A publisher who publishes a page that waits, rather than approve it, ends its workflow: it is approved, too."""
    page = page_of(instance)
    if page and page.live and page.live_revision_id == page.latest_revision_id:
        current = instance.current_task_state
        if current and page.last_published_at and page.last_published_at >= current.started_at:
            approved(sender, instance, user)


# Signals --------------------------------------------------------------------------------------------------------------


def connect() -> None:
    """Take the place of Wagtail's own mails about workflows, which wait for the mail server and speak one language.

    A signal keeps one receiver for each `dispatch_uid`, the first: Wagtail connects its own later, under these names.
    """
    for state in (TaskState, RegionTaskState):
        task_submitted.connect(
            task_started, sender=state, dispatch_uid="group_approval_task_submitted_email_notification"
        )
    workflow_approved.connect(approved, sender=WorkflowState, dispatch_uid="workflow_state_approved_email_notification")
    workflow_rejected.connect(rejected, sender=WorkflowState, dispatch_uid="workflow_state_rejected_email_notification")
    workflow_cancelled.connect(cancelled, sender=WorkflowState, dispatch_uid="regions.workflow_cancelled")
    stand_in_asked.connect(tell_stand_in, dispatch_uid="regions.stand_in_asked")
    page_published.connect(original_published, dispatch_uid="regions.original_published")
    schedule_failed.connect(not_published, dispatch_uid="regions.schedule_failed")
