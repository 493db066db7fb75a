"""Translating segment by segment, and what becomes of it when the original or somebody else goes on."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from base.blocks import StoryBlock
from languages.segments.provenance import Origin
from languages.translations.draft import Change, write
from news.models import NewsIndexPage, NewsPage
from tests.factories.base import block_ids, section
from tests.factories.news import NewsPageFactory
from tests.factories.prose import unnamed
from tests.factories.translations import alignment_of, change, draft, say, states, translated, version

pytestmark = pytest.mark.django_db

FIRST, SECOND, THIRD, QUOTE = block_ids(4)


def body(*blocks: tuple[str, str, Any]) -> Any:
    return StoryBlock().to_python([{"id": id_, "type": kind, "value": value} for id_, kind, value in blocks])


def text(id_: str, *paragraphs: str) -> tuple[str, str, Any]:
    return id_, "text", "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


@pytest.fixture
def spanish() -> NewsPage:
    for language in ("en", "fr"):
        section(NewsIndexPage, language)
    page: NewsPage = NewsPageFactory(
        language="es",
        title="Datos abiertos",
        summary="Lo que pasó.",
        body=body(
            text(FIRST, "El agua sube.", "Nadie lo midió."),
            (QUOTE, "quote", {"text": "Ahora lo sabemos.", "speaker": "Ana", "role": "vecina"}),
        ),
    )
    page.save_revision().publish()
    return NewsPage.objects.get(pk=page.pk)


def html(page: Any, id_: str) -> str:
    """A text block's HTML, without the names that the editor gives to its paragraphs."""
    return unnamed(next(str(block.value.source) for block in page.body if block.id == id_))


