"""A translation that is too long for its field, row or block: refused at its passage, and said where it is there."""

import json
from typing import Any

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from base.blocks import StoryBlock
from events.models import EventIndexPage, EventLink, EventPage
from languages.editor.workspace import Workspace
from languages.translations.create import create_translation
from languages.translations.draft import Draft
from languages.translations.publishing import mark_up_to_date
from languages.translations.too_long import TooLong
from network.models import PersonCredit
from tests.factories.base import block_ids, locale, section
from tests.factories.events import EventPageFactory
from tests.factories.people import admin, filled
from tests.factories.translations import change, draft, states, translated, version

pytestmark = pytest.mark.django_db

HEADING, QUOTE, TABLE = block_ids(3)
# By the original's text: how many characters are possible, and what was tried.
PLACES = {
    "Agenda": (150, 200),
    "Qué aprendimos": (160, 299),
    "Una vecina": (120, 339),
    "con su equipo": (250, 479),
    "De qué trata.": (400, 401),
    "Casa central": (255, 256),
    "Barrio": (120, 121),
}


@pytest.fixture
def event() -> EventPage:
    section(EventIndexPage, "fr")
    page: EventPage = EventPageFactory(
        language="es",
        title="Cumbre del agua",
        summary="De qué trata.",
        venue="Casa central",
        body=StoryBlock().to_python(
            [
                {"id": HEADING, "type": "heading", "value": "Qué aprendimos"},
                {"id": QUOTE, "type": "quote", "value": {"text": "Así fue.", "speaker": "Una vecina", "role": ""}},
                {
                    "id": TABLE,
                    "type": "table",
                    "value": {"caption": "Datos", "header": ["Barrio", "Agua"], "rows": [["Norte", "Sí"]]},
                },
            ]
        ),
    )
    page.links = [EventLink(label="Agenda", url="https://example.org/", locale=page.locale)]
    page.person_credits = [PersonCredit(name="Ana", role="author", note="con su equipo", locale=page.locale)]
    page.save()
    page.save_revision().publish()
    return EventPage.objects.get(pk=page.pk)


@pytest.fixture
def french(event: EventPage) -> EventPage:
    """A draft in which nothing is translated yet."""
    page: EventPage = create_translation(event, locale("fr")).specific
    return page


@pytest.fixture
def client() -> Client:
    return admin()


def screen(page: Page, name: str = "languages_edit") -> str:
    return reverse(name, args=[page.pk])


def send(client: Client, page: Page, texts: dict[str, str]) -> dict[str, str]:
    """What the script is told of what was typed, by the original's text."""
    segments = {one.pair.source: one for one in Workspace(Draft(page)).segments if one.has_counterpart}
    entries = [
        {"id": segments[source].id, "typed": typed, "source": source, "seen": segments[source].seen}
        for source, typed in texts.items()
    ]
    said = client.post(screen(page, "languages_passages"), json.dumps({"entries": entries}), "application/json").json()
    named = {one.id: source for source, one in segments.items()}
    return {named[id_]: problem for id_, problem in said["problems"].items()}


def overfilled(event: EventPage) -> Any:
    """A published translation into which texts that are too long have come: a label, and a heading."""
    page = translated(event, "fr")
    row = page.links.get()
    EventLink.objects.filter(pk=row.pk).update(label="b" * 150)
    latest = draft(page)
    latest.links.get().label = "x"
    raw = latest.body.get_prep_value()
    raw[0] = {**raw[0], "value": "h" * 200}
    latest.body = StoryBlock().to_python(raw)
    latest.links = [EventLink(label="a" * 200, url=row.url, translation_key=row.translation_key, locale=row.locale)]
    latest.save_revision()
    mark_up_to_date(page)
    return version(event, "fr")


def test_each_field_row_and_block_refuses_what_is_too_long_with_its_limit_and_the_length(
    client: Client, french: EventPage
) -> None:
    problems = send(client, french, {source: "x" * length for source, (_limit, length) in PLACES.items()})
    assert problems == {
        source: f"This is too long: it has {length} characters, and {limit} at most are possible here."
        for source, (limit, length) in PLACES.items()
    }
    assert {states(french)[source] for source in PLACES} == {"untranslated"}


