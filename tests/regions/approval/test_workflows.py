"""How a text of a region is approved, tried in the admin as its editors and publishers would."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, TaskState, Workflow, WorkflowPage, WorkflowTask

from base.models import User
from languages.models import Work
from news.models import NewsPage
from regions.approval.publish import publish_approved
from regions.approval.workflows import ensure_workflow, ensure_workflows
from regions.fields import named
from regions.mail import queue
from regions.models import RegionApprovalTask, RegionPage, RegionTaskState
from regions.models.approval import publishers
from regions.teams.rights import Role, give_rights, set_rights
from tests.factories.base import home
from tests.factories.moderation import act, member, submit, waiting
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin, choices_of, log_in
from tests.factories.regions import RegionPageFactory, two_regions

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def regions() -> dict[str, Any]:
    """Latin America in Spanish and Portuguese, and West Africa in French."""
    return two_regions()


def draft(parent: Page, language: str = "es", title: str = "Noticia") -> Any:
    page = NewsPageFactory(parent=parent, language=language, title=title, live=False)
    page.save_revision()
    return page


def task_of(region: RegionPage) -> RegionApprovalTask:
    return RegionApprovalTask.objects.get(region_id=region.translation_key)


def shown_to_review(browser: Client) -> str:
    """The list of what waits for a person, on the first screen of the admin."""
    soup = BeautifulSoup(browser.get("/admin/").content, "html.parser")
    found = soup.select_one("#desk-reviews-section, #awaiting-review-section")
    return found.get_text() if found else ""


def editor(regions: dict[str, Any], name: str = "quito") -> User:
    return member(name, regions["es"], "es", role=Role.EDITOR)


# One workflow a region ------------------------------------------------------------------------------------------------


def test_a_region_has_one_workflow_for_all_its_language_versions(regions: dict[str, Any]) -> None:
    latin, west = regions["es"].get_workflow(), regions["west"].get_workflow()
    assert latin == Page.objects.get(pk=regions["pt"].pk).get_workflow()
    assert latin.name == "América Latina"
    assert latin != west
    assert RegionApprovalTask.objects.count() == 2


def test_a_language_version_that_is_added_later_is_under_the_region_s_workflow(regions: dict[str, Any]) -> None:
    added = regions["es"].copy_for_translation(home("fr").locale, copy_parents=True)
    assert Page.objects.get(pk=added.pk).get_workflow() == regions["es"].get_workflow()


def test_asking_for_a_workflow_again_makes_no_other(regions: dict[str, Any]) -> None:
    before = regions["es"].get_workflow()
    assert ensure_workflow(regions["pt"]) == ensure_workflow(regions["es"].translation_key) == before
    assert WorkflowTask.objects.filter(workflow=before).count() == 1


def test_a_workflow_that_an_admin_chose_for_a_page_stays(regions: dict[str, Any]) -> None:
    other = Workflow.objects.create(name="Other")
    WorkflowPage.objects.filter(page_id=regions["pt"].pk).update(workflow=other)
    ensure_workflow(regions["es"])
    assert Page.objects.get(pk=regions["pt"].pk).get_workflow() == other


def test_a_task_that_an_admin_switched_off_stays_off(regions: dict[str, Any]) -> None:
    task_of(regions["es"]).deactivate()
    ensure_workflow(regions["es"])
    assert not task_of(regions["es"]).active


def test_a_workflow_that_an_admin_switched_off_is_put_on_no_page(regions: dict[str, Any]) -> None:
    workflow = regions["es"].get_workflow()
    workflow.deactivate()
    regions["es"].copy_for_translation(home("fr").locale, copy_parents=True)
    assert not WorkflowPage.objects.filter(workflow=workflow).exists()


def test_regions_that_were_made_before_get_their_workflow_after_migrate(regions: dict[str, Any]) -> None:
    task_of(regions["es"]).delete()
    assert not WorkflowPage.objects.filter(page_id=regions["es"].pk).exists()
    ensure_workflows()
    assert regions["pt"].get_workflow() == Workflow.objects.get(workflow_tasks__task=task_of(regions["es"]))


def test_with_its_last_page_the_workflow_of_a_region_goes(regions: dict[str, Any]) -> None:
    name = regions["west"].get_workflow().name
    RegionPage.objects.get(pk=regions["west"].pk).delete()
    assert not Workflow.objects.filter(name=name).exists()
    assert RegionApprovalTask.objects.count() == 1
    assert not Work.objects.filter(pk=regions["west"].translation_key).exists()


def test_a_region_without_a_page_has_no_workflow(regions: dict[str, Any]) -> None:
    with pytest.raises(LookupError):
        ensure_workflow(home("en"))


# Who approves ---------------------------------------------------------------------------------------------------------


def test_publishers_are_those_of_the_region_and_the_language(regions: dict[str, Any]) -> None:
    spanish = member("bogota", regions["es"], "es")
    both = member("lima", regions["es"], "es", "pt")
    editor(regions)
    member("dakar", regions["west"], "fr")
    coalition = member("home", None, "es")
    assert list(publishers(draft(regions["es"]))) == [spanish, both, coalition]
    assert list(publishers(draft(regions["pt"], "pt"))) == [both]


def test_an_editor_submits_and_a_publisher_approves(regions: dict[str, Any]) -> None:
    page, publisher = draft(regions["es"]), log_in(member("bogota", regions["es"], "es"))
    assert submit(log_in(editor(regions)), page, title="Noticia nueva").status_code == 302
    assert not NewsPage.objects.get(pk=page.pk).live
    assert "Noticia nueva" in shown_to_review(publisher)
    assert act(publisher, page, "approve").status_code == 302
    page = NewsPage.objects.get(pk=page.pk)
    assert (page.live, page.title) == (True, "Noticia nueva")


def test_a_publisher_returns_a_text_and_the_editor_submits_it_again(regions: dict[str, Any]) -> None:
    page, writer = draft(regions["es"]), log_in(editor(regions))
    publisher = log_in(member("bogota", regions["es"], "es"))
    submit(writer, page)
    act(publisher, page, "reject", "Falta la fecha")
    assert not NewsPage.objects.get(pk=page.pk).workflow_in_progress
    assert "Falta la fecha" in writer.get(f"/admin/pages/{page.pk}/history/").content.decode()
    assert submit(writer, page, title="Noticia de hoy").status_code == 302
    assert "Noticia de hoy" in shown_to_review(publisher)


@pytest.mark.parametrize("who", ["editor", "other language", "other region"])
def test_nobody_else_approves(regions: dict[str, Any], who: str) -> None:
    page, writer = draft(regions["es"]), editor(regions)
    submit(log_in(writer), page)
    user = {
        "editor": lambda: writer,
        "other language": lambda: member("recife", regions["es"], "pt"),
        "other region": lambda: member("dakar", regions["west"], "fr"),
    }[who]()
    browser = log_in(user)
    act(browser, page, "approve")
    assert waiting(page).status == TaskState.STATUS_IN_PROGRESS
    assert "Noticia" not in shown_to_review(browser)
    assert not NewsPage.objects.get(pk=page.pk).live


def test_an_administrator_may_always_approve(regions: dict[str, Any]) -> None:
    page, boss = draft(regions["es"]), admin()
    submit(log_in(editor(regions)), page)
    assert "Noticia" in shown_to_review(boss)
    act(boss, page, "approve")
    assert NewsPage.objects.get(pk=page.pk).live


def test_who_loses_the_right_to_publish_no_longer_approves(regions: dict[str, Any]) -> None:
    page, user = draft(regions["es"]), member("bogota", regions["es"], "es")
    submit(log_in(editor(regions)), page)
    set_rights(user, [])
    give = member("lima", regions["es"], "es", role=Role.EDITOR)
    act(log_in(user), page, "approve")
    act(log_in(give), page, "approve")
    assert waiting(page).status == TaskState.STATUS_IN_PROGRESS


def test_while_a_text_waits_its_editor_cannot_change_it_and_its_publisher_can(regions: dict[str, Any]) -> None:
    page, writer = draft(regions["es"]), editor(regions)
    submit(log_in(writer), page)
    page = Page.objects.get(pk=page.pk)
    assert page.permissions_for_user(writer).page_locked()
    assert not page.permissions_for_user(member("bogota", regions["es"], "es")).page_locked()


def test_a_lock_of_the_editor_does_not_keep_the_publisher_out(regions: dict[str, Any]) -> None:
    page, writer = draft(regions["es"]), editor(regions)
    Page.objects.filter(pk=page.pk).update(locked=True, locked_by=writer, locked_at=NOW)
    submit(log_in(writer), page)
    assert not Page.objects.get(pk=page.pk).locked


def test_what_waits_is_found_in_one_statement_whatever_the_number_of_regions(regions: dict[str, Any]) -> None:
    user = member("bogota", regions["es"], "es")
    submit(log_in(editor(regions)), draft(regions["es"]))

    def statements() -> int:
        """Of what the first screen asks, without one for each kind of task, which is Wagtail's."""
        reader = User.objects.get(pk=user.pk)
        with CaptureQueriesContext(connection) as captured:
            assert len(TaskState.objects.reviewable_by(reader)) == 1
        return len(captured)

    before = statements()
    for number in range(3):
        RegionPageFactory(title=f"Another {number}", language="fr")
    assert statements() == before


