"""What is edited carries its own language and direction, whatever the admin around it speaks."""

import json
import re
from typing import Any

import pytest
from django.urls import reverse

from base.models import Menu
from news.models import NewsIndexPage
from tests.factories.base import home, locale, section
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin

pytestmark = pytest.mark.django_db


def content_of(html: str) -> Any:
    """What the script that marks the fields is told; None where it is not there."""
    found = re.search(r'<script id="content-language" type="application/json">(.*?)</script>', html)
    assert bool(found) == ("languages/content-language.mjs" in html)
    return json.loads(found[1]) if found else None


@pytest.mark.parametrize(
    ("language", "of_admin", "direction"), [("ar", "en", "rtl"), ("es", "ar", "ltr"), ("en", "en", "ltr")]
)
def test_the_form_of_a_page_says_the_language_of_the_page(language: str, of_admin: str, direction: str) -> None:
    home(language)
    page = NewsPageFactory(language=language)
    html = admin(of_admin).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text
    assert content_of(html) == {"code": language, "direction": direction}
    assert f'<html lang="{of_admin}" dir="{"rtl" if of_admin == "ar" else "ltr"}"' in html


def test_a_new_page_is_in_the_language_of_where_it_is_added() -> None:
    home("ar")
    parent = section(NewsIndexPage, "ar")
    html = admin("en").get(reverse("wagtailadmin_pages:add", args=["news", "newspage", parent.pk])).text
    assert content_of(html) == {"code": "ar", "direction": "rtl"}


def test_a_snippet_with_a_language_says_it_and_one_without_does_not() -> None:
    menu = Menu.objects.create(position=Menu.Position.FOOTER, locale=locale("ar"))
    client = admin("en")
    edited = client.get(reverse("wagtailsnippets_base_menu:edit", args=[menu.pk])).text
    assert content_of(edited) == {"code": "ar", "direction": "rtl"}
    assert content_of(client.get(reverse("wagtailsnippets_base_menu:add")).text) is None
    assert content_of(client.get(reverse("wagtailsnippets_languages_concept:add")).text) is None


def test_addresses_are_typed_in_fields_of_their_own_kind() -> None:
    html = admin("ar").get(reverse("wagtailadmin_pages:add", args=["news", "newspage", section(NewsIndexPage).pk])).text
    assert re.search(r'<input type="url" name="mention_url"', html)
    assert re.search(r'<input type="text" name="title"', html)


def test_a_comparison_marks_the_words_of_the_page_and_not_the_names_of_fields() -> None:
    home("ar")
    page = NewsPageFactory(language="ar", title="قديم", body=[("quote", {"text": "قول", "speaker": "", "role": ""})])
    first = page.save_revision()
    page.title = "جديد"
    page.dateline = "بيروت"
    page.kind = "blog_post"
    page.body[0].value["text"] = "قول آخر"
    second = page.save_revision()
    html = admin("en").get(reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, first.pk, second.pk])).text
    assert '<div lang="ar" dir="rtl"><span class="deletion">قديم</span><span class="addition">جديد</span></div>' in html
    assert '<dt lang="en" dir="ltr">' in html
    kind = html[html.index("Kind:") :]
    assert '<span class="deletion">' in kind[: kind.index("</tr>")]
    assert "lang=" not in kind[: kind.index("</tr>")]
