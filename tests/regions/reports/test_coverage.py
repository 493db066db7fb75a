"""The coverage table: what there is of each region's works in which language, and the works behind each figure."""

import csv
from io import BytesIO, StringIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from openpyxl import load_workbook
from wagtail.models import GroupPagePermission, Page, PageViewRestriction

from base.models import User
from languages.routing import registry
from languages.routing.registry import offered
from news.models import NewsIndexPage, NewsPage
from regions.reports import coverage, scope
from regions.reports.coverage import COALITION, TOTAL, Line
from regions.teams.rights import Role, give_rights
from tests.factories.base import home, offer, section
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin, log_in
from tests.factories.regions import RegionPageFactory
from tests.factories.translations import change, translated

pytestmark = pytest.mark.django_db

TABLE = "/admin/reports/coverage/"
WORKS = "/admin/reports/coverage/works/"


@pytest.fixture
def regions() -> dict[str, Any]:
    """Latin America in Spanish and French, and West Africa in French; their own pages are works, too."""
    offer("en", "es", "fr")
    latin = RegionPageFactory(title="América Latina", language="es", spoken=("es",))
    return {
        "es": latin,
        "fr": RegionPageFactory(title="Amérique latine", language="fr", work=latin, spoken=("es",)),
        "west": RegionPageFactory(title="Afrique de l’Ouest", language="fr"),
    }


def news(region: Page, title: str = "Datos abiertos", **fields: Any) -> NewsPage:
    page: NewsPage = NewsPageFactory(
        parent=region, language=registry.code_of(region), title=title, summary="", **fields
    )
    return page


def superuser() -> User:
    return User.objects.filter(is_superuser=True).first() or User.objects.create_superuser("root", password="secret")


def line(place: Any, user: User | None = None) -> Line:
    found = coverage.table(scope.scope_of(user or superuser()))
    return next(one for one in found if one.place == str(getattr(place, "translation_key", place)))


def figures(place: Any, language: str, kind: str = "works") -> tuple[int, int, int]:
    """Available, outdated and missing."""
    (cell,) = [one for one in line(place).cells if one.language.code == language]
    available, outdated, missing = (getattr(figure, kind) for figure in cell.figures)
    return available, outdated, missing


# What is counted -----------------------------------------------------------------------------------------------------


def test_a_work_is_available_in_its_own_language_and_missing_in_the_others(regions: dict[str, Any]) -> None:
    news(regions["west"])
    assert figures(regions["west"], "fr") == (2, 0, 0)  # and the region's own page
    assert figures(regions["west"], "en") == figures(regions["west"], "es") == (0, 0, 2)


def test_a_translation_is_available_and_outdated_once_its_original_says_something_else(regions: dict[str, Any]) -> None:
    page = news(regions["es"])
    translated(page, "fr")
    assert figures(regions["es"], "fr") == (2, 0, 0)
    change(page, title="Otros datos")
    assert figures(regions["es"], "fr") == (1, 1, 0)
    assert figures(regions["es"], "es") == (2, 0, 0)


def test_words_are_those_of_the_original_and_outdated_are_those_of_changed_segments(regions: dict[str, Any]) -> None:
    page = news(regions["es"], "Una frase de cinco palabras")
    page.summary = "Tres palabras más"
    page.save()
    before = figures(regions["es"], "fr", "words")
    assert before[2] == 8
    translated(page, "fr")
    change(page, title="Ahora la frase tiene seis palabras")
    assert figures(regions["es"], "fr", "words") == (before[0] + 3, 6, 0)
    assert line(regions["es"]).words == before[0] + 9


def test_drafts_private_and_unpublished_pages_do_not_count(regions: dict[str, Any]) -> None:
    news(regions["es"], live=False)
    news(regions["es"]).unpublish()
    PageViewRestriction.objects.create(page=news(regions["es"]), restriction_type="login")
    assert figures(regions["es"], "es") == (1, 0, 0)


def test_a_work_of_which_only_a_translation_is_public_is_missing_in_the_original_language(
    regions: dict[str, Any],
) -> None:
    page = news(regions["es"])
    translated(page, "fr")
    page.unpublish()
    assert figures(regions["es"], "es") == (1, 0, 1)
    assert figures(regions["es"], "fr") == (2, 0, 0)


def test_what_lies_outside_all_regions_is_the_coalitions(regions: dict[str, Any]) -> None:
    before = line(COALITION).works
    NewsPageFactory(language="en")  # and its section
    news(regions["es"])
    assert figures(COALITION, "en")[0] == before + 2 - figures(COALITION, "en")[2]
    assert line(COALITION).works == before + 2


def test_the_total_has_each_work_once_even_one_that_counts_for_two_regions(regions: dict[str, Any]) -> None:
    page = news(regions["es"])
    NewsPageFactory(parent=regions["west"], language="fr", work=page)
    user = superuser()
    assert [line(regions[one], user).works for one in ("es", "west")] == [2, 2]
    total = Page.objects.filter(depth__gt=1).values("translation_key").distinct().count()
    assert line(TOTAL, user).works == total


