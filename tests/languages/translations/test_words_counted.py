"""How many words a work has, and in how many of them a translation is outdated: kept while pages are written."""

from uuid import uuid4

import pytest
from wagtail.models import Page

from base.blocks import StoryBlock
from languages.models import Work
from languages.text import words
from languages.translations import source_language
from news.models import NewsIndexPage, NewsPage
from tests.factories.base import locale, section
from tests.factories.news import NewsPageFactory
from tests.factories.translations import alignment_of, change, draft, translated, version

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sections() -> None:
    for language in ("es", "fr"):
        section(NewsIndexPage, language)


def article(title: str = "Datos abiertos", *paragraphs: str, live: bool = True) -> NewsPage:
    blocks = [{"id": str(uuid4()), "type": "text", "value": f"<p>{text}</p>"} for text in paragraphs]
    page: NewsPage = NewsPageFactory(
        language="es", title=title, summary="", body=StoryBlock().to_python(blocks), live=live
    )
    return page


def counted(page: Page) -> int:
    return Work.objects.get(pk=page.translation_key).words


@pytest.mark.parametrize(
    ("segment", "number"),
    [
        ("", 0),
        ("L’eau, c’est la vie", 6),
        ('Datos <b>abier</b>tos y <a id="a1">más</a>', 5),
        ("Bread &amp; roses", 2),
        ("السَّلامُ عليكم", 2),
        ("開かれた", 4),
    ],
)
def test_words_are_counted_in_any_script_and_markup_is_none(segment: str, number: int) -> None:
    assert words.count(segment) == number


def test_a_work_has_the_words_of_its_original_from_the_start() -> None:
    assert counted(article("Datos abiertos", "Una frase de cinco palabras.")) == 7


def test_a_draft_that_was_never_public_counts_as_it_is() -> None:
    page = article(live=False)
    change(page, publish=False, title="Datos")
    assert counted(page) == 1


def test_what_was_published_counts_and_a_draft_of_it_does_not() -> None:
    page = article()
    change(page, title="Datos muy abiertos")
    change(page, title="Datos", publish=False)
    assert counted(page) == 3


def test_a_translation_leaves_the_words_of_its_work_as_they_are() -> None:
    page = article()
    translated(page, "fr", {"Datos abiertos": "Des données qui sont ouvertes"})
    assert counted(page) == 2


def test_a_translation_is_outdated_by_the_words_of_the_segments_that_changed() -> None:
    page = article("Datos abiertos", "Una frase de cinco palabras.", "Otra.")
    french = translated(page, "fr")
    assert alignment_of(french).live_words_behind == 0
    change(page, title="Datos muy muy abiertos")
    assert alignment_of(french).live_words_behind == 4


def test_a_translation_that_is_not_public_is_not_behind() -> None:
    page = article()
    french = translated(page, "fr")
    change(page, title="Datos muy abiertos")
    version(page, "fr").unpublish()
    assert alignment_of(french).live_words_behind == 0


def test_the_words_of_a_work_are_those_of_its_new_original() -> None:
    page = article()
    translated(page, "fr", {"Datos abiertos": "Des données qui sont ouvertes"})
    source_language.change_source_language(draft(page), locale("fr"))
    assert counted(page) == 5
