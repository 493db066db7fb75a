"""A translation whose words the original says later: who wrote it decides, not what it says."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.models import Page

from base.blocks import StoryBlock
from languages.models import LanguageSettings
from languages.segments.provenance import Origin
from languages.translations.create import create_translation
from languages.translations.draft import write
from languages.translations.publishing import mark_up_to_date, publication_blockers
from languages.translations.source_language import change_source_language
from news.models import NewsIndexPage, NewsPage
from tests.factories.base import block_ids, locale, section
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin, filled
from tests.factories.translations import alignment_of, change, draft, say, states, translated, version

pytestmark = pytest.mark.django_db

(TEXT,) = block_ids(1)
BEFORE, AFTER = "Taller de datos", "Data Workshop"


def body(*paragraphs: str) -> Any:
    html = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return StoryBlock().to_python([{"id": TEXT, "type": "text", "value": html}])


@pytest.fixture
def spanish() -> NewsPage:
    section(NewsIndexPage, "en")
    section(NewsIndexPage, "fr")
    page = NewsPageFactory(language="es", title=BEFORE, summary="", body=body("Nos vemos el lunes.", "Traigan datos."))
    page.save_revision().publish()
    return NewsPage.objects.get(pk=page.pk)


@pytest.fixture
def english(spanish: NewsPage) -> Any:
    """Public, and called by a person what the original will be called."""
    return translated(spanish, "en", {BEFORE: AFTER, "Traigan datos.": "Bring data."})


def test_a_translation_stays_translated_and_current_when_the_original_says_the_same(
    spanish: NewsPage, english: Any
) -> None:
    change(spanish, title=AFTER)
    assert states(english)[AFTER] == "current"
    assert publication_blockers(draft(english)) == []
    assert alignment_of(english).live_behind == 0


def test_it_can_be_published_again_from_its_own_form(spanish: NewsPage, english: Any) -> None:
    change(spanish, title=AFTER)
    browser = admin()
    address = reverse("wagtailadmin_pages:edit", args=[english.pk])
    data = filled(browser, address, summary="What it is about.")
    browser.post(address, {**data, "action-publish": "1"})
    assert version(spanish, "en").summary == "What it is about."


def test_a_schedule_that_was_set_before_is_kept(spanish: NewsPage) -> None:
    page = create_translation(spanish, locale("en"))
    texts = {text: f"[en] {text}" for text in states(page)} | {BEFORE: AFTER}
    revision = say(page, texts).revision
    assert revision
    change(spanish, title=AFTER)
    revision.publish(log_action="wagtail.publish.scheduled")
    assert version(spanish, "en").live


def test_a_paragraph_of_the_body_is_treated_alike(spanish: NewsPage, english: Any) -> None:
    change(spanish, body=body("Nos vemos el lunes.", "Bring data."))
    assert states(english)["Bring data."] == "current"


def test_a_paragraph_of_its_own_that_the_original_says_elsewhere_is_still_its_own(
    spanish: NewsPage, english: Any
) -> None:
    change(english, summary="Free of charge.")
    change(spanish, body=body("Nos vemos el lunes.", "Traigan datos.", "Free of charge."))
    assert "untranslated" not in states(english).values()


def test_when_the_original_goes_on_the_translation_is_outdated(spanish: NewsPage, english: Any) -> None:
    change(spanish, title=AFTER)
    change(spanish, title="Open Data Workshop")
    assert states(english)["Open Data Workshop"] == "behind"


def test_it_is_current_when_the_original_had_the_words_before_and_takes_them_up_again(spanish: NewsPage) -> None:
    change(spanish, title=AFTER)
    page = create_translation(spanish, locale("en"))
    change(spanish, title=BEFORE)
    say(page, {BEFORE: AFTER})
    change(spanish, title=AFTER)
    assert states(page)[AFTER] == "current"


def test_a_correction_to_the_words_of_the_translation_leaves_it_translated(spanish: NewsPage, english: Any) -> None:
    change(spanish, title=AFTER, corrections_only=True)
    assert states(english)[AFTER] == "current"


def test_what_counts_as_up_to_date_by_a_person_stays_so_though_it_says_the_same(spanish: NewsPage) -> None:
    french, english = translated(spanish, "fr"), translated(spanish, "en", {BEFORE: AFTER})
    change(french, title="Atelier de données")
    change_source_language(french, locale("fr"))
    change(version(spanish, "fr"), title=AFTER)
    mark_up_to_date(english)
    assert states(english)[AFTER] == "current"


def test_a_machines_words_still_wait_for_their_review(spanish: NewsPage) -> None:
    page = create_translation(spanish, locale("en"))
    say(page, {BEFORE: AFTER}, origin=Origin.MACHINE)
    change(spanish, title=AFTER)
    assert states(page)[AFTER] == "machine"
    LanguageSettings.objects.create(locale=locale("en"), publish_unreviewed=True)
    assert AFTER not in [pair.source for pair in publication_blockers(draft(page))]


# What is still foreign ------------------------------------------------------------------------------------------------


def test_what_nobody_has_translated_is_not_translated_whatever_the_original_says_next(spanish: NewsPage) -> None:
    page = create_translation(spanish, locale("en"))
    change(spanish, title=AFTER)
    assert states(page)[AFTER] == "untranslated"
    change(spanish, title=BEFORE)
    assert states(page)[BEFORE] == "untranslated"


def test_the_originals_words_put_into_a_translation_by_hand_are_not_translated(spanish: NewsPage, english: Any) -> None:
    change(spanish, title="Taller abierto")
    change(english, publish=False, title="Taller abierto")
    assert states(english)["Taller abierto"] == "untranslated"
    change(spanish, title="Otra cosa")
    assert states(english)["Otra cosa"] == "untranslated"
    with pytest.raises(PermissionDenied):
        Page.objects.get(pk=english.pk).get_latest_revision().publish()


def test_the_originals_paragraph_pasted_into_a_place_of_its_own_is_not_translated(
    spanish: NewsPage, english: Any
) -> None:
    change(english, publish=False, summary="Nos vemos el lunes.")
    assert "untranslated" in states(english).values()


def test_the_originals_words_in_a_block_that_it_has_no_more_are_removed_and_a_persons_words_beside_them_stay(
    spanish: NewsPage,
) -> None:
    quote = {"id": str(uuid4()), "type": "quote", "value": {"text": "Así fue.", "speaker": "Una vecina", "role": ""}}
    change(spanish, body=StoryBlock().to_python([quote]))
    page = create_translation(spanish, locale("en"))
    say(page, {BEFORE: AFTER, "Una vecina": "A neighbour"})
    change(spanish, body=StoryBlock().to_python([]))
    (stray,) = [pair for pair in publication_blockers(draft(page)) if not pair.path]
    written = write(page, [], drop=[stray.id])
    assert draft(page).body[0].value["speaker"] == "A neighbour"
    assert publication_blockers(draft(page)) == []
    assert written.revision
    written.revision.publish()
