"""A translation that would be public before its original is: it is asked for, and the answer is logged."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from languages.translations import precedence
from languages.translations.barred import Barred
from languages.translations.create import create_translation
from news.models import NewsIndexPage, NewsPage
from tests.factories.base import locale, section
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin, filled
from tests.factories.translations import draft, say, version
from tests.languages.translations.test_one_door import workflow

pytestmark = pytest.mark.django_db

QUESTION = "The original of this page is not public yet. Publish it first, or tick this."
BUTTONS = {"publish": {"action-publish": "1"}, "submit": {"action-submit": "1"}}


@pytest.fixture
def manager() -> Client:
    return admin()


@pytest.fixture
def french() -> NewsPage:
    """A translation that is ready, of an original that is a draft."""
    for language in ("es", "fr"):
        section(NewsIndexPage, language)
    page = NewsPageFactory(language="es", title="Datos", live=False, summary="")
    page.save_revision()
    made = create_translation(page, locale("fr"))
    say(made, {"Datos": "Données"})
    return NewsPage.objects.get(pk=made.pk)


def edit(page: NewsPage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def side_by_side(manager: Client, page: NewsPage, **changes: Any) -> Any:
    address = reverse("languages_edit", args=[page.pk])
    return manager.post(address, {**filled(manager, address, form_id="side-by-side"), **changes}, follow=True)


def answers(page: NewsPage) -> list[str]:
    found = PageLogEntry.objects.filter(page=page.pk, action=precedence.BEFORE_ORIGINAL)
    return [str(entry.user) for entry in found]


@pytest.mark.parametrize("button", BUTTONS)
def test_the_form_asks_and_nothing_happens_until_it_is_answered(manager: Client, french: NewsPage, button: str) -> None:
    workflow()
    answer = manager.post(edit(french), {**filled(manager, edit(french)), **BUTTONS[button]})
    assert answer.context["form"].errors == {"before_original": [QUESTION]}
    french.refresh_from_db()
    assert (french.live, french.workflow_in_progress, answers(french)) == (False, False, [])


def test_whoever_ticks_it_publishes_and_is_named_in_the_history(manager: Client, french: NewsPage) -> None:
    sent = filled(manager, edit(french), before_original="on")
    assert manager.post(edit(french), {**sent, "action-publish": "1"}).status_code == 302
    assert NewsPage.objects.get(pk=french.pk).live
    assert answers(french) == ["admin"]
    history = manager.get(reverse("wagtailadmin_pages:history", args=[french.pk])).content.decode()
    assert "Said to be published before its original" in history


def test_a_draft_is_saved_without_a_question_and_without_an_answer(manager: Client, french: NewsPage) -> None:
    sent = filled(manager, edit(french), before_original="on")
    assert manager.post(edit(french), sent).status_code == 302
    assert answers(french) == []


def test_side_by_side_it_is_asked_too(manager: Client, french: NewsPage) -> None:
    answer = side_by_side(manager, french, act="publish")
    assert QUESTION in answer.content.decode()
    assert (NewsPage.objects.get(pk=french.pk).live, answers(french)) == (False, [])
    side_by_side(manager, french, act="publish", before_original="on")
    assert (NewsPage.objects.get(pk=french.pk).live, answers(french)) == (True, ["admin"])


def test_it_is_asked_once(manager: Client, french: NewsPage) -> None:
    precedence.allow(french)
    precedence.allow(french)
    assert len(answers(french)) == 1
    assert "before_original" not in manager.get(edit(french)).context["form"].fields
    draft(french).get_latest_revision().publish()


def test_who_approves_what_was_asked_at_submitting_is_not_asked(manager: Client, french: NewsPage) -> None:
    workflow()
    sent = filled(manager, edit(french), before_original="on")
    manager.post(edit(french), {**sent, "action-submit": "1"})
    state = NewsPage.objects.get(pk=french.pk).current_workflow_task_state
    manager.post(reverse("wagtailadmin_pages:workflow_action", args=[french.pk, "approve", state.pk]), {"comment": ""})
    assert NewsPage.objects.get(pk=french.pk).live


def test_a_schedule_is_asked_when_it_is_set(manager: Client, french: NewsPage) -> None:
    at = (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    sent = {**filled(manager, edit(french), go_live_at=at), "action-publish": "1"}
    assert manager.post(edit(french), sent).context["form"].errors == {"before_original": [QUESTION]}


def test_a_program_that_does_not_say_so_is_refused(french: NewsPage) -> None:
    with pytest.raises(Barred, match="not public yet"):
        draft(french).get_latest_revision().publish()


@pytest.mark.parametrize("withdrawn", [False, True])
def test_nothing_is_asked_once_the_original_was_public(manager: Client, french: NewsPage, withdrawn: bool) -> None:
    spanish = version(french, "es")
    draft(spanish).get_latest_revision().publish()
    if withdrawn:
        version(french, "es").unpublish()
    assert "before_original" not in manager.get(edit(french)).context["form"].fields
    draft(french).get_latest_revision().publish()
    assert answers(french) == []
