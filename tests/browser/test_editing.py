"""Editors at work, in their own languages: the day of a regional team, from the log-in to the reader."""

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from base.geo import city_search
from events.models import EventPage
from home.demo.logins import PASSWORD
from news.models import NewsPage
from regions.models import RegionPage
from tests.factories.demonstration import Built

TITLE = "La señal que llegó a tiempo"
ARABIC_TITLE = "إشارة وصلت في موعدها"
DESK = {"width": 1400, "height": 1000}


def log_in(page: Page, username: str) -> None:
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    page.goto("/admin/login/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.locator("form button[type=submit]").click()
    expect(page).to_have_url(re.compile(r"/admin/$"))


def photograph() -> FilePayload:
    """A picture as a person has it on their disk; no other has its colour."""
    out = BytesIO()
    Image.new("RGB", (1200, 800), (169, 69, 3)).save(out, "JPEG")
    return {"name": "campo.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def add_block(page: Page, name: str) -> None:
    """Add a block at the end of the body, by its name in the editor's language."""
    page.locator("button.c-sf-add-button:visible").last.click()
    page.get_by_role("option", name=re.compile(f"^{name}")).first.click()


def publish(page: Page) -> None:
    saved = page.locator("[name=action-publish]")
    page.locator("button[data-w-dropdown-target=toggle]:visible").last.click()
    expect(saved).to_be_visible()
    saved.click()


def card(page: Page, title: str) -> Locator:
    return page.locator("main article.card", has=page.get_by_role("link", name=title, exact=True)).first


def start_writing(page: Page, built: Built, kind: str, region: str, language: str) -> None:
    page.goto(f"/admin/pages/add/{kind}/{built.page(region, language).pk}/")
    expect(page.locator("[name=title]")).to_be_visible()


def upload_picture(page: Page) -> None:
    page.locator("#panel-child-content-image-content, [data-contentpath=image]").get_by_role("button").first.click()
    page.get_by_role("tab", name="Subir").click()
    page.set_input_files(".modal-body input[type=file]", files=[photograph()])
    expect(page.locator(".modal-body input[name$=title]")).to_have_value("campo")  # by the file's name
    page.locator(".modal-body form:visible button[type=submit]").click()
    expect(page.locator(".modal-body")).to_have_count(0)
    expect(page.locator("[data-contentpath=image] img")).to_be_visible()


def write_news(page: Page, built: Built) -> None:
    """A piece of news in Spanish under Latin America, with a picture, a quote and a list of events."""
    start_writing(page, built, "news/newspage", "region-latin-america", "es")
    page.fill("[name=title]", TITLE)
    page.fill("[name=summary]", "Un ejemplo escrito por la editora.")
    add_block(page, "Cita")
    page.locator("textarea[name='body-0-value-text']").fill("Nadie nos había preguntado dónde sube el agua.")
    page.locator("input[name='body-0-value-speaker']").fill("Participante del taller")
    add_block(page, "Lista")
    page.locator("input[name='body-1-value-heading']").fill("Próximos eventos")
    page.locator("select[name='body-1-value-kind']").select_option("upcoming_events")
    upload_picture(page)
    page.fill("[name=image_alt]", "Un campo de color arcilla")


@pytest.fixture
def bogota(page: Page) -> Page:
    log_in(page, "bogota")
    return page


@pytest.fixture
def beirut(page: Page) -> Page:
    log_in(page, "beirut")
    return page


@pytest.fixture
def published(bogota: Page, demonstration: Built) -> Page:
    write_news(bogota, demonstration)
    publish(bogota)
    expect(bogota).to_have_url(re.compile(r"/admin/pages/\d+/$"))
    return bogota


def test_the_editor_sees_the_admin_in_her_language(bogota: Page) -> None:
    expect(bogota.locator("html")).to_have_attribute("lang", "es")
    expect(bogota.get_by_role("link", name="Menús")).to_have_count(0)
    expect(bogota.locator("[data-side-panel=explorer], .sidebar")).to_contain_text("Páginas")


def test_what_she_writes_is_previewed_at_the_size_of_a_phone(bogota: Page, demonstration: Built) -> None:
    write_news(bogota, demonstration)
    bogota.get_by_role("button", name=re.compile("vista previa", re.IGNORECASE)).first.click()
    # While the preview is refreshed, the frame that will replace the one shown lies behind it.
    preview = bogota.frame_locator("iframe[data-w-preview-target=iframe] >> nth=0")
    expect(preview.locator("h1")).to_have_text(TITLE)
    expect(preview.locator("html")).to_have_attribute("lang", "es")
    expect(preview.locator("blockquote")).to_contain_text("Nadie nos había preguntado")
    expect(preview.get_by_role("heading", name="Próximos eventos")).to_have_count(1)
    assert preview.locator("html").evaluate("element => element.clientWidth") <= 400
    assert not NewsPage.objects.filter(title=TITLE, live=True).exists()


def test_what_she_publishes_is_a_page_of_her_region(published: Page) -> None:
    news = NewsPage.objects.get(title=TITLE)
    assert (news.live, news.slug, news.locale.language_code) == (True, "la-senal-que-llego-a-tiempo", "es")
    published.goto(news.get_url())
    expect(published.locator("h1")).to_have_text(TITLE)
    expect(published.locator(".lead-picture img")).to_have_attribute("alt", "Un campo de color arcilla")
    expect(published.locator("figure.block-quote")).to_contain_text("Participante del taller")
    expect(published.get_by_role("heading", name="Próximos eventos")).to_be_visible()


def test_what_she_publishes_stands_on_the_page_of_the_region(published: Page, demonstration: Built) -> None:
    published.goto(demonstration.page("region-latin-america", "es").get_url())
    expect(card(published, TITLE)).to_be_visible()


def test_what_she_publishes_stands_on_the_spanish_home_page(published: Page) -> None:
    published.goto("/es/")
    expect(card(published, TITLE)).to_be_visible()


def test_what_she_publishes_is_labelled_in_the_french_list(published: Page, demonstration: Built) -> None:
    published.goto(demonstration.page("news", "fr").get_url())
    found = card(published, TITLE)
    expect(found.locator(".language-label")).to_have_text("Español")
    expect(found.locator(".card-text")).to_have_attribute("lang", "es")
    expect(found.locator(".card-text")).to_have_attribute("dir", "ltr")


def test_an_event_that_ends_before_it_starts_is_refused_at_the_field_and_nothing_is_lost(
    bogota: Page, demonstration: Built
) -> None:
    start_writing(bogota, demonstration, "events/eventpage", "region-latin-america", "es")
    bogota.fill("[name=title]", "Taller de verano")
    bogota.fill("[name=summary]", "Dos días de trabajo.")
    bogota.get_by_role("tab", name="Fecha y lugar").click()
    for name, value in (("start_date", "2040-06-08"), ("end_date", "2040-06-07"), ("venue", "Biblioteca")):
        bogota.fill(f"[name={name}]", value)
        bogota.keyboard.press("Escape")
    publish(bogota)
    error = bogota.locator("[data-contentpath=end_date] .w-field__errors")
    expect(error).to_contain_text(re.compile(r"\w"))
    expect(bogota.locator("html")).to_have_attribute("lang", "es")
    expect(bogota.locator("[name=title]")).to_have_value("Taller de verano")
    expect(bogota.locator("[name=end_date]")).to_have_value("2040-06-07")
    expect(bogota.locator("[name=venue]")).to_have_value("Biblioteca")
    assert not EventPage.objects.filter(title="Taller de verano", live=True).exists()


def test_a_new_event_proposes_the_time_zone_of_the_region(bogota: Page, demonstration: Built) -> None:
    start_writing(bogota, demonstration, "events/eventpage", "region-latin-america", "es")
    expect(bogota.locator("[name=timezone]")).to_have_value("America/Bogota")


def test_an_arabic_title_alone_makes_an_address_that_can_be_read_aloud(beirut: Page, demonstration: Built) -> None:
    expect(beirut.locator("html")).to_have_attribute("dir", "rtl")
    start_writing(beirut, demonstration, "news/newspage", "region-mena", "ar")
    beirut.fill("[name=title]", ARABIC_TITLE)
    publish(beirut)
    expect(beirut).to_have_url(re.compile(r"/admin/pages/\d+/$"))
    news = NewsPage.objects.get(title=ARABIC_TITLE)
    assert news.live
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", news.slug)
    beirut.goto(news.get_url())
    expect(beirut.locator("h1")).to_have_text(ARABIC_TITLE)


def test_a_city_is_picked_from_suggestions_while_typing(bogota: Page, demonstration: Built) -> None:
    region = demonstration.page("region-latin-america", "es")
    cities = [city.geoname_id for city in region.cities.all()]
    quito = city_search.lookup("Quito, EC").geoname_id
    assert quito not in cities
    bogota.goto(f"/admin/pages/{region.pk}/edit/")
    bogota.get_by_role("tab", name=re.compile("Detalles")).click()
    bogota.locator("#id_cities-ADD").click()
    picker = bogota.locator("city-picker:visible").last
    picker.locator("[data-city-text]").press_sequentially("Quito")
    expect(picker.get_by_role("option").first).to_contain_text("Quito")
    bogota.keyboard.press("ArrowDown")
    bogota.keyboard.press("Enter")
    expect(picker.locator("[data-city-id]")).to_have_value(str(quito))
    publish(bogota)
    expect(bogota).to_have_url(re.compile(r"/admin/pages/\d+/$"))
    assert [city.geoname_id for city in RegionPage.objects.get(pk=region.pk).cities.all()] == [*cities, quito]
    bogota.goto(region.get_url())
    expect(bogota.locator("main")).to_contain_text("Quito")
