"""What robots read: the sitemap of all languages, and where it is."""

from typing import Any

import pytest
from defusedxml import ElementTree
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from languages.routing.fallback import public
from tests.factories.base import home, locale, offer
from tests.factories.home import StandardPageFactory
from tests.factories.news import NewsPageFactory

pytestmark = pytest.mark.django_db

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def sitemap(client: Client) -> dict[str, dict[str, str]]:
    """The addresses of the sitemap, each with those of its other languages."""
    answer = client.get("/sitemap.xml")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/xml")
    entries = ElementTree.fromstring(answer.content).findall("s:url", NAMES)
    found: dict[str, Any] = {}
    for entry in entries:
        place = entry.find("s:loc", NAMES).text
        assert place not in found, "listed twice"
        found[place] = {link.get("hreflang"): link.get("href") for link in entry.findall("x:link", NAMES)}
    return found


def test_every_public_page_of_every_language_is_listed_once(client: Client) -> None:
    offer("en", "es", "ar")
    for language in ("en", "es", "ar"):
        NewsPageFactory(language=language)
    expected = {f"http://testserver{page.url}" for page in public(Page.objects.filter(depth__gt=1))}
    assert len(expected) == 9
    assert set(sitemap(client)) == expected


def test_an_address_names_those_of_its_other_languages_itself_included(client: Client) -> None:
    offer("en", "es")
    page = StandardPageFactory(title="About")
    StandardPageFactory(title="Acerca", language="es", work=page)
    both = {"en": "http://testserver/en/about/", "es": "http://testserver/es/acerca/"}
    found = sitemap(client)
    assert found["http://testserver/en/about/"] == both
    assert found["http://testserver/es/acerca/"] == both


def test_a_page_in_one_language_names_no_others(client: Client) -> None:
    offer("en", "es")
    StandardPageFactory(title="About")
    assert sitemap(client)["http://testserver/en/about/"] == {}


def test_drafts_private_pages_and_languages_that_are_not_offered_are_not_listed(client: Client) -> None:
    offer("en", "es", "fr")
    page = StandardPageFactory(title="About")
    StandardPageFactory(title="Acerca", language="es", work=page, live=False)
    private = StandardPageFactory(title="Private")
    StandardPageFactory(title="Below", parent=private)
    StandardPageFactory(title="À propos", language="fr", work=page)
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    home("fr").unpublish()
    assert set(sitemap(client)) == {f"http://testserver/{rest}" for rest in ("en/", "es/", "en/about/")}
    assert sitemap(client)["http://testserver/en/about/"] == {}
    assert locale("fr")


def test_more_pages_cost_no_more_queries(client: Client) -> None:
    offer("en", "es")

    def count() -> int:
        sitemap(client)
        with CaptureQueriesContext(connection) as captured:
            sitemap(client)
        return len(captured)

    StandardPageFactory()
    few = count()
    for _number in range(10):
        StandardPageFactory(language="es")
    assert count() == few


def test_robots_are_told_where_the_sitemap_is_and_kept_from_the_admin(client: Client) -> None:
    offer("en")
    answer = client.get("/robots.txt")
    assert answer.headers["Content-Type"].startswith("text/plain")
    lines = answer.content.decode().splitlines()
    assert "Disallow: /admin/" in lines
    assert "Sitemap: http://testserver/sitemap.xml" in lines
