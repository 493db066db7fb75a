"""Word of mouth: who is told by e-mail that a text waits for them, came back, was published, or is behind."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from wagtail.models import AbstractGroupApprovalTask, Page, PageLogEntry, TaskState, WorkflowState
from wagtail.signals import (
    page_published,
    task_submitted,
    workflow_approved,
    workflow_cancelled,
    workflow_rejected,
)
from wagtail.users.models import UserProfile

from base.models import User
from languages.locales import cldr
from languages.models import Alignment
from languages.routing import registry
from regions import letters
from regions.letters import Letter, Line, Section
from regions.models import BehindNotice, MailPreferences
from regions.workflows import RegionApprovalTask, RegionTaskState, publishers

# Between two e-mails to a person about translations that are behind: what falls behind meanwhile is told together.
AT_MOST_EVERY = timedelta(days=1)
# An e-mail names so many texts, and counts the others.
MOST = 20


def reachable(users: Iterable[Any], preference: str) -> list[Any]:
    """Those who have an e-mail address, may log in, and have not turned a kind of Wagtail's notifications off."""
    return [
        user
        for user in users
        if user.is_active and user.email and getattr(UserProfile.get_for_user(user), f"{preference}_notifications")
    ]


def edit_url(page: Page) -> str:
    return letters.absolute(reverse("wagtailadmin_pages:edit", args=[page.pk]))


def _described(page: Page) -> str:
    """What kind of page it is, and in which language ("News item, Spanish")."""
    kind = capfirst(str((page.specific_class or Page)._meta.verbose_name))
    return _("%(kind)s in %(language)s") % {
        "kind": kind,
        "language": cldr.language_name(registry.code_of(page)),
    }


def _title(page: Page) -> str:
    return letters.isolated(str(page.get_admin_display_title()), registry.code_of(page))


def _about(page: Page) -> list[Section]:
    return [Section([letters.page_line(page, edit_url(page), _described(page))])]


def _page_of(state: WorkflowState) -> Any:
    """The page of a workflow as it is now: the state may have read it before it was published."""
    if not isinstance(state.content_object, Page):
        return None
    page = Page.objects.filter(pk=state.object_id).first()
    return page.specific if page else None


# A text waits --------------------------------------------------------------------------------------------------------


