"""What is published of a translation is offered wherever its original's words come again."""

from typing import Any

import pytest

from languages.memory import lookup
from languages.models import LanguageSettings, MemoryUnit
from languages.segments.extraction import texts_of
from languages.segments.provenance import Origin
from languages.translations.create import create_translation
from news.models import NewsIndexPage
from tests.factories.base import home, locale, offer, section
from tests.factories.news import NewsPageFactory
from tests.factories.translations import draft, say, translated

pytestmark = pytest.mark.django_db

TITLE = "Tres barrios aprenden a leer los datos"


@pytest.fixture
def original() -> Any:
    offer("es", "en", "fr")
    for code in ("es", "en", "fr"):
        section(NewsIndexPage, code)
    return NewsPageFactory(title=TITLE, language="es")


def offered(language: str, text: str = TITLE) -> list[tuple[str, bool]]:
    found = lookup.lookup(locale("es"), locale(language), [text])[text]
    return [(match.text, match.by_machine) for match in found]


def test_a_published_translation_is_offered_for_the_same_words(original: Any) -> None:
    translated(original, "en", {TITLE: "Three neighbourhoods learn to read data"})
    assert offered("en") == [("Three neighbourhoods learn to read data", False)]
    assert offered("fr") == []


def test_a_draft_is_not_offered(original: Any) -> None:
    page = create_translation(original, locale("en"))
    say(page, {TITLE: "Not yet"})
    assert offered("en") == []


def test_a_later_wording_takes_the_place_of_the_first(original: Any) -> None:
    page = translated(original, "en", {TITLE: "First"})
    written = say(page, {TITLE: "Second"})
    assert written.revision
    written.revision.publish()
    assert offered("en") == [("Second", False)]


def test_what_a_machine_said_is_offered_as_that_until_a_person_takes_it(original: Any) -> None:
    LanguageSettings.objects.create(locale=locale("en"), publish_unreviewed=True)
    page = translated(original, "en", {TITLE: "By hand"})
    for origin in (Origin.MACHINE, Origin.PERSON):
        written = say(page, {TITLE: "By a machine"}, origin=origin)
        assert written.revision
        written.revision.publish()
        assert offered("en") == [("By a machine", origin == Origin.MACHINE)]


def test_what_is_written_in_the_page_editor_is_offered_too(original: Any) -> None:
    page = translated(original, "en", {TITLE: "By hand"})
    free = draft(page)
    free.title = "Freely changed"
    free.save_revision().publish()
    assert offered("en") == [("Freely changed", False)]


def test_an_original_that_is_published_leaves_nothing_in_the_memory(original: Any) -> None:
    original.save_revision().publish()
    assert not MemoryUnit.objects.exists()
    assert home("es").live


def test_what_is_the_same_in_both_languages_is_not_kept(original: Any) -> None:
    page = create_translation(original, locale("fr"))
    written = say(page, {text: text for found in texts_of(page).values() for text in found}, origin=Origin.LEFT)
    assert written.revision
    written.revision.publish()
    assert offered("fr") == []
