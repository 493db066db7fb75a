"""The first screen of the admin: what a person meets there who comes once a week."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.db import connection, transaction
from django.http import HttpRequest
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import (
    GroupApprovalTask,
    GroupPagePermission,
    Page,
    PageViewRestriction,
    Workflow,
    WorkflowTask,
)

from base.models import User
from languages.models import Alignment
from languages.translations.create import create_translation
from regions.dashboard.dashboard import Dashboard, types_of_regions
from regions.dashboard.lists import reviews
from regions.dashboard.registry import MOST, SHOWN
from regions.models import RegionPage
from regions.teams.rights import Role, give_rights
from regions.wagtail_hooks import DashboardPanel
from tests.factories.base import locale, offer, section
from tests.factories.events import EventPageFactory
from tests.factories.moderation import editor, submit
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin, log_in, root_collection
from tests.factories.projects import ProjectPageFactory
from tests.factories.regions import RegionPageFactory, two_regions
from tests.factories.translations import change, translated

pytestmark = pytest.mark.django_db

LANGUAGES = ("es", "pt", "en", "fr", "ar")
# Statements: for the panel of the dashboard alone, and even for the whole screen with Wagtail's frame around it.
BUDGET = 25


@pytest.fixture
def regions() -> dict[str, Any]:
    """Latin America in Spanish, Portuguese and English, and West Africa in French and English."""
    return two_regions(english=True)


def dashboard_of(user: User, interface: str = "en") -> BeautifulSoup:
    return BeautifulSoup(log_in(user, interface).get("/admin/").content, "html.parser")


def text(soup: BeautifulSoup | Tag, selector: str) -> str:
    """The words of the one place that a selector finds."""
    [found] = soup.select(selector)
    return " ".join(found.get_text().split())


def headings(soup: BeautifulSoup) -> list[str]:
    return [" ".join(one.get_text().split()) for one in soup.select(".desk h2[data-panel-heading]")]


def rows(soup: BeautifulSoup, name: str) -> dict[str, str]:
    """What a list says of each page, by its title."""
    found = {}
    for row in soup.select(f"#desk-{name}-section .desk-row"):
        said = [*row.select(".desk-date"), *row.select(".desk-said li")]
        found[text(row, ".desk-title")] = " | ".join(" ".join(one.get_text().split()) for one in said)
    return found


def links(soup: BeautifulSoup, name: str) -> list[str]:
    return [str(link["href"]) for link in soup.select(f"#desk-{name}-section .desk-title a")]


def draft(parent: Page, title: str, user: User | None = None) -> Any:
    page = NewsPageFactory(parent=parent, language=parent.locale.language_code, title=title, live=False)
    page.save_revision(user=user)
    return page


# Writing -----------------------------------------------------------------------------------------------------------


def test_the_screen_is_called_as_the_region_in_the_language_of_the_interface(regions: dict[str, Any]) -> None:
    user = editor(regions["es"], "es", "pt")
    assert text(dashboard_of(user, "es"), "h1") == "América Latina"
    assert text(dashboard_of(user, "en"), "h1") == "Latin America"


def test_a_name_of_the_region_that_is_a_draft_of_others_is_not_shown(regions: dict[str, Any]) -> None:
    RegionPage.objects.filter(pk=regions["en"].pk).update(live=False, draft_title="Secret", title="Secret")
    soup = dashboard_of(editor(regions["es"], "es", "pt"))
    assert text(soup, "h1") == "América Latina"
    assert "Secret" not in soup.get_text()


def test_buttons_begin_work_in_the_first_working_language_that_the_person_writes(regions: dict[str, Any]) -> None:
    soup = dashboard_of(editor(regions["es"], "en", "pt", "es"))
    buttons = soup.select(".desk-write > .desk-kinds a")
    assert [button.get_text() for button in buttons] == ["New event", "New news item", "New project", "New publication"]
    assert {re.search(r"/(\d+)/$", str(button["href"]))[1] for button in buttons} == {str(regions["es"].pk)}  # type: ignore[index]


def test_the_first_language_is_one_that_the_person_may_write(regions: dict[str, Any]) -> None:
    soup = dashboard_of(editor(regions["es"], "en", "pt"))
    assert str(soup.select(".desk-write > .desk-kinds a")[0]["href"]).endswith(f"/{regions['pt'].pk}/")


def test_other_languages_are_a_click_away_in_their_order(regions: dict[str, Any]) -> None:
    soup = dashboard_of(editor(regions["es"], "en", "pt", "es"))
    assert text(soup, ".desk-languages summary") == ("Write in another language: Portuguese and English")
    places = [place.select("a") for place in soup.select(".desk-language")]
    assert [str(place[1]["href"]).split("/")[-2] for place in places] == [
        str(regions["pt"].pk),
        str(regions["en"].pk),
    ]


def test_who_writes_one_language_is_offered_no_other(regions: dict[str, Any]) -> None:
    assert not dashboard_of(editor(regions["es"], "es")).select(".desk-languages")


def test_what_the_desk_offers_can_be_written(regions: dict[str, Any]) -> None:
    user = editor(regions["es"], "es", "pt", role=Role.EDITOR)
    client = log_in(user)
    addresses = [str(link["href"]) for link in dashboard_of(user).select(".desk-kinds a")]
    assert len(addresses) == 2 * len(types_of_regions())
    assert [client.get(address).status_code for address in addresses] == [200] * len(addresses)


def test_who_writes_for_two_regions_sees_both_and_of_each_row_where_it_belongs(regions: dict[str, Any]) -> None:
    user = editor(regions["es"], "es")
    give_rights(user, regions["west"], ["fr"], Role.PUBLISHER)
    draft(regions["es"], "Uno")
    draft(regions["west"], "Deux")
    soup = dashboard_of(user)
    assert {one.get_text() for one in soup.select(".desk-region")} == {"Latin America", "West Africa"}
    shown = rows(soup, "drafts")
    assert "Spanish | Latin America" in shown["Uno"]
    assert "French | West Africa" in shown["Deux"]


def test_who_belongs_to_no_team_sees_the_first_page_as_it_is() -> None:
    offer("en")
    user = User.objects.create_user("nobody")
    give_rights(user, None, ["en"])
    GroupPagePermission.objects.all().delete()
    client = log_in(user)
    assert not BeautifulSoup(client.get("/admin/").content, "html.parser").select(".desk")


def test_wagtail_s_panels_do_not_say_it_again(regions: dict[str, Any]) -> None:
    user = editor(regions["es"], "es")
    page = draft(regions["es"], "Mine", user)
    page.save_revision(user=user, log_action=True)
    soup = dashboard_of(user)
    assert not soup.select("#recent-edits-section, .w-summary")


# Translators begin nothing of their own ----------------------------------------------------------------------------


@pytest.fixture
def translator(regions: dict[str, Any]) -> User:
    return editor(regions["es"], "pt", role=Role.TRANSLATOR, name="lisboa")


def test_a_translator_is_offered_nothing_to_begin_and_sees_what_is_to_be_translated(
    regions: dict[str, Any], translator: User
) -> None:
    page = NewsPageFactory(parent=regions["es"], language="es", title="Noticia")
    soup = dashboard_of(translator)
    assert text(soup, "h1") == "Latin America"
    assert not soup.select(".desk-write, .desk-kinds")
    assert links(soup, "translations") == [f"/admin/languages/{page.pk}/"]


def test_who_edits_one_language_and_translates_into_another_begins_work_in_the_first_alone(
    regions: dict[str, Any], translator: User
) -> None:
    give_rights(translator, regions["es"], ["en"], Role.EDITOR)
    soup = dashboard_of(User.objects.get(pk=translator.pk))
    assert {str(link["href"]).split("/")[-2] for link in soup.select(".desk-kinds a")} == {str(regions["en"].pk)}
    assert not soup.select(".desk-languages")


def test_the_explorer_offers_a_translator_no_new_page_and_no_address_makes_one(
    regions: dict[str, Any], translator: User
) -> None:
    client, place = log_in(translator), regions["pt"].pk
    listing = client.get(f"/admin/pages/{place}/")
    assert listing.status_code == 200
    assert "add_subpage" not in listing.content.decode()
    for address in (f"{place}/add_subpage/", f"add/news/newspage/{place}/"):
        assert client.get(f"/admin/pages/{address}").status_code == 302
    assert not RegionPage.objects.get(pk=place).get_children().exists()


def test_a_translator_makes_the_version_that_is_missing_and_submits_it(
    regions: dict[str, Any], translator: User
) -> None:
    page = NewsPageFactory(parent=regions["es"], language="es", title="Noticia")
    client = log_in(translator)
    assert client.post(f"/admin/languages/{page.pk}/", {"locale": "pt"}).status_code == 302
    version = page.get_translation(locale("pt"))
    assert submit(client, version, title="Notícia", summary="O que aconteceu.").status_code == 302
    assert Page.objects.get(pk=version.pk).workflow_in_progress
    assert client.post(f"/admin/languages/{page.pk}/", {"locale": "en"}).status_code == 302
    assert not page.get_translations().filter(locale=locale("en")).exists()


# Drafts ------------------------------------------------------------------------------------------------------------


def test_drafts_are_listed_newest_first_and_those_of_the_person_are_marked(regions: dict[str, Any]) -> None:
    user, other = editor(regions["es"], "es"), editor(regions["es"], "es", name="lima")
    draft(regions["es"], "Older", other)
    draft(regions["es"], "Newer", user)
    shown = rows(dashboard_of(user), "drafts")
    assert list(shown) == ["Newer", "Older"]
    assert shown["Newer"].startswith("Saved by you")
    assert "Lima" in shown["Older"]
    assert "Saved by you" not in shown["Older"]


def test_pending_changes_of_a_public_page_are_a_draft(regions: dict[str, Any]) -> None:
    page = NewsPageFactory(parent=regions["es"], language="es", title="Public")
    change(page, publish=False, title="Changed")
    assert "Changes to a public page" in rows(dashboard_of(editor(regions["es"], "es")), "drafts")["Changed"]


def test_a_public_page_without_changes_is_no_draft(regions: dict[str, Any]) -> None:
    NewsPageFactory(parent=regions["es"], language="es")
    assert "Drafts" not in headings(dashboard_of(editor(regions["es"], "es")))


@pytest.mark.parametrize("which", ["en", "west", "west en"])
def test_no_draft_of_another_region_or_language_is_named(regions: dict[str, Any], which: str) -> None:
    draft(regions[which], "Confidential")
    live = NewsPageFactory(parent=regions[which], language=regions[which].locale.language_code, title="Known")
    change(live, publish=False, title="Confidential too")
    assert "Confidential" not in log_in(editor(regions["es"], "es", "pt")).get("/admin/").content.decode()


def test_a_private_page_of_another_language_of_the_region_is_not_named(regions: dict[str, Any]) -> None:
    page = NewsPageFactory(parent=regions["en"], title="Behind a password")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert "Behind a password" not in dashboard_of(editor(regions["es"], "es", "pt")).get_text()


def test_a_translation_that_was_begun_leads_to_its_passages(regions: dict[str, Any]) -> None:
    page = create_translation(NewsPageFactory(parent=regions["es"], language="es", title="Hola"), locale("pt"))
    soup = dashboard_of(editor(regions["es"], "pt"))
    assert links(soup, "drafts") == [f"/admin/languages/{page.pk}/edit/"]
    assert "passage" in rows(soup, "drafts")["Hola"]


def test_a_long_list_opens(regions: dict[str, Any]) -> None:
    for number in range(SHOWN + 3):
        draft(regions["es"], f"Draft {number}")
    soup = dashboard_of(editor(regions["es"], "es"))
    assert len(soup.select("#desk-drafts-section .desk-more .desk-row")) == 3
    assert text(soup, "#desk-drafts-section summary") == "Show 3 more"
    assert len(rows(soup, "drafts")) == SHOWN + 3


def test_a_list_that_is_cut_says_so(regions: dict[str, Any]) -> None:
    for number in range(MOST + 2):
        NewsPageFactory(parent=regions["es"], language="es", title=f"Draft {number}", live=False)
    soup = dashboard_of(editor(regions["es"], "es"))
    assert len(rows(soup, "drafts")) == MOST
    assert soup.select_one("#desk-drafts-section .desk-cut")


def test_where_nothing_waits_it_says_so(regions: dict[str, Any]) -> None:
    soup = dashboard_of(editor(regions["west"], "fr"))
    assert "Nothing waits for you" in text(soup, ".desk-nothing")
    assert headings(soup) == []


# Reviews -----------------------------------------------------------------------------------------------------------


def workflow(*users: User) -> Workflow:
    """A workflow in which a group approves that all of some people are in."""
    task = GroupApprovalTask.objects.create(name="Review")
    task.groups.add(*users[0].groups.all())
    made = Workflow.objects.create(name="Region")
    WorkflowTask.objects.create(workflow=made, task=task, sort_order=1)
    return made


def test_what_waits_for_the_person_s_review_is_listed_first(regions: dict[str, Any]) -> None:
    writer = editor(regions["es"], "es", role=Role.EDITOR, name="lima")
    publisher = editor(regions["es"], "es")
    page = draft(regions["es"], "Please read", writer)
    workflow(publisher).start(page, writer)
    soup = dashboard_of(publisher)
    assert headings(soup)[0] == "Waiting for your review"
    assert links(soup, "reviews") == [f"/admin/pages/{page.pk}/edit/"]
    assert "Lima" in rows(soup, "reviews")["Please read"]


def test_who_cannot_approve_sees_that_it_is_in_review(regions: dict[str, Any]) -> None:
    writer = editor(regions["es"], "es", role=Role.EDITOR, name="lima")
    page = draft(regions["es"], "Please read", writer)
    workflow(editor(regions["es"], "es")).start(page, writer)
    soup = dashboard_of(writer)
    assert "Waiting for your review" not in headings(soup)
    assert "In review" in rows(soup, "drafts")["Please read"]


def test_what_waits_for_another_region_is_not_listed(regions: dict[str, Any]) -> None:
    page = draft(regions["west"], "Confidential")
    workflow(editor(regions["west"], "fr", name="dakar")).start(page, None)
    assert "Confidential" not in dashboard_of(editor(regions["es"], "es", "pt")).get_text()


# Translations ------------------------------------------------------------------------------------------------------


def test_a_published_work_that_is_missing_in_a_language_of_the_person_is_to_be_translated(
    regions: dict[str, Any],
) -> None:
    page = NewsPageFactory(parent=regions["es"], language="es", title="Noticia")
    soup = dashboard_of(editor(regions["es"], "es", "pt", "en"))
    assert links(soup, "translations") == [f"/admin/languages/{page.pk}/"]
    assert rows(soup, "translations")["Noticia"].startswith("Missing in Portuguese and English")


def test_what_is_missing_in_languages_of_others_is_theirs(regions: dict[str, Any]) -> None:
    NewsPageFactory(parent=regions["es"], language="es")
    assert "Translations to do" not in headings(dashboard_of(editor(regions["es"], "es")))


def test_what_was_never_published_is_not_missing(regions: dict[str, Any]) -> None:
    draft(regions["es"], "Not yet")
    assert "Translations to do" not in headings(dashboard_of(editor(regions["es"], "es", "pt")))


def test_what_is_missing_in_another_region_is_theirs(regions: dict[str, Any]) -> None:
    NewsPageFactory(parent=regions["west"], language="fr")
    assert "Translations to do" not in headings(dashboard_of(editor(regions["es"], "es", "pt", "en")))


def test_a_translation_that_is_outdated_leads_to_the_two_side_by_side(regions: dict[str, Any]) -> None:
    page = NewsPageFactory(parent=regions["es"], language="es", title="Noticia")
    in_portuguese = translated(page, "pt")
    change(page, title="Noticia nueva")
    soup = dashboard_of(editor(regions["es"], "pt"))
    assert links(soup, "translations") == [f"/admin/languages/{in_portuguese.pk}/edit/"]
    assert rows(soup, "translations")["[pt] Noticia"].startswith("1 passage is behind")


def test_translations_to_do_are_listed_the_most_recent_first(regions: dict[str, Any]) -> None:
    old = NewsPageFactory(parent=regions["es"], language="es", title="Old")
    outdated = translated(NewsPageFactory(parent=regions["es"], language="es", title="Behind"), "pt")
    new = NewsPageFactory(parent=regions["es"], language="es", title="New")
    now = timezone.now()
    Page.objects.filter(pk=old.pk).update(first_published_at=now - timedelta(days=3))
    Alignment.objects.filter(pk=outdated.pk).update(live_behind=1, behind_since=now - timedelta(days=2))
    Page.objects.filter(pk=new.pk).update(first_published_at=now - timedelta(days=1))
    assert list(rows(dashboard_of(editor(regions["es"], "pt")), "translations")) == ["New", "[pt] Behind", "Old"]


# What was left alone -----------------------------------------------------------------------------------------------


def aged(page: Any, days: int) -> Any:
    Page.objects.filter(pk=page.pk).update(latest_revision_created_at=timezone.now() - timedelta(days=days))
    return page


def test_pages_that_nobody_touched_for_a_year_are_named_and_news_after_what_claims_to_be_true(
    regions: dict[str, Any],
) -> None:
    aged(NewsPageFactory(parent=regions["es"], language="es", title="News"), 900)
    aged(ProjectPageFactory(parent=regions["es"], language="es", title="Project"), 400)
    aged(ProjectPageFactory(parent=regions["es"], language="es", title="Oldest project"), 500)
    aged(ProjectPageFactory(parent=regions["es"], language="es", title="Fresh"), 300)
    assert list(rows(dashboard_of(editor(regions["es"], "es")), "untouched")) == ["Oldest project", "Project", "News"]


# The coalition's people --------------------------------------------------------------------------------------------


def test_a_translator_for_the_coalition_sees_what_is_missing_in_their_language_and_no_buttons(
    regions: dict[str, Any],
) -> None:
    section_missing = NewsPageFactory(parent=regions["es"], language="es", title="No section")
    theirs = NewsPageFactory(parent=regions["west en"], title="In West Africa")
    section(type(regions["es"].get_parent().specific), "fr")
    soup = dashboard_of(editor(None, "fr", role=Role.TRANSLATOR, name="paris"))
    shown = rows(soup, "translations")
    assert shown["In West Africa"].startswith("Missing in French")
    assert shown["América Latina"].startswith("Missing in French")
    assert section_missing.title not in shown
    assert f"/admin/languages/{theirs.pk}/" in links(soup, "translations")
    assert not soup.select(".desk-kinds")


def test_an_admin_keeps_wagtail_s_panels_and_sees_the_regions_at_a_glance(regions: dict[str, Any]) -> None:
    NewsPageFactory(parent=regions["es"], language="es")
    draft(regions["pt"], "Rascunho")
    soup = BeautifulSoup(admin().get("/admin/").content, "html.parser")
    assert soup.select(".w-summary")
    table = [[cell.get_text().strip() for cell in row.select("th, td")] for row in soup.select(".desk-overview tr")]
    assert [line[:4] for line in table[1:]] == [["Latin America", "4", "1", "0"], ["West Africa", "2", "0", "0"]]


# What it costs -----------------------------------------------------------------------------------------------------


def grown(languages: tuple[str, ...], works: int) -> User:
    """A region with works of each kind that the dashboard lists, each of them in the first language."""
    offer("en", *languages)
    root_collection()
    first = RegionPageFactory(language=languages[0], spoken=languages)
    for code in languages[1:]:
        RegionPageFactory(language=code, work=first, spoken=languages)
    user = editor(first, *languages)
    review = first.get_workflow()
    for number in range(works):
        parent = {"parent": first, "language": languages[0]}
        news = NewsPageFactory(**parent)
        EventPageFactory(**parent)
        EventPageFactory(**parent, start_date=datetime.now(UTC).date() + timedelta(days=number))
        aged(ProjectPageFactory(**parent), 400)
        for code in languages[1:2]:
            version = NewsPageFactory(
                parent=RegionPage.objects.get(locale=locale(code)), work=news, language=code, title=f"{number} {code}"
            )
            Alignment.objects.filter(pk=version.pk).update(live_behind=1, behind_since=timezone.now())
        review.start(draft(first, f"Draft {number}", user), user)
    return user


def of_the_desk(user: User) -> int:
    """The statements of the panel alone, as nothing else on the screen had asked before."""
    request = HttpRequest()
    user = User.objects.get(pk=user.pk)
    with CaptureQueriesContext(connection) as captured:
        panel = DashboardPanel(Dashboard(user))
        assert panel.title
        panel.render_html({"request": request})
    return len(captured)


@pytest.mark.parametrize("languages", [LANGUAGES[:1], LANGUAGES], ids=["one language", "five languages"])
def test_the_desk_costs_the_same_whatever_the_size_of_the_region(languages: tuple[str, ...]) -> None:
    costs = set()
    for works in (3, 30):
        with transaction.atomic():
            user = grown(languages, works)
            client = log_in(user)
            client.get("/admin/")
            with CaptureQueriesContext(connection) as captured:
                soup = BeautifulSoup(client.get("/admin/").content, "html.parser")
            expected = {"Waiting for your review", "Drafts", "Next events", "Past events without a report"}
            assert expected | {"Not touched for a year"} <= set(headings(soup))
            assert ("Translations to do" in headings(soup)) is (len(languages) > 1)
            costs.add((of_the_desk(user), len(captured)))
            transaction.set_rollback(True)
    [(ours, whole)] = costs
    assert ours <= BUDGET
    assert whole <= BUDGET


def test_reviews_cost_the_same_whatever_the_number_of_regions() -> None:
    offer("en", "es")
    root_collection()
    user = editor(RegionPageFactory(language="es", title="First"), "es")
    costs = []
    for number in range(1, 7):
        region = RegionPageFactory(language="es", title=f"Region {number}")
        give_rights(user, region, ["es"], Role.PUBLISHER)
        region.get_workflow().start(draft(region, f"Please read {number}", user), user)
        with CaptureQueriesContext(connection) as captured:
            assert len(reviews(Dashboard(User.objects.get(pk=user.pk)))) == number
        costs.append(len(captured))
    assert costs[1] == costs[-1]
