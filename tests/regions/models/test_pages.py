"""Regional data spaces: cities from the gazetteer, languages in order, lists of their own."""

from dataclasses import replace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils.functional import lazystr
from django.utils.translation import get_language, override

from base.geo import cities as geo_cities
from base.geo import city_search
from base.listings import registry
from base.models import Belonging
from languages.models import WorkingLanguage
from network.credits import OrganisationCredit, PersonCredit
from network.roles import OrganisationRole, PersonRole
from regions.models import RegionCity, RegionIndexPage, RegionPage
from tests.factories.base import offer, section
from tests.factories.network import OrganisationPageFactory, PersonPageFactory
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin, filled, new_rows
from tests.factories.queries import warm_queries
from tests.factories.regions import RegionPageFactory

pytestmark = pytest.mark.django_db

KINDS = ("news", "upcoming_events", "past_events", "projects", "publications")


def bogota() -> geo_cities.City:
    return city_search.lookup("Bogotá, CO")


def dakar() -> geo_cities.City:
    return city_search.lookup("Dakar, SN")


def test_a_city_takes_place_country_and_time_zone_from_the_gazetteer() -> None:
    city = RegionPageFactory().cities.get()
    assert (round(city.latitude), round(city.longitude)) == (5, -74)
    assert (city.country, city.time_zone) == ("CO", "America/Bogota")


def test_a_city_that_is_exchanged_takes_everything_of_the_new_one() -> None:
    city = RegionPageFactory().cities.get()
    city.geoname_id = dakar().geoname_id
    city.save()
    city.refresh_from_db()
    assert (round(city.latitude), round(city.longitude)) == (15, -17)
    assert (city.country, city.time_zone) == ("SN", "Africa/Dakar")


def test_the_anchor_is_the_city_that_is_marked_and_the_others_are_nodes() -> None:
    region = RegionPageFactory(places=("Bogotá, CO", "Lima, PE"))
    RegionCity.objects.filter(page=region).update(is_anchor=False)
    RegionCity.objects.filter(page=region, country="PE").update(is_anchor=True)
    region = RegionPage.objects.get(pk=region.pk)
    assert region.anchor_city.name == "Lima"
    assert [node.name for node in region.nodes] == ["Bogotá"]


def test_where_no_city_is_marked_the_first_is_the_anchor() -> None:
    region = RegionPageFactory(places=("Bogotá, CO", "Lima, PE"))
    RegionCity.objects.filter(page=region).update(is_anchor=False)
    assert RegionPage.objects.get(pk=region.pk).anchor_city.name == "Bogotá"


def test_a_region_without_cities_has_no_anchor_and_is_shown_all_the_same(client: Client) -> None:
    region = RegionPageFactory(places=())
    assert (region.anchor, region.nodes, region.default_timezone) == (None, [], "")
    assert client.get(region.url).status_code == 200


def test_new_events_are_proposed_the_time_zone_of_the_anchor() -> None:
    assert RegionPageFactory(places=("Dakar, SN", "Bogotá, CO")).default_timezone == "Africa/Dakar"


def test_a_new_event_below_a_region_is_in_the_time_zone_of_its_anchor() -> None:
    region = RegionPageFactory(places=("Dakar, SN",))
    form = admin().get(f"/admin/pages/add/events/eventpage/{region.pk}/").context["form"]
    assert form["timezone"].value() == "Africa/Dakar"


# The editor's form ------------------------------------------------------------------------------------------------


def post_region(
    browser: Client,
    language: str = "en",
    codes: tuple[str, ...] = ("es",),
    cities: tuple[str, ...] = ("Bogotá, CO",),
    **fields: Any,
) -> Any:
    address = f"/admin/pages/add/regions/regionpage/{section(RegionIndexPage, language).pk}/"
    data = filled(browser, address, title="Latin America", slug="latin-america", **fields)
    languages = [{"code": code} for code in codes]
    places = [{"geoname_id": "", "geoname_id-typed": name, "name": ""} for name in cities]
    data |= new_rows("working_languages", *languages) | new_rows("cities", *places)
    return browser.post(address, {**data, "action-publish": "1"})


