"""A text that somebody opens in its form and saves untouched is the same afterwards, to the letter."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from wagtail.models import Locale

from base.models import Menu
from news.models import NewsPage
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin, filled
from tests.factories.prose import AWKWARD, unnamed

pytestmark = pytest.mark.django_db

BODY = [("text", html) for html, _kept in AWKWARD if html.strip()]


def untouched(browser: Client, page: NewsPage) -> dict[str, Any]:
    """What the form of a page sends when nothing was changed, its texts as the editor says them."""
    form = browser.get(f"/admin/pages/{page.pk}/edit/").context["form"]
    state = page.body.stream_block.get_form_state(form["body"].value())
    data: dict[str, Any] = {"body-count": str(len(state))}
    for number, block in enumerate(state):
        names = {"type": block["type"], "id": block["id"], "order": str(number), "deleted": "", "value": block["value"]}
        data |= {f"body-{number}-{name}": value for name, value in names.items()}
    return data


def stored(page: NewsPage) -> list[Any]:
    return page.get_latest_revision_as_object().body.get_prep_value()


def test_a_page_full_of_awkward_texts_is_the_same_when_it_was_saved_untouched() -> None:
    page = NewsPageFactory(body=BODY)
    page.save_revision()
    before = stored(page)
    browser = admin()
    answer = browser.post(
        f"/admin/pages/{page.pk}/edit/", filled(browser, f"/admin/pages/{page.pk}/edit/", **untouched(browser, page))
    )
    assert answer.status_code == 302, answer.context["form"].errors
    assert page.revisions.count() == 2
    assert stored(page) == before
    texts = [unnamed(block["value"]) for block in before]
    assert texts == [kept for html, kept in AWKWARD if html.strip()]


def test_a_text_that_comes_as_stored_data_is_kept_in_the_form_of_the_editor() -> None:
    raw = [{"type": "accordion", "id": "1", "value": {"items": [{"title": "How", "text": AWKWARD[0][0]}]}}]
    page = NewsPageFactory(body=raw)
    kept = NewsPage.objects.get(pk=page.pk).body.raw_data[0]["value"]["items"][0]
    assert unnamed(kept["text"]) == AWKWARD[0][1]


def test_the_footers_text_is_the_same_when_it_was_saved_untouched() -> None:
    menu = Menu.objects.create(
        position="footer", locale=Locale.get_default(), text="<p>\u00a0One</p><ul><li>two</li><li>three</li></ul>"
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM base_menu WHERE id = %s", [menu.pk])
        before = cursor.fetchone()[0]
    assert unnamed(before) == "<p>\u00a0One</p><p>two</p><p>three</p>"
    field = Menu._meta.get_field("text").formfield()
    assert (
        field.clean(field.widget.value_from_datadict({"text": field.widget.format_value(before)}, {}, "text")) == before
    )
