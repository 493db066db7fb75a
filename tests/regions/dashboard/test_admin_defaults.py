"""Where the admin opens for who writes for a region."""

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.models import Collection

from base.models import CustomImage
from network.models import NetworkIndexPage
from news.models import NewsPage
from regions.teams.rights import Role, give_rights, shared_collection
from tests.factories.base import DocumentFactory, section
from tests.factories.database import prepared
from tests.factories.moderation import editor
from tests.factories.network import PersonPageFactory
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin, log_in
from tests.factories.pictures import picture
from tests.factories.regions import RegionPageFactory, two_regions

pytestmark = pytest.mark.django_db


@prepared
def regions() -> dict[str, Any]:
    """Latin America in Spanish and Portuguese, and two regions in French."""
    return {**two_regions(), "north": RegionPageFactory(title="Afrique du Nord", language="fr")}


@pytest.fixture
def browser(regions: dict[str, Any]) -> Client:
    return log_in(editor(regions["es"], "pt", "es"))


# The menu ----------------------------------------------------------------------------------------------------------


def pages_item(client: Client) -> tuple[str, int]:
    """Where "Pages" leads, and at which page its list of pages begins."""
    soup = BeautifulSoup(client.get("/admin/reports/site-history/", follow=True).content, "html.parser")
    [data] = soup.select("#wagtail-sidebar-props")
    props = json.loads(data.string or "")
    item = next(one for one in _objects(props) if str(one.get("_type", "")).endswith("PageExplorerMenuItem"))
    details, page = item["_args"]
    return details["url"], page


def _objects(value: Any) -> Any:
    if isinstance(value, dict):
        yield value
        for one in value.values():
            yield from _objects(one)
    elif isinstance(value, list):
        for one in value:
            yield from _objects(one)


def test_pages_opens_at_the_region_in_its_first_language(browser: Client, regions: dict[str, Any]) -> None:
    page = regions["es"]
    assert pages_item(browser) == (f"/admin/pages/{page.pk}/", page.pk)


def test_from_there_the_other_language_is_one_click_away(browser: Client, regions: dict[str, Any]) -> None:
    shown = browser.get(f"/admin/pages/{regions['es'].pk}/").content.decode()
    assert f"/admin/pages/{regions['pt'].pk}/" in shown


def test_pages_opens_above_several_regions(regions: dict[str, Any]) -> None:
    user = editor(regions["west"], "fr")
    give_rights(user, regions["north"], ["fr"], Role.PUBLISHER)
    assert pages_item(log_in(user))[1] == regions["west"].get_parent().pk


def test_pages_opens_at_the_root_for_an_admin(regions: dict[str, Any]) -> None:
    assert pages_item(admin()) == ("/admin/pages/", 1)


# Choosing pages ----------------------------------------------------------------------------------------------------


def opened_at(client: Client, query: str = "", **headers: str) -> int:
    answer = client.get(f"/admin/choose-page/{query}", headers=headers)
    assert answer.status_code == 200
    return int(answer.json()["parent_page_id"])


def test_the_page_chooser_opens_at_the_region(browser: Client, regions: dict[str, Any]) -> None:
    assert opened_at(browser) == regions["es"].pk
    assert opened_at(browser, "?page_type=news.newspage") == regions["es"].pk


@pytest.mark.parametrize("address", ["/admin/pages/{edited}/edit/", "/admin/pages/add/news/newspage/{parent}/"])
def test_the_page_chooser_opens_in_the_language_that_is_written(
    browser: Client, regions: dict[str, Any], address: str
) -> None:
    page = NewsPageFactory(parent=regions["pt"], language="pt")
    written = f"http://testserver{address.format(edited=page.pk, parent=regions['pt'].pk)}"
    assert opened_at(browser, referer=written) == regions["pt"].pk


def test_the_page_chooser_opens_where_it_is_told(browser: Client, regions: dict[str, Any]) -> None:
    parent = regions["es"].get_parent()
    assert browser.get(f"/admin/choose-page/{parent.pk}/").json()["parent_page_id"] == parent.pk
    assert opened_at(browser, "?locale=fr") == parent.get_root().pk


def test_what_lies_in_no_region_is_chosen_where_it_lies_in_that_language(
    browser: Client, regions: dict[str, Any]
) -> None:
    PersonPageFactory()
    PersonPageFactory(language="es")
    assert opened_at(browser, "?page_type=network.personpage") == section(NetworkIndexPage, "es").pk