def test_what_just_fits_is_written(client: Client, french: EventPage) -> None:
    assert send(client, french, {source: "x" * limit for source, (limit, _length) in PLACES.items()}) == {}
    assert {states(french)[source] for source in PLACES} == {"current"}


def test_signs_are_counted_as_they_are_stored(client: Client, french: EventPage) -> None:
    assert send(client, french, {"Agenda": "&" * 150}) == {}
    assert draft(french).links.get().label == "&" * 150


def test_a_form_without_script_keeps_what_was_typed(client: Client, french: EventPage) -> None:
    data = filled(client, screen(french), "side-by-side")
    number = next(name.partition("-")[0] for name, value in data.items() if value == "Agenda")
    text = client.post(screen(french), {**data, f"{number}-text": "x" * 200, "act": "save"}).content.decode()
    assert "it has 200 characters, and 150 at most are possible here." in text
    assert "x" * 200 in text


def test_a_po_file_is_refused_at_the_passage_that_is_too_long(client: Client, french: EventPage) -> None:
    file = polib.pofile(client.get(screen(french, "languages_po")).content.decode())
    for entry in file:
        entry.msgstr = {"Agenda": "x" * 200, "Casa central": "Maison"}.get(entry.msgid, "")
    upload = SimpleUploadedFile("fr.po", str(file).encode())
    text = client.post(screen(french, "languages_po"), {"file": upload}).content.decode()
    assert "1 passage was taken over" in text
    assert "it has 200 characters, and 150 at most are possible here." in text
    assert "x" * 200 in text


@pytest.mark.parametrize("typed", ["a\x00b", "a\ud83db"])
@pytest.mark.parametrize("source", ["Agenda", "Así fue.", "De qué trata."])
def test_what_no_database_can_store_is_refused_at_the_passage(
    client: Client, french: EventPage, source: str, typed: str
) -> None:
    assert send(client, french, {source: typed}) == {source: "This passage holds characters that no text has."}


def test_what_is_too_long_already_is_said_at_its_passage_and_waits_for_somebody(
    client: Client, event: EventPage
) -> None:
    page = overfilled(event)
    text = client.get(screen(page)).content.decode()
    assert "it has 200 characters, and 150 at most are possible here." in text
    assert "it has 200 characters, and 160 at most are possible here." in text
    workspace = Workspace(Draft(page))
    assert workspace.to_do == 2


def test_publishing_side_by_side_names_the_passages_that_are_too_long(client: Client, event: EventPage) -> None:
    page = overfilled(event)
    data = filled(client, screen(page), "side-by-side")
    answer = client.post(screen(page), {**data, "act": "publish"}, follow=True)
    assert "2 passages are too long. The first of them is shown here." in answer.content.decode()
    assert answer.redirect_chain[0][0].partition("#")[2].startswith("passage-")
    assert len(version(event, "fr").links.get().label) == 150


def test_once_it_is_shorter_it_is_published(client: Client, event: EventPage) -> None:
    page = overfilled(event)
    assert send(client, page, {"Agenda": "Programme", "Qué aprendimos": "Ce que nous avons appris"}) == {}
    client.post(screen(page), {**filled(client, screen(page), "side-by-side"), "act": "publish"})
    assert version(event, "fr").links.get().label == "Programme"


def test_no_way_to_publish_takes_a_text_that_is_too_long_and_each_names_it(event: EventPage) -> None:
    page = overfilled(event)
    with pytest.raises(TooLong, match="200 characters, and 150 at most"):
        page.get_latest_revision().publish()
    assert len(version(event, "fr").links.get().label) == 150


def test_an_original_with_a_text_that_is_too_long_is_not_published_either(event: EventPage) -> None:
    with pytest.raises(TooLong, match="200 characters, and 150 at most"):
        change(event, links=[EventLink(label="x" * 200, url="https://example.org/", locale=event.locale)])


def test_a_schedule_does_not_end_at_what_is_too_long(event: EventPage) -> None:
    page = overfilled(event)
    latest = page.get_latest_revision()
    latest.approved_go_live_at = latest.created_at
    latest.save()
    call_command("publish_scheduled")
    latest.refresh_from_db()
    assert latest.approved_go_live_at is None


def test_a_field_of_one_line_is_marked_for_the_script(client: Client, french: EventPage) -> None:
    text = client.get(screen(french)).content.decode()
    assert "data-is-line" in text