# The stand-in ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def stand_in(regions: dict[str, Any]) -> User:
    """A member of another region, who stands in for the publishers of Latin America after ten days."""
    user = member("dakar", regions["west"], "fr")
    RegionApprovalTask.objects.filter(region_id=regions["es"].translation_key).update(stand_in=user, days=10)
    return user


def seen(user: User, days_ago: int) -> User:
    user.last_login = NOW - timedelta(days=days_ago)
    user.save(update_fields=["last_login"])
    return user


def told(address: str) -> list[str]:
    queue.send_due()
    return [str(message.subject) for message in mail.outbox if message.to == [address]]


def submitted(regions: dict[str, Any], publisher_seen: int) -> Any:
    """A text that an editor submits now, whose only publisher was last there so many days ago."""
    with time_machine.travel(NOW, tick=True):
        seen(member("bogota", regions["es"], "es"), publisher_seen)
        page = draft(regions["es"])
        submit(log_in(editor(regions)), page)
    return page


def test_where_no_publisher_is_there_the_stand_in_is_asked_too_and_may_approve(
    regions: dict[str, Any], stand_in: User
) -> None:
    page = submitted(regions, publisher_seen=11)
    assert len(told("dakar@example.org")) == len(told("bogota@example.org")) == 1
    browser = log_in(stand_in)
    assert "Noticia" in shown_to_review(browser)
    assert browser.get(f"/admin/pages/{page.pk}/edit/").status_code == 200
    assert act(browser, page, "approve").status_code == 302
    assert NewsPage.objects.get(pk=page.pk).live


