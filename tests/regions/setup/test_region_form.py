"""One form for a region, as an admin uses it: what is made, what is refused, and what is left to do afterwards."""

from threading import Thread
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection, Page

from base.geo import city_search
from base.models import User
from languages.models import Alignment, Work
from languages.translations import tree
from regions.models import Hue, Library, RegionIndexPage, RegionPage, Role
from regions.setup import create_region
from regions.teams.permission_sync import Team
from regions.teams.rights import give_rights, rights_of
from tests.factories.base import locale, offer, section
from tests.factories.database import prepared
from tests.factories.people import admin, choices_of, log_in, root_collection
from tests.factories.regions import RegionPageFactory

pytestmark = pytest.mark.django_db

ADD = "/admin/regions/add/"


@prepared(autouse=True)
def _site() -> None:
    offer("en", "es", "fr", "ar")
    root_collection()
    for code in ("en", "es", "ar"):
        section(RegionIndexPage, code)


@pytest.fixture
def browser() -> Client:
    return admin()


def typed(*names: tuple[str, str], members: Any = (), **changes: Any) -> dict[str, Any]:
    """What a person types: languages with the region's name in each, in order, and the first members of its team."""
    data: dict[str, Any] = {"city-typed": "Bogotá, CO", "city": "", "hue": "moss", "contact_email": "", **changes}
    data |= {"names-TOTAL_FORMS": str(len(names)), "names-INITIAL_FORMS": "0"}
    for number, (code, name) in enumerate(names):
        data |= {f"names-{number}-language": str(locale(code).pk) if code else "", f"names-{number}-name": name}
    data |= {"members-TOTAL_FORMS": str(len(members)), "members-INITIAL_FORMS": "0"}
    for number, (user, code, role) in enumerate(members):
        data |= {
            f"members-{number}-user": user,
            f"members-{number}-language": str(locale(code).pk) if code else "",
            f"members-{number}-role": role,
        }
    return {**data, **changes}


ANDES = (("es", "Los Andes"), ("en", "The Andes"))


def version(code: str) -> RegionPage:
    return RegionPage.objects.get(locale=locale(code))


def draft(code: str) -> Any:
    return version(code).get_latest_revision_as_object()


def errors(answer: Any) -> dict[str, str]:
    """What is wrong, by the field that it stands at."""
    soup = BeautifulSoup(answer.content, "html.parser")
    found = {}
    for field in soup.select("[data-field]"):
        message = field.select_one(".error-message")
        control = field.select_one("input[name]:not([type=hidden]), select[name]")
        if message and control:
            found[str(control["name"])] = " ".join(message.get_text().split())
    return found


# What is made ---------------------------------------------------------------------------------------------------------


def test_the_first_language_has_a_draft_with_all_that_was_typed(browser: Client) -> None:
    answer = browser.post(
        ADD,
        typed(*ANDES, contact_email="andes@example.org", countries=["CO", "PE"]),
    )
    page = version("es")
    assert answer.status_code == 302
    assert answer["Location"] == reverse("regions_region", args=[page.translation_key])
    assert (page.title, page.slug, page.live) == ("Los Andes", "los-andes", False)
    assert page.get_parent().specific == section(RegionIndexPage, "es")
    assert page.owner == User.objects.get(username="admin")
    assert Work.objects.get(pk=page.translation_key).original_locale == locale("es")
    for one in (page, draft("es")):
        assert [row.code for row in one.working_languages.all()] == ["es", "en"]
        assert [(city.name, city.is_anchor, city.time_zone) for city in one.cities.all()] == [
            ("Bogotá", True, "America/Bogota")
        ]
        assert (one.hue, one.contact_email, [str(country) for country in one.countries]) == (
            Hue.MOSS,
            "andes@example.org",
            ["CO", "PE"],
        )


def test_the_other_languages_have_drafts_whose_names_are_translated(browser: Client) -> None:
    browser.post(ADD, typed(("es", "El Caribe"), ("ar", "الكاريبي"), ("en", "The Caribbean")))
    arabic, page = version("ar"), draft("ar")
    assert (page.title, page.live, arabic.live) == ("الكاريبي", False, False)
    assert [city.name for city in page.cities.all()] == [city_search.lookup("Bogotá, CO").name_in("ar")]
    assert Alignment.objects.get(page_id=arabic.pk).draft_untranslated == 0
    assert draft("en").slug == "the-caribbean"
    assert version("en").get_parent().specific == section(RegionIndexPage, "en")


