"""An Arabic page in an English admin: what is typed is Arabic, from right to left, in blocks added later too."""

from playwright.sync_api import Locator, Page, expect

from news.models import NewsPage
from tests.browser.test_editing import add_block, log_in
from tests.factories.demonstration import Built

TEXT = "نص جديد"


def assert_arabic(field: Locator) -> None:
    expect(field).to_have_attribute("lang", "ar")
    expect(field).to_have_css("direction", "rtl")


def test_what_an_editor_types_is_in_the_language_of_the_page(
    demonstration: Built, page: Page, faults: list[str]
) -> None:
    log_in(page, "admin")
    page.goto(f"/admin/pages/{NewsPage.objects.filter(locale__language_code='ar').first().pk}/edit/")  # type: ignore[union-attr]
    expect(page.locator("html")).to_have_attribute("lang", "en")
    for name in ("title", "summary", "image_alt", "seo_title"):
        assert_arabic(page.locator(f"[name={name}]"))
    add_block(page, "Quote")
    quote = page.locator("textarea[name^=body-][name$=-value-text]").last
    quote.fill(TEXT)
    assert_arabic(quote)
    add_block(page, "Text")
    text = page.locator(".public-DraftEditor-content").last
    assert_arabic(text)
    # Before anything is written, and where Latin letters come first: as readers will see the paragraph.
    paragraph = text.locator(".public-DraftStyleDefault-block").first
    expect(paragraph).to_have_css("direction", "rtl")
    text.click()
    page.keyboard.type("RSS")
    expect(paragraph).to_have_text("RSS")
    expect(paragraph).to_have_css("direction", "rtl")
    # The admin's own words stay the admin's.
    assert page.locator("label[for=id_summary]").evaluate("it => it.closest('[lang]').lang") == "en"
    assert page.locator("[name=slug]").evaluate("it => [it.lang, getComputedStyle(it).direction]") == ["", "ltr"]
    assert page.locator("[name=date]").evaluate("it => [it.lang, getComputedStyle(it).direction]") == ["", "ltr"]
    assert faults == []
