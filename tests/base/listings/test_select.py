"""Lists that go on by place and not by number."""

import base64
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from base.listings import select
from base.models import Belonging
from network.credits import PersonCredit
from network.models import Position
from network.roles import PersonRole
from news.kinds import NewsKind
from news.models import NewsIndexPage
from tests.factories.base import home, offer, section
from tests.factories.network import OrganisationPageFactory, PersonPageFactory
from tests.factories.news import NewsPageFactory
from tests.factories.pillars import PillarPageFactory, ThematicAreaPageFactory

pytestmark = pytest.mark.django_db


def walk(kind: str, limit: int, **kwargs: Any) -> list[Any]:
    """Every item of a list, page by page; stops at a list that never ends."""
    found: list[Any] = []
    after = ""
    for _page in range(100):
        selection = select.select(kind, "en", limit=limit, after=after, **kwargs)
        assert len(selection.items) <= limit
        found += selection.items
        after = selection.next_cursor
        if not after:
            return found
    raise AssertionError("the list does not end")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=st.lists(st.dates(date(1990, 1, 1), date(2030, 1, 1)) | st.sampled_from([date(2016, 2, 1), None]), max_size=9),
    limit=st.integers(1, 4),
)
def test_page_by_page_every_item_comes_exactly_once_and_in_order(db: None, days: list[date | None], limit: int) -> None:
    from django.db import transaction

    with transaction.atomic():
        pages = [NewsPageFactory(date=day) for day in days]
        for page in pages:
            page.refresh_from_db()
        found = [page.pk for page in walk("news", limit)]
        expected = sorted(pages, key=lambda page: (page.sort_date, page.pk), reverse=True)
        assert found == [page.pk for page in expected]
        transaction.set_rollback(True)


def test_a_list_in_ascending_order_is_walked_through_too() -> None:
    for title in ("Cem", "Ana", "Bo", "Ana", "Ana"):
        PersonPageFactory(title=title)
    assert [page.title for page in walk("people", 2)] == ["Ana", "Ana", "Ana", "Bo", "Cem"]


def test_pillars_are_walked_through_in_the_order_of_the_tree() -> None:
    for title in ("C", "A", "B"):
        PillarPageFactory(title=title)
    assert [page.title for page in walk("pillars", 1)] == ["C", "A", "B"]


def test_an_item_that_is_added_meanwhile_repeats_none() -> None:
    for day in range(1, 5):
        NewsPageFactory(title=f"Day {day}", date=date(2020, 1, day))
    first = select.select("news", "en", limit=2)
    NewsPageFactory(title="New", date=date(2021, 1, 1))
    second = select.select("news", "en", limit=2, after=first.next_cursor)
    assert [page.title for page in second.items] == ["Day 2", "Day 1"]


def test_the_last_page_has_nothing_after_it() -> None:
    for _number in range(4):
        NewsPageFactory()
    first = select.select("news", "en", limit=2)
    assert first.next_cursor
    assert not select.select("news", "en", limit=2, after=first.next_cursor).next_cursor


def pages_of(kind: str, limit: int) -> list[select.Selection]:
    """A list, page by page, as who goes on sees it."""
    found = [select.select(kind, "en", limit=limit)]
    while found[-1].next_cursor:
        found.append(select.select(kind, "en", limit=limit, after=found[-1].next_cursor))
    return found


def names(selection: select.Selection) -> list[str]:
    return [page.title for page in selection.items]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=st.lists(st.dates(date(1990, 1, 1), date(2030, 1, 1)) | st.sampled_from([date(2016, 2, 1), None]), max_size=9),
    limit=st.integers(1, 4),
)
def test_who_goes_back_sees_the_same_pages_as_on_the_way(db: None, days: list[date | None], limit: int) -> None:
    from django.db import transaction

    with transaction.atomic():
        for day in days:
            NewsPageFactory(date=day)
        there = pages_of("news", limit)
        back = [there[-1]]
        while back[0].previous_cursor:
            back.insert(0, select.select("news", "en", limit=limit, before=back[0].previous_cursor))
        assert [[page.pk for page in one.items] for one in back] == [[page.pk for page in one.items] for one in there]
        # And from there on again.
        assert [bool(one.next_cursor) for one in back] == [bool(one.next_cursor) for one in there]
        for one, following in zip(back, there[1:], strict=False):
            assert select.select("news", "en", limit=limit, after=one.next_cursor).items == following.items
        transaction.set_rollback(True)


