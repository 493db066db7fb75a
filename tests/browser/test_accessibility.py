"""One page of each type in a browser, in both directions: axe finds no fault, and nothing is wider than a phone."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from home.demo.loader import LANGUAGES
from tests.factories.demonstration import Built
from tests.factories.fullest import PAGE_TYPES, fullest

PHONE, DESK = 360, 1280
EVERY_TYPE = pytest.mark.parametrize("page_type", PAGE_TYPES)


def violations(page: Page) -> list[str]:
    """What axe finds, each with the elements that it means."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [f"{one['id']}: {[node['html'][:160] for node in one['nodes'][:5]]}" for one in found]


def open_everything(page: Page) -> None:
    """Menus and texts that open on demand are read like the rest."""
    page.evaluate("for (const part of document.querySelectorAll('main details')) part.open = true")


@EVERY_TYPE
@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_no_violation(demonstration: Built, page: Page, language: str, page_type: str) -> None:
    address = fullest(demonstration, page_type, language).get_url()
    found = {}
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(address)
        open_everything(page)
        found[width] = violations(page)
    assert found == {PHONE: [], DESK: []}


@pytest.mark.parametrize("part", ["languages", "menu"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_no_violation_in_an_open_menu(page: Page, language: str, part: str) -> None:
    page.set_viewport_size({"width": PHONE, "height": 800})
    page.goto(f"/{language}/")
    page.locator(f".disclosure-{part} summary").click()
    assert page.locator(f".disclosure-{part} a").first.is_visible()
    assert violations(page) == []


@EVERY_TYPE
def test_axe_finds_no_violation_in_the_dark(demonstration: Built, page: Page, page_type: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": DESK, "height": 800})
    page.goto(fullest(demonstration, page_type, "en").get_url())
    open_everything(page)
    assert violations(page) == []


@pytest.mark.parametrize("address", ["/ar/nowhere/", "/en/search/?q=data", "/ar/search/?q=nothing-of-the-kind"])
def test_axe_finds_no_violation_where_nothing_is_found(page: Page, address: str) -> None:
    page.set_viewport_size({"width": PHONE, "height": 800})
    page.goto(address)
    assert violations(page) == []


@EVERY_TYPE
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_a_page_is_no_wider_than_a_phone(demonstration: Built, page: Page, language: str, page_type: str) -> None:
    page.set_viewport_size({"width": PHONE, "height": 780})
    page.goto(fullest(demonstration, page_type, language).get_url())
    open_everything(page)
    assert page.evaluate("document.documentElement.clientWidth") == PHONE
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_that_is_enlarged_four_times_still_fits(page: Page, language: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"/{language}/")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
