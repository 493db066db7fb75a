"""Home pages and standard pages."""

import pytest
from django.test import Client
from django.utils.translation import override
from wagtail.test.utils.form_data import nested_form_data, streamfield

from home.models import HomePage, StandardPage
from tests.factories.base import home, offer
from tests.factories.home import StandardPageFactory
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin, filled
from tests.factories.pillars import PillarPageFactory
from tests.factories.queries import warm_queries

pytestmark = pytest.mark.django_db


def listing(kind: str, limit: int = 3) -> tuple[str, dict[str, object]]:
    return "listing", {"heading": f"Our {kind}", "kind": kind, "limit": limit, "show_all": True}


def test_the_mission_is_the_first_thing_that_a_visitor_reads(client: Client) -> None:
    shown = client.get(home("en").url).content.decode()
    assert shown.index("Data should strengthen people.") > shown.index("<main")


def test_the_sections_of_a_home_page_stand_in_the_order_of_its_editor(client: Client) -> None:
    page = home("en")
    NewsPageFactory(title="A story")
    PillarPageFactory(title="Diagnose")
    for kinds in (("news", "pillars"), ("pillars", "news")):
        page.body = [listing(kind) for kind in kinds]
        page.save_revision().publish()
        shown = client.get(page.url).content.decode()
        places = [shown.index(f"Our {kind}") for kind in kinds]
        assert places == sorted(places)
        assert "A story" in shown
        assert "Diagnose" in shown


def test_an_admin_extends_the_home_page_by_a_section_in_the_form(client: Client) -> None:
    page = home("en")
    NewsPageFactory(title="A story")
    browser = admin()
    address = f"/admin/pages/{page.pk}/edit/"
    body = nested_form_data({"body": streamfield([("heading", "From everywhere")])})
    data = filled(browser, address, **body, **{"action-publish": "1"})
    assert browser.post(address, data).status_code == 302
    assert "From everywhere" in client.get(page.url).content.decode()


def test_a_home_page_of_five_sections_costs_at_most_fourteen_queries(client: Client) -> None:
    offer("en", "es", "fr")
    page = home("en")
    for number in range(3):
        NewsPageFactory(title=f"News {number}")
        PillarPageFactory(title=f"Pillar {number}")
    page.body = [listing(kind) for kind in ("pillars", "themes", "regions", "news", "upcoming_events")]
    page.save_revision().publish()
    found = warm_queries(client, page.url)
    assert len(found) <= 14, "\n".join(found)


def test_a_home_page_lies_below_no_other_page() -> None:
    page = home("en")
    assert not HomePage.can_create_at(page)
    assert StandardPage.can_create_at(page)
    assert admin().get(f"/admin/pages/add/home/homepage/{page.pk}/").status_code == 302


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_standard_pages_can_be_nested_and_name_the_sections_above_them(client: Client, depth: int) -> None:
    parent = StandardPageFactory(title="Level 0")
    for level in range(1, depth + 1):
        parent = StandardPageFactory(title=f"Level {level}", parent=parent)
    context = client.get(parent.url).context
    assert [crumb.title for crumb in context["breadcrumbs"]] == ["Home en", *(f"Level {n}" for n in range(depth))]


@pytest.mark.parametrize("language", ["en", "es", "fr", "ar", "pt-br"])
def test_the_page_creation_screen_describes_each_type_in_the_editor_s_language(language: str) -> None:
    with override(language):
        description = str(StandardPage.page_description)
    assert (description == "Any page of text and lists: about, how to join, accessibility.") is (language == "en")
    assert description in admin(language).get(f"/admin/pages/{home('en').pk}/add_subpage/").content.decode()