def messages(answer: Any) -> str:
    assert answer.status_code == 200
    form = answer.context["form"]
    rows = [dict(row.errors) for formset in form.formsets.values() for row in formset.forms]
    return f"{dict(form.errors)} {rows}"


def test_an_admin_makes_a_region_of_languages_and_cities_that_are_picked() -> None:
    assert post_region(admin(), codes=("es", "pt", "qu"), cities=("Bogotá, CO", "Lima, PE")).status_code == 302
    region = RegionPage.objects.get()
    assert [row.code for row in region.working_languages.all()] == ["es", "pt", "qu"]
    assert [(city.name, city.country) for city in region.cities.all()] == [("Bogotá", "CO"), ("Lima", "PE")]


def test_a_city_without_a_name_is_named_in_the_language_of_the_page_and_not_of_the_admin() -> None:
    offer("en", "ar")
    assert post_region(admin("en"), "ar", codes=("ar",), cities=("Beirut, LB",)).status_code == 302
    name = RegionPage.objects.get().cities.get().name
    assert name == city_search.lookup("Beirut, LB").name_in("ar")
    assert name != "Beirut"


def test_a_city_that_is_added_in_a_draft_has_its_name_too() -> None:
    region = RegionPageFactory(language="ar", places=("Beirut, LB",))
    browser = admin("en")
    address = f"/admin/pages/{region.pk}/edit/"
    row = {"geoname_id": "", "geoname_id-typed": "Cairo, EG", "name": ""}
    assert browser.post(address, {**filled(browser, address), **new_rows("cities", row, first=1)}).status_code == 302
    draft = RegionPage.objects.get().get_latest_revision_as_object()
    assert draft.cities.all()[1].name == city_search.lookup("Cairo, EG").name_in("ar") != "Cairo"


def test_a_city_keeps_the_name_that_the_editor_gave_it() -> None:
    region = RegionPageFactory()
    browser = admin()
    address = f"/admin/pages/{region.pk}/edit/"
    data = filled(browser, address, **{"cities-0-name": "Bogotá D. C.", "action-publish": "1"})
    assert browser.post(address, data).status_code == 302
    assert RegionCity.objects.get(page=region).name == "Bogotá D. C."


def test_a_region_without_a_language_is_refused_and_nothing_typed_is_lost() -> None:
    answer = post_region(admin(), codes=(), contact_note="We answer on Mondays")
    assert "Add at least one language" in messages(answer)
    assert answer.context["form"]["contact_note"].value() == "We answer on Mondays"
    assert not RegionPage.objects.exists()


def test_a_region_without_a_city_is_refused() -> None:
    assert "Add at least one city" in messages(post_region(admin(), cities=()))
    assert not RegionPage.objects.exists()


def test_a_region_whose_last_city_is_taken_away_is_refused() -> None:
    region = RegionPageFactory()
    browser = admin()
    address = f"/admin/pages/{region.pk}/edit/"
    answer = browser.post(address, filled(browser, address, **{"cities-0-DELETE": "1", "action-publish": "1"}))
    assert "Add at least one city" in messages(answer)
    assert RegionCity.objects.filter(page=region).exists()


def test_a_draft_of_a_region_may_still_lack_both() -> None:
    browser = admin()
    address = f"/admin/pages/add/regions/regionpage/{section(RegionIndexPage).pk}/"
    assert browser.post(address, filled(browser, address, title="Draft", slug="draft")).status_code == 302


@pytest.mark.parametrize("name", ["Atlantis", "999999999", "'; drop table"])
def test_a_city_that_the_gazetteer_does_not_know_is_refused_at_its_field_and_not_lost(name: str) -> None:
    answer = post_region(admin(), cities=(name,))
    [form] = answer.context["form"].formsets["cities"].forms
    assert list(form.errors) == ["geoname_id"]
    assert name.replace("'", "&#x27;") in answer.content.decode()