def test_a_name_that_is_the_same_in_two_languages_counts_as_translated(browser: Client) -> None:
    browser.post(ADD, typed(("es", "Sahel"), ("en", "Sahel")))
    assert draft("en").title == "Sahel"
    assert Alignment.objects.get(page_id=version("en").pk).draft_untranslated == 0


def test_a_region_that_is_written_in_arabic_first(browser: Client) -> None:
    browser.post(ADD, typed(("ar", "المغرب الكبير"), ("en", "The Maghreb"), **{"city-typed": "Tunis, TN"}))
    page = version("ar")
    assert Work.objects.get(pk=page.translation_key).original_locale == locale("ar")
    assert page.title == "المغرب الكبير"
    assert page.slug.isascii()
    assert page.anchor_city
    assert page.anchor_city.name == city_search.lookup("Tunis, TN").name_in("ar")
    assert draft("en").title == "The Maghreb"
    assert Library.objects.get(region_id=page.translation_key).collection.name == "المغرب الكبير"


def test_a_name_with_the_signs_of_markup_stays_as_it_was_typed(browser: Client) -> None:
    browser.post(ADD, typed(("es", "Costa & <Sierra>"), ("en", "Coast & <Highlands>")))
    assert version("es").title == "Costa & <Sierra>"
    assert draft("en").title == "Coast & <Highlands>"


def test_nothing_is_public_before_it_is_published(browser: Client) -> None:
    browser.post(ADD, typed(*ANDES))
    for code in ("es", "en"):
        assert Client().get(section(RegionIndexPage, code).url + version(code).slug + "/").status_code == 404
        assert "Andes" not in Client().get(section(RegionIndexPage, code).url).content.decode()


def test_the_region_has_its_collection_and_its_workflow(browser: Client) -> None:
    browser.post(ADD, typed(*ANDES))
    page = version("es")
    assert Library.objects.get(region_id=page.translation_key).collection.name == "Los Andes"
    for code in ("es", "en"):
        workflow = version(code).get_workflow()
        assert workflow is not None
        assert workflow == page.get_workflow()


def test_the_first_members_may_write_in_their_languages(browser: Client) -> None:
    ana, eva = (User.objects.create_user(name, f"{name}@example.org", "secret") for name in ("ana", "eva"))
    members = ((str(ana.pk), "es", "publisher"), (str(eva.pk), "", "editor"), ("", "", "editor"))
    browser.post(ADD, typed(*ANDES, members=members))
    key = version("es").translation_key
    assert rights_of(ana) == {Team(key, locale("es").pk, Role.PUBLISHER)}
    assert rights_of(eva) == {Team(key, None, Role.EDITOR)}
    assert version("es").permissions_for_user(User.objects.get(pk=ana.pk)).can_publish()
    assert not version("en").permissions_for_user(User.objects.get(pk=ana.pk)).can_edit()


def test_members_are_chosen_by_name_among_those_who_have_not_left(browser: Client) -> None:
    User.objects.create_user("u1", "ana@example.org", first_name="Ana", last_name="Núñez")
    User.objects.create_user("u2", "gone@example.org", first_name="Gone", is_active=False)
    shown = browser.get(ADD).content.decode()
    assert choices_of(shown, "members-0-user") == ["admin (admin@example.org)", "Ana Núñez (ana@example.org)"]


def test_rows_that_were_left_empty_or_taken_away_make_nothing(browser: Client) -> None:
    browser.post(ADD, typed(("es", "Los Andes"), ("", ""), ("en", "The Andes"), **{"names-2-DELETE": "on"}))
    assert [row.code for row in version("es").working_languages.all()] == ["es"]
    assert RegionPage.objects.count() == 1


# What is refused ------------------------------------------------------------------------------------------------------


def test_a_region_without_a_language_is_told_at_the_field(browser: Client) -> None:
    answer = browser.post(ADD, typed(("", ""), ("", ""), contact_email="andes@example.org"))
    assert errors(answer) == {
        "names-0-language": "Add at least one language. The first is the one that the editors write in."
    }
    assert b"andes@example.org" in answer.content
    assert not RegionPage.objects.exists()


