"""A region and a language that the site did not have, from an admin's forms to the first text that readers see.

Told as one story: each person finds what the one before has left.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Browser, Locator, Page, expect

from home.models import HomePage
from news.models import NewsPage
from regions.models import RegionIndexPage, RegionPage
from tests.browser.test_editing import DESK, log_in, publish
from tests.factories.base import locale
from tests.factories.demonstration import Built
from tests.factories.translations import alignment_of, say

TITLE = "Открытые данные о воде в Алматы"
SECRET = "Степной-ветер-2026"


@pytest.fixture
def at_work(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Callable[[], Page]]:
    """People, each at a computer of their own."""
    contexts = []

    def arrive() -> Page:
        contexts.append(browser.new_context(**browser_context_args))
        page = contexts[-1].new_page()
        page.set_viewport_size(DESK)  # type: ignore[arg-type]
        return page

    yield arrive
    for context in contexts:
        context.close()


def send(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def add_language(admin: Page) -> None:
    admin.goto("/admin/languages/add/")
    admin.fill("[name=language]", "Russian")
    send(admin, "Add the language")
    expect(admin.locator("main")).to_contain_text("once its home page is translated and published")


def add_region(admin: Page) -> None:
    admin.goto("/admin/regions/add/")
    for number, (language, name) in enumerate((("Russian", "Центральная Азия"), ("English", "Central Asia"))):
        if admin.locator(f"[name=names-{number}-language]").count() == 0:
            send(admin, "Add a language")
        admin.select_option(f"[name=names-{number}-language]", label=language)
        admin.fill(f"[name=names-{number}-name]", name)
    admin.fill("[name=city-typed]", "Almaty, KZ")
    send(admin, "Add the region")
    expect(admin.locator("main")).to_contain_text("Центральная Азия")


def invite(admin: Page, name: str, role: str) -> None:
    admin.goto("/admin/colleagues/add/")
    admin.fill("[name=first_name]", name)
    admin.fill("[name=email]", f"{name.lower()}@example.org")
    admin.select_option("[name=language]", label="English")
    admin.locator("[name$=-where]").first.select_option(label="Central Asia")
    admin.locator("[name$=-role]").first.select_option(label=role)
    send(admin, "Invite")
    expect(admin.locator(".messages")).to_contain_text(f"{name} is invited: an e-mail goes to")


def accept(person: Page, name: str) -> None:
    """From the e-mail to the dashboard."""
    message = next(one for one in mail.outbox if one.to == [f"{name.lower()}@example.org"])
    address = re.search(r"https?://[^/\s]+(/admin/\S+)", str(message.body))
    assert address
    person.goto(address[1])
    for field in person.locator("input[type=password]").all():
        field.fill(SECRET)
    person.locator("form button[type=submit]").click()
    person.goto("/admin/login/")
    person.fill("[name=username]", f"{name.lower()}@example.org")
    person.fill("[name=password]", SECRET)
    person.locator("form button[type=submit]").click()
    expect(person.locator(".desk")).to_be_visible()


def row(table: Page, name: str) -> Locator:
    return table.locator("table.coverage tr", has=table.get_by_role("rowheader", name=name))


def test_a_region_in_a_new_language_publishes_its_first_text(
    page: Page, at_work: Callable[[], Page], demonstration: Built
) -> None:
    log_in(page, "admin")
    add_language(page)
    add_region(page)
    invite(page, "Aigul", "Editor")
    invite(page, "Timur", "Publisher")
    # What the translators into Russian do meanwhile is told in test_side_by_side.py.
    for model in (HomePage, RegionIndexPage):
        frame = model.objects.get(locale=locale("ru"))
        texts = {text: f"{text} (ru)" for _path, strings in alignment_of(frame).source for text in strings}
        revision = say(frame, texts).revision
        assert revision
        revision.publish()
    region = RegionPage.objects.get(locale=locale("ru"))
    page.goto(f"/admin/pages/{region.pk}/edit/")
    publish(page)
    expect(page).to_have_url(re.compile(r"/admin/pages/\d+/$"))

    aigul = at_work()
    accept(aigul, "Aigul")
    expect(aigul.locator("h1")).to_have_text("Central Asia")
    aigul.locator(".desk-kinds").first.get_by_role("link", name=re.compile("news")).click()
    aigul.fill("[name=title]", TITLE)
    aigul.fill("[name=summary]", "Первый набор данных.")
    aigul.locator("footer button[data-w-dropdown-target=toggle]").click()
    expect(aigul.locator("[name=action-publish]")).to_have_count(0)
    aigul.locator("[name=action-submit]").click()
    expect(aigul).to_have_url(re.compile(r"/admin/pages/\d+/$"))
    item = NewsPage.objects.get(draft_title=TITLE)
    assert (item.live, item.locale.language_code, item.get_parent().pk) == (False, "ru", region.pk)

    stranger = at_work()
    log_in(stranger, "bogota")
    for address in (
        f"/admin/pages/{item.pk}/edit/",
        f"/admin/pages/{region.pk}/",
        "/admin/pages/search/?q=данные",
        f"/admin/choose-page/{region.pk}/",
        "/admin/choose-page/search/?q=данные",
        "/admin/reports/site-history/",
        "/admin/",
        f"/admin/languages/{item.pk}/",
        item.get_url(),
    ):
        stranger.goto(address)
        assert TITLE not in stranger.content(), address

    timur = at_work()
    accept(timur, "Timur")
    timur.locator(".desk-row").get_by_role("link", name=TITLE).first.click()
    timur.locator("footer button[data-w-dropdown-target=toggle]").click()
    timur.locator("[data-workflow-action-name=approve]").first.click()
    expect(timur).to_have_url(re.compile(r"/admin/pages/\d+/$|/admin/$"))
    item.refresh_from_db()
    assert item.live

    aigul.goto(item.get_url())
    expect(aigul.locator("h1")).to_have_text(TITLE)
    expect(aigul.locator("html")).to_have_attribute("lang", "ru")

    page.goto("/admin/reports/coverage/")
    missing = row(page, "Центральная Азия").locator("a[href*='state=missing']")
    expect(missing).to_have_text(["2"] * 5)  # its own page, and the news item
    addresses = " ".join(str(one.get_attribute("href")) for one in missing.all())
    assert sorted(re.findall("language=([a-z]+)", addresses)) == ["ar", "en", "es", "fr", "pt"]
    missing.first.click()
    expect(page.locator("main")).to_contain_text(TITLE)
