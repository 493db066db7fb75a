"""Which links are broken, since when, and who is told of them."""

import csv
from datetime import UTC, datetime
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction

from base.blocks import StoryBlock
from base.links.broken import broken, place_name
from base.models import CheckedAddress, PageLink, User
from events.models import EventPage
from network.models import OrganisationPage
from news.models import NewsIndexPage
from regions.teams.rights import Role, give_rights
from tests.factories.base import DocumentFactory, offer, section
from tests.factories.events import EventPageFactory
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin, log_in, root_collection
from tests.factories.publications import PublicationPageFactory
from tests.factories.regions import RegionPageFactory
from tests.factories.translations import change, draft

pytestmark = pytest.mark.django_db

REPORT = "/admin/reports/links/"
THEN = datetime(2026, 3, 1, 3, 10, tzinfo=UTC)


def news(*children: tuple[str, Any], **fields: Any) -> Any:
    body = StoryBlock().to_python([{"type": kind, "id": str(uuid4()), "value": value} for kind, value in children])
    return NewsPageFactory(body=body, **fields)


def leading_to(page: Any, **fields: Any) -> Any:
    """A page whose text links to another one."""
    return news(("text", f'<p><a linktype="page" id="{page.pk}">there</a></p>'), **fields)


def choosing(page: Any, **fields: Any) -> Any:
    return news(("call_to_action", {"heading": "Join", "label": "Join", "page": page.pk}), **fields)


def with_address(outcome: str, url: str = "https://a.example/", **known: Any) -> Any:
    known = {"is_broken": outcome != "good", "since": THEN, "checked_at": THEN, "next_check": THEN, **known}
    CheckedAddress.objects.create(url=url, outcome=outcome, **known)
    return PublicationPageFactory(web_address=url)


def problems() -> list[str]:
    return [link.problem for link in broken(PageLink.objects.order_by("pk"))]


# Pages and documents -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("link", [leading_to, choosing])
def test_a_link_to_a_page_is_broken_while_that_is_not_published(link: Any) -> None:
    target = NewsPageFactory()
    link(target)
    assert problems() == []
    draft(target).unpublish()
    assert problems() == ["page_unpublished"]
    draft(target).save_revision().publish()
    assert problems() == []


@pytest.mark.parametrize("link", [leading_to, choosing])
def test_a_link_to_a_page_that_is_deleted_is_broken(link: Any) -> None:
    target = NewsPageFactory()
    link(target)
    target.delete()
    assert problems() == ["page_deleted"]


def test_a_link_to_a_page_that_never_was_is_broken() -> None:
    news(("text", '<p><a linktype="page" id="123456789">there</a></p>'))
    assert problems() == ["page_deleted"]


@pytest.mark.parametrize("link", [leading_to, choosing])
def test_a_link_from_a_public_page_to_a_private_one_is_broken(link: Any) -> None:
    target = NewsPageFactory()
    page = link(target)
    PageViewRestriction.objects.create(page=target, restriction_type="login")
    assert problems() == ["page_private"]
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert problems() == []


def test_a_link_of_a_page_that_is_not_published_is_nobody_s() -> None:
    target = NewsPageFactory()
    page = leading_to(target)
    target.delete()
    draft(page).unpublish()
    assert problems() == []


def test_a_chosen_page_is_there_as_long_as_any_version_of_it_is() -> None:
    offer("en", "es", "fr")
    section(NewsIndexPage, "es")
    target = NewsPageFactory()
    other = NewsPageFactory(language="es", work=target)
    choosing(target)
    draft(target).unpublish()
    assert problems() == []
    draft(other).unpublish()
    assert problems() == ["page_unpublished"]


def test_a_text_leads_to_the_version_in_its_own_language() -> None:
    offer("en", "es")
    target = NewsPageFactory()
    NewsPageFactory(language="es", work=target)
    leading_to(target, title="In English")
    leading_to(target, title="En español", language="es")
    draft(target).unpublish()
    (link,) = broken(PageLink.objects.all())
    assert (link.page.title, link.problem) == ("In English", "page_unpublished")