def test_a_region_whose_rows_were_all_taken_away_is_told_so(browser: Client) -> None:
    answer = browser.post(ADD, typed(("es", "Los Andes"), **{"names-0-DELETE": "on"}))
    alert = BeautifulSoup(answer.content, "html.parser").select_one("[role=alert]")
    assert alert
    assert "Add at least one language." in alert.get_text()


@pytest.mark.parametrize("name", ["Los Andes", "  los   ANDES "])
@pytest.mark.parametrize("live", [True, False])
def test_two_regions_with_one_name_in_a_language_are_told_at_the_name(browser: Client, name: str, live: bool) -> None:
    RegionPageFactory(title="Los Andes", language="es", live=live)
    answer = browser.post(ADD, typed(("en", "The Andes"), ("es", name)))
    assert errors(answer) == {
        "names-1-name": "There is a region called “Los Andes” in Spanish already. Choose another name."
    }
    assert RegionPage.objects.count() == 1


def test_the_name_of_a_translation_in_draft_is_taken_too(browser: Client) -> None:
    browser.post(ADD, typed(*ANDES))
    assert errors(browser.post(ADD, typed(("en", "The Andes")))).keys() == {"names-0-name"}


def test_the_title_of_the_original_is_no_name_in_the_language_of_a_draft(browser: Client) -> None:
    browser.post(ADD, typed(*ANDES))
    assert browser.post(ADD, typed(("en", "Los Andes"))).status_code == 302


