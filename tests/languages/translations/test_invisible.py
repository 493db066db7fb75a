"""Changes that nobody can see: blanks, line breaks of the source, composed letters. They make nothing outdated."""

import unicodedata
from importlib import import_module
from typing import Any

import polib
import pytest
from django.apps import apps
from django.urls import reverse
from wagtail_localize.strings import StringValue

from base.blocks import StoryBlock
from languages.editor.po_views import file_of, take_in
from languages.editor.workspace import Workspace
from languages.models import Alignment, Work
from languages.segments.extraction import exact_digest
from languages.segments.provenance import Origin
from languages.translations.create import create_translation
from languages.translations.draft import Draft
from languages.translations.source_language import change_source_language
from languages.translations.tracking import COUNTS
from news.models import NewsIndexPage, NewsPage
from tests.factories.base import block_ids, locale, section
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin, filled
from tests.factories.translations import alignment_of, change, draft, say, states, translated, version

pytestmark = pytest.mark.django_db

(TEXT,) = block_ids(1)
TITLE, SUMMARY, FIRST, SECOND = "Café de datos", "Lo que pasó.", "El agua sube en <b>la ciudad</b>.", "Nadie lo midió."
UNSEEN = {
    "a blank at the end": lambda text: f"{text} ",
    "two blanks": lambda text: text.replace(" ", "  ", 1),
    "a no-break space": lambda text: text.replace(" ", "\xa0", 1),
    "a line break of the source": lambda text: text.replace(" ", "\n", 1),
    "letters taken apart": lambda text: unicodedata.normalize("NFD", text),
}


def body(*paragraphs: str) -> Any:
    html = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return StoryBlock().to_python([{"id": TEXT, "type": "text", "value": html}])


def article(title: str = TITLE, summary: str = SUMMARY, first: str = FIRST, second: str = SECOND) -> Any:
    return {"title": title, "summary": summary, "body": body(first, second)}


def plain_states(page: Any) -> list[str]:
    return list(states(page).values())


@pytest.fixture
def spanish() -> NewsPage:
    for language in ("fr", "en"):
        section(NewsIndexPage, language)
    page = NewsPageFactory(language="es", **article())
    page.save_revision().publish()
    return NewsPage.objects.get(pk=page.pk)


@pytest.mark.parametrize("kind", UNSEEN)
def test_a_change_that_nobody_can_see_leaves_each_segment_as_it_was(spanish: NewsPage, kind: str) -> None:
    french = translated(spanish, "fr", {SECOND: "Personne."})
    english = create_translation(spanish, locale("en"))
    say(english, {SUMMARY: SUMMARY}, origin=Origin.LEFT)
    say(english, {FIRST: "Water."}, origin=Origin.MACHINE)
    before = plain_states(french), plain_states(english)
    change_ = UNSEEN[kind]
    changed = [change_(text) for text in (TITLE, SUMMARY, FIRST, SECOND)]
    if kind == "a line break of the source":  # in a plain field it is what somebody typed, and shows
        changed[:2] = TITLE, SUMMARY
    change(spanish, **article(*changed))
    assert (plain_states(french), plain_states(english)) == before
    assert before == (["current"] * 4, ["untranslated", "left", "machine", "untranslated"])
    assert alignment_of(french).live_behind == 0


@pytest.mark.parametrize("seen", ["Café de Datos", "Café de datos.", "Cafe de datos", "Café dedatos"])
def test_what_can_be_seen_makes_it_outdated(spanish: NewsPage, seen: str) -> None:
    french = translated(spanish, "fr")
    change(spanish, title=seen)
    assert states(french)[seen] == "behind"