def test_a_region_without_public_works_has_a_line_of_nought(regions: dict[str, Any]) -> None:
    empty = RegionPageFactory(title="Asie centrale", language="fr", live=False)
    found = line(empty)
    assert (found.works, found.words, found.name) == (0, 0, "Asie centrale")


def test_a_site_that_is_offered_in_no_language_has_an_empty_table(regions: dict[str, Any]) -> None:
    Page.objects.filter(depth=2).update(live=False)
    registry.forget()
    assert offered() == []
    assert line(TOTAL).works == 0


@pytest.mark.parametrize("number", [3, 30])
def test_the_table_costs_two_queries_whatever_the_number_of_works(
    regions: dict[str, Any], number: int, django_assert_num_queries: Any
) -> None:
    for count in range(number):
        news(regions["es"], f"Noticia {count}")
    user = superuser()
    offered(), registry.private_paths(), registry.chain(), registry.locale_codes()
    with django_assert_num_queries(2):  # the regions, the counts
        coverage.table(scope.scope_of(user))


def test_the_list_of_works_costs_the_same_whatever_their_number(regions: dict[str, Any]) -> None:
    browser, counts = admin(), []
    for number in (3, 30):
        for count in range(number):
            news(regions["es"], f"Noticia {number} {count}")
        browser.get(WORKS)
        with CaptureQueriesContext(connection) as captured:
            browser.get(WORKS)
        counts.append(len(captured))
    assert counts[0] == counts[1]


# The screen ----------------------------------------------------------------------------------------------------------


def links(html: str) -> list[str]:
    return [str(link["href"]) for link in BeautifulSoup(html, "html.parser").select(".coverage a")]


def listed(browser: Client, address: str) -> list[str]:
    html = browser.get(address).content.decode()
    return sorted(title.get_text() for title in BeautifulSoup(html, "html.parser").select("td.title bdi"))


def test_each_figure_leads_to_as_many_works(regions: dict[str, Any]) -> None:
    page = news(regions["es"])
    translated(page, "fr")
    change(page, title="Otros datos")
    news(regions["west"], "Nouvelle")
    section(NewsIndexPage, "en")
    browser = admin()
    table = BeautifulSoup(browser.get(TABLE).content.decode(), "html.parser")
    found = table.select(".coverage a")
    assert len(found) >= 12
    for link in found:
        assert len(listed(browser, f"{link['href']}")) == int(link.get_text()), link["href"]


def test_a_list_has_each_work_once_in_the_language_of_the_admin(regions: dict[str, Any]) -> None:
    page = news(regions["es"], "Datos abiertos")
    translated(page, "fr", {"Datos abiertos": "Données ouvertes"})
    address = f"{WORKS}?region={regions['es'].translation_key}&language=en&state=missing"
    assert listed(admin("fr"), address) == ["Amérique latine", "Données ouvertes"]


def test_a_list_shows_public_titles_and_no_drafts(regions: dict[str, Any]) -> None:
    page = news(regions["es"], "Público")
    change(page, publish=False, title="Secreto")
    news(regions["es"], "Borrador", live=False)
    assert listed(admin(), f"{WORKS}?region={regions['es'].translation_key}&language=es") == [
        "América Latina",
        "Público",
    ]


def test_a_list_leads_to_side_by_side_where_the_person_may_write(regions: dict[str, Any]) -> None:
    page = news(regions["es"])
    french = translated(page, "fr")
    address = f"{WORKS}?region={regions['es'].translation_key}&language=fr"
    assert f"/admin/languages/{french.pk}/edit/" in admin().get(address).content.decode()
    somebody = User.objects.create_user("bogota", password="secret")
    give_rights(somebody, regions["es"], ["es"], Role.EDITOR)
    html = log_in(somebody).get(address).content.decode()
    assert page.title in html
    assert f"/admin/languages/{french.pk}/edit/" not in html


@pytest.mark.parametrize("query", ["language=xx", "state=gone", "region=nowhere", "p=99"])
def test_an_address_that_means_nothing_is_answered_with_a_list(regions: dict[str, Any], query: str) -> None:
    assert admin().get(f"{WORKS}?{query}").status_code == 200


def test_the_screen_speaks_the_language_of_the_person(regions: dict[str, Any]) -> None:
    with override("es"):
        html = admin("es").get(TABLE).content.decode()
    assert 'lang="es"' in html


# Who sees what -------------------------------------------------------------------------------------------------------


def editor(region: Page | None, *languages: str, role: Role = Role.EDITOR) -> User:
    user = User.objects.create_user("bogota", password="secret")
    give_rights(user, region, languages, role)  # type: ignore[arg-type]
    return User.objects.get(pk=user.pk)


def test_an_editor_sees_their_regions_line_and_no_other(regions: dict[str, Any]) -> None:
    browser = log_in(editor(regions["es"], "es"))
    html = browser.get(TABLE).content.decode()
    assert "América Latina" in html or "Amérique latine" in html
    assert "Afrique" not in html
    assert {link.split("region=")[1].split("&")[0] for link in links(html)} == {str(regions["es"].translation_key)}


