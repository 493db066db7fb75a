"""Tells translators, at most once a day, that the originals of pages which they worked on have changed."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from wagtail.models import Page, PageLogEntry

from base.models import User
from base.one_by_one import on_its_own
from languages.locales import cldr
from languages.models import Alignment
from languages.routing import registry
from regions.mail import messages
from regions.mail.messages import Line, Message, Section
from regions.mail.recipients import MOST, more_of, title_of
from regions.models import BehindNotice, MailPreferences

# Between two e-mails to a person about translations that are outdated: what becomes outdated meanwhile is told
# together.
AT_MOST_EVERY = timedelta(days=1)


def original_published(sender: type, instance: Page, revision: Any = None, **kwargs: Any) -> None:
    """Note who is to be told that translations which they worked on are outdated now; one statement where none is."""
    author = revision.user_id if revision else None
    worked = (
        PageLogEntry.objects.filter(
            page__translation_key=instance.translation_key,
            page__alignment__behind_since__isnull=False,
            action__in=("wagtail.edit", "wagtail.create"),
            user__is_active=True,
        )
        .exclude(user_id=author)
        .exclude(Exists(Alignment.objects.filter(pk=instance.pk)))  # a translation makes nothing outdated
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
            # It had been brought up to date meanwhile: what is outdated now is news.
            BehindNotice.objects.filter(pk=notice.pk).update(since=since, is_told=False)
    tell_of_outdated({user for user, _page, _since in found})


def tell_of_outdated(user_ids: Iterable[int] | None = None) -> int:
    """Write to everybody (or to some) who is to be told, and was not told anything in the last day.

    Returns the number of e-mails. Called when something becomes outdated, and every minute for who had to wait.
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
    told = 0
    for user in User.objects.filter(pk__in=list(due)).order_by("pk"):
        with on_its_own(f"telling user {user.pk} of outdated translations"):
            told += _tell(user, now)
    return told


def _tell(user: User, now: Any) -> bool:
    with transaction.atomic():
        notices = BehindNotice.objects.filter(user=user, is_told=False)
        pages = list(
            Page.objects.filter(pk__in=notices.values("page_id"), alignment__live_behind__gt=0)
            .annotate(outdated=F("alignment__live_behind"))
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
        language = messages.language_of(user, pages[0])
        with override(language):
            message = _outdated_message(pages)
        return messages.send(user, message, language)


def _outdated_message(pages: list[Any]) -> Message:
    def line(page: Any) -> Line:
        outdated = ngettext("%(count)d passage is behind", "%(count)d passages are behind", page.outdated)
        note = f"{cldr.language_name(registry.code_of(page))}, {outdated % {'count': page.outdated}}"
        return messages.page_line(page, messages.absolute(reverse("languages_edit", args=[page.pk])), note)

    count = len(pages)
    if count == 1:
        subject = _("Your translation is behind: %(title)s") % {"title": title_of(pages[0])}
        lead = _("You worked on this translation. Its original has changed since, and readers are told so.")
    else:
        subject = ngettext(
            "%(count)d translation of yours is behind", "%(count)d translations of yours are behind", count
        ) % {"count": count}
        lead = _("You worked on these translations. Their originals have changed since, and readers are told so.")
    return Message(
        subject=subject,
        lead=lead,
        sections=[Section([line(page) for page in pages[:MOST]])],
        more=[more_of(count)] if count > MOST else [],
        action=_("Bring it up to date") if count == 1 else "",
        action_url=line(pages[0]).url if count == 1 else "",
    )
