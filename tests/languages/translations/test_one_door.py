"""However a page is made public, it is by one door and as a whole: whoever kills the process finds all, or nothing.

Every way there is is named here, and killed in between.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import GroupApprovalTask, Page, PageLogEntry, Revision, Workflow, WorkflowPage, WorkflowTask

from base.models import User
from events.models import EventIndexPage, EventPage
from languages.translations.publishing import publication
from news.models import NewsIndexPage
from tests.factories.base import home, section
from tests.factories.events import EventPageFactory
from tests.factories.killing import Killed, everything, steps_of, watched, writes_of
from tests.factories.people import admin, filled
from tests.factories.translations import alignment_of, change, draft, say, translated, version

pytestmark = pytest.mark.django_db

Do = Callable[[], Any]


@pytest.fixture
def manager() -> Client:
    return admin()


def event() -> EventPage:
    """A public event in Spanish and in French, which is cancelled under another title in its draft."""
    for language in ("es", "fr"):
        section(EventIndexPage, language)
    page: EventPage = EventPageFactory(language="es", title="Cumbre")
    page.save_revision().publish()
    translated(page, "fr")
    change(page, publish=False, title="Cumbre de datos", status="cancelled")
    return EventPage.objects.get(pk=page.pk)


def edit(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def workflow() -> Workflow:
    made = Workflow.objects.create(name="Review")
    task = GroupApprovalTask.objects.create(name="Review")
    WorkflowTask.objects.create(workflow=made, task=task, sort_order=0)
    WorkflowPage.objects.create(page=home("es"), workflow=made)
    return made


# The ways. Each prepares what is there before, and returns the last step --------------------------------------------


def by_form(manager: Client, page: Page) -> Do:
    sent = {**filled(manager, edit(page)), "action-publish": "1"}
    return lambda: manager.post(edit(page), sent)


def by_going_back(manager: Client, page: Page) -> Do:
    change(page, title="Otra", publish=False)
    revision = Revision.page_revisions.filter(object_id=str(page.pk)).order_by("-pk")[1]
    address = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, revision.pk])
    sent = {**filled(manager, address), "action-publish": "1"}
    return lambda: manager.post(address, sent)


def by_approval(manager: Client, page: Page) -> Do:
    workflow().start(page, User.objects.create_user("ana", "ana@example.org"))
    state = Page.objects.get(pk=page.pk).current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
    return lambda: manager.post(address, {"comment": "Good."})


def by_approval_in_the_form(manager: Client, page: Page) -> Do:
    workflow().start(page, User.objects.create_user("ana", "ana@example.org"))
    approve = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    sent = {**filled(manager, edit(page)), **approve, "workflow-action-extra-data": '{"comment": "Good."}'}
    return lambda: manager.post(edit(page), sent)


def by_schedule(manager: Client, page: Page) -> Do:
    soon = timezone.now() + timedelta(hours=1)
    change(page, go_live_at=soon)
    Revision.page_revisions.filter(approved_go_live_at=soon).update(approved_go_live_at=soon - timedelta(hours=2))
    # As it is in a revision that was made two hours ago.
    revision = Revision.page_revisions.get(approved_go_live_at__isnull=False)
    revision.content["go_live_at"] = (soon - timedelta(hours=2)).isoformat()
    revision.save(update_fields=["content"])
    return lambda: call_command("publish_scheduled")


def by_several_at_once(manager: Client, page: Page) -> Do:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    return lambda: manager.post(f"{address}?id={page.pk}&next=/admin/")


def by_program(manager: Client, page: Page) -> Do:
    return lambda: draft(page).get_latest_revision().publish()


def by_copy(manager: Client, page: Page) -> Do:
    address = reverse("wagtailadmin_pages:copy", args=[page.pk])
    sent = {"new_title": "Otra", "new_slug": "otra", "new_parent_page": page.get_parent().pk, "publish_copies": "on"}
    return lambda: manager.post(address, sent)


def by_copy_of_a_program(manager: Client, page: Page) -> Do:
    there = page.get_parent().specific
    return lambda: page.copy(to=there, update_attrs={"title": "Otra", "slug": "otra"})


def by_side_by_side(manager: Client, page: Page) -> Do:
    french = version(page, "fr")
    say(french, {"Cumbre": "Sommet"})
    address = reverse("languages_edit", args=[french.pk])
    sent = filled(manager, address, form_id="side-by-side")
    return lambda: manager.post(address, {**sent, "act": "publish"})


def as_a_new_page(manager: Client, page: Page) -> Do:
    parent = section(NewsIndexPage, "es")
    address = reverse("wagtailadmin_pages:add", args=["news", "newspage", parent.pk])
    sent = filled(manager, address, title="Nuevo", slug="nuevo", date="2025-01-01")
    return lambda: manager.post(address, {**sent, "action-publish": "1"})


WAYS = {
    "the form": by_form,
    "an earlier revision in the form": by_going_back,
    "approval": by_approval,
    "approval in the form": by_approval_in_the_form,
    "a schedule": by_schedule,
    "several pages at once": by_several_at_once,
    "a program": by_program,
    "a copy": by_copy,
    "a copy of a program": by_copy_of_a_program,
    "side by side": by_side_by_side,
    "a new page": as_a_new_page,
}


@pytest.mark.parametrize("way", WAYS)
def test_whoever_kills_a_publication_finds_nothing_of_it(manager: Client, way: str) -> None:
    do = WAYS[way](manager, event())
    written = writes_of(do)
    assert {"wagtailcore_page", "wagtailcore_pagelogentry"} <= set(written)
    before = everything()
    for step in steps_of(written):
        with pytest.raises(Killed), watched(step):
            do()
        assert everything() == before, f"{written[step - 1]} ({step} of {len(written)})"


@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_the_public_is_by_the_one_door(manager: Client, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    do = WAYS[way](manager, event())
    passed: list[str] = []

    def watched_door(page: Any, revision: Any) -> Any:
        passed.append(revision.content["title"])
        return publication(page, revision)

    monkeypatch.setattr("languages.translations.publishing.publication", watched_door)
    monkeypatch.setattr("languages.editor.page_screens.publication", watched_door)
    logged = PageLogEntry.objects.filter(action__startswith="wagtail.publish").count()
    do()
    assert len(passed) == 1
    assert PageLogEntry.objects.filter(action__startswith="wagtail.publish").count() == logged + 1
    assert Page.objects.filter(title=passed[0], live=True).exists()


def test_what_follows_from_a_publication_in_the_form_comes_with_it(manager: Client) -> None:
    page = event()
    by_form(manager, page)()
    french = version(page, "fr")
    assert EventPage.objects.get(pk=page.pk).title == "Cumbre de datos"
    assert (french.status, alignment_of(french).live_behind) == ("cancelled", 1)


def test_the_interface_for_scripts_publishes_nothing(manager: Client) -> None:
    page = event()
    answer = manager.post(f"/admin/api/main/pages/{page.pk}/action/publish/")
    assert answer.status_code == 403
    assert EventPage.objects.get(pk=page.pk).title == "Cumbre"


def test_a_publication_past_the_door_is_refused() -> None:
    page = event()
    with pytest.raises(RuntimeError, match="past"):
        PublishPageRevisionAction(draft(page).get_latest_revision()).execute()
    with pytest.raises(RuntimeError, match="past"):
        CopyPageAction(page, to=page.get_parent(), update_attrs={"slug": "otra"}, keep_live=True).execute()


# Copies -------------------------------------------------------------------------------------------------------------


def test_a_public_copy_says_what_is_public_and_its_draft_what_is_drafted(manager: Client) -> None:
    page = event()
    by_copy(manager, page)()
    made = EventPage.objects.get(slug="otra")
    assert (made.live, made.status, draft(made).status) == (True, "scheduled", "cancelled")
    assert made.has_unpublished_changes
    assert made.live_revision.as_object().status == "scheduled"


def test_a_copy_without_the_wish_is_a_draft(manager: Client) -> None:
    page = event()
    address = reverse("wagtailadmin_pages:copy", args=[page.pk])
    manager.post(address, {"new_title": "Otra", "new_slug": "otra", "new_parent_page": page.get_parent().pk})
    assert not EventPage.objects.get(slug="otra").live


# What bars a page ---------------------------------------------------------------------------------------------------


def test_what_bars_a_page_only_now_is_said_in_the_form_and_nothing_typed_is_lost(
    manager: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = version(event(), "fr")
    sent = {**filled(manager, edit(page), title="Sommet annulé"), "action-publish": "1"}
    before = list(Page.objects.values()), list(Revision.objects.values())
    monkeypatch.setattr("base.admin.page_form.publication_blockers", lambda page: [])
    monkeypatch.setattr("languages.translations.publishing.publication_blockers", lambda *args: ["something"])
    answer = manager.post(edit(page), sent)
    assert answer.status_code == 200
    assert "This page cannot be published as it is." in answer.content.decode()
    assert 'value="Sommet annulé"' in answer.content.decode()
    assert (list(Page.objects.values()), list(Revision.objects.values())) == before
