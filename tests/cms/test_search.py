"""Plain search, in the language of the page."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from tests.factories.base import offer
from tests.factories.home import StandardPageFactory
from tests.factories.network import OrganisationPageFactory
from tests.factories.people import admin
from tests.factories.queries import warm_queries

pytestmark = pytest.mark.django_db


def found(client: Client, query: str, language: str = "en", **more: str) -> list[str]:
    answer = client.get(f"/{language}/search/", {"q": query, **more})
    assert answer.status_code == 200
    return sorted(result.title for result in answer.context["results"])


def test_a_word_is_found_in_the_title_the_summary_and_the_body(client: Client) -> None:
    StandardPageFactory(title="About migration")
    StandardPageFactory(title="Second", summary="How migration is counted.")
    StandardPageFactory(title="Third", body=[("text", "<p>On migration.</p>")])
    StandardPageFactory(title="Fourth", summary="On health.")
    assert found(client, "migration") == ["About migration", "Second", "Third"]


def test_an_organisation_is_found_by_its_acronym(client: Client) -> None:
    OrganisationPageFactory(title="Overseas Development Institute", acronym="ODI")
    assert found(client, "ODI") == ["Overseas Development Institute"]


def test_a_word_is_found_in_the_language_of_the_page_and_not_in_another(client: Client) -> None:
    offer("en", "es", "ar")
    StandardPageFactory(title="Migration policy")
    StandardPageFactory(title="Datos de migration", language="es")
    StandardPageFactory(title="بيانات الهجرة", language="ar")
    assert found(client, "migration", "en") == ["Migration policy"]
    assert found(client, "migration", "es") == ["Datos de migration"]
    assert found(client, "الهجرة", "ar") == ["بيانات الهجرة"]
    assert found(client, "الهجرة", "en") == []


def test_drafts_private_pages_and_what_lies_below_them_are_not_found(client: Client) -> None:
    private = StandardPageFactory(title="Migration in private")
    StandardPageFactory(title="Migration below", parent=private)
    StandardPageFactory(title="Migration draft", live=False)
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    assert found(client, "migration") == []
    assert found(admin(), "migration") == []


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        "\x00",
        "migra\x00tion",
        '"',
        "'; drop table base_tag; --",
        "* OR *",
        "AND OR NOT",
        "NEAR(",
        "title:migration",
        "%%%",
        "(((",
        "^",
        "a" * 100_000,
        "é" * 500,
        "\u202e\u0000\ufffe",
        "😀",
    ],
)
def test_nonsense_finds_nothing_and_breaks_nothing(client: Client, query: str) -> None:
    StandardPageFactory(title="Health")
    assert found(client, query) == []


@pytest.mark.parametrize("page", ["abc", "-1", "0", "", "1e9", "٣", "999999999999999999999", "1.5", "\x00"])
def test_a_page_number_that_is_none_shows_the_first_page(client: Client, page: str) -> None:
    StandardPageFactory(title="Migration")
    assert found(client, "migration", page=page) == ["Migration"]


def test_results_go_on_page_by_page_and_each_is_found_once(client: Client) -> None:
    for number in range(23):
        StandardPageFactory(title=f"Migration {number}")
    first = client.get("/en/search/?q=migration")
    second = client.get("/en/search/?q=migration&page=2")
    assert (first.context["next_page"], second.context["next_page"]) == (2, None)
    titles = [result.title for answer in (first, second) for result in answer.context["results"]]
    assert sorted(titles) == sorted(f"Migration {number}" for number in range(23))
    assert 'href="?q=migration&amp;page=2"' in first.content.decode()


def test_what_was_asked_for_is_written_out_and_not_run(client: Client) -> None:
    offer("en")
    shown = client.get("/en/search/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert(1)</script>" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


def test_where_nothing_is_found_the_other_languages_are_offered(client: Client) -> None:
    offer("en", "es")
    assert 'href="/es/search/?q=agua"' in client.get("/en/search/?q=agua").content.decode()


def test_the_switcher_takes_the_question_along_and_not_the_place_in_its_answers(client: Client) -> None:
    offer("en", "es")
    shown = client.get("/en/search/", {"q": "agua & más", "page": "2"}).content.decode()
    assert 'href="/es/search/?q=agua+%26+m%C3%A1s" hreflang="es" data-language' in shown
    assert '/es/search/" hreflang="es" data-language' in client.get("/en/search/").content.decode()


def test_a_result_says_where_it_lies_and_what_it_is(client: Client) -> None:
    section = StandardPageFactory(title="About")
    StandardPageFactory(title="Migration", parent=section, summary="How it is counted.")
    [result] = client.get("/en/search/?q=migration").context["results"]
    assert (result.url, result.sections, result.summary) == ("/en/about/migration/", ["About"], "How it is counted.")


def test_more_results_cost_no_more_queries(client: Client) -> None:
    def make(number: int) -> None:
        parent = StandardPageFactory(title=f"Section {number}")
        StandardPageFactory(title=f"Migration {number}", parent=parent)
        OrganisationPageFactory(title=f"Migration office {number}")

    make(0)
    few = warm_queries(client, "/en/search/?q=migration")
    for number in range(1, 8):
        make(number)
    assert len(warm_queries(client, "/en/search/?q=migration")) == len(few) <= 12


def test_search_in_a_language_that_is_not_offered_is_not_found(client: Client) -> None:
    offer("en")
    assert client.get("/sw/search/?q=maji").status_code == 404


def test_search_engines_are_asked_not_to_list_results(client: Client) -> None:
    offer("en")
    shown: Any = client.get("/en/search/?q=x").content.decode()
    assert '<meta name="robots" content="noindex, follow">' in shown


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Nothing was found in English for “zzz”."),
        ("es", "No se ha encontrado nada en español sobre «zzz»."),
        ("fr", "Aucun résultat en français pour «\u202fzzz\u202f»."),
        ("ar", "لم نعثر على شيء باللغة العربية عن «zzz»."),
        ("pt", "Nada foi encontrado em português para “zzz”."),
    ],
)
def test_a_search_that_finds_nothing_says_so_as_people_would(client: Client, language: str, sentence: str) -> None:
    offer("en", "es", "fr", "ar", "pt")
    assert sentence in client.get(f"/{language}/search/?q=zzz").text