def test_where_a_publisher_is_there_the_stand_in_is_not_asked_and_may_not_approve(
    regions: dict[str, Any], stand_in: User
) -> None:
    page = submitted(regions, publisher_seen=9)
    assert told("dakar@example.org") == []
    browser = log_in(stand_in)
    act(browser, page, "approve")
    assert "Noticia" not in shown_to_review(browser)
    assert browser.get(f"/admin/pages/{page.pk}/edit/").status_code in {302, 403}
    assert not NewsPage.objects.get(pk=page.pk).live


def test_an_approval_publishes_only_for_who_may_publish_or_was_asked(regions: dict[str, Any], stand_in: User) -> None:
    """In whichever way the approval was given."""
    page = submitted(regions, publisher_seen=9)
    with pytest.raises(PermissionDenied):
        publish_approved(page.current_workflow_state, stand_in)
    assert not NewsPage.objects.get(pk=page.pk).live
    publish_approved(page.current_workflow_state, User.objects.get(username="bogota"))
    assert NewsPage.objects.get(pk=page.pk).live


def test_a_publisher_who_wrote_lately_is_there_though_their_log_in_is_old(
    regions: dict[str, Any], stand_in: User
) -> None:
    with time_machine.travel(NOW - timedelta(days=3), tick=True):
        publisher = seen(member("bogota", regions["es"], "es"), 40)
        draft(regions["es"], title="Otra").save_revision(user=publisher, log_action=True)
    with time_machine.travel(NOW, tick=True):
        submit(log_in(editor(regions)), draft(regions["es"]))
    assert told("dakar@example.org") == []


def test_a_region_without_any_publisher_asks_its_stand_in_at_once(regions: dict[str, Any], stand_in: User) -> None:
    submit(log_in(editor(regions)), draft(regions["es"]))
    assert len(told("dakar@example.org")) == 1


def test_the_only_publisher_who_submits_a_text_is_not_there_to_review_it(
    regions: dict[str, Any], stand_in: User
) -> None:
    submit(log_in(member("bogota", regions["es"], "es")), draft(regions["es"]))
    assert len(told("dakar@example.org")) == 1


