"""The editor's form of a news item."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from wagtail.models import Collection

from news.models import NewsIndexPage, NewsPage
from tests.factories.base import section

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client: Client) -> Client:
    if Collection.get_first_root_node() is None:  # a run with --no-migrations
        Collection.add_root(name="Root")
    client.force_login(get_user_model().objects.create_superuser("editor", "editor@example.org", "secret"))
    return client


@pytest.fixture
def address() -> str:
    return f"/admin/pages/add/news/newspage/{section(NewsIndexPage).pk}/"


def filled(editor: Client, address: str, **changes: str) -> dict[str, Any]:
    """What the browser sends for a press mention with the given changes."""
    data: dict[str, Any] = {
        "title": "Data for people",
        "slug": "data-for-people",
        "summary": "A newspaper wrote about us.",
        "kind": "press_mention",
        "date": "2020-01-01",
        "date_precision": "day",
        "outlet": "Gazeti",
        "mention_url": "https://example.org/habari",
        "body-count": "0",
    }
    for prefix in (*editor.get(address).context["form"].formsets, "comments"):
        data |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
        data |= {f"{prefix}-MIN_NUM_FORMS": "0", f"{prefix}-MAX_NUM_FORMS": "1000"}
    return {**data, **changes}


def test_today_is_proposed_for_news_and_may_be_emptied(editor: Client, address: str) -> None:
    assert editor.get(address).context["form"]["date"].value() == timezone.localdate()
    editor.post(address, filled(editor, address, date="", **{"action-publish": "1"}))
    assert NewsPage.objects.get().date is None


def test_bad_input_is_refused_at_the_field_and_nothing_typed_is_lost(editor: Client, address: str) -> None:
    data = filled(editor, address, outlet="", mention_url="javascript:alert(1)", dateline="Berlin")
    answer = editor.post(address, {**data, "action-publish": "1"})
    form = answer.context["form"]
    assert sorted(form.errors) == ["mention_url", "outlet"]
    assert form["mention_url"].value() == "javascript:alert(1)"
    assert form["dateline"].value() == "Berlin"
    assert not NewsPage.objects.exists()


def test_a_page_that_was_never_saved_can_be_previewed(editor: Client, address: str) -> None:
    data = filled(editor, address)
    prefix = "person_credits"
    data |= {f"{prefix}-TOTAL_FORMS": "1", f"{prefix}-0-name": "Ana", f"{prefix}-0-role": "author"}
    data |= {f"{prefix}-0-ORDER": "1", f"{prefix}-0-id": "", f"{prefix}-0-note": "", f"{prefix}-0-person": ""}
    assert editor.post(f"{address}preview/", data).json()["is_valid"]
    shown = editor.get(f"{address}preview/").content.decode()
    assert "By <bdi>Ana</bdi>" in shown
    assert not NewsPage.objects.exists()