def test_a_language_that_nobody_knows_is_refused_at_its_field() -> None:
    answer = post_region(admin(), codes=("zzz-nonsense",))
    [form] = answer.context["form"].formsets["working_languages"].forms
    assert list(form.errors) == ["code"]


# What readers see --------------------------------------------------------------------------------------------------


def test_a_region_shows_its_languages_by_their_own_names_in_its_order(client: Client) -> None:
    region = RegionPageFactory(spoken=("qu", "es", "ar"))
    shown = client.get(region.url)
    assert [item.title for item in shown.context["works_in"]] == ["Runasimi", "Español", "العربية"]
    assert '<bdi lang="ar" dir="rtl">العربية</bdi>' in shown.content.decode()


def test_a_region_shows_who_runs_it_and_whom_to_write_to(client: Client) -> None:
    region = RegionPageFactory(contact_email="latam@example.org", contact_note="In Spanish", countries=["CO", "PE"])
    host, ana = OrganisationPageFactory(title="The University"), PersonPageFactory(title="Ana Lima")
    locale = region.locale
    for role, name in ((OrganisationRole.HOST_INSTITUTION, ""), (OrganisationRole.MEMBER, "A Member")):
        key = None if name else host.translation_key
        OrganisationCredit.objects.create(page=region, locale=locale, organisation_id=key, name=name, role=role)
    PersonCredit.objects.create(
        page=region, locale=locale, person_id=ana.translation_key, role=PersonRole.LEAD_RESEARCHER
    )
    shown = client.get(region.url).content.decode()
    for words in (
        "The University",
        "A Member",
        "Ana Lima",
        "mailto:latam@example.org",
        "In Spanish",
        "Colombia",
        "Peru",
    ):
        assert words in shown, words
    assert "To be appointed" in shown  # the coordinator


@pytest.mark.parametrize("language", ["en", "es", "fr", "ar", "pt"])
def test_each_listing_address_answers_in_its_language_s_own_word(client: Client, language: str) -> None:
    offer("en", language)
    region = RegionPageFactory(language=language)
    with override(language):
        words = [str(registry.kinds()[name].address) for name in KINDS]
    assert len(set(words)) == len(KINDS)
    for word in words:
        assert client.get(f"{region.url}{word}/").status_code == 200, word


@pytest.fixture
def spanish_word(monkeypatch: pytest.MonkeyPatch) -> None:
    class Word(str):
        def __str__(self) -> str:
            return "noticias" if get_language() == "es" else "news"

    monkeypatch.setitem(registry._kinds, "news", replace(registry.kinds()["news"], address=lazystr(Word())))


@pytest.mark.usefixtures("spanish_word")
def test_a_word_of_another_language_is_no_address(client: Client) -> None:
    offer("en", "es")
    english = RegionPageFactory()
    spanish = RegionPageFactory(language="es", work=english)
    assert client.get(f"{spanish.url}noticias/").status_code == 200
    assert client.get(f"{spanish.url}news/").status_code == 404
    assert client.get(f"{english.url}noticias/").status_code == 404


@pytest.mark.usefixtures("spanish_word")
def test_the_switcher_leads_from_a_listing_to_the_same_listing_in_the_other_language(client: Client) -> None:
    offer("en", "es")
    english = RegionPageFactory()
    spanish = RegionPageFactory(language="es", work=english)
    alternates = client.get(f"{english.url}news/").context["alternates"]
    assert {alternate.code: alternate.url for alternate in alternates} == {
        "en": f"{english.url}news/",
        "es": f"{spanish.url}noticias/",
    }


@pytest.mark.parametrize("rest", ["planets/", "news/more/", "news/news/", "news-/"])
def test_an_unknown_listing_address_is_not_found(client: Client, rest: str) -> None:
    assert client.get(f"{RegionPageFactory().url}{rest}").status_code == 404


def test_a_listing_address_of_a_region_that_is_no_longer_public_is_not_found(client: Client) -> None:
    region = RegionPageFactory()
    assert client.get(f"{region.url}news/").status_code == 200
    region.unpublish()
    assert client.get(f"{region.url}news/").status_code == 404