def test_a_chooser_of_a_type_that_does_not_exist_is_answered_as_by_wagtail(browser: Client) -> None:
    assert browser.get("/admin/choose-page/?page_type=no.such").status_code == 404


def test_an_admin_s_page_chooser_opens_as_wagtail_s_does(regions: dict[str, Any]) -> None:
    assert opened_at(admin()) == 1


def test_who_may_not_use_the_admin_chooses_nothing(regions: dict[str, Any]) -> None:
    for address in ("choose-page/", "images/chooser/", "documents/chooser/"):
        assert Client().get(f"/admin/{address}").status_code == 302


def test_the_page_chooser_names_no_draft_of_another_region(browser: Client, regions: dict[str, Any]) -> None:
    NewsPage.objects.filter(pk=NewsPageFactory(parent=regions["west"], language="fr", title="Secret").pk).update(
        live=False
    )
    assert "Secret" not in browser.get(f"/admin/choose-page/{regions['west'].pk}/").content.decode()


# Choosing files ----------------------------------------------------------------------------------------------------


def image(title: str, collection: Collection) -> CustomImage:
    return CustomImage.objects.create(
        title=title, collection=collection, file=SimpleUploadedFile("one.jpg", picture(), "image/jpeg")
    )


def own(region: Any) -> Collection:
    return Collection.objects.get(name=region.title)


def chooser(client: Client, kind: str = "images", query: str = "") -> BeautifulSoup:
    return BeautifulSoup(client.get(f"/admin/{kind}/chooser/{query}").json()["html"], "html.parser")


def preselected(soup: BeautifulSoup) -> str:
    chosen = soup.select_one("#id_collection_id option[selected], [name=collection_id] option[selected]")
    return str(chosen["value"]) if chosen else ""


def test_the_image_chooser_opens_at_the_region_s_pictures(browser: Client, regions: dict[str, Any]) -> None:
    image("Ours", own(regions["es"]))
    image("Shared", shared_collection())
    soup = chooser(browser)
    assert preselected(soup) == str(own(regions["es"]).pk)
    assert "Ours" in soup.get_text()
    assert "Shared" not in soup.get_text()


def test_other_pictures_are_chosen_from_when_the_person_says_so(browser: Client, regions: dict[str, Any]) -> None:
    image("Ours", own(regions["es"]))
    image("Shared", shared_collection())
    for query in ("?collection_id=", f"?collection_id={shared_collection().pk}"):
        assert "Shared" in chooser(browser, query=query).get_text()


def test_a_region_without_pictures_opens_at_all_that_may_be_chosen(browser: Client, regions: dict[str, Any]) -> None:
    image("Shared", shared_collection())
    assert "Shared" in chooser(browser).get_text()


def test_the_document_chooser_opens_at_the_region_s_documents(browser: Client, regions: dict[str, Any]) -> None:
    DocumentFactory(title="Ours", collection=own(regions["es"]))
    DocumentFactory(title="Shared", collection=shared_collection())
    text = chooser(browser, "documents").get_text()
    assert "Ours" in text
    assert "Shared" not in text


def test_who_has_two_regions_is_shown_the_pictures_of_both(regions: dict[str, Any]) -> None:
    user = editor(regions["west"], "fr")
    give_rights(user, regions["north"], ["fr"], Role.PUBLISHER)
    for region in ("west", "north"):
        image(region, own(regions[region]))
    assert {"west", "north"} <= set(chooser(log_in(user)).get_text().split())


def test_an_admin_s_image_chooser_shows_all(browser: Client, regions: dict[str, Any]) -> None:
    image("Ours", own(regions["es"]))
    image("Shared", shared_collection())
    text = chooser(admin()).get_text()
    assert "Ours" in text
    assert "Shared" in text


@pytest.mark.parametrize("kind", ["images", "documents"])
def test_the_library_shows_the_region_s_files(browser: Client, regions: dict[str, Any], kind: str) -> None:
    for title, collection in (("Ours", own(regions["es"])), ("Shared", shared_collection())):
        if kind == "images":
            image(title, collection)
        else:
            DocumentFactory(title=title, collection=collection)
    text = BeautifulSoup(browser.get(f"/admin/{kind}/").content, "html.parser").get_text()
    assert "Ours" in text
    assert "Shared" not in text
