"""Which language a request is answered in: by real requests through the whole stack."""

import re
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from home.models import StandardPage
from languages.routing import registry
from news.models import NewsIndexPage
from tests.factories.base import home, locale, offer, section
from tests.factories.news import NewsPageFactory

pytestmark = pytest.mark.django_db

COOKIE = django_settings.LANGUAGE_COOKIE_NAME


@pytest.fixture
def reader() -> Client:
    """A browser that has not been here before and asks for no language."""
    return Client()


def opening_tag(response: Any) -> str:
    found = re.search(r"<html[^>]*>", response.content.decode())
    assert found
    return found[0]


def varies_by(response: Any) -> set[str]:
    return {name.strip().lower() for name in response.headers.get("Vary", "").split(",")}


def greeted(reader: Client, accept: str = "", cookie: str = "") -> str:
    if cookie:
        reader.cookies[COOKIE] = cookie
    response = reader.get("/", headers={"accept-language": accept} if accept else {})
    assert response.status_code == 302
    return response["Location"]


# The greeting at / -------------------------------------------------------------------------------------------------


def test_a_reader_who_asks_for_nothing_is_sent_to_the_sites_own_language(reader: Client) -> None:
    offer("es", "en")
    assert greeted(reader) == "/en/"


def test_a_remembered_choice_comes_before_what_the_browser_asks_for(reader: Client) -> None:
    offer("en", "es", "ar")
    assert greeted(reader, accept="es", cookie="ar") == "/ar/"


@pytest.mark.parametrize("cookie", ["fr", "xx", "<script>", "ES-es"])
def test_a_remembered_choice_that_is_not_offered_is_ignored(reader: Client, cookie: str) -> None:
    offer("en", "es")
    assert greeted(reader, accept="es", cookie=cookie) == "/es/"


def test_a_remembered_choice_may_be_written_in_capitals(reader: Client) -> None:
    offer("en", "es")
    assert greeted(reader, cookie="ES") == "/es/"


@pytest.mark.parametrize(
    ("accept", "address"),
    [
        ("es", "/es/"),
        ("fr-CA", "/fr/"),
        ("FR-ca", "/fr/"),
        ("fr;q=0.3, es;q=0.8, en;q=0.5", "/es/"),
        ("en;q=0.1, ar", "/ar/"),
        ("fr-CA,en;q=0.9", "/fr/"),
        ("de, ja;q=0.9, pt-BR;q=0.5", "/pt/"),
        ("de", "/en/"),
        ("*", "/en/"),
        ("fr;q=0", "/en/"),
        ("de, fr;q=0, *;q=0.5", "/en/"),
        ("sw, es;q=0.1", "/es/"),
        (";;;q=,,", "/en/"),
        ("x" * 5000, "/en/"),
    ],
)
def test_the_browsers_languages_are_followed_in_its_order(reader: Client, accept: str, address: str) -> None:
    offer("en", "es", "fr", "ar", "pt")
    assert greeted(reader, accept=accept) == address


def test_a_language_that_is_not_published_is_not_greeted_in(reader: Client) -> None:
    offer("en", "fr", "es")
    home("fr").unpublish()
    assert greeted(reader, accept="fr, es;q=0.5") == "/es/"


def test_without_the_sites_own_language_the_first_offered_one_greets(reader: Client) -> None:
    offer("en", "fr")
    home("en").unpublish()
    assert greeted(reader, accept="de") == "/fr/"


def test_a_site_that_is_not_published_in_any_language_answers_404(reader: Client) -> None:
    home("en").unpublish()
    assert reader.get("/").status_code == 404


def test_caches_are_told_what_the_greeting_depends_on(reader: Client) -> None:
    offer("en")
    assert {"accept-language", "cookie"} <= varies_by(reader.get("/"))


# Pages -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "tag"), [("en", 'lang="en" dir="ltr"'), ("ar", 'lang="ar" dir="rtl"')])
def test_a_page_is_answered_in_its_own_language_whatever_the_reader_prefers(
    reader: Client, language: str, tag: str
) -> None:
    offer("en", "ar", "fr")
    reader.cookies[COOKIE] = "fr"
    response = reader.get(f"/{language}/", headers={"accept-language": "fr"})
    assert response.status_code == 200
    assert response["Content-Language"] == language
    assert tag in opening_tag(response)
    assert "accept-language" not in varies_by(response)


@pytest.mark.parametrize("address", ["/xx/", "/fr/", "/pt/", "/fr/nouvelles/", "/fr/search/", "/english/", "/FR/"])
def test_a_language_that_is_not_offered_answers_404(reader: Client, address: str) -> None:
    offer("en", "es", "fr")
    home("fr").unpublish()
    locale("pt")
    response = reader.get(address)
    assert response.status_code == 404
    assert "Data should strengthen people." not in response.content.decode()
    assert 'lang="en" dir="ltr"' in opening_tag(response)
    assert response["Content-Language"] == "en"


def test_the_page_that_says_so_is_in_the_readers_best_language(reader: Client) -> None:
    offer("en", "ar")
    response = reader.get("/xx/", headers={"accept-language": "ar-EG"})
    assert response.status_code == 404
    assert 'lang="ar" dir="rtl"' in opening_tag(response)
    assert response["Content-Language"] == "ar"
    assert {"accept-language", "cookie"} <= varies_by(response)


