"""A translator's own words, where the original says nothing, stay theirs when the original says something there."""

from typing import Any

import pytest

from base.blocks import StoryBlock
from events.models import EventIndexPage, EventPage, ProgrammeItem
from languages.segments.extraction import texts_of
from languages.translations.draft import Change, write
from languages.translations.tracking import pairs_of
from news.models import NewsIndexPage, NewsPage
from tests.factories.base import block_ids, section
from tests.factories.database import prepared
from tests.factories.events import EventPageFactory
from tests.factories.news import NewsPageFactory
from tests.factories.translations import alignment_of, change, draft, say, states, translated

pytestmark = pytest.mark.django_db

(QUOTE,) = block_ids(1)


def body(role: str) -> Any:
    quote = {"text": "Ahora lo sabemos.", "speaker": "Ana", "role": role}
    return StoryBlock().to_python([{"id": QUOTE, "type": "quote", "value": quote}])


@prepared
def spanish() -> NewsPage:
    section(NewsIndexPage, "fr")
    page: NewsPage = NewsPageFactory(language="es", title="Datos abiertos", summary="", body=body(""))
    page.save_revision().publish()
    return NewsPage.objects.get(pk=page.pk)


def own_role(french: Any, role: str) -> Any:
    value = next(dict(block.value) for block in french.body)
    return StoryBlock().to_python([{"id": QUOTE, "type": "quote", "value": {**value, "role": role}}])


def test_they_are_shown_beside_what_the_original_says_now(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    change(french, summary="Notre résumé.", body=own_role(french, "voisine"))
    change(spanish, summary="Lo que pasó.", body=body("vecina"))
    assert states(french)["Lo que pasó."] == "behind"
    assert states(french)["vecina"] == "behind"
    assert alignment_of(french).live_behind == 2


def test_they_stay_when_another_passage_is_written(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    change(french, summary="Notre résumé.", body=own_role(french, "voisine"))
    change(spanish, summary="Lo que pasó.", body=body("vecina"))
    say(french, {"Datos abiertos": "Données ouvertes"})
    assert draft(french).summary == "Notre résumé."
    assert next(iter(draft(french).body)).value["role"] == "voisine"


def test_they_stay_where_the_translator_had_left_the_originals_out(spanish: NewsPage) -> None:
    change(spanish, summary="Lo que pasó.")
    french = translated(spanish, "fr")
    change(french, summary="")
    change(french, summary="Notre résumé.")
    say(french, {"Datos abiertos": "Données ouvertes"})
    assert draft(french).summary == "Notre résumé."
    assert states(french)["Lo que pasó."] == "current"


def test_who_writes_over_them_without_having_seen_them_meets_a_conflict(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    change(spanish, summary="Lo que pasó.")
    (new,) = [pair for pair in pairs_of(alignment_of(french), NewsPage, {}) if pair.source == "Lo que pasó."]
    change(french, summary="Notre résumé.")
    written = write(french, [Change(new.path, new.index, new.source, "Ce qui s’est passé.", "")])
    assert [now for _change, now in written.conflicts] == ["Notre résumé."]
    assert draft(french).summary == "Notre résumé."


@prepared
def event() -> EventPage:
    section(EventIndexPage, "fr")
    page: EventPage = EventPageFactory(language="es", title="Taller")
    page.programme = [ProgrammeItem(title="Apertura", speakers="", locale=page.locale)]
    page.save_revision().publish()
    return EventPage.objects.get(pk=page.pk)


def test_they_stay_in_a_row_of_which_the_originals_words_are_dropped(event: EventPage) -> None:
    french = translated(event, "fr")
    latest = draft(french)
    rows = list(latest.programme.all())
    rows[0].speakers = "Rosa"
    change(latest, programme=rows)
    change(event, programme=[])
    gone = [
        pair.id for pair in pairs_of(alignment_of(french), EventPage, texts_of(draft(french))) if pair.state == "gone"
    ]
    write(french, [], drop=gone)
    assert [row.speakers for row in draft(french).programme.all()] == ["Rosa"]
