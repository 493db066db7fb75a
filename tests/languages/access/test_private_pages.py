"""Which pages are private is known whatever happens to restrictions and pages, and costs the same however many are."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import GroupPagePermission, Page, PageViewRestriction

from base.models import User
from home.models import StandardPage
from languages.access import private_pages
from languages.memory.lookup import lookup
from languages.models import PrivatePage
from languages.routing import registry
from languages.routing.tree_paths import FEW, within
from languages.translations.create import create_translation
from network.models import NetworkIndexPage
from news.models import NewsIndexPage
from tests.factories.base import home, locale, offer, section
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin, log_in
from tests.factories.private import LANGUAGES, private_news
from tests.factories.regions import RegionPageFactory

pytestmark = pytest.mark.django_db


def child(parent: Page, title: str) -> Page:
    page = StandardPage(title=title, locale=parent.locale)
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    return Page.objects.get(pk=page.pk)


def restrict(page: Page) -> PageViewRestriction:
    found = PageViewRestriction(page=Page.objects.get(pk=page.pk), restriction_type=PageViewRestriction.LOGIN)
    found.save()
    return found


def read_from_the_tree() -> set[str]:
    """The titles of private pages, by restrictions and paths alone."""
    paths = list(PageViewRestriction.objects.values_list("page__path", flat=True))
    pages = Page.objects.values_list("title", "path")
    return {title for title, path in pages if any(path.startswith(one) for one in paths)}


def known() -> set[str]:
    return set(Page.objects.filter(registry.is_in_private()).values_list("title", flat=True))


# What happens -------------------------------------------------------------------------------------------------------


def restriction_removed(team: Page, minutes: Page, open_page: Page) -> None:
    PageViewRestriction.objects.get(page=team).delete()


def restriction_within_removed(team: Page, minutes: Page, open_page: Page) -> None:
    restrict(minutes)
    PageViewRestriction.objects.get(page=team).delete()


def one_of_two_removed(team: Page, minutes: Page, open_page: Page) -> None:
    restrict(team)
    PageViewRestriction.objects.filter(page=team).order_by("pk")[0].delete()


def restriction_put_elsewhere(team: Page, minutes: Page, open_page: Page) -> None:
    restriction = PageViewRestriction.objects.get(page=team)
    restriction.page = open_page
    restriction.save()


def restrictions_removed_at_once(team: Page, minutes: Page, open_page: Page) -> None:
    PageViewRestriction.objects.all().delete()


def added_below(team: Page, minutes: Page, open_page: Page) -> None:
    child(minutes, "Annex")


def moved_in(team: Page, minutes: Page, open_page: Page) -> None:
    child(open_page, "Below what moves")
    open_page.specific.move(team, pos="last-child")


def moved_out(team: Page, minutes: Page, open_page: Page) -> None:
    child(minutes, "Below what moves")
    Page.objects.get(pk=minutes.pk).specific.move(open_page, pos="last-child")


def copied(team: Page, minutes: Page, open_page: Page) -> None:
    team.specific.copy(recursive=True, to=open_page, update_attrs={"title": "Copy", "slug": "copy"})


def alias_made(team: Page, minutes: Page, open_page: Page) -> None:
    CreatePageAliasAction(team.specific, parent=open_page, update_slug="alias").execute(skip_permission_checks=True)


def deleted(team: Page, minutes: Page, open_page: Page) -> None:
    Page.objects.get(pk=team.pk).specific.delete()


def translated(team: Page, minutes: Page, open_page: Page) -> None:
    create_translation(team.specific, locale("fr"))


HAPPENINGS = [
    restriction_removed,
    restriction_within_removed,
    one_of_two_removed,
    restriction_put_elsewhere,
    restrictions_removed_at_once,
    added_below,
    moved_in,
    moved_out,
    copied,
    alias_made,
    deleted,
    translated,
]


@pytest.mark.parametrize("happens", HAPPENINGS, ids=lambda happens: happens.__name__)
def test_which_pages_are_private_is_known_whatever_happens(happens: Callable[[Page, Page, Page], None]) -> None:
    offer("en", "fr")
    team = child(home("en"), "Team")
    minutes, open_page = child(team, "Minutes"), child(home("en"), "Open")
    restrict(team)
    assert known() == {"Team", "Minutes"}

    happens(Page.objects.get(pk=team.pk), minutes, open_page)

    assert known() == read_from_the_tree()
    assert {page.title for page in Page.objects.all() if registry.is_private(page.path)} == known()


def test_a_page_from_a_fixture_is_private_below_a_private_one(tmp_path: Any) -> None:
    team = child(home("en"), "Team")
    child(team, "Minutes")
    restrict(team)
    fixture = tmp_path / "pages.json"
    call_command("dumpdata", "wagtailcore.page", "wagtailcore.pageviewrestriction", output=str(fixture))
    PrivatePage.objects.all().delete()
    PageViewRestriction.objects.all().delete()

    call_command("loaddata", str(fixture), verbosity=0)

    assert known() == {"Team", "Minutes"}


def test_all_can_be_worked_out_anew() -> None:
    team, other = child(home("en"), "Team"), child(home("en"), "Open")
    child(team, "Minutes")
    restrict(team)
    PrivatePage.objects.all().delete()
    PrivatePage.objects.create(page=other)

    private_pages.refresh("")

    assert known() == {"Team", "Minutes"}


# However many -------------------------------------------------------------------------------------------------------


@contextmanager
def statements() -> Iterator[list[str]]:
    found: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    found += [query["sql"] for query in captured.captured_queries]


def addresses() -> list[str]:
    return [
        "/en/",
        "/fr/",
        section(NewsIndexPage, "en").get_url(),
        section(NetworkIndexPage, "en").get_url(),
        "/en/search/?q=open",
        "/sitemap.xml",
        RegionPageFactory(title="Region").get_url(),
        NewsPageFactory(title="Open news").get_url(),
    ]


def test_every_public_page_is_there_with_hundreds_of_private_works_in_five_languages(client: Client) -> None:
    every = addresses()
    private_news(300)
    assert {address: client.get(address).status_code for address in every} == dict.fromkeys(every, 200)


def test_no_public_page_asks_for_more_than_with_ten_private_works(client: Client) -> None:
    offer(*LANGUAGES)
    every = addresses()

    def cost(address: str) -> tuple[int, int]:
        registry.forget()
        with statements() as found:
            assert client.get(address).status_code == 200
        # Ids and days in the statements differ by a few digits.
        return len(found), round(sum(map(len, found)) / 1000)

    private_news(2)
    for address in every:
        client.get(address)
    few = {address: cost(address) for address in every}
    private_news(60, first=2)
    assert PrivatePage.objects.count() == 310
    assert {address: cost(address) for address in every} == few


def test_the_admin_and_the_memory_ask_no_more_either() -> None:
    client = admin()
    private_news(300)
    for address in ("/admin/", "/admin/reports/links/", "/admin/pages/"):
        assert client.get(address, follow=True).status_code == 200, address
    assert lookup(locale("en"), locale("es"), ["Some words"]) == {"Some words": []}
    NewsPageFactory().delete()  # what is remembered of it stays if it was public


@pytest.mark.parametrize("places", [1, FEW, FEW + 1, 1_500])
def test_pages_below_any_number_of_places_are_found(places: int) -> None:
    found, inside = child(home("en"), "Found"), child(home("en"), "Elsewhere")
    below = child(found, "Below")
    paths = [found.path, *(f"9{number:07d}" for number in range(places - 1))]
    assert set(Page.objects.filter(within(paths))) == {found, below}
    assert inside in Page.objects.exclude(within(paths))
    assert not Page.objects.filter(within([])).exists()


def test_who_holds_rights_on_many_pages_can_search_for_one_to_link_to() -> None:
    offer("en")
    places = [NewsPageFactory(title=f"Place {number}") for number in range(FEW + 2)]
    user = User.objects.create_user("editor", password="secret")
    group = Group.objects.create(name="editors")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    change = Permission.objects.get(content_type__app_label="wagtailcore", codename="change_page")
    for page in places:
        GroupPagePermission.objects.create(group=group, page=page, permission=change)
    user.groups.add(group)
    answer = log_in(user).get("/admin/choose-page/search/", {"q": "Place"})
    assert answer.status_code == 200
    html = answer.json()["html"] if answer["Content-Type"].startswith("application/json") else answer.content.decode()
    assert f"There are {FEW + 2} matches" in " ".join(html.split())
