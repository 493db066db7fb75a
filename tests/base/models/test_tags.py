"""Tags are words, and words have a language."""

import pytest
from django.test import Client

from base.models import Tag
from tests.factories.base import locale, section
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin, filled

pytestmark = pytest.mark.django_db


def tagged(language: str, *words: str) -> NewsPageFactory:
    page = NewsPageFactory(language=language)
    page.tags.add(*words)
    page.save()
    return page


def words(page: NewsPageFactory) -> list[tuple[str, str]]:
    return sorted((tag.name, tag.locale.language_code) for tag in type(page).objects.get(pk=page.pk).tags.all())


def test_a_new_tag_takes_the_language_of_its_page() -> None:
    assert words(tagged("es", "datos")) == [("datos", "es")]


def test_the_same_word_in_two_languages_is_two_tags() -> None:
    spanish, french = tagged("es", "migration"), tagged("fr", "migration")
    assert words(spanish) == [("migration", "es")]
    assert words(french) == [("migration", "fr")]
    assert Tag.objects.filter(name="migration").count() == 2


def test_two_pages_in_one_language_share_a_tag() -> None:
    one, other = tagged("es", "datos"), tagged("es", "datos", "agua")
    assert set(one.tags.values_list("pk", flat=True)) < set(other.tags.values_list("pk", flat=True))
    assert Tag.objects.count() == 2


def test_capitals_make_no_second_tag() -> None:
    tagged("es", "Datos")
    assert words(tagged("es", "datos")) == [("Datos", "es")]


def test_an_arabic_tag_has_a_slug_of_its_own_letters() -> None:
    tagged("ar", "هجرة", "مناخ")
    assert sorted(Tag.objects.values_list("slug", flat=True)) == sorted(["هجرة", "مناخ"])


def test_two_tags_that_look_alike_without_accents_both_have_a_slug() -> None:
    tagged("es", "paz!", "paz")
    assert Tag.objects.filter(locale=locale("es")).values("slug").distinct().count() == 2


def test_an_editor_s_words_become_tags_in_the_language_of_the_page_and_not_of_the_admin() -> None:
    from news.models import NewsIndexPage, NewsPage

    browser: Client = admin("en")
    address = f"/admin/pages/add/news/newspage/{section(NewsIndexPage, 'fr').pk}/"
    answer = browser.post(address, filled(browser, address, title="Une nouvelle", slug="nouvelle", tags="climat, eau"))
    assert answer.status_code == 302
    page = NewsPage.objects.get(title="Une nouvelle")
    assert {(tag.name, tag.locale.language_code) for tag in page.get_latest_revision_as_object().tags.all()} == {
        ("climat", "fr"),
        ("eau", "fr"),
    }
    assert set(Tag.objects.values_list("locale__language_code", flat=True)) == {"fr"}