def _request(page: Page, author: Any, *more: str) -> Letter:
    if author:
        lead = _("%(name)s asks for your review. You can publish this text, or return it with a comment.")
    else:
        lead = _("A text waits for your review. You can publish it, or return it with a comment.")
    return Letter(
        subject=_("For your review: %(title)s") % {"title": _title(page)},
        lead=lead % {"name": author.display_name if author else ""},
        sections=_about(page),
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
    task, page = instance.task.specific, _page_of(instance.workflow_state)
    if page is None or not isinstance(task, RegionApprovalTask | AbstractGroupApprovalTask):
        return
    author = instance.workflow_state.requested_by or user
    others = [reviewer for reviewer in _reviewers(task, page) if not user or reviewer.pk != user.pk]
    if not others and not (isinstance(task, RegionApprovalTask) and task.stands_in(author)):
        others = [
            one for one in User.objects.filter(is_superuser=True, is_active=True) if not user or one.pk != user.pk
        ]
    for reader in reachable(others, "submitted"):
        language = letters.language_of(reader, page)
        with override(language):
            letter = _request(page, author)
        letters.send(reader, letter, language)


def ask_stand_in(task: RegionApprovalTask, state: TaskState, page: Page) -> None:
    page, author = page.specific, state.workflow_state.requested_by
    for reader in reachable([task.stand_in], "submitted"):
        language = letters.language_of(reader, page)
        with override(language):
            days = ngettext(
                "Nobody who publishes such texts has been active for %(days)d day. You are named as their stand-in.",
                "Nobody who publishes such texts has been active for %(days)d days. You are named as their stand-in.",
                task.days,
            )
            letter = _request(page, author, days % {"days": task.days})
        letters.send(reader, letter, language)


# A text came back, or was published -----------------------------------------------------------------------------------


def _tell_author(state: WorkflowState, user: Any, preference: str, make: Any) -> None:
    """Tell whoever submitted a page what became of it, unless they did it themselves."""
    page, author = _page_of(state), state.requested_by
    if page is None or author is None or (user and user.pk == author.pk):
        return
    for reader in reachable([author], preference):
        language = letters.language_of(reader, page)
        with override(language):
            letter = make(page)
        letters.send(reader, letter, language)


def _comment(state: WorkflowState) -> str:
    return str(state.current_task_state.specific.get_comment()) if state.current_task_state else ""


def approved(sender: type, instance: WorkflowState, user: Any = None, **kwargs: Any) -> None:
    def letter(page: Page) -> Letter:
        values = {"name": user.display_name if user else ""}
        if page.live and not page.has_unpublished_changes:
            lead = _("%(name)s has approved your text. It is public now.") if user else _("Your text is public now.")
            address = letters.absolute(page.get_url() or "")
            action, action_url = _("Read it on the site"), address
        else:
            lead = (
                _("%(name)s has approved your text. It will be public at the time that is set for it.")
                if user
                else _("Your text was approved. It will be public at the time that is set for it.")
            )
            action, action_url = _("Open it"), edit_url(page)
        return Letter(
            subject=_("Approved: %(title)s") % {"title": _title(page)},
            lead=lead % values,
            sections=_about(page),
            comment=_comment(instance),
            action=action,
            action_url=action_url,
        )

    _tell_author(instance, user, "approved", letter)


def rejected(sender: type, instance: WorkflowState, user: Any = None, **kwargs: Any) -> None:
    def letter(page: Page) -> Letter:
        if user:
            lead = _("%(name)s has returned your text to you: something is to be changed before it is published.")
        else:
            lead = _("Your text has come back to you: something is to be changed before it is published.")
        return Letter(
            subject=_("Returned: %(title)s") % {"title": _title(page)},
            lead=lead % {"name": user.display_name if user else ""},
            sections=_about(page),
            comment=_comment(instance),
            action=_("Go on writing"),
            action_url=edit_url(page),
        )

    _tell_author(instance, user, "rejected", letter)


def cancelled(sender: type, instance: WorkflowState, user: Any = None, **kwargs: Any) -> None:
    """A publisher who publishes a page that waits, rather than approve it, ends its workflow: it is approved, too."""
    page = _page_of(instance)
    if page and page.live and page.live_revision_id == page.latest_revision_id:
        current = instance.current_task_state
        if current and page.last_published_at and page.last_published_at >= current.started_at:
            approved(sender, instance, user)


# A translation is behind ----------------------------------------------------------------------------------------------


def original_published(sender: type, instance: Page, revision: Any = None, **kwargs: Any) -> None:
    """Note who is to be told that translations which they worked on are behind now; one statement where none is."""
    author = revision.user_id if revision else None
    worked = (
        PageLogEntry.objects.filter(
            page__translation_key=instance.translation_key,
            page__alignment__behind_since__isnull=False,
            action__in=("wagtail.edit", "wagtail.create"),
            user__is_active=True,
        )
        .exclude(user_id=author)
        .exclude(Exists(Alignment.objects.filter(pk=instance.pk)))  # a translation makes nothing behind
        .order_by()
        .values_list("user_id", "page_id", "page__alignment__behind_since")
        .distinct()
    )
    found = list(worked)
    if not found:
        return
    known = {
        (notice.user_id, notice.page_id): notice
        for notice in BehindNotice.objects.filter(page_id__in={page for _user, page, _since in found})
    }
    for user_id, page_id, since in found:
        notice = known.get((user_id, page_id))
        if notice is None:
            BehindNotice.objects.create(user_id=user_id, page_id=page_id, since=since)
        elif notice.since != since:
            # It had been brought up to date meanwhile: what is behind now is news.
            BehindNotice.objects.filter(pk=notice.pk).update(since=since, is_told=False)
    tell_who_is_behind({user for user, _page, _since in found})


def tell_who_is_behind(user_ids: Iterable[int] | None = None) -> int:
    """Write to everybody (or to some) who is to be told, and was not told anything in the last day.

    Returns the number of letters. Called when something falls behind, and every minute for who had to wait.
    """
    waiting = BehindNotice.objects.all() if user_ids is None else BehindNotice.objects.filter(user_id__in=user_ids)
    now = timezone.now()
    due = (
        waiting.order_by()
        .values("user_id")
        .annotate(waiting=Count("pk", filter=Q(is_told=False)), last=Max("told_at"))
        .filter(Q(last=None) | Q(last__lte=now - AT_MOST_EVERY), waiting__gt=0)
        .values_list("user_id", flat=True)
    )
    return sum(_tell_behind(user, now) for user in User.objects.filter(pk__in=list(due)).order_by("pk"))


def _tell_behind(user: User, now: Any) -> bool:
    with transaction.atomic():
        notices = BehindNotice.objects.filter(user=user, is_told=False)
        pages = list(
            Page.objects.filter(pk__in=notices.values("page_id"), alignment__live_behind__gt=0)
            .annotate(behind=F("alignment__live_behind"))
            .order_by("alignment__behind_since", "pk")
        )
        wanted = (
            bool(user.is_active and user.email) and not MailPreferences.objects.filter(user=user, behind=False).exists()
        )
        pages = [page for page in pages if wanted and page.permissions_for_user(user).can_edit()]
        if not pages:
            # Nothing to say: it is up to date by now, or they do not want to know, or may not write in it any more.
            notices.update(is_told=True)
            return False
        if not notices.update(is_told=True, told_at=now):  # another process was quicker
            return False
        language = letters.language_of(user, pages[0])
        with override(language):
            letter = _behind_letter(pages)
        return letters.send(user, letter, language)


def _behind_letter(pages: list[Any]) -> Letter:
    def line(page: Any) -> Line:
        behind = ngettext("%(count)d passage is behind", "%(count)d passages are behind", page.behind)
        note = f"{cldr.language_name(registry.code_of(page))}, {behind % {'count': page.behind}}"
        return letters.page_line(page, letters.absolute(reverse("languages_edit", args=[page.pk])), note)

    count = len(pages)
    if count == 1:
        subject = _("Your translation is behind: %(title)s") % {"title": _title(pages[0])}
        lead = _("You worked on this translation. Its original has changed since, and readers are told so.")
    else:
        subject = ngettext(
            "%(count)d translation of yours is behind", "%(count)d translations of yours are behind", count
        ) % {"count": count}
        lead = _("You worked on these translations. Their originals have changed since, and readers are told so.")
    return Letter(
        subject=subject,
        lead=lead,
        sections=[Section([line(page) for page in pages[:MOST]])],
        more=[more_of(count)] if count > MOST else [],
        action=_("Bring it up to date") if count == 1 else "",
        action_url=line(pages[0]).url if count == 1 else "",
    )


def more_of(count: int) -> str:
    """What is said of a list that is cut off at `MOST`."""
    rest = count - MOST
    return ngettext("And %(count)d more.", "And %(count)d more.", rest) % {"count": rest}


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
    page_published.connect(original_published, dispatch_uid="regions.original_published")
