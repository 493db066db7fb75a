"""What a reader does: choose a language, open the menu, watch a video; also where scripts do not run."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from home.demo.loader import LANGUAGES
from news.models import NewsPage
from tests.factories.demonstration import Built

VIDEO = {"url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "title": "A talk"}
PLAYER = re.compile(r"https://www\.youtube-nocookie\.com/.*")


@pytest.fixture
def watching(db: None, demonstration: Built) -> str:
    """The address of a piece of news with a video."""
    page = demonstration.page("news")
    news = NewsPage(title="A talk", date=date(2016, 6, 8), body=[("video", VIDEO)])
    page.add_child(instance=news)
    return str(news.get_url())


@pytest.fixture
def phone(page: Page) -> Page:
    """Where the menu and the languages are behind a button."""
    page.set_viewport_size({"width": 360, "height": 780})
    return page


@pytest.fixture
def without_scripts(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    phone = {"width": 360, "height": 780}
    context = browser.new_context(**{**browser_context_args, "viewport": phone}, java_script_enabled=False)
    yield context.new_page()
    context.close()


# Languages --------------------------------------------------------------------------------------------------------


def test_the_first_visit_is_in_the_browsers_language(browser: Browser, browser_context_args: dict[str, Any]) -> None:
    context = browser.new_context(**{**browser_context_args, "locale": "fr-CA"})
    tab = context.new_page()
    tab.goto("/")
    expect(tab).to_have_url(re.compile(r"/fr/$"))
    context.close()


def test_a_chosen_language_is_remembered(phone: Page) -> None:
    phone.goto("/en/")
    phone.locator(".disclosure-languages summary").click()
    phone.locator('.languages a[data-language="ar"]').click()
    expect(phone).to_have_url(re.compile(r"/ar/$"))
    phone.goto("/")
    expect(phone).to_have_url(re.compile(r"/ar/$"))
    expect(phone.locator("html")).to_have_attribute("dir", "rtl")


def test_reading_a_page_alone_chooses_no_language(page: Page) -> None:
    page.goto("/ar/")
    page.goto("/")
    expect(page).to_have_url(re.compile(r"/en/$"))


def test_the_switcher_leads_to_this_page_in_the_other_language(demonstration: Built, phone: Page) -> None:
    phone.goto(demonstration.page("about", "en").get_url())
    phone.locator(".disclosure-languages summary").click()
    phone.locator('.languages a[data-language="fr"]').click()
    expect(phone).to_have_url(re.compile(re.escape(demonstration.page("about", "fr").get_url()) + "$"))


def test_escape_closes_an_open_menu_and_returns_to_its_button(phone: Page) -> None:
    phone.goto("/en/")
    phone.locator(".disclosure-languages summary").click()
    expect(phone.locator(".languages")).to_be_visible()
    phone.keyboard.press("Escape")
    expect(phone.locator(".languages")).to_be_hidden()
    expect(phone.locator(".disclosure-languages summary")).to_be_focused()


def test_the_first_key_leads_past_the_header(page: Page) -> None:
    page.goto("/en/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


# Video ------------------------------------------------------------------------------------------------------------


def test_a_video_contacts_nobody_before_a_click(watching: str, page: Page, asked: list[str]) -> None:
    page.goto(watching, wait_until="networkidle")
    page.locator("a[data-embed]").first.scroll_into_view_if_needed()
    page.locator("a[data-embed]").first.hover()
    page.wait_for_load_state("networkidle")
    own = page.evaluate("location.origin")
    assert asked
    assert [url for url in asked if not url.startswith(own)] == []
    expect(page.locator("iframe")).to_have_count(0)


def test_a_click_opens_the_video_where_it_stands(watching: str, page: Page) -> None:
    opened: list[str] = []

    def player(route: Route) -> None:
        opened.append(route.request.url)
        route.fulfill(body="<p>The player</p>", content_type="text/html")

    page.route(PLAYER, player)
    page.goto(watching)
    page.locator("a[data-embed]").first.click()
    expect(page.frame_locator("iframe.video-frame").locator("p")).to_have_text("The player")
    expect(page.locator("iframe.video-frame")).to_have_attribute("title", re.compile(r"\w"))
    assert len(opened) == 1
    assert page.url.endswith(watching)


# Without scripts --------------------------------------------------------------------------------------------------


def test_the_menu_opens_without_scripts(without_scripts: Page) -> None:
    without_scripts.goto("/fr/")
    entry = without_scripts.locator(".menu a").first
    expect(entry).to_be_hidden()
    without_scripts.locator(".disclosure-menu summary").click()
    expect(entry).to_be_visible()
    address = str(entry.get_attribute("href"))
    entry.click()
    expect(without_scripts).to_have_url(re.compile(re.escape(address) + "$"))


def test_the_switcher_works_without_scripts(without_scripts: Page) -> None:
    without_scripts.goto("/en/")
    without_scripts.locator(".disclosure-languages summary").click()
    expect(without_scripts.locator(".languages a")).to_have_count(len(LANGUAGES))
    without_scripts.locator('.languages a[data-language="ar"]').click()
    expect(without_scripts.locator("html")).to_have_attribute("lang", "ar")


def test_a_list_is_narrowed_without_scripts(demonstration: Built, without_scripts: Page) -> None:
    without_scripts.goto(demonstration.page("news").get_url())
    before = without_scripts.locator("main article.card").count()
    form = without_scripts.locator("main form")
    without_scripts.locator("main .filters summary").click()
    form.locator("select[name=kind]").select_option("press_release")
    form.locator("button").click()
    expect(without_scripts).to_have_url(re.compile("kind=press_release"))
    assert 0 < without_scripts.locator("main article.card").count() < before


def test_a_video_is_a_link_without_scripts(watching: str, without_scripts: Page) -> None:
    without_scripts.goto(watching)
    link = without_scripts.locator("a.video-open").first
    expect(link).to_have_attribute("href", re.compile(r"^https://(www\.youtube\.com/watch|vimeo\.com/)"))