def test_names_are_gone_back_through_too() -> None:
    for title in ("Cem", "Ana", "Bo", "Ana", "Ana"):
        PersonPageFactory(title=title)
    last = pages_of("people", 2)[-1]
    assert names(select.select("people", "en", limit=2, before=last.previous_cursor)) == ["Ana", "Bo"]


def test_the_first_page_has_nothing_before_it() -> None:
    for _number in range(4):
        NewsPageFactory()
    first, second = pages_of("news", 2)
    assert (first.previous_cursor, bool(second.previous_cursor)) == ("", True)
    assert select.select("news", "en", limit=2, before=second.previous_cursor).previous_cursor == ""


def test_an_item_that_is_added_meanwhile_changes_nothing_on_the_way_back() -> None:
    for day in range(1, 5):
        NewsPageFactory(title=f"Day {day}", date=date(2020, 1, day))
    first, second = pages_of("news", 2)
    NewsPageFactory(title="New", date=date(2021, 1, 1))
    back = select.select("news", "en", limit=2, before=second.previous_cursor)
    assert names(back) == names(first)
    assert back.previous_cursor  # the new one


def test_the_first_page_is_full_also_for_who_comes_back_to_it() -> None:
    for day in range(1, 6):
        NewsPageFactory(title=f"Day {day}", date=date(2020, 1, day))
    second = pages_of("news", 2)[1]
    NewsPageFactory(title="New", date=date(2021, 1, 1))
    back = select.select("news", "en", limit=2, before=second.previous_cursor)
    start = select.select("news", "en", limit=2, before=back.previous_cursor)
    assert (names(start), start.previous_cursor) == (["New", "Day 5"], "")
    assert names(select.select("news", "en", limit=2, after=start.next_cursor)) == ["Day 4", "Day 3"]


def test_going_back_to_where_nothing_is_any_more_shows_the_start() -> None:
    for day in range(1, 5):
        NewsPageFactory(title=f"Day {day}", date=date(2020, 1, day))
    first, second = pages_of("news", 2)
    for page in first.items:
        page.unpublish()
    assert names(select.select("news", "en", limit=2, before=second.previous_cursor)) == ["Day 2", "Day 1"]


@pytest.mark.parametrize(
    "cursor",
    [
        "nonsense",
        "%%%",
        "é",
        "\x00",
        "a" * 5000,
        base64.urlsafe_b64encode(b"1~not a date").decode(),
        base64.urlsafe_b64encode(b"x~2020-01-01").decode(),
        base64.urlsafe_b64encode(b"~").decode(),
        base64.urlsafe_b64encode(b"\xff\xfe~2020").decode(),
        base64.urlsafe_b64encode(b"1~2020-13-45").decode(),
    ],
)
def test_a_cursor_that_we_did_not_make_is_ignored(cursor: str) -> None:
    NewsPageFactory(title="Shown")
    for asked in ({"after": cursor}, {"before": cursor}):
        found = select.select("news", "en", after=asked.get("after", ""), before=asked.get("before", ""))
        assert (names(found), found.next_cursor, found.previous_cursor) == (["Shown"], "", "")


def test_a_cursor_with_a_character_that_no_database_takes_is_ignored() -> None:
    PersonPageFactory(title="Ana")
    cursor = base64.urlsafe_b64encode(b"1~\x00").decode()
    assert [page.title for page in select.select("people", "en", after=cursor).items] == ["Ana"]


def test_a_list_is_narrowed_by_a_subtype_and_a_foreign_one_finds_nothing() -> None:
    NewsPageFactory(title="Post", kind=NewsKind.BLOG_POST)
    NewsPageFactory(title="News", kind=NewsKind.NEWS)
    assert [page.title for page in select.select("news", "en", subtype=NewsKind.BLOG_POST).items] == ["Post"]
    assert select.select("news", "en", subtype="planet").items == []


