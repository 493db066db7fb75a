"""Pillars and thematic areas: content like any other, with what belongs to them."""

from typing import Any

import pytest
from django.test import Client

from base.listings import registry, select
from base.models import Belonging
from network.credits import PersonCredit
from network.roles import PersonRole
from pillars.models import PillarPage, ThematicAreaPage
from tests.factories.base import home, offer
from tests.factories.network import PersonPageFactory
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin, filled, new_rows
from tests.factories.pillars import PillarPageFactory, ThematicAreaPageFactory
from tests.factories.projects import ProjectPageFactory
from tests.factories.publications import PublicationPageFactory
from tests.factories.queries import warm_queries

pytestmark = pytest.mark.django_db


def belongs(page: Any, work: Any) -> Any:
    Belonging.objects.create(page=page, work_id=work.translation_key)
    return page


@pytest.mark.parametrize("factory", [PillarPageFactory, ThematicAreaPageFactory])
def test_it_shows_what_belongs_to_it_and_nothing_else(client: Client, factory: Any) -> None:
    page = factory()
    belongs(NewsPageFactory(title="A story"), page)
    belongs(ProjectPageFactory(title="A project"), page)
    belongs(PublicationPageFactory(title="A paper"), page)
    belongs(NewsPageFactory(title="Elsewhere"), factory())
    shown = client.get(page.url).content.decode()
    for words in ("A story", "A project", "A paper"):
        assert words in shown, words
    assert "Elsewhere" not in shown


@pytest.mark.parametrize("factory", [PillarPageFactory, ThematicAreaPageFactory])
def test_a_section_with_nothing_to_show_is_left_out_unless_it_is_a_lasting_one(client: Client, factory: Any) -> None:
    sections = client.get(factory().url).context["sections"]
    assert [str(section["kind"].name) for section in sections] == ["news", "upcoming_events"]


@pytest.mark.parametrize("factory", [PillarPageFactory, ThematicAreaPageFactory])
def test_it_has_listing_addresses_of_its_own(client: Client, factory: Any) -> None:
    page = factory()
    belongs(NewsPageFactory(title="A story"), page)
    answer = client.get(f"{page.url}{registry.kinds()['news'].address}/")
    assert answer.status_code == 200
    assert "A story" in answer.content.decode()
    assert client.get(f"{page.url}planets/").status_code == 404


def test_what_is_published_below_it_shows_at_once(client: Client) -> None:
    page = ThematicAreaPageFactory()
    assert "A story" not in client.get(page.url).content.decode()
    draft = belongs(NewsPageFactory(title="A story", live=False), page)
    draft.save_revision().publish()
    assert "A story" in client.get(page.url).content.decode()


def test_a_theme_shows_its_research_affiliates(client: Client) -> None:
    page, ana = ThematicAreaPageFactory(), PersonPageFactory(title="Ana Lima")
    for role in (PersonRole.RESEARCH_AFFILIATE, PersonRole.AUTHOR):
        name = "" if role == PersonRole.RESEARCH_AFFILIATE else "Bo Author"
        key = None if name else ana.translation_key
        PersonCredit.objects.create(page=page, locale=page.locale, person_id=key, name=name, role=role)
    shown = client.get(page.url).content.decode()
    assert "Ana Lima" in shown
    assert ana.url in shown
    assert "Bo Author" not in shown


def test_an_admin_adds_a_sixth_theme_without_any_code(client: Client) -> None:
    for number in range(5):
        ThematicAreaPageFactory(title=f"Theme {number}")
    browser = admin()
    address = f"/admin/pages/add/pillars/thematicareapage/{home().pk}/"
    data = filled(browser, address, title="Oceans", slug="", **new_rows("person_credits"))
    assert browser.post(address, {**data, "action-publish": "1"}).status_code == 302
    assert [page.title for page in select.select("themes", "en", limit=9).items][-1] == "Oceans"
    assert client.get(ThematicAreaPage.objects.get(title="Oceans").url).status_code == 200


def test_a_pillar_that_an_admin_renames_is_renamed_where_its_works_name_it(client: Client) -> None:
    pillar = PillarPageFactory(title="Diagnose")
    belongs(NewsPageFactory(), pillar)
    pillar.title = "Understand"
    pillar.save_revision().publish()
    assert [page.title for page in select.select("pillars", "en").items] == ["Understand"]
    assert PillarPage.objects.get().title == "Understand"
    assert "Understand" in client.get(pillar.url).content.decode()


@pytest.mark.parametrize("factory", [PillarPageFactory, ThematicAreaPageFactory])
def test_it_costs_at_most_fourteen_queries_whatever_belongs_to_it(client: Client, factory: Any) -> None:
    offer("en", "es", "fr")
    page = factory()
    for number in range(3):
        belongs(NewsPageFactory(title=f"News {number}"), page)
    few = warm_queries(client, page.url)
    for number in range(10):
        belongs(NewsPageFactory(title=f"More {number}"), page)
        belongs(ProjectPageFactory(title=f"Project {number}"), page)
    many = warm_queries(client, page.url)
    assert len(many) <= 14, "\n".join(many)
    assert len(few) <= 14