def test_a_draft_is_written_without_touching_the_public_page(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    say(french, {"El agua sube.": "L’eau monte."})
    assert html(draft(french), FIRST) == "<p>L’eau monte.</p><p>[fr] Nadie lo midió.</p>"
    assert html(version(spanish, "fr"), FIRST) == "<p>[fr] El agua sube.</p><p>[fr] Nadie lo midió.</p>"


def test_a_page_with_one_segment_untranslated_cannot_be_published(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    change(spanish, body=body(text(FIRST, "El agua sube.", "Nadie lo midió.", "Hasta hoy.")))
    written = say(french, {"El agua sube.": "L’eau monte."})
    assert states(french)["Hasta hoy."] == "untranslated"
    with pytest.raises(PermissionDenied):
        written.revision.publish()  # type: ignore[union-attr]


def test_a_segment_left_as_in_the_original_can_be_published(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    written = say(french, {"Ana": "Ana"})
    assert states(french)["Ana"] == "untranslated"
    written = say(french, {"Ana": "Ana"}, origin=Origin.LEFT)
    assert states(french)["Ana"] == "left"
    written.revision.publish()  # type: ignore[union-attr]
    assert alignment_of(french).left == []  # the rest of the quotation is in French


def test_a_changed_sentence_makes_the_translation_outdated_by_one_segment(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    change(spanish, body=body(text(FIRST, "El agua sube mucho.", "Nadie lo midió."), *[]))
    alignment = alignment_of(french)
    assert states(french)["El agua sube mucho."] == "behind"
    assert states(french)["Nadie lo midió."] == "current"
    assert alignment.changes[0][1:] == ["El agua sube.", "El agua sube mucho."]
    assert alignment.behind_since


def test_a_draft_of_the_original_makes_nothing_outdated(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    change(spanish, title="Otro título", publish=False)
    assert alignment_of(french).live_behind == 0


def test_a_paragraph_put_in_front_leaves_the_others_translated(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    change(
        spanish,
        body=body(
            text(FIRST, "Llueve.", "El agua sube.", "Nadie lo midió."),
            (QUOTE, "quote", {"text": "Ahora lo sabemos.", "speaker": "Ana", "role": "vecina"}),
        ),
    )
    assert (states(french)["Llueve."], states(french)["El agua sube."]) == ("new", "current")
    assert alignment_of(french).live_behind == 1
    say(french, {"Llueve.": "Il pleut."})
    assert html(draft(french), FIRST) == "<p>Il pleut.</p><p>[fr] El agua sube.</p><p>[fr] Nadie lo midió.</p>"


def test_a_block_made_anew_keeps_its_translation(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    change(
        spanish,
        body=body(
            text(SECOND, "El agua sube.", "Nadie lo midió."),
            (QUOTE, "quote", {"text": "Ahora lo sabemos.", "speaker": "Ana", "role": "vecina"}),
        ),
    )
    assert alignment_of(french).live_behind == 0
    say(french, {"Lo que pasó.": "Ce qui s’est passé."})
    assert [block.id for block in draft(french).body] == [SECOND, QUOTE]
    assert html(draft(french), SECOND) == "<p>[fr] El agua sube.</p><p>[fr] Nadie lo midió.</p>"


def test_what_was_edited_freely_follows_what_it_followed(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    change(french, title="Un meilleur titre")
    assert states(french)["Datos abiertos"] == "current"
    change(spanish, title="Datos muy abiertos")
    assert states(french)["Datos muy abiertos"] == "behind"
    say(french, {"Lo que pasó.": "Ce qui s’est passé."})
    assert draft(french).title == "Un meilleur titre"


def test_a_block_that_only_the_translation_has_stays(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    own = [*french.body.raw_data, {"id": THIRD, "type": "text", "value": "<p>Pour nos lectrices.</p>"}]
    change(french, body=StoryBlock().to_python(own))
    say(french, {"Lo que pasó.": "Ce qui s’est passé."})
    assert [block.id for block in draft(french).body] == [FIRST, QUOTE, THIRD]
    assert states(french)["Pour nos lectrices."] == "own"


def test_what_the_original_removed_stays_until_somebody_drops_it(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    change(spanish, body=body(text(FIRST, "El agua sube.", "Nadie lo midió.")))
    assert states(french)["[fr] Ahora lo sabemos."] == "gone"
    say(french, {"Lo que pasó.": "Ce qui s’est passé."})
    assert [block.id for block in draft(french).body] == [FIRST, QUOTE]


def test_paragraphs_that_the_translator_split_stay_split(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    own = body(
        text(FIRST, "[fr] El agua", "sube.", "[fr] Nadie lo midió."),
        (QUOTE, "quote", dict(next(block.value for block in french.body if block.id == QUOTE))),
    )
    change(french, body=own)
    assert alignment_of(french).draft_behind == 0
    change(
        spanish,
        body=body(
            text(FIRST, "El agua sube.", "Nadie midió nada."),
            (QUOTE, "quote", {"text": "Ahora lo sabemos.", "speaker": "Ana", "role": "vecina"}),
        ),
    )
    assert states(french)["Nadie midió nada."] == "behind"
    say(french, {"Nadie midió nada.": "Personne n’a rien mesuré."})
    assert html(draft(french), FIRST) == "<p>[fr] El agua</p><p>sube.</p><p>Personne n’a rien mesuré.</p>"


def test_what_another_translator_wrote_meanwhile_is_not_written_over(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    first = write(french, [Change("title", 0, "Datos abiertos", "Ouvrir", "[fr] Datos abiertos")])
    second = write(french, [Change("title", 0, "Datos abiertos", "Ouvert", "[fr] Datos abiertos")])
    assert first.revision
    assert second.revision is None
    assert [now for _change, now in second.conflicts] == ["Ouvrir"]
    assert draft(french).title == "Ouvrir"


def test_a_machines_text_is_marked_until_a_person_accepts_it(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    say(french, {"Lo que pasó.": "Ce qui passa."}, origin=Origin.MACHINE)
    assert states(french)["Lo que pasó."] == "machine"
    with pytest.raises(PermissionDenied):
        draft(french).latest_revision.publish()
    say(french, {"Lo que pasó.": "Ce qui passa."})
    assert states(french)["Lo que pasó."] == "current"


LINKS = 'Vea <a href="https://a.example/">el informe</a> y <a href="https://b.example/">los datos</a>.'


def with_links(page: NewsPage) -> Any:
    change(page, body=body(text(FIRST, LINKS, "Nadie lo midió.")))
    return translated(
        page,
        "fr",
        {
            'Vea <a id="a1">el informe</a> y <a id="a2">los datos</a>.': (
                'Voir <a id="a2">les données</a> et <a id="a1">le rapport</a>.'
            )
        },
    )


def test_links_that_change_their_order_with_the_language_keep_their_addresses(spanish: NewsPage) -> None:
    french = with_links(spanish)
    say(french, {"Nadie lo midió.": "Personne ne l’a mesuré."})
    assert html(draft(french), FIRST) == (
        '<p>Voir <a href="https://b.example/">les données</a> et <a href="https://a.example/">le rapport</a>.</p>'
        "<p>Personne ne l’a mesuré.</p>"
    )


def test_a_segment_with_links_is_translated_whatever_their_order(spanish: NewsPage) -> None:
    french = with_links(spanish)
    assert set(states(french).values()) == {"current"}


def test_a_link_that_the_translator_made_another_stays(spanish: NewsPage) -> None:
    french = with_links(spanish)
    other = html(draft(french), FIRST).replace("https://a.example/", "https://a.example/fr/")
    change(french, body=body((FIRST, "text", other)))
    say(french, {"Nadie lo midió.": "Personne ne l’a mesuré."})
    assert 'Voir <a href="https://b.example/">les données</a> et <a href="https://a.example/fr/">' in html(
        draft(french), FIRST
    )


def test_emphasis_and_signs_are_found_again_as_they_were_written(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    say(french, {"El agua sube.": "<b>L’eau</b> monte & monte.", "Nadie lo midió.": "<b>Personne.</b>"})
    assert {states(french)["El agua sube."], states(french)["Nadie lo midió."]} == {"current"}
    change(spanish, body=body(text(FIRST, "El agua sube mucho.", "Nadie lo midió nunca.")))
    assert {states(french)["El agua sube mucho."], states(french)["Nadie lo midió nunca."]} == {"behind"}


def test_a_segment_that_holds_the_originals_text_only_is_nobodys_to_write_over(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    change(
        spanish,
        body=body(
            text(FIRST, "El agua sube.", "Nadie lo midió.", "Hasta hoy."),
            (QUOTE, "quote", {"text": "Ahora lo sabemos.", "speaker": "Ana", "role": "vecina"}),
        ),
    )
    say(french, {"Lo que pasó.": "Ce qui s’est passé."})  # the new segment holds the original's text from here on
    written = write(french, [Change(f"body.{FIRST}.2", 0, "", "", "")])
    assert written.problems
    written = write(french, [Change(f"body.{FIRST}", 2, "Hasta hoy.", "Jusqu’ici.", "")])
    assert written.conflicts == []
    assert states(french)["Hasta hoy."] == "current"


def test_a_segment_that_moved_while_it_was_translated_is_written_where_it_is_now(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    change(
        spanish,
        body=body(
            text(FIRST, "Llueve.", "El agua sube.", "Nadie lo midió."),
            (QUOTE, "quote", {"text": "Ahora lo sabemos.", "speaker": "Ana", "role": "vecina"}),
        ),
    )
    written = write(french, [Change(f"body.{FIRST}", 0, "El agua sube.", "L’eau monte.", "[fr] El agua sube.")])
    assert written.conflicts == []
    assert states(french)["Llueve."] == "untranslated"
    assert html(draft(french), FIRST) == "<p>Llueve.</p><p>L’eau monte.</p><p>[fr] Nadie lo midió.</p>"
