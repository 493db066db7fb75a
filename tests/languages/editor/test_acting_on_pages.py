"""Who approves a page without its form (dashboard, bar of a preview) is told why it cannot be published."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from base.models import User
from languages.translations.create import create_translation
from news.models import NewsIndexPage, NewsPage
from tests.factories.base import locale, section
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin
from tests.factories.translations import draft, say
from tests.languages.translations.test_one_door import workflow

pytestmark = pytest.mark.django_db

UNTRANSLATED = "1 passage is not translated or reviewed yet."
PREVIEW = {"x-requested-with": "XMLHttpRequest"}


@pytest.fixture
def manager() -> Client:
    return admin()


@pytest.fixture
def french() -> NewsPage:
    """A translation that waits for approval."""
    for language in ("es", "fr"):
        section(NewsIndexPage, language)
    original = NewsPageFactory(language="es", title="Datos", summary="")
    original.save_revision().publish()
    made = create_translation(original, locale("fr"))
    workflow()
    return NewsPage.objects.get(pk=made.pk)


def approve(browser: Client, page: NewsPage, **headers: str) -> Any:
    if not page.workflow_in_progress:
        page.get_workflow().start(page, User.objects.get(username="admin"))
    state = NewsPage.objects.get(pk=page.pk).current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
    return browser.post(f"{address}?next=/admin/", {"comment": ""}, headers=headers)


def state_of(page: NewsPage) -> tuple[bool, bool]:
    now = NewsPage.objects.get(pk=page.pk)
    return now.live, now.workflow_in_progress


def test_it_says_which_passages_are_missing_and_the_page_waits_on(manager: Client, french: NewsPage) -> None:
    answer = approve(manager, french)
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert UNTRANSLATED in manager.get("/admin/").content.decode()
    assert state_of(french) == (False, True)


def test_the_bar_of_a_preview_leads_to_where_it_is_said(manager: Client, french: NewsPage) -> None:
    answer = approve(manager, french, **PREVIEW)
    assert answer.json() == {"step": "success", "redirect": "/admin/"}
    assert UNTRANSLATED in manager.get("/admin/").content.decode()
    assert state_of(french) == (False, True)


def test_it_says_what_is_too_long(manager: Client, french: NewsPage) -> None:
    say(french, {"Datos": "Données"})
    revision = draft(french).get_latest_revision()
    revision.content["title"] = "D" * 300
    revision.save()
    approve(manager, draft(french))
    told = manager.get("/admin/").content.decode()
    assert "255" in told
    assert "300" in told
    assert state_of(french) == (False, True)


def test_what_may_be_published_is_approved_and_published(manager: Client, french: NewsPage) -> None:
    say(french, {"Datos": "Données"})
    approve(manager, draft(french))
    assert state_of(french) == (True, False)


def test_who_may_not_approve_is_told_nothing_of_the_page(french: NewsPage, manager: Client) -> None:
    french.get_workflow().start(french, User.objects.get(username="admin"))
    state = NewsPage.objects.get(pk=french.pk).current_workflow_task_state
    other = Client()
    other.force_login(User.objects.create_user("eve", "eve@example.org", "secret"))
    answer = other.post(reverse("wagtailadmin_pages:workflow_action", args=[french.pk, "approve", state.pk]))
    assert UNTRANSLATED not in answer.content.decode()
    assert state_of(french) == (False, True)