def test_of_two_admins_who_add_one_region_at_the_same_moment_the_second_is_told(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def while_the_second_waits() -> None:
        monkeypatch.undo()
        browser.post(ADD, typed(*ANDES))

    monkeypatch.setattr(create_region, "one_at_a_time", while_the_second_waits)
    answer = browser.post(ADD, typed(*ANDES))
    assert set(errors(answer)) == {"names-0-name", "names-1-name"}
    assert RegionPage.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_who_comes_second_waits() -> None:
    waits: list[bool] = []

    def second() -> None:  # and does not want to wait: it is told that it would have to
        try:
            with transaction.atomic():
                if connection.vendor == "postgresql":
                    with connection.cursor() as cursor:
                        cursor.execute("SET LOCAL lock_timeout = '100ms'")
                tree.lock()
            waits.append(False)
        except OperationalError:
            waits.append(True)
        connection.close()

    with transaction.atomic():
        create_region.one_at_a_time()
        thread = Thread(target=second)
        thread.start()
        thread.join()
    assert waits == [True]


def test_two_regions_may_have_one_name_in_two_languages(browser: Client) -> None:
    RegionPageFactory(title="Sahel", language="es")
    assert browser.post(ADD, typed(("en", "Sahel"))).status_code == 302


@pytest.mark.parametrize(("city", "told"), [("Atlantis", "No city called “Atlantis”"), ("", "required")])
def test_a_city_that_is_not_known_is_told_at_the_field_and_nothing_typed_is_lost(
    browser: Client, city: str, told: str
) -> None:
    ana = User.objects.create_user("ana", "ana@example.org", "secret", first_name="Ana")
    sent = typed(
        *ANDES,
        members=((str(ana.pk), "en", "translator"),),
        contact_email="andes@example.org",
        countries=["PE"],
        **{"city-typed": city},
    )
    answer = browser.post(ADD, sent)
    [(field, message)] = errors(answer).items()
    assert field == "city-typed"
    assert told in message or "Choose a city" in message
    soup = BeautifulSoup(answer.content, "html.parser")
    form = soup.select_one("#w-editor-form")
    assert form
    shown = {str(one["name"]): one.get("value", "") for one in form.select("input[type=text], input[type=email]")}
    shown |= {
        str(one["name"]): chosen["value"] for one in form.select("select") for chosen in one.select("option[selected]")
    }
    ticked = [one["value"] for one in form.select("input[type=checkbox][name=countries][checked]")]
    asked = {name: value for name, value in sent.items() if name in shown}
    assert {name: shown[name] for name in asked} == asked
    assert set(asked) >= {"names-0-name", "names-1-language", "hue", "contact_email", "members-0-user"}
    assert ticked == ["PE"]
    assert not RegionPage.objects.exists()


@pytest.mark.parametrize(
    ("names", "field"),
    [
        ((("es", "Los Andes"), ("es", "Andes")), "names-1-language"),
        ((("es", ""),), "names-0-name"),
        ((("", "Los Andes"),), "names-0-language"),
        ((("es", "…!?"),), "names-0-name"),
        ((("es", "x" * 256),), "names-0-name"),
    ],
)
def test_each_mistake_in_a_row_is_told_at_its_field(
    browser: Client, names: tuple[tuple[str, str], ...], field: str
) -> None:
    assert errors(browser.post(ADD, typed(*names))).keys() == {field}
    assert not RegionPage.objects.exists()


def test_everything_that_is_wrong_is_said_at_once(browser: Client) -> None:
    members = (("", "es", "editor"),)
    answer = browser.post(ADD, typed(("es", ""), members=members, hue="pink", contact_email="nobody"))
    assert errors(answer).keys() == {"names-0-name", "members-0-user", "hue", "contact_email"}


def test_a_member_in_a_language_that_the_region_does_not_work_in_is_told_so(browser: Client) -> None:
    ana = User.objects.create_user("ana", "ana@example.org", "secret")
    answer = browser.post(ADD, typed(*ANDES, members=((str(ana.pk), "ar", "editor"),)))
    assert errors(answer).keys() == {"members-0-language"}


def test_an_error_is_in_the_language_of_the_person(browser: Client) -> None:
    client = log_in(User.objects.get(username="admin"), "es")
    assert "Atlantis" in errors(client.post(ADD, typed(*ANDES, **{"city-typed": "Atlantis"})))["city-typed"]
    assert "No city" not in errors(client.post(ADD, typed(*ANDES, **{"city-typed": "Atlantis"})))["city-typed"]


# A language without the section ---------------------------------------------------------------------------------------


def test_a_region_cannot_be_written_first_where_there_is_no_section(browser: Client) -> None:
    answer = browser.post(ADD, typed(("fr", "Les Andes"), ("es", "Los Andes")))
    assert "does not exist in French yet" in errors(answer)["names-0-language"]


def test_where_another_language_has_no_section_one_can_go_on_without(browser: Client) -> None:
    sent = typed(("es", "Los Andes"), ("fr", "Les Andes"))
    answer = browser.post(ADD, sent)
    assert "go on without a page" in errors(answer)["names-1-language"]
    assert b'name="names-1-without_page"' in answer.content
    assert not RegionPage.objects.exists()
    answer = browser.post(ADD, {**sent, "names-1-without_page": "on"}, follow=True)
    assert [row.code for row in version("es").working_languages.all()] == ["es", "fr"]
    assert RegionPage.objects.count() == 1
    assert "French · The section that presents the regions does not exist in this language yet." in steps(answer)


def test_a_language_that_goes_without_a_page_needs_no_name_and_the_others_do(browser: Client) -> None:
    without = {"names-1-without_page": "on"}
    assert errors(browser.post(ADD, typed(("es", "Los Andes"), ("en", ""), **without))).keys() == {"names-1-name"}
    assert errors(browser.post(ADD, typed(("es", ""), **{"names-0-without_page": "on"}))).keys() == {"names-0-name"}
    assert browser.post(ADD, typed(("es", "Los Andes"), ("fr", ""), **without)).status_code == 302


# Afterwards -----------------------------------------------------------------------------------------------------------


def steps(answer: Any) -> dict[str, str]:
    """What is left to do, and where the button beside it leads."""
    found = {}
    for one in BeautifulSoup(answer.content, "html.parser").select(".region-steps > li"):
        text, link = one.select_one("span"), one.select_one("a")
        assert text
        assert link
        found[" ".join(text.get_text().split())] = str(link["href"])
    return found


def test_the_admin_is_told_what_is_left_to_do_with_a_link_to_each(browser: Client) -> None:
    answer = browser.post(ADD, typed(*ANDES), follow=True)
    held = "The page is a draft that holds the name. The rest can be translated once the original has its text."
    assert steps(answer) == {
        "Spanish · The page is a draft. Add what is missing, and publish it.": reverse(
            "wagtailadmin_pages:edit", args=[version("es").pk]
        ),
        f"English · {held}": reverse("languages_edit", args=[version("en").pk]),
        "Nobody has rights in this region yet.": reverse("colleagues_add"),
    }
    for address in steps(answer).values():
        assert browser.get(address).status_code == 200


def test_passages_to_translate_lead_to_the_side_by_side_editor(browser: Client) -> None:
    browser.post(ADD, typed(*ANDES))
    page = draft("es")
    page.summary = "Tres ciudades y una red."
    page.save_revision().publish()
    answer = browser.get(reverse("regions_region", args=[page.translation_key]))
    found = steps(answer)
    [text] = [text for text in found if text.startswith("English")]
    assert "passages to do in the draft" in text
    assert found[text] == reverse("languages_edit", args=[version("en").pk])


def test_a_translation_whose_passages_are_done_waits_to_be_published(browser: Client) -> None:
    browser.post(ADD, typed(*ANDES))
    version("es").get_latest_revision().publish()  # type: ignore[union-attr]
    found = steps(browser.get(reverse("regions_region", args=[version("es").translation_key])))
    text = "English · The page is a draft. Add what is missing, and publish it."
    assert found[text] == reverse("wagtailadmin_pages:edit", args=[version("en").pk])


def test_a_section_that_is_not_public_is_told(browser: Client) -> None:
    section(RegionIndexPage, "es").unpublish()
    answer = browser.post(ADD, typed(*ANDES), follow=True)
    assert "Spanish · The section that presents the regions is not public yet." in steps(answer)


def test_when_all_is_done_nothing_is_left(browser: Client) -> None:
    ana = User.objects.create_user("ana", "ana@example.org", "secret")
    browser.post(ADD, typed(*ANDES, members=((str(ana.pk), "", "editor"),)))
    for code in ("es", "en"):
        version(code).get_latest_revision().publish()  # type: ignore[union-attr]
    answer = browser.get(reverse("regions_region", args=[version("es").translation_key]))
    assert answer.status_code == 200
    assert steps(answer) == {}


def test_the_list_shows_each_region_with_its_languages_team_and_state(browser: Client) -> None:
    browser.post(ADD, typed(*ANDES))
    region = RegionPageFactory(title="Sahel", language="es")
    give_rights(User.objects.create_user("ana"), region, None)
    soup = BeautifulSoup(browser.get("/admin/regions/").content, "html.parser")
    rows = [[" ".join(cell.get_text().split()) for cell in row.select("th, td")] for row in soup.select("tbody tr")]
    assert sorted(rows) == [
        ["Sahel", "Spanish", "1 colleague", "public in 1 of 1 language"],
        ["The Andes", "Spanish · English", "nobody yet", "draft"],
    ]


def test_a_new_region_is_offered_a_colour_that_the_others_do_not_have(browser: Client) -> None:
    for hue in Hue.values[:3]:
        RegionPageFactory(language="es", hue=hue)
    soup = BeautifulSoup(browser.get(ADD).content, "html.parser")
    chosen = soup.select_one("select[name=hue] option[selected]")
    assert chosen
    assert chosen["value"] == Hue.values[3]


# Who comes in ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_but_an_administrator_comes_in(method: str) -> None:
    region = RegionPageFactory(title="Los Andes", language="es", live=False)
    publisher = User.objects.create_user("ana", password="secret")
    give_rights(publisher, RegionPageFactory(title="Sahel", language="es"), None, Role.PUBLISHER)
    for client in (Client(), log_in(publisher)):
        for address in ("/admin/regions/", ADD, reverse("regions_region", args=[region.translation_key])):
            answer = getattr(client, method)(address)
            assert answer.status_code in {302, 403, 405}
            assert "Los Andes" not in answer.content.decode()
    assert "/admin/regions/" not in log_in(publisher).get("/admin/").content.decode()
    assert Page.objects.filter(title="Los Andes").count() == 1
    assert Collection.objects.filter(name="Los Andes").count() == 0


def test_the_menu_leads_an_administrator_to_the_regions(browser: Client) -> None:
    assert "/admin/regions/" in browser.get("/admin/").content.decode()


def test_a_region_that_is_gone_is_not_found(browser: Client) -> None:
    region = RegionPageFactory(language="es")
    address = reverse("regions_region", args=[region.translation_key])
    region.delete()
    assert browser.get(address).status_code == 404
