"""The guides: whole in every language, true to the interface, and found from the help menu."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override, trans_real

from base.models import User
from home.guide import GUIDES, Guide, interface_of, languages, read
from languages.catalogs.languages import REQUIRED, SOURCE
from regions.teams.rights import Role
from tests.factories.base import offer
from tests.factories.moderation import member
from tests.factories.people import log_in, root_collection
from tests.factories.regions import RegionPageFactory

WRITTEN = [(name, code) for name in ("editor", "admin") for code in languages(name)]
LANGUAGES = [code for code in REQUIRED if code != SOURCE]
# The key of a text with a context in a catalogue.
SEPARATOR = "\x04"

each = pytest.mark.parametrize(("name", "code"), WRITTEN)


def anchors(text: Guide) -> list[str]:
    return [id for id, _text in text.contents]


def plain(page: str) -> str:
    return " ".join(BeautifulSoup(page, "html.parser").get_text().split())


def test_the_editors_guide_is_written_in_every_language_of_the_admin() -> None:
    assert languages("editor") == list(REQUIRED)


def test_the_administrators_guide_is_written_in_english() -> None:
    assert languages("admin") == [SOURCE]


@each
def test_every_language_has_the_same_sections_and_pictures(name: str, code: str) -> None:
    here, english = read(name, code), read(name, SOURCE)
    assert anchors(here) == anchors(english) != []
    assert [file.partition("/")[2] for file, _alt in here.pictures] == [
        file.partition("/")[2] for file, _alt in english.pictures
    ]


@each
def test_every_section_has_an_anchor_of_its_own(name: str, code: str) -> None:
    headings = BeautifulSoup(read(name, code).html, "html.parser").find_all(["h1", "h2"])
    assert [heading.get("id") for heading in headings] == anchors(read(name, code))
    assert len(set(anchors(read(name, code)))) == len(headings)


@each
def test_the_guide_names_the_same_buttons_in_every_language(name: str, code: str) -> None:
    assert set(read(name, code).names) == set(read(name, SOURCE).names) != set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["editor", "admin"])
def test_every_button_that_is_named_is_a_text_of_the_interface_and_is_translated(name: str, language: str) -> None:
    """What no catalogue knows is a slip, or was renamed in the code: then the guide has to be read again."""
    known = trans_real.translation(interface_of(language))._catalog  # type: ignore[attr-defined]
    keys = [f"{context}{SEPARATOR}{text}" if context else text for context, text in read(name, SOURCE).names]
    assert [key for key in keys if key not in known] == []


def test_a_button_is_named_as_the_interface_names_it() -> None:
    with override("es"):
        name = gettext("Save draft")
    assert name != "Save draft"
    assert f"<b>{name}</b>" in read("editor", "es").html


def test_what_the_interface_fills_in_is_left_open() -> None:
    shown = read("editor", SOURCE).html
    assert "<b>Translate into …</b>" in shown
    assert "<b>Approve and Publish</b>" in shown
    assert "%(" not in shown


@each
def test_nothing_of_the_notation_is_shown(name: str, code: str) -> None:
    shown = plain(read(name, code).html)
    assert len(shown) > 1000
    assert re.findall(r"\[\[|\]\]|\{#|\*\*|admin:", shown) == []


@each
def test_every_picture_that_is_shown_is_there_and_says_what_it_shows(name: str, code: str) -> None:
    shown = BeautifulSoup(read(name, code).html, "html.parser").find_all("img")
    assert shown
    assert [picture["src"] for picture in shown if not picture["alt"] or not picture["width"]] == []
    assert all(file.startswith(f"{code}/") for file, _alt in read(name, code).pictures)


def test_every_picture_is_used() -> None:
    used = {file for name, code in WRITTEN for file, _alt in read(name, code).pictures}
    files = {path.relative_to(GUIDES / "pictures").as_posix() for path in pictures()}
    assert files == used


def test_pictures_are_light() -> None:
    assert [path.name for path in pictures() if path.stat().st_size > 60_000] == []
    assert sum(path.stat().st_size for path in pictures()) < 2_000_000


def pictures() -> list[Path]:
    found = [path for path in (GUIDES / "pictures").rglob("*") if path.is_file()]
    assert found
    return found


def test_a_language_without_a_guide_is_answered_in_english() -> None:
    assert read("editor", "sw").code == SOURCE
    assert read("editor", "../../README").code == SOURCE


# In the admin ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def editor(db: None) -> User:
    root_collection()
    offer("en", "es")
    return member("bogota", RegionPageFactory(language="es"), "es", role=Role.EDITOR)


def article(client: Client, address: str) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == 200
    found = BeautifulSoup(answer.content, "html.parser")
    assert found.select_one(".guide-text") is not None
    return found


def test_an_editor_reads_the_guide_in_the_language_of_their_admin(editor: User) -> None:
    shown = article(log_in(editor, "pt-br"), reverse("guide"))
    text = shown.select_one(".guide-text")
    assert text is not None
    assert (text["lang"], text["dir"]) == ("pt", "ltr")
    assert [a["href"] for a in shown.select(".guide-side ol a")] == [f"#{id}" for id in anchors(read("editor", "pt"))]


def test_the_guide_can_be_read_in_another_language(editor: User) -> None:
    shown = article(log_in(editor, "es"), reverse("guide"))
    offered = [a["href"] for a in shown.select(".guide-languages a")]
    assert offered == [f"?language={code}" for code in REQUIRED]
    text = article(log_in(editor, "es"), f"{reverse('guide')}?language=fr").select_one(".guide-text")
    assert text is not None
    assert text["lang"] == "fr"


def test_the_arabic_guide_reads_from_right_to_left(editor: User) -> None:
    shown = article(log_in(editor, "ar"), reverse("guide"))
    assert shown.html is not None
    assert shown.html["dir"] == "rtl"
    for part in (".guide-text", ".guide-side ol"):
        found = shown.select_one(part)
        assert found is not None
        assert (found["lang"], found["dir"]) == ("ar", "rtl")


def test_the_administrators_guide_says_that_it_is_in_english(db: None) -> None:
    admin = User.objects.create_superuser("admin", "admin@example.org", "secret")
    text = article(log_in(admin, "ar"), reverse("guide_admins")).select_one(".guide-text")
    assert text is not None
    assert (text["lang"], text["dir"]) == ("en", "ltr")


def test_the_administrators_guide_is_for_administrators(editor: User) -> None:
    assert log_in(editor).get(reverse("guide_admins")).status_code == 302


def test_the_help_menu_leads_to_the_guides(editor: User) -> None:
    admin = User.objects.create_superuser("admin", "admin@example.org", "secret")
    for_editor, for_admin = (log_in(user).get("/admin/").content.decode() for user in (editor, admin))
    assert f'"{reverse("guide")}"' in for_editor
    assert f'"{reverse("guide_admins")}"' not in for_editor
    assert f'"{reverse("guide")}"' in for_admin
    assert f'"{reverse("guide_admins")}"' in for_admin


def test_the_first_screen_leads_to_the_guide(editor: User) -> None:
    page = BeautifulSoup(log_in(editor).get("/admin/").content, "html.parser")
    assert page.select(f"main a[href='{reverse('guide')}']")
