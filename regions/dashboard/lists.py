"""The lists of the dashboard that concern pages of any type: drafts, reviews, translations, and what was left alone."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    Case,
    DateTimeField,
    F,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Length, Substr
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.models import (
    GroupApprovalTask,
    Page,
    Task,
    TaskState,
    WorkflowState,
    get_default_page_content_type,
    get_page_models,
)

from base.models import BasePage
from languages.locales import cldr
from languages.routing import registry
from regions.dashboard.dashboard import Dashboard, is_original
from regions.dashboard.item import DashboardRow
from regions.dashboard.registry import MOST, DashboardList, register
from regions.models import RegionApprovalTask
from regions.models.approval import waiting_for

# A page that nobody has looked at for so long may no longer be true.
LONG = timedelta(days=365)


# Drafts ------------------------------------------------------------------------------------------------------------


def drafts(dashboard: Dashboard) -> list[DashboardRow]:
    """What is not public yet, or has changes that are not; the person's own are marked."""
    found = (
        dashboard.editable.filter(Q(has_unpublished_changes=True) | Q(live=False), depth__gt=1)
        .annotate(to_do=F("alignment__draft_behind") + F("alignment__draft_untranslated"))
        .annotate_approved_schedule()
        .prefetch_workflow_states()
        .select_related("latest_revision__user")
        .defer("latest_revision__content")
        .order_by(F("latest_revision_created_at").desc(nulls_last=True), "-pk")
    )
    return [_draft(dashboard, page) for page in found[: MOST + 1]]


def _draft(dashboard: Dashboard, page: Any) -> DashboardRow:
    revision = page.latest_revision
    author = revision.user if revision else None
    mine = author == dashboard.user if author else page.owner_id == dashboard.user.pk
    workflow = page.current_workflow_state
    marks = []
    if mine:
        marks.append(_("Saved by you"))
    if workflow:
        in_review = workflow.status == WorkflowState.STATUS_IN_PROGRESS
        marks.append(_("In review") if in_review else _("Changes are asked for"))
    elif page.approved_schedule:
        marks.append(_("Scheduled"))
    elif page.live:
        marks.append(_("Changes to a public page"))
    notes = []
    if page.to_do:
        text = ngettext("%(count)d passage to do", "%(count)d passages to do", page.to_do)
        notes.append(text % {"count": page.to_do})
    if author and not mine:
        notes.append(author.display_name)
    return dashboard.row(
        page,
        reverse("languages_edit", args=[page.pk]) if page.to_do else "",
        when=page.latest_revision_created_at,
        marks=tuple(marks),
        notes=tuple(notes),
    )


# Reviews -----------------------------------------------------------------------------------------------------------


def _waiting_for(user: Any) -> QuerySet[TaskState]:
    """The tasks in progress that `user` may act on.

    As `TaskState.objects.reviewable_by` finds them, which asks the database once for each task that exists, and each
    region has one. Tasks of further kinds are asked themselves, if something waits at them.
    """
    waiting = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, task__active=True)
    groups = user.groups.values("pk")
    found = waiting.filter(task__in=GroupApprovalTask.objects.filter(groups__in=groups).values("pk"))
    found = found | waiting.filter(pk__in=waiting_for(user).values("pk"))
    usual = ContentType.objects.get_for_models(GroupApprovalTask, RegionApprovalTask).values()
    others = Task.objects.filter(active=True, pk__in=waiting.values("task")).exclude(content_type__in=usual)
    for task in others.specific():
        found = found | task.get_task_states_user_can_moderate(user)
    return found  # type: ignore[no-any-return]


def reviews(dashboard: Dashboard) -> list[DashboardRow]:
    states = list(
        _waiting_for(dashboard.user)
        .filter(workflow_state__base_content_type=get_default_page_content_type())
        .select_related("revision__user")
        .defer("revision__content")
        .order_by("-started_at", "-pk")[: MOST + 1]
    )
    pages = Page.objects.in_bulk([int(state.revision.object_id) for state in states]) if states else {}
    rows = []
    for state in states:
        page = pages.get(int(state.revision.object_id))
        if page is not None:
            author = state.revision.user
            notes = (author.display_name,) if author else ()
            rows.append(dashboard.row(page, when=state.started_at, notes=notes))
    return rows


# Translations ------------------------------------------------------------------------------------------------------


def translations(dashboard: Dashboard) -> list[DashboardRow]:
    """Those that are outdated and those that are missing, in the languages and at the places that the person writes."""
    found = [*_outdated(dashboard), *_missing(dashboard)]
    found.sort(key=lambda row: row.when.timestamp() if row.when else 0, reverse=True)
    return found[: MOST + 1]