def test_an_editor_lists_no_works_of_other_regions(regions: dict[str, Any]) -> None:
    news(regions["west"], "Ailleurs")
    browser = log_in(editor(regions["es"], "es"))
    for query in ("", f"region={regions['west'].translation_key}", "region=coalition", "region=total"):
        assert "Ailleurs" not in browser.get(f"{WORKS}?{query}").content.decode()


def test_who_translates_for_the_whole_coalition_sees_all(regions: dict[str, Any]) -> None:
    user = editor(None, "fr", role=Role.TRANSLATOR)
    places = [one.place for one in coverage.table(scope.scope_of(user))]
    assert places[-2:] == [COALITION, TOTAL]
    assert len(places) == 4


def test_a_regions_draft_is_named_only_to_those_who_may_write_there(regions: dict[str, Any]) -> None:
    RegionPageFactory(title="Secreta", language="es", live=False)
    names = {one.name for one in coverage.table(scope.scope_of(editor(None, "fr")))}
    assert "Secreta" not in names


def test_a_region_that_is_not_public_yet_has_the_name_of_its_drafts_in_the_language_of_the_admin(
    regions: dict[str, Any],
) -> None:
    original = RegionPageFactory(title="Asia Central", language="es", live=False)
    draft = RegionPageFactory(title="Asia Central", language="en", work=original, live=False)
    draft.title = "Central Asia"
    draft.save_revision()
    assert line(original).name == "Central Asia"


@pytest.mark.parametrize("address", [TABLE, WORKS, "/admin/reports/age/"])
@pytest.mark.parametrize("ending", ["", "results/"])
def test_who_has_no_rights_to_write_sees_no_report(regions: dict[str, Any], address: str, ending: str) -> None:
    user = editor(regions["es"], "es")
    GroupPagePermission.objects.filter(group__user=user).delete()
    answer = log_in(User.objects.get(pk=user.pk)).get(address + ending)
    assert answer.status_code in {302, 403}


def test_the_menu_leads_there(regions: dict[str, Any]) -> None:
    assert TABLE in admin().get("/admin/").content.decode()
    assert TABLE in log_in(editor(regions["es"], "es")).get("/admin/").content.decode()


# Spreadsheets --------------------------------------------------------------------------------------------------------


def rows_of(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(b"".join(answer.streaming_content).decode())))


def test_the_table_is_exported_with_a_row_for_each_region_and_language(regions: dict[str, Any]) -> None:
    rows = rows_of(admin().get(f"{TABLE}?export=csv"))
    assert len(rows) == 4 * 3
    (row,) = [row for row in rows if row["Region"] == "Afrique de l’Ouest" and row["Language"] == "English"]
    assert (row["Works published"], row["Works available"], row["Works missing"]) == ("1", "0", "1")
    assert row["Words missing"] == row["Words published"] != "0"


def test_the_table_is_exported_as_a_workbook_with_numbers(regions: dict[str, Any]) -> None:
    answer = admin().get(f"{TABLE}?export=xlsx")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    sheet = load_workbook(BytesIO(content)).active
    assert sheet.max_row == 1 + 4 * 3
    assert isinstance(sheet.cell(2, 3).value, int)


def test_a_list_is_exported_as_it_is_filtered_and_a_title_is_no_formula(regions: dict[str, Any]) -> None:
    news(regions["es"], '=HYPERLINK("https://example.org")')
    rows = rows_of(admin().get(f"{WORKS}?region={regions['es'].translation_key}&language=en&export=csv"))
    assert {row["Title"] for row in rows} == {'\'=HYPERLINK("https://example.org")', "América Latina"}


# By age --------------------------------------------------------------------------------------------------------------


def test_works_by_age_begin_with_the_oldest_and_say_in_which_languages_they_are(regions: dict[str, Any]) -> None:
    old, new = news(regions["es"], "Vieja"), news(regions["es"], "Nueva")
    translated(old, "fr", {"Vieja": "Vieille"})
    for page, day in ((old, "2020-01-01"), (new, "2024-01-01")):
        Page.objects.filter(pk=page.pk).update(last_published_at=f"{day}T00:00Z")
    Page.objects.filter(last_published_at=None).update(last_published_at="2025-01-01T00:00Z")
    browser = admin("es")
    html = browser.get("/admin/reports/age/").content.decode()
    titles = [one.get_text() for one in BeautifulSoup(html, "html.parser").select("td.title bdi")]
    assert titles[:2] == ["Vieja", "Nueva"]
    assert listed(browser, f"/admin/reports/age/?before=2021-01-01&original={old.locale_id}") == ["Vieja"]
    rows = rows_of(browser.get("/admin/reports/age/?before=2021-01-01&export=csv"))
    assert [row for row in rows if "Vieja" in row.values() and "América Latina" in row.values()]
    assert "français" in str(rows).lower()
    assert home("es").title not in str(rows)
