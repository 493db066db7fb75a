"""`manage.py start`: an empty coalition for a real site."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.models import Locale, Page, Site

from base.models import User
from home.management.commands import start
from home.models import HomePage
from languages.routing import registry
from news.models import NewsIndexPage
from tests.factories.base import home
from tests.factories.people import can_log_in, log_in

pytestmark = pytest.mark.django_db

GOOD = "a long and quiet river"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """What the person types at the prompt, one answer after the other."""

    def set_answers(*answers: str) -> None:
        remaining: Iterator[str] = iter(answers)
        monkeypatch.setattr(start, "getpass", lambda prompt: next(remaining))

    set_answers(GOOD, GOOD)
    return set_answers


def run(*languages: str, **options: Any) -> None:
    call_command("start", name="Our coalition", languages=list(languages) or ["en"], **options)


def traces() -> tuple[int, int, list[str]]:
    return (
        HomePage.objects.count(),
        User.objects.count(),
        sorted(Locale.objects.values_list("language_code", flat=True)),
    )


@pytest.mark.usefixtures("typed")
def test_it_makes_a_home_and_the_sections_in_each_language(client: Client) -> None:
    run("en", "es", "ar")
    for language in ("en", "es", "ar"):
        answer = client.get(f"/{language}/")
        assert answer.status_code == 200
        page = HomePage.objects.get(locale__language_code=language)
        sections = page.get_children()
        assert [section.specific_class.__name__ for section in sections] == [
            "RegionIndexPage",
            "NewsIndexPage",
            "EventIndexPage",
            "ProjectIndexPage",
            "PublicationIndexPage",
            "NetworkIndexPage",
        ]
        for section in sections:
            assert section.locale.language_code == language
            assert client.get(section.url).status_code == 200
    assert [language.code for language in registry.offered()] == ["en", "es", "ar"]


@pytest.mark.usefixtures("typed")
def test_homes_and_sections_of_all_languages_are_versions_of_one_another() -> None:
    run("en", "es")
    assert HomePage.objects.values("translation_key").distinct().count() == 1
    assert NewsIndexPage.objects.values("translation_key").distinct().count() == 1


@pytest.mark.usefixtures("typed")
def test_sections_are_named_in_their_language_and_have_addresses_of_their_own(client: Client) -> None:
    run("en", "es")
    titles = {page.locale.language_code: page.title for page in NewsIndexPage.objects.all()}
    assert titles["en"] == "News"
    assert titles["es"] != "News"
    assert NewsIndexPage.objects.get(locale__language_code="es").slug != "news"


@pytest.mark.usefixtures("typed")
def test_the_sections_are_in_the_main_menu_of_each_language(client: Client) -> None:
    run("en", "es")
    for language in ("en", "es"):
        sections = HomePage.objects.get(locale__language_code=language).get_children()
        soup = BeautifulSoup(client.get(f"/{language}/").content, "html.parser")
        assert [link["href"] for link in soup.select("header .menu a")] == [section.url for section in sections]


@pytest.mark.usefixtures("typed")
def test_every_page_bears_the_name_of_the_coalition(client: Client) -> None:
    run("en")
    for address in ("/en/", "/en/news/", "/en/no-such-page/", "/admin/login/"):
        html = client.get(address).content.decode()
        assert "Our coalition" in html
        assert settings.WAGTAIL_SITE_NAME not in html


@pytest.mark.usefixtures("typed")
def test_what_is_above_the_home_pages_bears_the_name_of_the_coalition_in_the_admin() -> None:
    run("fr", "es")
    shown = log_in(User.objects.get(), "fr").get(f"/admin/pages/{NewsIndexPage.objects.all()[0].pk}/")
    breadcrumbs = BeautifulSoup(shown.content, "html.parser").select("[data-w-breadcrumbs] li")
    assert breadcrumbs[0].get_text(strip=True) == "Our coalition"


@pytest.mark.usefixtures("typed")
def test_a_site_can_start_in_another_language_than_the_default_one(client: Client) -> None:
    run("fr", "en")
    assert client.get("/fr/").status_code == 200
    assert {page.locale.language_code for page in HomePage.objects.all()} == {"fr", "en"}
    assert Site.objects.get(is_default_site=True).root_page.locale.language_code == "fr"


@pytest.mark.usefixtures("typed")
def test_a_language_that_is_not_asked_for_is_not_offered(client: Client) -> None:
    run("fr")
    assert client.get("/en/").status_code == 404
    assert client.get("/").headers["Location"] == "/fr/"


@pytest.mark.usefixtures("typed")
def test_it_makes_one_admin_who_can_log_in(client: Client) -> None:
    run(admin="ana", email="ana@example.org")
    assert can_log_in(client, "ana", GOOD)
    user = User.objects.get()
    assert (user.email, user.is_superuser) == ("ana@example.org", True)
    assert log_in(user).get("/admin/").status_code == 200


@pytest.mark.usefixtures("typed")
def test_the_page_that_wagtail_brings_is_gone() -> None:
    run()
    assert [page.specific_class for page in Page.objects.filter(depth=2)] == [HomePage]


def test_a_password_is_asked_for_until_it_is_good_and_typed_twice(typed: Callable[..., None]) -> None:
    typed(GOOD, "another", "12345", "12345", GOOD, GOOD)
    run()
    assert User.objects.get().check_password(GOOD)


@pytest.mark.usefixtures("typed")
def test_it_refuses_where_a_home_exists_and_changes_nothing() -> None:
    home("en")
    before = traces()
    with pytest.raises(CommandError, match="nothing was changed"):
        run("en", "es")
    assert traces() == before


@pytest.mark.usefixtures("typed")
@pytest.mark.parametrize("languages", [["xx"], ["es", "xx"], ["es", "EN"], [""]])
def test_an_unknown_language_is_refused_by_name_and_nothing_is_changed(languages: list[str]) -> None:
    before = traces()
    with pytest.raises(CommandError, match="CLDR"):
        run(*languages)
    assert traces() == before


@pytest.mark.usefixtures("typed")
def test_a_user_name_that_is_taken_is_refused_and_nothing_is_changed() -> None:
    User.objects.create_user("ana")
    before = traces()
    with pytest.raises(CommandError, match="ana"):
        run("es", admin="ana")
    assert traces() == before


def test_who_breaks_off_at_the_prompt_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken_off(prompt: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(start, "getpass", broken_off)
    before = traces()
    with pytest.raises(KeyboardInterrupt):
        run("es", "fr")
    assert traces() == before


@pytest.mark.usefixtures("typed")
def test_a_language_that_is_given_twice_is_made_once() -> None:
    run("en", "es", "en")
    assert HomePage.objects.count() == 2