def test_a_page_in_a_language_that_the_site_is_not_offered_in_is_not_published() -> None:
    offer("en", "es")
    leading_to(NewsPageFactory(language="es"))
    draft(section(NewsIndexPage, "es").get_parent()).unpublish()
    assert problems() == ["page_unpublished"]


def test_a_link_to_a_document_is_broken_when_that_is_deleted() -> None:
    document = DocumentFactory()
    news(("text", f'<a linktype="document" id="{document.pk}">file</a>'), ("document", {"document": document.pk}))
    assert problems() == []
    document.delete()
    assert problems() == ["document_deleted"] * 2


# Addresses -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", ["not_found", "no_answer", "certificate"])
def test_an_address_that_failed_twice_is_broken(outcome: str) -> None:
    with_address(outcome)
    assert problems() == [outcome]


def test_an_address_that_failed_once_is_not() -> None:
    with_address("not_found", is_broken=False)
    assert problems() == []


@pytest.mark.parametrize("outcome", ["good", "unknown"])
def test_an_address_that_is_there_or_cannot_be_told_is_not(outcome: str) -> None:
    with_address(outcome, is_broken=False)
    PublicationPageFactory(web_address="https://unchecked.example/")
    assert problems() == []


def test_an_address_that_moved_is_told_with_the_new_one() -> None:
    with_address("good", moved_to="https://new.example/")
    assert problems() == ["moved"]
    (row,) = rows(admin())
    assert row[3] == "New address https://new.example/"


# The report ----------------------------------------------------------------------------------------------------------


def rows(browser: Client, query: str = "") -> list[list[str]]:
    html = BeautifulSoup(browser.get(f"{REPORT}{query}").content.decode(), "html.parser")
    return [
        [cell.get_text(" ", strip=True) for cell in row.select("td")] for row in html.select("table.listing tbody tr")
    ]


def titles(browser: Client, query: str = "") -> list[str]:
    return [row[0] for row in rows(browser, query)]


def test_a_row_says_what_is_wrong_where_and_since_when() -> None:
    page = with_address("not_found", status=404)
    browser = admin()
    assert rows(browser) == [
        [page.title, "English", "Web address https://a.example/", "Not found (404)", "March 1, 2026", "March 1, 2026"]
    ]
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in browser.get(REPORT).content.decode()


def test_a_link_to_a_page_says_its_words_and_the_page_that_is_withdrawn() -> None:
    target = NewsPageFactory(title="Open call")
    leading_to(target)
    browser = admin()
    browser.post(reverse("wagtailadmin_pages:unpublish", args=[target.pk]))
    ((_page, _language, link, problem, since, checked),) = rows(browser)
    assert (link, problem, checked) == ("there Text Open call", "Page not published", "")
    assert since


def test_a_deletion_says_its_day() -> None:
    target, document = NewsPageFactory(), DocumentFactory()
    leading_to(target)
    news(("document", {"document": document.pk, "label": "Paper"}))
    browser = admin()
    browser.post(reverse("wagtailadmin_pages:delete", args=[target.pk]))
    browser.post(reverse("wagtaildocs:delete", args=[document.pk]))
    found = rows(browser)
    assert [(row[2], row[3]) for row in found] == [
        ("there Text", "Page deleted"),
        ("Paper Document", "Document deleted"),
    ]
    assert all(row[4] for row in found)


@pytest.mark.parametrize(
    ("model", "place", "name"),
    [
        (OrganisationPage, "website", "Website"),
        (EventPage, "links.url", "Web address"),
        (EventPage, "body.call_to_action", "Call to action"),
        (EventPage, "gone", ""),
        (EventPage, "body.gone", ""),
    ],
)
def test_a_place_is_named_as_editors_know_it(model: Any, place: str, name: str) -> None:
    assert place_name(model, place) == name


def test_the_region_of_a_page_is_told_and_filtered_by() -> None:
    offer("en", "es")
    region = RegionPageFactory(title="América Latina", language="es")
    CheckedAddress.objects.create(
        url="https://a.example/", outcome="not_found", is_broken=True, since=THEN, checked_at=THEN, next_check=THEN
    )
    EventPageFactory(title="Allá", parent=region, language="es", join_url="https://a.example/")
    PublicationPageFactory(title="Here", web_address="https://a.example/")
    browser = admin()
    assert titles(browser) == ["Here", "Allá América Latina"]
    assert titles(browser, f"?region={region.translation_key}") == ["Allá América Latina"]
    assert titles(browser, f"?language={region.locale_id}") == ["Allá América Latina"]


