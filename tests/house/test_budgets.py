"""Law 4: each page type has a budget of queries, cold and warm, and a list of 30 costs what a list of 3 does.

Counted on the page of each type that holds the most in the demonstration. The budgets are exact: a page that needs
fewer is a reason to write down the smaller number. Bytes and requests are counted in tests/browser/test_first_view.py.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from wagtail.models import Page

from base.listings import registry
from base.listings.registry import kinds_with_address
from base.listings.routes import ListingAddressesMixin
from base.models import IndexPage
from events.models import EventIndexPage
from home.models import HomePage
from network.models import NetworkIndexPage
from news.models import NewsIndexPage
from projects.models import ProjectIndexPage
from publications.models import PublicationIndexPage
from regions.models import RegionIndexPage
from tests.factories.base import offer, page_factory, section
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
    "events.EventIndexPage": (LISTING, 6, 24),
    "events.EventPage": (ARTICLE, 9, 32),
    "home.HomePage": (SECTION, 6, 55),
    "home.StandardPage": (ARTICLE, 7, 29),
    "network.NetworkIndexPage": (LISTING, 9, 21),
    "network.OrganisationPage": (ARTICLE, 8, 28),
    "network.PersonPage": (ARTICLE, 8, 40),
    "news.NewsIndexPage": (LISTING, 7, 25),
    "news.NewsPage": (ARTICLE, 10, 35),
    "pillars.PillarPage": (SECTION, 5, 43),
    "pillars.ThematicAreaPage": (SECTION, 7, 45),
    "projects.ProjectIndexPage": (LISTING, 6, 24),
    "projects.ProjectPage": (ARTICLE, 10, 30),
    "publications.PublicationIndexPage": (LISTING, 9, 27),
    "publications.PublicationPage": (ARTICLE, 11, 36),
    "regions.RegionIndexPage": (LISTING, 6, 18),
    "regions.RegionPage": (SECTION, 9, 45),
}
ARTICLES = {
    page_type for page_type in BUDGETS if not page_type.endswith("IndexPage") and BUDGETS[page_type][0] == ARTICLE
}
# The same for what a region lists below its own address, in the language of the address.
REGION_LISTINGS = {
    "news": (LISTING, 9, 28),
    "events": (LISTING, 8, 27),
    "past-events": (LISTING, 8, 27),
    "projects": (LISTING, 8, 27),
    "publications": (LISTING, 8, 27),
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


def rows(table: str, found: dict[str, tuple[int, int]]) -> str:
    """What to paste into a table of this file, for what was counted."""

    def limit(name: str) -> str:
        if table == "REGION_LISTINGS":
            return "LISTING"
        model = apps.get_model(name)
        return "LISTING" if issubclass(model, IndexPage) else "SECTION" if is_section(model) else "ARTICLE"

    lines = [f'    "{name}": ({limit(name)}, {warm}, {cold}),' for name, (warm, cold) in found.items()]
    return "\n".join([f"Paste into {table} of tests/house/test_budgets.py, if it has to cost that:", *lines])


def is_section(model: type[Page]) -> bool:
    return issubclass(model, ListingAddressesMixin | HomePage)


def region_listing(demonstration: Built, address: str) -> str:
    return f"{demonstration.page('region-latin-america').get_url()}{address}/"


def region_listings() -> list[str]:
    with override("en"):
        return [str(kind.address) for kind in kinds_with_address()]


def test_no_budget_is_left_over() -> None:
    assert sorted(set(BUDGETS) - set(PAGE_TYPES)) == []
    assert sorted(set(REGION_LISTINGS) - set(region_listings())) == []


@pytest.mark.django_db
def test_every_page_type_has_a_budget(demonstration: Built) -> None:
    """Those that the demonstration has none of are told by tests/house/test_pages.py."""
    there = {work["type"] for work in demonstration.works}
    missing = [name for name in PAGE_TYPES if name not in BUDGETS and name in there]
    found = {name: counted(fullest(demonstration, name).get_url()) for name in missing}
    assert not missing, rows("BUDGETS", found)


@pytest.mark.django_db
def test_every_listing_of_a_region_has_a_budget(demonstration: Built) -> None:
    missing = [name for name in region_listings() if name not in REGION_LISTINGS]
    found = {name: counted(region_listing(demonstration, name)) for name in missing}
    assert not missing, rows("REGION_LISTINGS", found)


@pytest.mark.django_db
@pytest.mark.parametrize("page_type", sorted(BUDGETS))
def test_a_page_costs_what_its_budget_says(demonstration: Built, page_type: str) -> None:
    _limit, warm, cold = BUDGETS[page_type]
    found = counted(fullest(demonstration, page_type).get_url())
    assert found == (warm, cold), rows("BUDGETS", {page_type: found})


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
    found = counted(region_listing(demonstration, kind))
    assert found == (warm, cold), rows("REGION_LISTINGS", {kind: found})


def test_a_budget_that_is_missing_is_said_as_a_row_to_paste() -> None:
    said = rows("BUDGETS", {"news.NewsPage": (10, 36), "regions.RegionPage": (9, 46)})
    assert said.startswith("Paste into BUDGETS of tests/house/test_budgets.py")
    assert '\n    "news.NewsPage": (ARTICLE, 10, 36),\n    "regions.RegionPage": (SECTION, 9, 46),' in said
    assert '\n    "news": (LISTING, 9, 29),' in rows("REGION_LISTINGS", {"news": (9, 29)})


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


# Of sections that are not named here, the works are made without values of their own.
LISTS: dict[type[Page], Callable[..., Any]] = {
    **{
        apps.get_model(kind.index): page_factory(apps.get_model(kind.model), apps.get_model(kind.index))
        for kind in registry.sections()
    },
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
