"""A translator side by side: what is typed is saved, and no word is lost, whatever becomes of the connection."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from cms.bundles import sources
from home.demo.logins import PASSWORD
from languages.memory import store
from languages.memory.store import Pair
from languages.translations.create import create_translation
from tests.browser.test_accessibility import DESK, PHONE, violations
from tests.browser.test_editing import log_in
from tests.factories.base import locale
from tests.factories.demonstration import Built
from tests.factories.prose import unnamed
from tests.factories.translations import draft, say, states

WORK, ARABIC_WORK = "news-barrios-leen-datos", "news-nuzuh-bila-asma"
TITLE = "Tres barrios aprenden a leer los datos de su propio municipio"
TYPED = "Três bairros aprendem a ler os dados da sua cidade"
OTHER = "Três bairros leem os próprios dados"
UNSAVED = re.compile("waiting|saving|offline")
BUNDLES = Path(__file__).resolve().parents[2] / "languages/bundles"
MODULES = re.compile(r"/static/languages/side-by-side(/[a-z-]+)?\.mjs$")


@pytest.fixture
def portuguese(demonstration: Built) -> Any:
    """A translation into Portuguese that nobody has begun yet; Bogotá's editor may write and publish it."""
    return create_translation(demonstration.page(WORK, "es"), locale("pt"))


@pytest.fixture
def bogota(page: Page) -> Page:
    log_in(page, "bogota")
    return page


@pytest.fixture
def colleague(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """The administrator, at another computer."""
    context = browser.new_context(**browser_context_args)
    page = context.new_page()
    log_in(page, "admin")
    yield page
    context.close()


def open_at(page: Page, translation: Any) -> None:
    page.goto(f"/admin/languages/{translation.pk}/edit/")
    expect(page.locator("#side-by-side.sbs-with-script")).to_be_visible()


def segment(page: Page, source: str) -> Locator:
    return page.locator(".sbs-passage", has=page.locator(".sbs-source", has_text=source)).first


def field(page: Page, source: str = TITLE) -> Locator:
    return segment(page, source).locator(".sbs-field:visible")


def state(page: Page, name: str) -> None:
    """Wait until the editor says so: saved, offline, signed-out…"""
    expect(page.locator("[data-saved]")).to_have_attribute("data-state", name)


def test_what_is_typed_is_saved(bogota: Page, portuguese: Any, faults: list[str]) -> None:
    open_at(bogota, portuguese)
    field(bogota).fill(TYPED)
    state(bogota, "saved")
    assert draft(portuguese).title == TYPED
    expect(segment(bogota, TITLE)).to_have_attribute("data-state", "current")
    assert faults == []


def test_its_modules_work_one_by_one_as_well(
    bogota: Page, portuguese: Any, faults: list[str], asked: list[str]
) -> None:
    """Each names what it needs, as a browser wants it; they are served joined (cms/bundles.py)."""
    bogota.route(MODULES, lambda route: route.fulfill(path=BUNDLES / route.request.url.partition("/static/")[2]))
    open_at(bogota, portuguese)
    field(bogota).fill(TYPED)
    bogota.keyboard.press("Control+Enter")
    state(bogota, "saved")
    assert draft(portuguese).title == TYPED
    assert len([url for url in asked if MODULES.search(url)]) == len(sources(BUNDLES / "languages/side-by-side.mjs"))
    assert faults == []


def test_formatted_text_is_saved_with_its_emphasis(bogota: Page, demonstration: Built) -> None:
    original = demonstration.page(WORK, "es")
    body = original.body.get_prep_value()
    text = next(block for block in body if block["type"] == "text")
    text["value"] = "<p>Una <b>carta</b> abierta.</p>"
    original.body = original.body.stream_block.to_python(body)
    original.save_revision().publish()
    translation = create_translation(original, locale("pt"))
    open_at(bogota, translation)
    written = field(bogota, "Una carta abierta.")
    written.click()
    bogota.keyboard.type("Uma ")
    segment(bogota, "Una carta abierta.").locator("[data-kind=b]").click()
    bogota.keyboard.type("carta")
    state(bogota, "saved")
    saved = next(str(block.value.source) for block in draft(translation).body if block.id == text["id"])
    assert unnamed(saved) == "<p>Uma <b>carta</b></p>"


def test_what_is_typed_without_a_connection_is_kept_and_saved_later(
    bogota: Page, context: BrowserContext, portuguese: Any
) -> None:
    open_at(bogota, portuguese)
    context.set_offline(True)
    field(bogota).fill(TYPED)
    state(bogota, "offline")
    context.set_offline(False)
    state(bogota, "saved")
    assert draft(portuguese).title == TYPED


def test_what_was_typed_without_a_connection_survives_the_closing_of_the_page(
    bogota: Page, context: BrowserContext, portuguese: Any
) -> None:
    open_at(bogota, portuguese)
    context.set_offline(True)
    field(bogota).fill(TYPED)
    state(bogota, "offline")
    bogota.close()
    context.set_offline(False)
    again = context.new_page()
    open_at(again, portuguese)
    expect(field(again)).to_have_value(TYPED)
    # Nothing is told where the closing page has just managed to send it.
    expect(again.locator("[data-saved]")).not_to_have_attribute("data-state", UNSAVED)
    assert draft(portuguese).title == TYPED


def test_what_is_typed_after_the_session_has_ended_survives_signing_in(
    bogota: Page, context: BrowserContext, portuguese: Any
) -> None:
    open_at(bogota, portuguese)
    context.clear_cookies(name="sessionid")
    field(bogota).fill(TYPED)
    state(bogota, "signed-out")
    expect(field(bogota)).to_have_value(TYPED)
    with context.expect_page() as opened:
        bogota.locator("[data-saved] a").click()
    door = opened.value
    door.fill("[name=username]", "bogota")
    door.fill("[name=password]", PASSWORD)
    door.locator("form button[type=submit]").click()
    expect(door.locator("#side-by-side")).to_be_visible()
    door.close()
    bogota.bring_to_front()
    state(bogota, "saved")
    assert draft(portuguese).title == TYPED


def test_two_people_at_one_page_see_each_other(bogota: Page, colleague: Page, portuguese: Any) -> None:
    open_at(bogota, portuguese)
    open_at(colleague, portuguese)
    expect(colleague.locator("[data-presence]")).to_contain_text("Camila Ejemplo")


@pytest.mark.parametrize(("choice", "kept"), [("mine", TYPED), ("theirs", OTHER)])
def test_where_two_write_one_segment_both_texts_are_shown_and_the_choice_is_made(
    bogota: Page, context: BrowserContext, portuguese: Any, choice: str, kept: str
) -> None:
    say(portuguese, {TITLE: "Três bairros"})
    open_at(bogota, portuguese)
    context.set_offline(True)
    field(bogota).fill(TYPED)
    state(bogota, "offline")
    say(portuguese, {TITLE: OTHER})
    context.set_offline(False)
    conflict = segment(bogota, TITLE).locator(".sbs-conflict")
    expect(conflict).to_contain_text(OTHER)
    expect(field(bogota)).to_have_value(TYPED)
    assert draft(portuguese).title == OTHER
    conflict.locator(f"[value^='{choice}:']").click()
    state(bogota, "saved")
    expect(field(bogota)).to_have_value(kept)
    assert draft(portuguese).title == kept


def test_what_a_machine_made_waits_for_a_person(bogota: Page, portuguese: Any, settings: Any) -> None:
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
        "CLASS": "wagtail_localize.machine_translators.dummy.DummyTranslator"
    }
    open_at(bogota, portuguese)
    bogota.locator("[data-machine]").click()
    expect(segment(bogota, TITLE)).to_have_attribute("data-state", "machine")
    segment(bogota, TITLE).locator("[value^='accept:']").click()
    expect(segment(bogota, TITLE)).to_have_attribute("data-state", "current")
    state(bogota, "saved")
    assert states(portuguese)[TITLE] == "current"