@pytest.mark.parametrize(
    "query",
    ["after=nonsense", "after=%00", "after=", "before=nonsense", "before=%00", "page=abc", "kind=planet&region=x"],
)
def test_nonsense_in_a_listing_address_is_ignored(client: Client, query: str) -> None:
    region = RegionPageFactory()
    NewsPageFactory(title="Shown", parent=region)
    answer = client.get(f"{region.url}news/?{query}")
    assert answer.status_code == 200
    assert "Shown" in answer.content.decode()


def test_a_listing_address_shows_all_of_the_region_and_nothing_else_page_by_page(client: Client) -> None:
    region = RegionPageFactory()
    for number in range(25):
        NewsPageFactory(title=f"In {number}", parent=region)
    chosen = NewsPageFactory(title="Chosen")
    Belonging.objects.create(page=chosen, work_id=region.translation_key)
    NewsPageFactory(title="Out")
    first = client.get(f"{region.url}news/").context
    second = client.get(first["next_url"]).context
    titles = [page.title for page in (*first["selection"].items, *second["selection"].items)]
    assert sorted(titles) == sorted(["Chosen", *(f"In {number}" for number in range(25))])
    assert not second["next_url"]
    back = client.get(second["previous_url"]).context
    assert back["selection"].items == first["selection"].items


def test_a_list_of_a_region_names_the_other_regions_of_its_items_and_not_itself(client: Client) -> None:
    here, there = RegionPageFactory(title="Here"), RegionPageFactory(title="There")
    Belonging.objects.create(page=NewsPageFactory(title="Shared", parent=here), work_id=there.translation_key)
    tag = '<a class="tag hue-{}" href="{}">'
    for address in (here.url, f"{here.url}news/"):
        shown = client.get(address).text
        assert "Shared" in shown
        assert tag.format(there.hue, there.url) in shown
        assert tag.format(here.hue, here.url) not in shown


def test_the_map_shows_every_region_once_in_the_order_of_the_tree(client: Client) -> None:
    offer("en", "es")
    for title in ("West", "East"):
        RegionPageFactory(title=title, language="es", work=RegionPageFactory(title=title))
    shown = client.get(section(RegionIndexPage).url).context["selection"].items
    assert [region.title for region in shown] == ["West", "East"]


def test_a_region_costs_at_most_fourteen_queries(client: Client) -> None:
    offer("en", "es", "fr")
    region = RegionPageFactory(places=("Bogotá, CO", "Lima, PE"))
    for number in range(3):
        NewsPageFactory(title=f"News {number}", parent=region)
        RegionPageFactory()
    found = warm_queries(client, region.url)
    assert len(found) <= 14, "\n".join(found)
    found = warm_queries(client, f"{region.url}news/")
    assert len(found) <= 12, "\n".join(found)


def test_working_languages_may_be_any_of_the_world() -> None:
    row = WorkingLanguage(page=RegionPageFactory(), code="wo")
    row.clean()
    assert str(row) == "Wolof"


def test_the_countries_of_a_region_are_boxes_to_tick_and_the_ticked_ones_come_first() -> None:
    region = RegionPageFactory(countries=["PE", "CO"])
    soup = BeautifulSoup(admin("es").get(f"/admin/pages/{region.pk}/edit/").content, "html.parser")
    boxes = soup.select("input[type=checkbox][name=countries]")
    assert [box["value"] for box in boxes if box.has_attr("checked")] == ["CO", "PE"]
    assert [box["value"] for box in boxes[:3]] == ["CO", "PE", "AF"]


def test_one_more_country_is_ticked_and_the_others_stay() -> None:
    region = RegionPageFactory(countries=["PE", "CO"])
    client, address = admin(), f"/admin/pages/{region.pk}/edit/"
    sent = filled(client, address, **{"action-publish": "yes"})
    client.post(address, {**sent, "countries": ["PE", "CO", "EC"]})
    assert {country.code for country in RegionPage.objects.get(pk=region.pk).countries} == {"PE", "CO", "EC"}