def test_links_are_filtered_by_problem_and_address() -> None:
    gone, silent = with_address("not_found"), with_address("no_answer", "https://b.example/x")
    leading_to(NewsPageFactory(live=False), title="Inside")
    browser = admin()
    assert len(titles(browser)) == 3
    assert titles(browser, "?problem=not_found") == [gone.title]
    assert titles(browser, "?problem=page_unpublished") == ["Inside"]
    assert titles(browser, "?address=B.EXAMPLE") == [silent.title]


def test_links_are_exported() -> None:
    page = with_address("not_found", status=404)
    browser = admin()
    answer: Any = browser.get(f"{REPORT}?export=csv")
    (row,) = csv.DictReader(StringIO(b"".join(answer.streaming_content).decode()))
    assert row == {
        "Page": page.title,
        "Language": "English",
        "Region": "",
        "Link": "",
        "Place on the page": "Web address",
        "Leads to": "https://a.example/",
        "Problem": "Not found",
        "Answer": "404",
        "New address": "",
        "Since": "2026-03-01",
        "Last checked": "2026-03-01",
    }
    assert b"".join(browser.get(f"{REPORT}?export=xlsx").streaming_content)  # type: ignore[attr-defined]


def test_a_row_costs_nothing() -> None:
    offer("en", "es")
    region, browser, counts = RegionPageFactory(language="es"), admin(), []
    for number in (2, 20):
        for one in range(number):
            with_address("not_found", f"https://a.example/{number}/{one}")
            EventPageFactory(parent=region, language="es", join_url=f"https://a.example/{number}/{one}")
            leading_to(NewsPageFactory(live=False))
            target = NewsPageFactory()
            choosing(target)
            target.delete()
        browser.get(REPORT)
        with CaptureQueriesContext(connection) as captured:
            assert len(rows(browser)) == min(4 * number, 50)
        counts.append(len(captured))
    assert counts[0] == counts[1]


# Who is told ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def region() -> Any:
    offer("en", "es")
    root_collection()
    return RegionPageFactory(title="América Latina", language="es")


def person(region: Any, role: Role = Role.EDITOR) -> Client:
    user = User.objects.create_user("bogota", password="secret")
    give_rights(user, region, ["es"], role)
    return log_in(User.objects.get(pk=user.pk))


@pytest.mark.parametrize("role", list(Role))
def test_whoever_may_change_a_page_sees_its_links_and_no_others(region: Any, role: Role) -> None:
    gone = NewsPageFactory()
    leading_to(gone, title="Ours", parent=region, language="es")
    leading_to(gone, title="Theirs")
    gone.delete()
    assert titles(person(region, role)) == ["Ours América Latina"]
    assert sorted(titles(admin())) == ["Ours América Latina", "Theirs"]


def test_nobody_learns_the_title_of_a_page_that_they_could_not_open(region: Any) -> None:
    target = NewsPageFactory(title="Public once")
    own = leading_to(target, title="Ours", parent=region, language="es")
    change(target, publish=False, title="Secret plan")
    PageViewRestriction.objects.create(page=target, restriction_type="login")
    browser = person(region)
    for query in ("", "results/", "?export=csv"):
        answer: Any = browser.get(f"{REPORT}{query}")
        text = b"".join(answer) if answer.streaming else answer.content
        assert own.title in text.decode()
        assert "Secret plan" not in text.decode()
        assert "Public once" not in text.decode()
    assert "Secret plan" in admin().get(REPORT).content.decode()


def test_who_changes_no_page_has_no_report() -> None:
    offer("en")
    root_collection()
    member = log_in(User.objects.create_user("member", password="secret"))
    assert member.get(REPORT).status_code == 302


def test_the_report_is_in_the_menu_of_those_who_see_it(region: Any) -> None:
    assert REPORT in person(region).get("/admin/").content.decode()


def test_a_page_without_broken_links_is_no_row() -> None:
    PublicationPageFactory(web_address="https://a.example/")
    assert "There are no broken links" in admin().get(REPORT).content.decode()