def test_a_page_does_not_list_itself_in_any_language() -> None:
    offer("en", "es")
    page = NewsPageFactory(title="Self")
    NewsPageFactory(title="Mismo", language="es", work=page)
    NewsPageFactory(title="Other")
    assert [item.title for item in select.select("news", "en", exclude=page).items] == ["Other"]


def test_a_kind_that_nobody_registered_is_an_error_of_ours() -> None:
    with pytest.raises(KeyError):
        select.select("planets", "en")


def test_a_remembered_list_is_forgotten_when_something_is_published() -> None:
    offer("en")
    assert select.select("news", "en", remembered=True).items == []
    draft = NewsPageFactory(title="New", live=False)
    draft.save_revision().publish()
    assert [page.title for page in select.select("news", "en", remembered=True).items] == ["New"]


def test_what_follows_a_remembered_list_and_what_is_narrowed_further_is_not_taken_from_it() -> None:
    for title, day in (("Old", date(2020, 1, 1)), ("New", date(2021, 1, 1))):
        NewsPageFactory(title=title, date=day)
    first = select.select("news", "en", limit=1, remembered=True)
    following = select.select("news", "en", limit=1, remembered=True, after=first.next_cursor)
    narrowed = select.select("news", "en", limit=1, remembered=True, condition=Q(title="Old"))
    found = [[page.title for page in selection.items] for selection in (first, following, narrowed)]
    assert found == [["New"], ["Old"], ["Old"]]


def test_remembered_lists_of_different_queries_are_not_mixed_up() -> None:
    one, other = ThematicAreaPageFactory(), ThematicAreaPageFactory()
    for title, theme in (("One", one), ("Other", other)):
        Belonging.objects.create(page=NewsPageFactory(title=title), work_id=theme.translation_key)

    def titles(**kwargs: Any) -> list[str]:
        return sorted(page.title for page in select.select("news", "en", remembered=True, **kwargs).items)

    assert titles(keys=[one.translation_key]) == ["One"]
    assert titles(keys=[other.translation_key]) == ["Other"]
    assert titles() == ["One", "Other"]
    assert len(titles(limit=1)) == 1
    assert titles(subtype=NewsKind.BLOG_POST) == []


def test_the_section_of_a_kind_is_found_in_the_reader_s_best_language() -> None:
    offer("en", "es", "fr")
    assert select.section_url("news", "en") == ""
    section(NewsIndexPage, "es")
    assert select.section_url("news", "fr").startswith("/es/")
    section(NewsIndexPage, "fr")
    assert select.section_url("news", "fr").startswith("/fr/")


def queries(url: str) -> int:
    from django.test import Client

    browser = Client()
    browser.get(url)
    with CaptureQueriesContext(connection) as captured:
        answer = browser.get(url)
    assert answer.status_code == 200
    return len(captured)


def people(number: int) -> None:
    employer = OrganisationPageFactory()
    for _one in range(number):
        person = PersonPageFactory()
        Position.objects.create(
            page=person, locale=person.locale, title="Researcher", organisation_id=employer.translation_key
        )


def news(number: int) -> None:
    theme = ThematicAreaPageFactory()
    for _one in range(number):
        page = NewsPageFactory(date=date(2020, 1, 1))
        Belonging.objects.create(page=page, work_id=theme.translation_key)
        PersonCredit.objects.create(page=page, locale=page.locale, name="Ana", role=PersonRole.AUTHOR)


@pytest.mark.parametrize(("kind", "make"), [("news", news), ("people", people)])
def test_thirty_items_cost_as_many_queries_as_three(kind: str, make: Any) -> None:
    make(3)
    url = select.section_url(kind, "en")
    few = queries(url)
    make(27)
    many = queries(url)
    assert few == many <= 12


def test_a_list_is_drawn_by_the_cards_of_its_items(client: Any) -> None:
    NewsPageFactory(title="Shown in a card", parent=section(NewsIndexPage))
    assert "Shown in a card" in client.get(section(NewsIndexPage).url).content.decode()
    assert home("en").url == "/en/"