def test_exact_matches_are_filled_with_one_click(bogota: Page, portuguese: Any) -> None:
    store.remember(locale("es"), locale("pt"), [Pair(TITLE, TYPED, "")])
    open_at(bogota, portuguese)
    bogota.locator("[data-fill]").click()
    expect(field(bogota)).to_have_value(TYPED)
    expect(segment(bogota, TITLE)).to_have_attribute("data-state", "current")
    assert draft(portuguese).title == TYPED


def test_only_what_is_to_do_is_shown(bogota: Page, portuguese: Any) -> None:
    say(portuguese, {TITLE: TYPED})
    open_at(bogota, portuguese)
    expect(segment(bogota, TITLE)).to_be_visible()
    bogota.locator("[data-show-todo]").click()
    expect(segment(bogota, TITLE)).to_be_hidden()
    expect(bogota.locator(".sbs-passage:visible").first).to_be_visible()


def test_the_preview_shows_the_draft_in_its_template(bogota: Page, portuguese: Any) -> None:
    open_at(bogota, portuguese)
    field(bogota).fill(TYPED)
    bogota.locator("[data-preview]").click()
    shown = bogota.frame_locator("#sbs-preview iframe")
    expect(shown.locator("h1")).to_have_text(TYPED)
    expect(shown.locator("html")).to_have_attribute("lang", "pt")


def test_a_page_with_segments_to_do_is_not_published_and_says_so(bogota: Page, portuguese: Any) -> None:
    open_at(bogota, portuguese)
    field(bogota).fill(TYPED)
    bogota.locator("button[value=publish]").click()
    expect(bogota).to_have_url(re.compile("#passage-"))
    state(bogota, "refused")
    expect(bogota.locator("[data-saved]")).to_be_in_viewport()
    expect(bogota.locator("[data-saved]")).to_contain_text(re.compile(r"\d"))
    assert draft(portuguese).title == TYPED
    assert not draft(portuguese).live


def test_a_page_that_is_done_is_published_with_one_click(bogota: Page, demonstration: Built) -> None:
    outdated = demonstration.page(WORK, "en")
    open_at(bogota, outdated)
    bogota.locator("[data-is-to-do] [value^='accept:']").click()
    state(bogota, "saved")
    bogota.reload()
    bogota.locator("button[value=publish]").click()
    expect(bogota.locator(".messages .success").first).to_be_visible()
    outdated.refresh_from_db()
    assert outdated.live_revision_id == outdated.latest_revision_id
    assert not outdated.has_unpublished_changes


@pytest.mark.parametrize(
    ("user", "written", "language"),
    [("bogota", (WORK, "es"), "pt"), ("bogota", (WORK, "es"), "en"), ("beirut", (ARABIC_WORK, "ar"), "en")],
    ids=["not begun", "behind", "from right to left"],
)
def test_axe_finds_no_violation_and_nothing_is_wider_than_a_phone(
    page: Page, demonstration: Built, user: str, written: tuple[str, str], language: str
) -> None:
    original = demonstration.page(*written)
    translation = original.get_translation_or_none(locale(language)) or create_translation(original, locale(language))
    log_in(page, user)
    found: dict[int, Any] = {}
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 800})
        open_at(page, translation)
        page.evaluate("for (const part of document.querySelectorAll('main details')) part.open = true")
        wide = page.evaluate("[document.documentElement.scrollWidth, document.querySelector('main').scrollWidth]")
        assert max(wide) <= width
        found[width] = violations(page)
    assert found == {PHONE: [], DESK: []}