def test_a_stand_in_does_not_review_their_own_text_and_the_administrators_are_asked(
    regions: dict[str, Any], stand_in: User
) -> None:
    admin()
    give_rights(stand_in, regions["es"], ["es"], Role.EDITOR)
    submit(log_in(stand_in), draft(regions["es"]))
    assert told("dakar@example.org") == []
    assert len(told("admin@example.org")) == 1


def test_a_text_that_waits_longer_than_the_publishers_are_away_is_handed_over_once(
    regions: dict[str, Any], stand_in: User
) -> None:
    page = submitted(regions, publisher_seen=5)
    for days, emails in ((4, 0), (6, 1), (7, 1)):
        with time_machine.travel(NOW + timedelta(days=days), tick=True):
            call_command("ask_stand_ins")
            assert len(told("dakar@example.org")) == emails
    act(log_in(stand_in), page, "approve")
    assert NewsPage.objects.get(pk=page.pk).live


def test_whoever_was_asked_may_still_approve_when_a_publisher_is_back(regions: dict[str, Any], stand_in: User) -> None:
    page = submitted(regions, publisher_seen=11)
    seen(User.objects.get(username="bogota"), -1)
    act(log_in(stand_in), page, "approve")
    assert NewsPage.objects.get(pk=page.pk).live


def test_a_stand_in_who_has_left_is_not_asked_and_the_administrators_are(
    regions: dict[str, Any], stand_in: User
) -> None:
    admin()
    User.objects.filter(pk=stand_in.pk).update(is_active=False)
    submit(log_in(editor(regions)), draft(regions["es"]))
    assert told("dakar@example.org") == []
    assert len(told("admin@example.org")) == 1
    assert not RegionTaskState.objects.exclude(stand_in=None).exists()


def test_the_admin_names_the_stand_in_and_the_days_on_one_form(regions: dict[str, Any]) -> None:
    user, task = member("dakar", regions["west"], "fr"), task_of(regions["es"])
    address = f"/admin/workflows/tasks/edit/{task.pk}/"
    browser = admin()
    assert 'name="days"' in browser.get(address).content.decode()
    browser.post(address, {"name": task.name, "stand_in": user.pk, "days": "21"})
    task = task_of(regions["es"])
    assert (task.stand_in, task.days) == (user, 21)


def test_the_stand_in_is_chosen_by_name_among_those_who_can_log_in_to_the_admin(regions: dict[str, Any]) -> None:
    browser, guest = admin(), User.objects.create_user("guest", "him@example.org", first_name="Him")
    guest.user_permissions.add(Permission.objects.get(codename="access_admin"))
    member("dakar", regions["west"], "fr", last_name="Ndiaye")
    member("quito", regions["es"], "es", role=Role.EDITOR)
    member("gone", regions["es"], "es", is_active=False)
    member("waits", regions["es"], "fr")
    User.objects.create_user("reader", "reader@example.org", "secret", first_name="Reader")
    html = browser.get(f"/admin/workflows/tasks/edit/{task_of(regions['es']).pk}/").content.decode()
    assert choices_of(html, "stand_in") == [
        "admin (admin@example.org)",
        "Dakar Ndiaye (dakar@example.org)",
        "Him (him@example.org)",
        "Quito (quito@example.org)",
    ]
    html = browser.get("/admin/workflows/tasks/add/regions/regionapprovaltask/").content.decode()
    assert "Dakar Ndiaye (dakar@example.org)" in choices_of(html, "stand_in")


def test_somebody_whose_user_name_is_their_address_is_named_once() -> None:
    assert named(User(username="ana@example.org", email="ana@example.org")) == "ana@example.org"
    assert named(User(username="ana", first_name="Ana")) == "Ana"


@pytest.mark.parametrize("days", [0, 366])
def test_a_number_of_days_that_makes_no_sense_is_refused(regions: dict[str, Any], days: int) -> None:
    task = task_of(regions["es"])
    task.days = days
    with pytest.raises(ValidationError):
        task.full_clean()


def test_a_stand_in_who_cannot_log_in_to_the_admin_is_refused(regions: dict[str, Any]) -> None:
    task = task_of(regions["es"])
    task.stand_in = User.objects.create_user("reader")
    with pytest.raises(ValidationError, match="cannot log in"):
        task.full_clean()