def test_a_blank_typed_in_the_form_of_the_original_makes_nothing_outdated(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    browser = admin()
    address = reverse("wagtailadmin_pages:edit", args=[spanish.pk])
    browser.post(address, {**filled(browser, address, title="Café  de\xa0datos"), "action-publish": "1"})
    assert version(spanish, "es").title == "Café  de\xa0datos"
    assert states(french)["Café  de\xa0datos"] == "current"


def test_a_correction_of_blanks_by_the_translator_is_written(spanish: NewsPage) -> None:
    french = translated(spanish, "fr", {TITLE: "Café : données"})
    say(french, {TITLE: "Café\xa0: données"})
    assert draft(french).title == "Café\xa0: données"
    assert states(french)[TITLE] == "current"


def test_a_free_edit_that_nobody_can_see_keeps_what_is_known(spanish: NewsPage) -> None:
    english = create_translation(spanish, locale("en"))
    say(english, {TITLE: "Data café"}, origin=Origin.MACHINE)
    change(english, publish=False, title="Data  café", summary=f"{SUMMARY} ")
    assert plain_states(english) == ["machine", "untranslated", "untranslated", "untranslated"]


def test_the_originals_text_with_other_blanks_is_no_translation(spanish: NewsPage) -> None:
    english = create_translation(spanish, locale("en"))
    workspace = Workspace(Draft(english))
    segment = next(one for one in workspace.segments if one.pair.source == TITLE)
    typed = {"id": segment.id, "typed": "Café  de datos", "source": TITLE, "seen": segment.seen}
    answer = admin().post(
        reverse("languages_passages", args=[english.pk]), {"entries": [typed]}, content_type="application/json"
    )
    assert "This is the original’s text." in answer.json()["problems"][segment.id]


def test_a_po_file_that_went_out_before_such_a_change_is_taken_in(spanish: NewsPage) -> None:
    english = create_translation(spanish, locale("en"))
    file = polib.pofile(file_of(Workspace(Draft(english))).decode())
    for entry in file:
        entry.msgstr = {TITLE: "Data café"}.get(entry.msgid, "")
    change(spanish, title="Café  de datos")
    report = take_in(english, str(file).encode(), None)
    assert (report.taken, report.refusals) == (1, [])
    assert draft(english).title == "Data café"


def test_a_po_file_corrects_blanks(spanish: NewsPage) -> None:
    french = translated(spanish, "fr", {TITLE: "Café : données"})
    file = polib.pofile(file_of(Workspace(Draft(french))).decode())
    file.find(TITLE).msgstr = "Café\xa0: données"
    take_in(french, str(file).encode(), None)
    assert draft(french).title == "Café\xa0: données"


def test_a_correction_of_the_original_reaches_translations_of_a_text_with_other_blanks(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    change(spanish, title="Café  de datos")
    change(spanish, title="Café de los datos", corrections_only=True)
    assert states(french)["Café de los datos"] == "current"


def test_another_original_knows_texts_with_other_blanks(spanish: NewsPage) -> None:
    french, english = translated(spanish, "fr"), translated(spanish, "en")
    change(spanish, title="Café\xa0de datos")
    change_source_language(french, locale("fr"))
    assert set(states(english).values()) == {"current"}
    assert set(states(spanish).values()) == {"current"}


# Digests as they were before -----------------------------------------------------------------------------------------


def aged(digests: dict[str, str]) -> None:
    """Alignments and works as they were written when digests were of the text to the letter."""
    old = {new: was for was, new in digests.items()}

    def renamed(found: dict[str, list[str]]) -> dict[str, list[str]]:
        return {path: [old.get(text, text) for text in texts] for path, texts in found.items()}

    for row in Alignment.objects.all():
        facts = {
            path: [[entry[0], old.get(entry[1], entry[1]), *entry[2:]] for entry in entries]
            for path, entries in row.facts.items()
        }
        Alignment.objects.filter(pk=row.pk).update(facts=facts, live=renamed(row.live), draft=renamed(row.draft))
    for work in Work.objects.all():
        Work.objects.filter(pk=work.pk).update(foreign=renamed(work.foreign))


def kept() -> list[Any]:
    names = ["pk", "facts", "live", "draft", "source", *COUNTS, "changed_at"]
    return [list(Alignment.objects.order_by("pk").values(*names)), list(Work.objects.order_by("pk").values())]


def test_digests_of_before_are_recomputed_and_nothing_becomes_outdated_or_current() -> None:
    migration = import_module("languages.migrations.0003_normalised_digests")
    for language in ("fr", "en"):
        section(NewsIndexPage, language)
    spanish = NewsPageFactory(
        language="es", **article("Café :\xa0datos", "Lo  que pasó.", "El&nbsp;agua &amp; <b>sal</b>.")
    )
    spanish.save_revision().publish()
    texts = {"Café :\xa0datos": "Café\xa0: données", "Lo  que pasó.": "Ce qui  arriva.", SECOND: "Personne\xa0!"}
    french = translated(spanish, "fr", texts)
    change(french, publish=False, title="Un autre\xa0titre")
    english = create_translation(spanish, locale("en"))
    say(english, {SECOND: "Nobody  measured."}, origin=Origin.MACHINE)
    change_source_language(french, locale("fr"))
    change(version(spanish, "fr"), title="Encore\xa0autre chose")
    after, wanted = kept(), {page.pk: states(page) for page in (spanish, english)}
    digests = migration.changed_digests(migration._texts(apps))
    assert exact_digest("Personne\xa0!") in digests
    aged(digests)
    assert kept() != after
    migration.recompute(apps, None)
    assert kept() == after
    assert {page.pk: states(page) for page in (spanish, english)} == wanted
    for page in (spanish, english):
        draft(page).save_revision()
    assert {page.pk: states(page) for page in (spanish, english)} == wanted


@pytest.mark.parametrize(
    "text", ["plain", "a  b", "R&D", "a < b", "<p>", 'it\'s "so"', "a\nb", "a\r\nb", " é\xa0!", "&nbsp;x", "\n"]
)
def test_a_plain_text_is_found_as_wagtail_localize_makes_it(text: str) -> None:
    migration = import_module("languages.migrations.0003_normalised_digests")
    assert StringValue.from_plaintext(text).data in list(migration._segments(text))


def test_texts_that_stand_in_a_row_only_are_found(spanish: NewsPage) -> None:
    migration = import_module("languages.migrations.0003_normalised_digests")
    spanish.revisions.all().delete()
    NewsPage.objects.filter(pk=spanish.pk).update(body=body("Solo\xa0aquí.", SECOND), title="Y  aquí")
    digests = migration.changed_digests(migration._in_rows(apps))
    assert {exact_digest("Solo\xa0aquí."), exact_digest("Y  aquí")} <= set(digests)
