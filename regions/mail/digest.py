"""The weekly digest of a region: one e-mail to each member of its team, about what they may write in."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from wagtail.models import GroupPagePermission, Page, WorkflowState

from base.listings import registry, select
from base.models import User
from base.one_by_one import on_its_own
from languages.locales import cldr
from languages.models import Alignment
from languages.routing import registry as routing_registry
from languages.routing.tree_paths import within
from regions.mail import messages
from regions.mail.messages import Line, Message, Section
from regions.mail.recipients import edit_url
from regions.models import MailPreferences, RegionPage

PERIOD = timedelta(days=7)
# So many lines of each list; the screens of the admin show all.
MOST = 10
WRITING = ("add_page", "change_page", "publish_page")


def write_digests(now: datetime | None = None) -> int:
    """Put the digests of this week into the queue, and return how many; a second run in a week writes none again."""
    now = now or timezone.now()
    versions: dict[Any, list[RegionPage]] = {}
    for page in RegionPage.objects.order_by("path").select_related("locale").prefetch_related("working_languages"):
        versions.setdefault(page.translation_key, []).append(page)
    return sum(_write_for_region(pages, now) for pages in versions.values())


def _write_for_region(pages: Sequence[RegionPage], now: datetime) -> int:
    written = 0
    year, week, _day = now.isocalendar()
    for user, own in _team(pages):
        with on_its_own(f"the digest of region {pages[0].translation_key} for user {user.pk}"):
            language = messages.language_of(user, own[0])
            with override(language):
                message = _message(pages, own, language, now)
            key = f"digest:{year}-W{week}:{pages[0].translation_key}:{user.pk}"
            if message is not None:
                written += messages.send(user, message, language, key)
    return written


def _team(pages: Sequence[RegionPage]) -> Iterable[tuple[User, list[RegionPage]]]:
    """The members of a region's team who want the digest, each with the pages in whose languages they write."""
    rights = GroupPagePermission.objects.filter(page__in=pages, permission__codename__in=WRITING)
    held: dict[int, set[int]] = {}
    for user_id, page_id in rights.exclude(group__user=None).values_list("group__user", "page_id").distinct():
        held.setdefault(user_id, set()).add(page_id)
    unwanted = MailPreferences.objects.filter(digest=False).values("user_id")
    members = User.objects.filter(pk__in=held, is_active=True).exclude(email="").exclude(pk__in=unwanted)
    for user in members.select_related("wagtail_userprofile").order_by("pk"):
        yield user, [page for page in _in_order(pages) if page.pk in held[user.pk]]


def _in_order(pages: Sequence[RegionPage]) -> list[RegionPage]:
    """The versions of a region's page in the order of its working languages."""

    def place(page: RegionPage) -> int:
        spoken = [row.code for row in page.working_languages.all()]
        code = routing_registry.code_of(page)
        return spoken.index(code) if code in spoken else len(spoken)

    return sorted(pages, key=place)


def _below(pages: Iterable[Page]) -> QuerySet[Page]:
    found: QuerySet[Page] = Page.objects.filter(within(page.path for page in pages))
    return found


def _message(pages: Sequence[RegionPage], own: Sequence[RegionPage], language: str, now: datetime) -> Message | None:
    """What there is to say, in the active language; None for a week without anything."""
    waiting = _waiting(own)
    lists = (
        (_("New drafts"), _drafts(own, now, {line.url for line in waiting})),
        (_("Waiting for review"), waiting),
        (_("Translations"), _translations(pages, own)),
        *((str(kind.digest_heading), _announced(kind, pages[0], language)) for kind in _kinds_announced()),
    )
    sections = [Section(lines, str(heading)) for heading, lines in lists if lines]
    if not sections:
        return None
    here = (page for page in pages if page.live and routing_registry.code_of(page) == language.split("-")[0])
    named = next(here, own[0])
    region = messages.isolated(named.title, routing_registry.code_of(named))
    return Message(
        subject=_("This week: %(region)s") % {"region": region},
        lead=_("This is what the week looks like in %(region)s.") % {"region": region},
        sections=sections,
        action=_("Open the admin"),
        action_url=messages.absolute(reverse("wagtailadmin_home")),
    )


def _kind(page: Page) -> str:
    return capfirst(str((page.specific_class or Page)._meta.verbose_name))


def _drafts(own: Sequence[Page], now: datetime, waiting: set[str]) -> list[Line]:
    """Texts that were begun or went on in the last week, and were never public."""
    drafts = _below(own).filter(live=False, first_published_at=None, latest_revision_created_at__gte=now - PERIOD)
    lines = [
        messages.page_line(page, edit_url(page), _kind(page))
        for page in drafts.order_by("-latest_revision_created_at", "pk")[: MOST + len(waiting)]
    ]
    return [line for line in lines if line.url not in waiting][:MOST]


def _waiting(own: Sequence[Page]) -> list[Line]:
    states = WorkflowState.objects.filter(
        status=WorkflowState.STATUS_IN_PROGRESS,
        base_content_type__app_label="wagtailcore",
        base_content_type__model="page",
    )
    since = {int(number): moment for number, moment in states.values_list("object_id", "created_at")}
    pages = sorted(_below(own).filter(pk__in=since), key=lambda page: since[page.pk])[:MOST]
    return [
        messages.page_line(
            page, edit_url(page), _("since %(date)s") % {"date": cldr.format_date(since[page.pk].date())}
        )
        for page in pages
    ]


def _translations(pages: Sequence[RegionPage], own: Sequence[RegionPage]) -> list[Line]:
    """For each language that a member writes in, how many of the region's public texts lack in it, or are outdated."""
    works = set(_below(pages).filter(live=True).values_list("translation_key", flat=True))
    lines = []
    for page in own:
        there = Page.objects.filter(live=True, locale_id=page.locale_id, translation_key__in=works).count()
        missing = len(works) - there
        outdated = Alignment.objects.filter(page__path__startswith=page.path, live_behind__gt=0).count()
        counts = [
            text % {"count": count}
            for count, text in (
                (missing, ngettext("%(count)d text missing", "%(count)d texts missing", missing)),
                (outdated, ngettext("%(count)d text behind", "%(count)d texts behind", outdated)),
            )
            if count
        ]
        if counts:
            name = capfirst(cldr.language_name(routing_registry.code_of(page)))
            address = messages.absolute(reverse("wagtailadmin_explore", args=[page.pk]))
            lines.append(Line(name, address, cldr.format_list(counts)))
    return lines


def _kinds_announced() -> list[registry.ListingKind]:
    return [kind for kind in registry.kinds_with_address() if kind.digest_heading]


def _announced(kind: registry.ListingKind, region: RegionPage, language: str) -> list[Line]:
    """The first of a kind, as the region's own page shows them to a reader of this language."""
    found = select.select(kind.name, language.split("-")[0], keys=[region.translation_key], limit=MOST)
    return [
        Line(
            page.title,
            messages.absolute(page.get_url() or ""),
            cldr.format_date(getattr(page, kind.day or kind.sort)),
            routing_registry.code_of(page),
        )
        for page in found.items
    ]