def _outdated(dashboard: Dashboard) -> list[DashboardRow]:
    pages = (
        dashboard.editable.filter(alignment__live_behind__gt=0)
        .annotate(outdated=F("alignment__live_behind"), since=F("alignment__behind_since"))
        .order_by(F("since").desc(nulls_last=True), "-pk")
    )
    rows = []
    for page in pages[: MOST + 1]:
        text = ngettext("%(count)d passage is behind", "%(count)d passages are behind", page.outdated)
        url = reverse("languages_edit", args=[page.pk])
        rows.append(dashboard.row(page, url, when=page.since, marks=(text % {"count": page.outdated},)))
    return rows


def _missing(dashboard: Dashboard) -> list[DashboardRow]:
    """Published works that do not exist in a language, where the person may make that version now.

    That is where the section exists in it, below one of their places. Each work stands here once, as its original,
    which is public or theirs to edit.
    """
    wanted = Q(pk__in=[])
    for place in dashboard.places:
        page = place.page
        elsewhere = [
            one for one in dashboard.versions if one.translation_key == page.translation_key and one.pk != page.pk
        ]
        below = Q(pk__in=[])
        for version in elsewhere:
            below |= Q(path__startswith=version.path, depth__gt=version.depth)
        there = Page.objects.filter(locale_id=page.locale_id)
        sections = there.filter(path__startswith=page.path).values("translation_key")
        above = Page.objects.filter(translation_key__in=sections, numchild__gt=0).values("path")
        # Lists that the database makes once. Asked anew for each work they cost PostgreSQL seconds, in a large region.
        wanted |= below & ~Q(translation_key__in=there.values("translation_key")) & Q(above__in=above)
    pages = list(
        Page.objects.annotate(above=Substr("path", 1, Length("path") - Page.steplen))
        .annotate(published=Coalesce("first_published_at", "latest_revision_created_at"))
        .filter(wanted, is_original(), live=True)
        .filter(~registry.is_in_private() | Q(pk__in=dashboard.editable.values("pk")))
        .order_by(F("published").desc(nulls_last=True), "-pk")[: MOST + 1]
    )
    existing: dict[UUID, set[int]] = {}
    for key, locale in Page.objects.filter(translation_key__in={page.translation_key for page in pages}).values_list(
        "translation_key", "locale_id"
    ):
        existing.setdefault(key, set()).add(locale)
    return [_missing_row(dashboard, page, existing[page.translation_key]) for page in pages]


def _missing_row(dashboard: Dashboard, page: Any, existing: set[int]) -> DashboardRow:
    around = {version.translation_key for version in dashboard.versions if page.path.startswith(version.path)}
    codes = {
        place.code: None
        for place in dashboard.places
        if place.page.locale_id not in existing and place.page.translation_key in around
    }
    return dashboard.row(
        page,
        reverse("languages_translate", args=[page.pk]),
        title=page.title,
        when=page.published,
        marks=(_("Missing in %(languages)s") % {"languages": cldr.format_list(_names(codes))},),
        language="",
    )


def _names(codes: Iterable[str]) -> list[str]:
    return [cldr.language_name(code) for code in codes]


# What was left alone -----------------------------------------------------------------------------------------------


def untouched(dashboard: Dashboard) -> list[DashboardRow]:
    """Public pages that nobody has edited for a year: those that claim to be true today first, then by age.

    A news item is of its day, and grows old without harm.
    """
    of_their_day = [model for model in get_page_models() if issubclass(model, BasePage) and model.is_of_its_day]
    kinds = [kind.pk for kind in ContentType.objects.get_for_models(*of_their_day).values()] if of_their_day else []
    touched = Coalesce(
        "latest_revision_created_at", "last_published_at", "first_published_at", output_field=DateTimeField()
    )
    dated = Case(When(content_type__in=kinds, then=Value(1)), default=Value(0), output_field=IntegerField())
    inclusive = dashboard.in_regions | Q(pk__in=[page.pk for page in dashboard.region_pages])
    pages = (
        dashboard.editable.filter(inclusive, live=True)
        .annotate(touched=touched, dated=dated)
        .filter(touched__lt=timezone.now() - LONG)
        .order_by("dated", "touched", "pk")
    )
    return [dashboard.row(page, when=page.touched) for page in pages[: MOST + 1]]


def plug_in() -> None:
    register(DashboardList("reviews", gettext_lazy("Waiting for your review"), reviews, "check", 10))
    register(DashboardList("drafts", gettext_lazy("Drafts"), drafts, "draft", 20))
    register(DashboardList("translations", gettext_lazy("Translations to do"), translations, "globe", 30))
    register(
        DashboardList(
            "untouched",
            gettext_lazy("Not touched for a year"),
            untouched,
            "history",
            30,
            is_task=False,
            of_region=True,
        )
    )
