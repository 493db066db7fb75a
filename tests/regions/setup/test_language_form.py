"""One form for a language, as an admin uses it: what is made, what is refused, and what readers see afterwards."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, ModelLogEntry, Page

from base.models import User
from events.models import EventIndexPage
from home.models import HomePage, StandardPage
from languages.models import Fallback, Work
from languages.routing import registry
from languages.segments.extraction import texts_of
from languages.segments.provenance import Origin
from languages.translations.create import create_translation
from languages.translations.publishing import publication_blockers
from news.models import NewsIndexPage
from pillars.models import PillarPage
from regions.models import Role
from regions.setup import create_language, create_region
from regions.teams.permission_sync import Team
from regions.teams.rights import give_rights, rights_of
from tests.factories.base import home, locale, offer, section
from tests.factories.database import prepared
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin, choices_of, log_in, root_collection
from tests.factories.translations import alignment_of, draft, say

pytestmark = pytest.mark.django_db

ADD = "/admin/languages/add/"


@prepared(autouse=True)
def _site() -> None:
    offer("en", "es", "fr")
    root_collection()
    section(NewsIndexPage, "en")
    section(EventIndexPage, "es")


@pytest.fixture
def browser() -> Client:
    return admin()


def typed(language: str, *fallbacks: str, **changes: Any) -> dict[str, Any]:
    chain = {f"fallback_{place}": str(locale(code).pk) for place, code in enumerate(fallbacks, start=1)}
    return {"language": language, **chain, **changes}


def publish_home(code: str) -> None:
    """As its translators do: each segment translated, then published."""
    page = HomePage.objects.get(locale=locale(code))
    texts = {text: f"[{code}] {text}" for _path, strings in alignment_of(page).source for text in strings}
    revision = say(page, texts).revision
    assert revision
    revision.publish()


def errors(response: Any) -> str:
    page = BeautifulSoup(response.content, "html.parser")
    return " ".join(error.get_text(" ", strip=True) for error in page.select(".error-message"))


@pytest.mark.parametrize("code", ["ru", "sw", "wo", "qu", "uz-cyrl"])
def test_the_home_and_the_sections_are_made_as_drafts_to_translate(code: str, browser: Client) -> None:
    response = browser.post(ADD, typed(code, "en"))
    added = Locale.objects.get(language_code=code)
    assert response["Location"] == reverse("site_languages_language", args=[added.pk])
    made = Page.objects.filter(locale=added)
    assert {page.specific_class for page in made} == {HomePage, NewsIndexPage, EventIndexPage}
    assert not made.filter(live=True).exists()
    originals = Work.objects.filter(pk__in=made.values("translation_key")).values_list("original_locale__language_code")
    assert added.language_code not in {row[0] for row in originals}


def test_nothing_is_public_before_the_home_page_is_published_and_then_it_is_in_its_language(browser: Client) -> None:
    browser.post(ADD, typed("wo", "fr", "en"))
    reader = Client()
    assert reader.get("/wo/").status_code == 404
    assert "wo" not in {language.code for language in registry.offered()}
    publish_home("wo")
    shown = BeautifulSoup(reader.get("/wo/").content, "html.parser")
    assert [tag["lang"] for tag in shown.select("html")] == ["wo"]
    assert [(tag.get_text(), tag["lang"]) for tag in shown.select(".skip")] == [("Aller au contenu", "fr")]


def test_the_readers_fallbacks_are_kept_in_order(browser: Client) -> None:
    browser.post(ADD, typed("wo", "fr", "en", "es"))
    assert registry.chain("wo") == ["wo", "fr", "en", "es"]


def test_a_place_that_is_left_empty_counts_for_nothing(browser: Client) -> None:
    browser.post(ADD, typed("wo", "fr", fallback_3=str(locale("es").pk)))
    assert registry.chain("wo") == ["wo", "fr", "es"]


def test_the_first_translators_may_translate_into_it_for_the_whole_coalition_and_nothing_else(browser: Client) -> None:
    aru = User.objects.create_user("aru", first_name="Aru")
    browser.post(ADD, typed("ru", "en", translators=[aru.pk]))
    assert rights_of(aru) == {Team(None, locale("ru").pk, Role.TRANSLATOR.value)}
    draft = NewsIndexPage.objects.get(locale=locale("ru"))
    assert draft.permissions_for_user(aru).can_edit()
    assert not NewsIndexPage.objects.get(locale=locale("en")).permissions_for_user(aru).can_edit()
    item = NewsPageFactory(parent=section(NewsIndexPage, "en"))
    client = log_in(aru)
    client.post(reverse("languages_translate", args=[item.pk]), {"locale": "ru"})
    assert item.get_translation(locale("ru")).live is False


def test_translators_are_chosen_by_name_among_those_who_have_not_left(browser: Client) -> None:
    User.objects.create_user("u1", "aru@example.org", first_name="Aru")
    User.objects.create_user("u2", "gone@example.org", is_active=False)
    shown = browser.get(ADD).content.decode()
    assert choices_of(shown, "translators") == ["admin (admin@example.org)", "Aru (aru@example.org)"]


@pytest.mark.parametrize(
    ("text", "code"), [("Russian", "ru"), ("Kiswahili", "sw"), ("WO", "wo"), (" uz_Cyrl ", "uz-cyrl")]
)
def test_a_language_is_found_by_its_name_or_its_code(text: str, code: str, browser: Client) -> None:
    browser.post(ADD, typed(text, "en"))
    assert Locale.objects.filter(language_code=code).exists()


@pytest.mark.parametrize("text", ["xx", "Klingonisch", "ru-ru-ru", "<b>", "zxx"])
def test_what_is_no_language_of_cldr_is_refused_by_name_and_what_was_typed_stays(text: str, browser: Client) -> None:
    response = browser.post(ADD, typed(text, "fr"))
    assert f"“{text}” is no language that CLDR knows" in errors(response)
    assert Locale.objects.count() == 3
    page = BeautifulSoup(response.content, "html.parser")
    assert page.select_one("[name=language]")["value"] == text  # type: ignore[index]
    chosen = page.select_one("[name=fallback_1] option[selected]")
    assert chosen is not None
    assert chosen["value"] == str(locale("fr").pk)


def test_a_language_that_is_there_already_is_refused(browser: Client) -> None:
    assert "French is a language of this site already." in errors(browser.post(ADD, typed("fr", "en")))


def test_a_language_stands_in_the_chain_once(browser: Client) -> None:
    assert "further up" in errors(browser.post(ADD, typed("wo", "fr", "fr")))
    assert not Fallback.objects.exists()


def test_a_pillar_below_an_ordinary_page_has_that_page_drafted_too(browser: Client) -> None:
    about = StandardPage(title="About", locale=locale("en"))
    home("en").add_child(instance=about)
    about.add_child(instance=PillarPage(title="Evidence", locale=locale("en")))
    browser.post(ADD, typed("ru", "en"))
    pillar = PillarPage.objects.get(locale=locale("ru"))
    assert pillar.get_parent().specific == StandardPage.objects.get(locale=locale("ru"))


def test_a_section_that_is_a_draft_itself_is_left_out(browser: Client) -> None:
    section(NewsIndexPage, "en").unpublish()
    browser.post(ADD, typed("ru", "en"))
    assert {page.specific_class for page in Page.objects.filter(locale=locale("ru"))} == {HomePage, EventIndexPage}


def test_of_two_admins_who_add_one_language_at_the_same_moment_the_second_is_told(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def while_the_second_waits() -> None:
        monkeypatch.undo()
        create_language.add(create_language.LanguagePlan("ru"), None)

    monkeypatch.setattr(create_region, "one_at_a_time", while_the_second_waits)
    assert "Russian is a language of this site already." in errors(browser.post(ADD, typed("ru", "en")))


def test_a_failure_half_way_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(create_language, "join", fail)
    with pytest.raises(RuntimeError):
        create_language.add(create_language.LanguagePlan("ru"), None)
    assert not Locale.objects.filter(language_code="ru").exists()
    assert Page.objects.filter(depth=2).count() == 3


def test_the_screen_of_a_language_says_what_is_left_to_do(browser: Client) -> None:
    browser.post(ADD, typed("wo", "fr"))
    address = reverse("site_languages_language", args=[locale("wo").pk])
    shown = browser.get(address).content.decode()
    assert "once its home page is translated and published" in shown
    assert "are shown in French" in shown
    home_page = HomePage.objects.get(locale=locale("wo"))
    assert f"{alignment_of(home_page).passages} passages to do" in " ".join(shown.split())
    publish_home("wo")
    assert "These sections are not yet" in browser.get(address).content.decode()


# What holds in a language ---------------------------------------------------------------------------------------------


def rules_screen(code: str) -> str:
    return reverse("site_languages_language", args=[locale(code).pk])


def machine_translated() -> Page:
    section(NewsIndexPage, "fr")
    page = create_translation(NewsPageFactory(language="es", title="Datos"), locale("fr"))
    texts = [text for found in texts_of(page).values() for text in found]
    say(page, {text: f"{text}, en français" for text in texts}, origin=Origin.MACHINE)
    return page


def test_the_readers_chain_is_changed_and_shown_in_its_order(browser: Client) -> None:
    browser.post(rules_screen("fr"), typed("", "es", "en"))
    assert registry.chain("fr") == ["fr", "es", "en"]
    browser.post(rules_screen("fr"), typed("", "en", "es"))
    assert registry.chain("fr") == ["fr", "en", "es"]
    page = BeautifulSoup(browser.get(rules_screen("fr")).content, "html.parser")
    chosen = [option.get_text() for option in page.select("[name^=fallback_] option[selected]")]
    assert chosen == ["English", "Spanish", "---------"]


def test_a_chain_that_is_longer_than_the_form_for_a_new_language_is_kept_whole(browser: Client) -> None:
    offer("ar", "pt")
    for position, code in enumerate(("en", "es", "ar", "pt"), start=1):
        Fallback.objects.create(locale=locale("fr"), fallback=locale(code), position=position)
    page = BeautifulSoup(browser.get(rules_screen("fr")).content, "html.parser")
    sent = {select["name"]: select.select_one("[selected]")["value"] for select in page.select("[name^=fallback_]")}  # type: ignore[index]
    browser.post(rules_screen("fr"), sent)
    assert registry.chain("fr") == ["fr", "en", "es", "ar", "pt"]


def test_the_chain_of_another_language_stays_as_it_is(browser: Client) -> None:
    Fallback.objects.create(locale=locale("es"), fallback=locale("en"), position=1)
    browser.post(rules_screen("fr"), typed("", "es"))
    assert registry.chain("es") == ["es", "en"]


def test_no_language_stands_in_for_itself_or_twice(browser: Client) -> None:
    for chain in (("fr",), ("es", "es")):
        response = browser.post(rules_screen("fr"), typed("", *chain))
        assert response.status_code == 200
        assert errors(response)
    assert not Fallback.objects.exists()


def test_an_admin_allows_machine_translations_without_review_and_takes_that_back(browser: Client) -> None:
    page = machine_translated()
    assert publication_blockers(draft(page))
    browser.post(rules_screen("fr"), {"publish_unreviewed": "on"})
    assert not publication_blockers(draft(page))
    shown = BeautifulSoup(browser.get(rules_screen("fr")).content, "html.parser")
    assert shown.select("[name=publish_unreviewed][checked]")
    assert not BeautifulSoup(browser.get(rules_screen("es")).content, "html.parser").select(
        "[name=publish_unreviewed][checked]"
    )
    browser.post(rules_screen("fr"), {})
    assert publication_blockers(draft(page))


def test_the_history_of_the_site_says_who_added_a_language_and_who_changed_it(browser: Client) -> None:
    browser.post(ADD, typed("wo", "fr"))
    browser.post(rules_screen("wo"), typed("", "en"))
    entries = ModelLogEntry.objects.filter(object_id=str(locale("wo").pk), content_type__model="locale")
    assert [entry.action for entry in entries.order_by("pk")] == ["wagtail.create", "wagtail.edit"]
    assert {entry.user.is_superuser for entry in entries} == {True}


# Around it ------------------------------------------------------------------------------------------------------------


def test_the_list_of_languages_costs_the_same_for_three_and_for_nine(
    browser: Client, django_assert_max_num_queries: Any
) -> None:
    browser.get("/admin/languages/")
    with django_assert_max_num_queries(100) as few:
        browser.get("/admin/languages/")
    for code in ("ru", "sw", "wo", "qu", "pt", "ar"):
        browser.post(ADD, typed(code, "en"))
    browser.get("/admin/languages/")
    with django_assert_max_num_queries(100) as many:
        response = browser.get("/admin/languages/")
    assert len(many) <= len(few)
    assert "Quechua" in response.content.decode()


def test_wagtails_own_form_leads_to_ours(browser: Client) -> None:
    assert browser.get("/admin/locales/new/")["Location"] == ADD
    assert "/admin/locales/" not in browser.get("/admin/").content.decode()


@pytest.mark.parametrize("address", ["/admin/languages/", ADD, "/admin/locales/new/"])
def test_only_an_administrator_gets_in(address: str) -> None:
    ana = User.objects.create_user("ana")
    give_rights(ana, None, ["en", "es"], Role.PUBLISHER)
    client = log_in(ana)
    assert client.get("/admin/").status_code == 200
    assert client.get(address).status_code == 302
    assert client.post(ADD, typed("ru", "en")).status_code == 302
    assert not Locale.objects.filter(language_code="ru").exists()
