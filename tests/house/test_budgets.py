"""Law 4: each page type has a budget of queries, cold and warm, and a list of 30 costs what a list of 3 does.

Counted on the page of each type that holds the most in the demonstration. The budgets are exact: a page that needs
fewer is a reason to write down the smaller number. Bytes and requests are counted in tests/browser/test_first_view.py.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from events.models import EventIndexPage
from network.models import NetworkIndexPage
from news.models import NewsIndexPage
from projects.models import ProjectIndexPage
from publications.models import PublicationIndexPage
from regions.models import RegionIndexPage
from tests.factories.base import offer, section
from tests.factories.demonstration import Built
from tests.factories.events import EventPageFactory
from tests.factories.fullest import PAGE_TYPES, fullest
from tests.factories.network import OrganisationPageFactory, PersonPageFactory
from tests.factories.news import NewsPageFactory
from tests.factories.projects import ProjectPageFactory
from tests.factories.publications import PublicationPageFactory
from tests.factories.queries import warm_queries
from tests.factories.regions import RegionPageFactory

ARTICLE, LISTING, SECTION = 12, 12, 14

# The limit of each page type, then what its fullest page costs with process and cache warm, and with an empty cache.
BUDGETS = {
    "events.EventIndexPage": (LISTING, 6, 25),
    "events.EventPage": (ARTICLE, 9, 33),
    "home.HomePage": (SECTION, 6, 55),
    "home.StandardPage": (ARTICLE, 7, 29),
    "network.NetworkIndexPage": (LISTING, 9, 22),
    "network.OrganisationPage": (ARTICLE, 8, 29),
    "network.PersonPage": (ARTICLE, 8, 41),
    "news.NewsIndexPage": (LISTING, 7, 26),
    "news.NewsPage": (ARTICLE, 10, 36),
    "pillars.PillarPage": (SECTION, 5, 44),
    "pillars.ThematicAreaPage": (SECTION, 7, 46),
    "projects.ProjectIndexPage": (LISTING, 6, 25),
    "projects.ProjectPage": (ARTICLE, 10, 31),
    "publications.PublicationIndexPage": (LISTING, 9, 28),
    "publications.PublicationPage": (ARTICLE, 11, 37),
    "regions.RegionIndexPage": (LISTING, 6, 19),
    "regions.RegionPage": (SECTION, 9, 46),
}
ARTICLES = {
    page_type for page_type in BUDGETS if not page_type.endswith("IndexPage") and BUDGETS[page_type][0] == ARTICLE
}
# The same for what a region lists below its own address, in the language of the address.
REGION_LISTINGS = {
    "news": (LISTING, 9, 29),
    "events": (LISTING, 8, 28),
    "past-events": (LISTING, 8, 28),
    "projects": (LISTING, 8, 28),
    "publications": (LISTING, 8, 28),
}


def queries(address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert Client().get(address).status_code == 200
        return len(captured)


def counted(address: str) -> tuple[int, int]:
    """Queries of a page, warm and cold; the first visit makes its pictures' sizes."""
    warm = len(warm_queries(Client(), address))
    cache.clear()
    return warm, queries(address)


def test_no_budget_exceeds_its_limit() -> None:
    budgets = {**BUDGETS, **REGION_LISTINGS}
    assert [name for name, (limit, warm, _cold) in budgets.items() if warm > limit] == []


def test_every_page_type_has_a_budget() -> None:
    assert sorted(BUDGETS) == PAGE_TYPES


@pytest.mark.django_db
@pytest.mark.parametrize("page_type", PAGE_TYPES)
def test_a_page_costs_what_its_budget_says(demonstration: Built, page_type: str) -> None:
    _limit, warm, cold = BUDGETS[page_type]
    assert counted(fullest(demonstration, page_type).get_url()) == (warm, cold)


@pytest.mark.django_db
def test_articles_that_lead_on_by_cards_stay_within_their_limit(demonstration: Built) -> None:
    """Cards show works of several types, each of which has to be read."""
    limits = {page_type: limit for page_type, (limit, _warm, _cold) in BUDGETS.items() if page_type in ARTICLES}
    tried = 0
    for work in demonstration.works:
        blocks = {name for block in work["texts"][work["original"]].get("body") or [] for name in block}
        if work["type"] in limits and "cards" in blocks:
            address = demonstration.page(work["key"], work["original"]).get_url()
            assert len(warm_queries(Client(), address)) <= limits[work["type"]], address
            tried += 1
    assert tried > 3


@pytest.mark.django_db
@pytest.mark.parametrize("kind", REGION_LISTINGS)
def test_a_listing_of_a_region_costs_what_its_budget_says(demonstration: Built, kind: str) -> None:
    _limit, warm, cold = REGION_LISTINGS[kind]
    address = demonstration.page("region-latin-america").get_url() + kind + "/"
    assert counted(address) == (warm, cold)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ar", "pt"])
def test_a_translation_costs_two_statements_more_at_most(demonstration: Built, language: str) -> None:
    """One says how far it follows its original, one finds its own language's version of pages that both lead to.

    In Arabic and Portuguese much of what is listed is in another language; that costs nothing.
    """
    for key in ("home", "news", "events", "region-latin-america"):
        english, other = (demonstration.page(key, code).get_url() for code in ("en", language))
        assert len(warm_queries(Client(), other)) - len(warm_queries(Client(), english)) in (0, 1, 2), key


# Three and thirty --------------------------------------------------------------------------------------------------


def make_people(**kwargs: Any) -> None:
    PersonPageFactory(**kwargs)
    OrganisationPageFactory(**kwargs)


def make_event(**kwargs: Any) -> None:
    EventPageFactory(start_date=date(2040, 6, 8), **kwargs)


LISTS: dict[type[Page], Callable[..., Any]] = {
    NewsIndexPage: NewsPageFactory,
    EventIndexPage: make_event,
    ProjectIndexPage: ProjectPageFactory,
    PublicationIndexPage: PublicationPageFactory,
    NetworkIndexPage: make_people,
    RegionIndexPage: RegionPageFactory,
}


@pytest.mark.django_db
@pytest.mark.parametrize("model", LISTS, ids=lambda model: model._meta.label)
def test_a_list_of_thirty_costs_what_a_list_of_three_does(model: type[Page]) -> None:
    offer("en", "fr")
    address = section(model).get_url()
    counts = []
    for first, last in ((0, 3), (3, 30)):
        for number in range(first, last):
            LISTS[model](language="fr" if number % 3 == 0 else "en", title=f"Number {number}")
        counts.append(len(warm_queries(Client(), address)))
        assert Client().get(address).content.decode().count(">Number ") >= min(last, 12)
    assert counts[0] == counts[1] <= LISTING
