"""People and organisations: what they are, and what they had a part in."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from base.listings import select
from base.pages.partial_dates import Precision
from languages.models import WorkingLanguage
from network.credits import OrganisationCredit, PersonCredit
from network.listings import people_at, works_of
from network.models import CoalitionRole, NetworkIndexPage, OrganisationPage, Position
from network.roles import CoalitionRoleName, OrganisationRole, PersonRole
from tests.factories.base import offer, section
from tests.factories.network import OrganisationPageFactory, PersonPageFactory
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin, filled, new_rows
from tests.factories.publications import PublicationPageFactory
from tests.factories.queries import warm_queries

pytestmark = pytest.mark.django_db


def credit(page: Any, work: Any, role: str) -> None:
    PersonCredit.objects.create(page=page, locale=page.locale, person_id=work.translation_key, role=role)


def role(page: Any, name: str, since: date | None = None, precision: str = Precision.YEAR) -> CoalitionRole:
    return CoalitionRole.objects.create(page=page, role=name, since=since, since_precision=precision)


def works(person: Any, language: str = "en") -> list[tuple[str, list[str]]]:
    with override(language):
        found = works_of(PersonCredit, "person", person.translation_key)
    return [(name, [page.title for page in pages]) for name, pages in found]


@pytest.mark.parametrize(
    ("since", "precision", "text"),
    [
        (None, Precision.YEAR, "Core funder"),
        (date(2014, 1, 1), Precision.YEAR, "Core funder since 2014"),
        (date(2014, 3, 1), Precision.MONTH, "Core funder since March 2014"),
        (date(2014, 3, 9), Precision.DAY, "Core funder since 9 March 2014"),
    ],
)
def test_a_role_in_the_coalition_says_since_when_as_far_as_it_is_known(
    since: date | None, precision: str, text: str
) -> None:
    assert role(OrganisationPageFactory(), CoalitionRoleName.CORE_FUNDER, since, precision).text == text


def test_an_organisation_shows_its_names_country_website_and_roles(client: Client) -> None:
    page = OrganisationPageFactory(
        title="Overseas Development Institute",
        acronym="ODI",
        also_known_as="ODI Global",
        country="GB",
        website="https://www.odi.org/about",
    )
    role(page, CoalitionRoleName.FOUNDING_INSTITUTION, date(2013, 1, 1))
    role(page, CoalitionRoleName.PARTNER)
    shown = client.get(page.url).content.decode()
    for words in ("ODI", "ODI Global", "United Kingdom", ">odi.org<", "Founding institution since 2013", "Partner"):
        assert words in shown, words


def test_organisations_are_narrowed_by_their_role_in_the_coalition_and_not_by_that_in_an_event() -> None:
    founder, host = OrganisationPageFactory(title="Founder"), OrganisationPageFactory(title="Host")
    role(founder, CoalitionRoleName.FOUNDING_INSTITUTION)
    event = NewsPageFactory()
    OrganisationCredit.objects.create(
        page=event, locale=event.locale, organisation_id=host.translation_key, role=OrganisationRole.HOST
    )
    found = select.select("organisations", "en", subtype=CoalitionRoleName.FOUNDING_INSTITUTION)
    assert [page.title for page in found.items] == ["Founder"]
    assert select.select("organisations", "en", subtype=CoalitionRoleName.HOST).items == []


def test_in_a_list_of_one_role_a_card_names_that_role_alone(client: Client) -> None:
    page = OrganisationPageFactory()
    for name in (CoalitionRoleName.FOUNDING_INSTITUTION, CoalitionRoleName.INITIAL_CORE_MEMBER):
        role(page, name, date(2013, 1, 1))
    founders = select.select("organisations", "en", subtype=CoalitionRoleName.FOUNDING_INSTITUTION)
    assert [item.roles_text for item in founders.items] == ["Founding institution since 2013"]
    every = select.select("organisations", "en")
    assert [item.roles_text for item in every.items] == [
        "Founding institution since 2013 · Initial core member since 2013"
    ]


def test_names_are_sorted_without_regard_to_capitals() -> None:
    names = ["African Union", "AXSMap", "el Observatorio", "Flowminder Foundation"]
    for name in reversed(names):
        OrganisationPageFactory(title=name)
    first = select.select("organisations", "en", limit=2)
    rest = select.select("organisations", "en", limit=2, after=first.next_cursor)
    assert [page.title for page in [*first.items, *rest.items]] == names


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("es", ["Álvarez", "Nunez", "Nzinga", "Ñáñez", "Zapata"]),
        ("fr", ["Álvarez", "Ñáñez", "Nunez", "Nzinga", "Zapata"]),
    ],
)
def test_names_are_sorted_as_the_reader_s_language_sorts_them_page_after_page(language: str, names: list[str]) -> None:
    for name in sorted(names):
        PersonPageFactory(title=name)
    found: list[str] = []
    after = ""
    with override(language):
        while len(found) <= len(names):
            selection = select.select("people", language, limit=2, after=after)
            found += [page.title for page in selection.items]
            after = selection.next_cursor
            if not after:
                break
    assert found == names


def test_an_organisation_with_two_roles_is_listed_once() -> None:
    page = OrganisationPageFactory()
    for name in (CoalitionRoleName.HOST, CoalitionRoleName.PARTNER):
        role(page, name)
    assert len(select.select("organisations", "en", limit=10).items) == 1


def test_a_person_s_works_are_grouped_by_role_the_latest_first() -> None:
    ana = PersonPageFactory()
    credit(NewsPageFactory(title="Old", date=date(2015, 1, 1)), ana, PersonRole.AUTHOR)
    credit(NewsPageFactory(title="New", date=date(2020, 1, 1)), ana, PersonRole.AUTHOR)
    credit(PublicationPageFactory(title="Paper", year=2017), ana, PersonRole.AUTHOR)
    credit(NewsPageFactory(title="Talk"), ana, PersonRole.SPEAKER)
    assert works(ana) == [("Author", ["New", "Paper", "Old"]), ("Speaker", ["Talk"])]


def test_works_of_others_drafts_and_double_credits_are_not_repeated() -> None:
    ana, bo = PersonPageFactory(), PersonPageFactory()
    page = NewsPageFactory(title="Once")
    for _number in range(2):
        credit(page, ana, PersonRole.AUTHOR)
    credit(NewsPageFactory(title="Bo's"), bo, PersonRole.AUTHOR)
    credit(NewsPageFactory(title="Draft", live=False), ana, PersonRole.AUTHOR)
    assert works(ana) == [("Author", ["Once"])]


def test_a_credit_that_only_a_draft_of_a_translation_carries_is_not_public_yet() -> None:
    offer("en", "es")
    ana = PersonPageFactory()
    page = NewsPageFactory(title="News")
    credit(NewsPageFactory(title="Borrador", language="es", work=page, live=False), ana, PersonRole.AUTHOR)
    assert works(ana) == []


def test_a_work_is_shown_in_the_reader_s_language_whichever_version_carries_the_credit() -> None:
    offer("en", "es")
    ana = PersonPageFactory()
    spanish = NewsPageFactory(title="Noticia", language="es")
    NewsPageFactory(title="News", work=spanish)
    credit(spanish, ana, PersonRole.AUTHOR)
    assert works(ana, "en") == [("Author", ["News"])]
    assert works(ana, "es")[0][1] == ["Noticia"]


def test_a_person_s_page_shows_positions_languages_and_works(client: Client) -> None:
    employer, ana = OrganisationPageFactory(title="The Institute"), PersonPageFactory(title="Ana Lima")
    Position.objects.create(
        page=ana, locale=ana.locale, title="Director", organisation_id=employer.translation_key, since_year=2010
    )
    Position.objects.create(
        page=ana, locale=ana.locale, title="Fellow", organisation_name="A Foundation", since_year=2008, until_year=2009
    )
    WorkingLanguage.objects.create(page=ana, code="qu")
    credit(NewsPageFactory(title="A story"), ana, PersonRole.AUTHOR)
    shown = client.get(ana.url).content.decode()
    for words in (
        "Director",
        "The Institute",
        employer.url,
        "since 2010",
        "A Foundation",
        "2008–2009",
        "Runasimi",
        "A story",
    ):
        assert words in shown, words


@pytest.mark.parametrize(
    ("since", "until", "text"),
    [
        (2010, 2011, "2010–2011"),
        (2010, 2010, "2010"),
        (2010, None, "since 2010"),
        (None, 2011, "until 2011"),
        (None, None, ""),
    ],
)
def test_a_position_says_when_as_far_as_it_is_known(since: int | None, until: int | None, text: str) -> None:
    assert Position(since_year=since, until_year=until).period == text


def test_the_people_at_an_organisation_are_those_whose_positions_name_it() -> None:
    offer("en", "es")
    employer = OrganisationPageFactory()
    for name in ("Cem", "Ana"):
        person = PersonPageFactory(title=name)
        for title in ("Director", "Founder"):
            Position.objects.create(
                page=person, locale=person.locale, title=title, organisation_id=employer.translation_key
            )
        PersonPageFactory(title=f"{name} (es)", language="es", work=person)
    PersonPageFactory(title="Elsewhere")
    assert [person.title for person in people_at(employer.translation_key)] == ["Ana", "Cem"]


def test_the_network_section_lists_both_and_goes_on_in_each_by_itself(client: Client) -> None:
    for number in range(30):
        PersonPageFactory(title=f"Person {number:02}")
        OrganisationPageFactory(title=f"Organisation {number:02}")
    url = section(NetworkIndexPage).url
    lists = client.get(url).context["lists"]
    assert [len(lists[name]["selection"].items) for name in ("people", "organisations")] == [24, 24]
    further = client.get(url + lists["people"]["next_url"]).context["lists"]
    assert [page.title for page in further["people"]["selection"].items] == [f"Person {n:02}" for n in range(24, 30)]
    assert further["organisations"]["selection"].items[0].title == "Organisation 00"


def test_who_goes_back_in_one_list_of_the_section_stays_where_they_are_in_the_other(client: Client) -> None:
    for number in range(30):
        PersonPageFactory(title=f"Person {number:02}")
        OrganisationPageFactory(title=f"Organisation {number:02}")
    url = section(NetworkIndexPage).url
    first = client.get(url).context["lists"]
    both = client.get(url + first["people"]["next_url"]).context["lists"]
    both = client.get(url + both["organisations"]["next_url"]).context["lists"]
    back = client.get(url + both["people"]["previous_url"]).context["lists"]
    assert back["people"]["selection"].items == first["people"]["selection"].items
    assert back["organisations"]["selection"].items[0].title == "Organisation 24"
    assert (back["people"]["previous_url"], back["people"]["first_url"]) == ("", "")


@pytest.mark.parametrize(
    "query", ["people=nonsense", "people-before=nonsense", "organisations=%00", "people=%C3%A9&organisations=%F0%9F"]
)
def test_nonsense_in_the_address_of_the_network_section_is_ignored(client: Client, query: str) -> None:
    PersonPageFactory(title="Ana")
    answer = client.get(f"{section(NetworkIndexPage).url}?{query}")
    assert answer.status_code == 200
    assert "Ana" in answer.content.decode()


@pytest.mark.parametrize("factory", [PersonPageFactory, OrganisationPageFactory])
def test_a_page_of_the_network_costs_at_most_twelve_queries(client: Client, factory: Any) -> None:
    offer("en", "es", "fr")
    page, other = factory(), OrganisationPageFactory()
    for number in range(4):
        news = NewsPageFactory(title=f"News {number}")
        if factory is PersonPageFactory:
            credit(news, page, PersonRole.AUTHOR)
            Position.objects.create(
                page=page, locale=page.locale, title="Fellow", organisation_id=other.translation_key
            )
        else:
            OrganisationCredit.objects.create(
                page=news, locale=news.locale, organisation_id=page.translation_key, role=OrganisationRole.PARTNER
            )
            person = PersonPageFactory()
            Position.objects.create(
                page=person, locale=person.locale, title="Fellow", organisation_id=page.translation_key
            )
    found = warm_queries(client, page.url)
    assert len(found) <= 12, "\n".join(found)


def test_an_admin_adds_an_organisation_with_its_roles_by_the_form(client: Client) -> None:
    browser = admin()
    address = f"/admin/pages/add/network/organisationpage/{section(NetworkIndexPage).pk}/"
    data = filled(browser, address, title="The House", slug="the-house", country="SN", website="https://example.org")
    row = {"role": "core_funder", "since": "2014-01-01", "since_precision": "year"}
    answer = browser.post(address, {**data, **new_rows("coalition_roles", row), "action-publish": "1"})
    assert answer.status_code == 302
    page = OrganisationPage.objects.get()
    assert page.roles_text == "Core funder since 2014"
    assert "Senegal" in client.get(page.url).content.decode()


@pytest.mark.parametrize("website", ["javascript:alert(1)", "example.org", "ftp://example.org"])
def test_a_website_with_a_forbidden_scheme_is_refused_at_its_field(website: str) -> None:
    browser = admin()
    address = f"/admin/pages/add/network/organisationpage/{section(NetworkIndexPage).pk}/"
    data = filled(browser, address, title="The House", slug="the-house", website=website)
    form = browser.post(address, {**data, "action-publish": "1"}).context["form"]
    assert list(form.errors) == ["website"]
    assert form["website"].value() == website


# The order of lists --------------------------------------------------------------------------------------------------


def listed(kind: str, language: str = "en") -> list[str]:
    """A list as readers go through it, two at a time."""
    titles: list[str] = []
    after = ""
    with override(language):
        while not titles or after:
            found = select.select(kind, language, limit=2, after=after)
            titles += [page.title for page in found.items]
            after = found.next_cursor
    return titles


def test_people_are_listed_by_family_name_where_it_is_known() -> None:
    for title, family_name in {
        "Ana Zapata": "Zapata",
        "Zoe Álvarez": "Álvarez",
        "Berta Álvarez": "Álvarez",
        "Carla Álvarez Lorca": "Álvarez Lorca",
        "Madonna": "",
    }.items():
        PersonPageFactory(title=title, family_name=family_name)
    assert listed("people") == ["Berta Álvarez", "Zoe Álvarez", "Carla Álvarez Lorca", "Madonna", "Ana Zapata"]


def test_people_of_an_organisation_are_listed_by_family_name_too() -> None:
    organisation = OrganisationPageFactory()
    for title, family_name in {"Ana Zapata": "Zapata", "Zoe Álvarez": "Álvarez"}.items():
        person = PersonPageFactory(title=title, family_name=family_name)
        Position.objects.create(
            page=person, title="Director", organisation_id=organisation.translation_key, locale=person.locale
        )
    assert [page.title for page in people_at(organisation.translation_key)] == ["Zoe Álvarez", "Ana Zapata"]


def test_organisations_are_listed_without_the_article_of_their_language() -> None:
    for title in ("The Zebra Lab", "Åbo Data", "A Better Network", "A/B Lab", "Open Zone"):
        OrganisationPageFactory(title=title)
    for title, language in {"L’École": "fr", "La Red": "es", "UN Women": "es"}.items():
        OrganisationPageFactory(title=title, language=language)
    assert listed("organisations") == [
        "A/B Lab",
        "Åbo Data",
        "A Better Network",
        "L’École",
        "Open Zone",
        "La Red",
        "UN Women",
        "The Zebra Lab",
    ]


def test_a_person_whose_name_was_changed_stands_in_the_new_place() -> None:
    person = PersonPageFactory(title="Ana Zapata", family_name="Zapata")
    PersonPageFactory(title="Berta Mora", family_name="Mora")
    person.family_name = "Álvarez"
    person.save_revision().publish()
    assert listed("people") == ["Ana Zapata", "Berta Mora"]


def test_the_form_of_a_person_asks_for_the_family_name() -> None:
    person = PersonPageFactory(title="Ana Zapata")
    assert 'name="family_name"' in admin().get(f"/admin/pages/{person.pk}/edit/").text
