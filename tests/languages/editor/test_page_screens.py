"""Wagtail's screens for pages, made whole: a button does all or nothing, and a second click finds its first."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, resolve, reverse
from wagtail.admin import urls as wagtails
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.models import GroupApprovalTask, Page, PageLogEntry, Workflow, WorkflowPage, WorkflowTask

from base.models import User
from languages.editor import page_screens
from news.models import NewsIndexPage, NewsPage
from tests.factories.base import home, section
from tests.factories.killing import Killed, everything, steps_of, watched, writes_of
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin, filled, log_in
from tests.factories.translations import draft

pytestmark = pytest.mark.django_db

BUTTONS = {"save": {}, "submit": {"action-submit": "1"}, "publish": {"action-publish": "1"}}
AUTOSAVE = {"accept": "application/json", "x-requested-with": "XMLHttpRequest"}


@pytest.fixture
def manager() -> Client:
    return admin()


@pytest.fixture
def parent() -> NewsIndexPage:
    workflow = Workflow.objects.create(name="Review")
    task = GroupApprovalTask.objects.create(name="Review")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(page=home(), workflow=workflow)
    found: NewsIndexPage = section(NewsIndexPage)
    return found


def add(parent: Page) -> str:
    return reverse("wagtailadmin_pages:add", args=["news", "newspage", parent.pk])


def typed(manager: Client, parent: Page, **changes: Any) -> dict[str, Any]:
    return filled(manager, add(parent), **{"title": "Open data", "slug": "open-data", "date": "2025-01-01", **changes})


def while_waiting(monkeypatch: pytest.MonkeyPatch, do: Callable[[], Any]) -> None:
    """Something happens while the next one waits for the lock of the tree."""
    changing = page_screens.tree.changing

    def waits() -> Any:
        monkeypatch.undo()
        do()
        return changing()

    monkeypatch.setattr(page_screens.tree, "changing", waits)


# Which screens there are --------------------------------------------------------------------------------------------


def screens(patterns: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from screens(one.url_patterns, before + str(one.pattern))
        elif isinstance(one, URLPattern):
            yield before + str(one.pattern), one.callback


def test_every_form_of_wagtails_that_publishes_pages_is_ours() -> None:
    forms = [
        route
        for route, view in screens(wagtails.urlpatterns)
        if issubclass(getattr(view, "view_class", object), EditView | CreateView)
    ]
    assert len(forms) == 3
    ours = (page_screens.AddPage, page_screens.EditPage, page_screens.RevertPage)
    for route in forms:
        address = route
        for part in ("page_id", "revision_id", "parent_page_id"):
            address = address.replace(f"<int:{part}>", "1")
        address = address.replace("<slug:content_type_app_name>/<slug:content_type_model_name>", "news/newspage")
        view: Any = resolve(f"/admin/{address}").func
        assert issubclass(view.view_class, ours), route


def test_our_screens_are_at_the_addresses_of_wagtails_own() -> None:
    known = {route for route, _view in screens(wagtails.urlpatterns)}
    for route in page_screens.replacing_wagtails():
        assert str(route.pattern) in known
        assert str(route.name).startswith("wagtailadmin_pages_")


def test_a_form_is_kept_in_no_cache(manager: Client) -> None:
    assert "no-store" in manager.get(f"/admin/pages/{NewsPageFactory().pk}/edit/")["Cache-Control"]


# Killed ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("button", BUTTONS)
def test_whoever_kills_the_adding_of_a_page_finds_nothing_of_it_and_adds_it_again(
    manager: Client, parent: Page, button: str
) -> None:
    sent = {**typed(manager, parent), **BUTTONS[button]}
    written = writes_of(lambda: manager.post(add(parent), sent))
    before = everything()
    for step in steps_of(written):
        with pytest.raises(Killed), watched(step):
            manager.post(add(parent), sent)
        assert everything() == before, f"{written[step - 1]} ({step} of {len(written)})"
    assert manager.post(add(parent), sent).status_code == 302
    made = NewsPage.objects.get()
    assert (made.slug, made.live, made.workflow_in_progress) == ("open-data", button == "publish", button == "submit")


@pytest.mark.parametrize("button", ["submit", "publish", "restart", "cancel"])
def test_whoever_kills_a_button_of_the_form_finds_nothing_of_it(manager: Client, parent: Page, button: str) -> None:
    page = NewsPageFactory(live=False)
    page.save_revision()
    if button in {"restart", "cancel"}:
        page.get_workflow().start(page, User.objects.get())
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    name = {"restart": "restart-workflow", "cancel": "cancel-workflow"}.get(button, button)
    sent = {**filled(manager, address, title="Changed"), f"action-{name}": "1"}
    written = writes_of(lambda: manager.post(address, sent))
    before = everything()
    for step in steps_of(written):
        with pytest.raises(Killed), watched(step):
            manager.post(address, sent)
        assert everything() == before, f"{written[step - 1]} ({step} of {len(written)})"


# Sent twice ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("button", BUTTONS)
@pytest.mark.parametrize("slug", ["open-data", ""])
def test_a_second_click_finds_the_page_of_the_first(manager: Client, parent: Page, button: str, slug: str) -> None:
    sent = {**typed(manager, parent, slug=slug), **BUTTONS[button]}
    first = manager.post(add(parent), sent)
    before = everything()
    second = manager.post(add(parent), sent)
    assert (second.status_code, second["Location"]) == (302, first["Location"])
    assert everything() == before


def test_of_two_clicks_at_one_moment_the_second_waits_and_finds_the_page_of_the_first(
    manager: Client, parent: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = {**typed(manager, parent), **BUTTONS["submit"]}
    while_waiting(monkeypatch, lambda: manager.post(add(parent), sent))
    assert manager.post(add(parent), sent).status_code == 302
    made = NewsPage.objects.get()
    assert (made.workflow_in_progress, made.workflow_states.count(), made.revisions.count()) == (True, 1, 1)


def test_what_was_typed_meanwhile_is_written_into_the_page_of_the_first_click(manager: Client, parent: Page) -> None:
    sent = typed(manager, parent)
    manager.post(add(parent), sent)
    manager.post(add(parent), {**sent, "title": "Open data for all", **BUTTONS["publish"]})
    made = NewsPage.objects.get()
    assert (made.title, made.live) == ("Open data for all", True)


def test_another_button_does_what_it_is_for(manager: Client, parent: Page) -> None:
    sent = typed(manager, parent)
    manager.post(add(parent), sent)
    manager.post(add(parent), {**sent, **BUTTONS["publish"]})
    assert NewsPage.objects.get().live


def test_a_script_that_missed_the_answer_is_told_where_the_page_is(manager: Client, parent: Page) -> None:
    sent = typed(manager, parent)
    first = manager.post(add(parent), sent, headers=AUTOSAVE).json()
    again = manager.post(add(parent), {**sent, "title": "Open"}, headers=AUTOSAVE).json()
    assert first.keys() == again.keys()
    assert [again[key] for key in ("pk", "url", "hydrate_url")] == [first[key] for key in ("pk", "url", "hydrate_url")]
    assert draft(NewsPage.objects.get()).title == "Open"


def test_the_page_of_somebody_else_is_not_the_first_of_a_click(manager: Client, parent: Page) -> None:
    sent = typed(manager, parent)
    manager.post(add(parent), sent)
    other = log_in(User.objects.create_superuser("other", "other@example.org"))
    answer = other.post(add(parent), {**sent, "title": "Mine", "slug": "mine"})
    assert answer.status_code == 302
    assert NewsPage.objects.count() == 2
    assert len(set(NewsPage.objects.values_list("translation_key", flat=True))) == 2


def test_a_new_form_makes_a_new_page(manager: Client, parent: Page) -> None:
    manager.post(add(parent), typed(manager, parent))
    answer = manager.post(add(parent), typed(manager, parent))
    assert "already in use" in answer.content.decode()
    manager.post(add(parent), typed(manager, parent, slug="open-data-2"))
    assert NewsPage.objects.count() == 2


# At one moment --------------------------------------------------------------------------------------------------------


def test_an_address_that_somebody_has_taken_meanwhile_is_told_at_its_field(
    manager: Client, parent: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, theirs = typed(manager, parent), typed(manager, parent, title="Theirs")
    while_waiting(monkeypatch, lambda: manager.post(add(parent), theirs))
    answer = manager.post(add(parent), {**mine, **BUTTONS["publish"]})
    assert answer.status_code == 200
    assert "slug" in answer.context["form"].errors
    assert 'value="Open data"' in answer.content.decode()
    assert NewsPage.objects.get().title == "Theirs"


def test_a_new_page_is_not_public_before_it_is_published(
    manager: Client, parent: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    publish = NewsPage.publish

    def watched_publish(page: Any, *args: Any, **kwargs: Any) -> Any:
        seen.append(NewsPage.objects.get(pk=page.pk).live)
        return publish(page, *args, **kwargs)

    monkeypatch.setattr(NewsPage, "publish", watched_publish)
    manager.post(add(parent), {**typed(manager, parent), **BUTTONS["publish"]})
    assert seen == [False]
    assert PageLogEntry.objects.filter(page=NewsPage.objects.get().pk, action="wagtail.publish").count() == 1