def test_an_unknown_address_below_a_language_is_told_in_that_language(reader: Client) -> None:
    offer("en", "ar")
    response = reader.get("/ar/nowhere/at/all/", headers={"accept-language": "en"})
    assert response.status_code == 404
    assert 'lang="ar" dir="rtl"' in opening_tag(response)
    assert response["Content-Language"] == "ar"


@pytest.mark.parametrize("address", ["/en/" + "a/" * 300, "/en/%00/", "/en/٣/", "/en/a//b/", "/en/../../etc/passwd/"])
def test_a_strange_address_is_not_found_and_breaks_nothing(reader: Client, address: str) -> None:
    offer("en")
    assert reader.get(address).status_code == 404


def test_a_page_exists_at_its_own_address_only(reader: Client) -> None:
    offer("en", "es")
    page = NewsPageFactory(language="es", title="Datos abiertos", slug="datos")
    address = page.get_url()
    assert address.startswith("/es/")
    assert "Datos abiertos" in reader.get(address).content.decode()
    assert reader.get(address.replace("/es/", "/en/", 1)).status_code == 404
    assert reader.get(address + "more/").status_code == 404
    assert reader.get("/es/datos/").status_code == 404


def test_each_version_is_served_at_an_address_of_its_own(reader: Client) -> None:
    spanish = NewsPageFactory(language="es", title="Datos abiertos", slug="open-data")
    english = NewsPageFactory(language="en", work=spanish, title="Open data", slug="open-data")
    for page, other in ((spanish, english), (english, spanish)):
        response = reader.get(page.get_url())
        assert re.search(r"<h1[^>]*>\s*" + page.title, response.content.decode())
        assert response["Content-Language"] == registry.code_of(page)
        assert page.get_url() != other.get_url()


def test_a_text_that_strayed_into_another_languages_tree_is_not_served_there(reader: Client) -> None:
    """Wagtail refuses such a move in the admin; an import may still do it."""
    offer("en", "es")
    stray = StandardPage(title="Datos abiertos", slug="datos", locale=locale("es"))
    home("en").add_child(instance=stray)
    registry.forget()
    assert reader.get("/en/datos/").status_code == 404


def test_a_draft_answers_404_until_it_is_published(reader: Client) -> None:
    page = NewsPageFactory(title="Soon", live=False)
    address = page.get_url()
    assert reader.get(address).status_code == 404
    page.save_revision().publish()
    assert reader.get(address).status_code == 200
    page.refresh_from_db()
    page.unpublish()
    assert reader.get(address).status_code == 404


def test_a_private_page_is_not_shown_to_strangers(reader: Client) -> None:
    page = NewsPageFactory(title="Minutes of the board")
    PageViewRestriction.objects.create(page=page.page_ptr, restriction_type=PageViewRestriction.LOGIN)
    response = reader.get(page.get_url())
    assert response.status_code == 302
    assert "Minutes" not in response.content.decode()


def test_an_address_without_its_last_slash_leads_to_the_one_with_it(reader: Client) -> None:
    page = NewsPageFactory(language="es", slug="datos")
    for address in ("/es", page.get_url().rstrip("/")):
        response = reader.get(address + "?after=1")
        assert response.status_code == 301
        assert response["Location"] == f"{address}/?after=1"


def test_a_section_gets_what_lies_below_its_address(reader: Client) -> None:
    """A page is looked up by its whole address, and the deepest one that exists answers for the rest."""
    index = section(NewsIndexPage)
    page = NewsPageFactory(slug="open-data")
    assert page.get_url() == f"{index.get_url()}open-data/"
    assert reader.get(page.get_url()).context["page"].pk == page.pk
    assert reader.get(index.get_url()).context["page"].pk == index.pk


def test_a_page_is_found_with_one_query_however_deep_it_lies(reader: Client, rf: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from languages.routing.serve import find_route

    page: Page = home("en")
    for depth in range(6):
        page = page.add_child(instance=StandardPage(title=f"Level {depth}", slug="level", locale=locale()))
    registry.offered()
    request = rf.get("/en/")
    with CaptureQueriesContext(connection) as asked:
        found = find_route(request, "level/" * 6)
    assert found is not None
    assert found.page.pk == page.pk
    assert sum('FROM "wagtailcore_page"' in query["sql"] for query in asked.captured_queries) == 1


# A sixth language --------------------------------------------------------------------------------------------------


def test_a_sixth_language_needs_a_locale_and_a_home_page(reader: Client) -> None:
    offer("en")
    locale("sw")
    assert reader.get("/sw/").status_code == 404
    home("sw")
    response = reader.get("/sw/")
    assert response.status_code == 200
    assert response["Content-Language"] == "sw"
    assert 'lang="sw" dir="ltr"' in opening_tag(response)
    assert "Kiswahili" in reader.get("/en/").content.decode()
    assert greeted(reader, accept="sw-KE, en;q=0.5") == "/sw/"


def test_a_sixth_language_shows_what_it_has_not_in_the_original_language(reader: Client) -> None:
    offer("en", "sw")
    NewsPageFactory(language="es", title="Datos abiertos")
    section(NewsIndexPage, "sw")
    shown = reader.get(section(NewsIndexPage, "sw").get_url()).content.decode()
    assert "Datos abiertos" in shown
    assert "Español" in shown
