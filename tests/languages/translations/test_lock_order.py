"""Whoever writes a page takes locks in one order, so that no two wait for each other: the tree, alignments, pages."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from languages.access.tree_lock import NUMBER
from languages.translations.create import create_translation
from news.models import NewsIndexPage, NewsPage
from tests.factories.base import locale, section
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin, filled

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one lock"),
    pytest.mark.django_db(transaction=True),
]

ALONE, TOGETHER = {"ExclusiveLock"}, {"ShareLock"}


@pytest.fixture
def manager() -> Client:
    return admin()


@pytest.fixture
def page() -> NewsPage:
    for language in ("en", "fr"):
        section(NewsIndexPage, language)
    made = NewsPageFactory(slug="old")
    create_translation(made, locale("fr"))
    return NewsPage.objects.get(pk=made.pk)


def first_lock(act: Callable[[], Any]) -> set[str]:
    """How the tree is locked by the first statement that does so."""
    seen: list[set[str]] = []

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        answer = execute(sql, params, many, context)
        if "pg_advisory" in sql and not seen:
            modes = modes_held()
            if modes:
                seen.append(modes)
        return answer

    with transaction.atomic(), connection.execute_wrapper(look):
        act()
    return seen[0]


def modes_held() -> set[str]:
    with connection.connection.cursor() as cursor:
        cursor.execute(
            "SELECT mode FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND pid = pg_backend_pid()", [NUMBER]
        )
        return {mode for (mode,) in cursor.fetchall()}


def saved(page: NewsPage) -> None:
    page.save()


def published(page: NewsPage) -> None:
    page.save_revision().publish()


@pytest.mark.parametrize("act", [saved, published])
@pytest.mark.parametrize(("change", "expected"), [({"title": "New"}, TOGETHER), ({"slug": "new"}, ALONE)])
def test_a_page_that_gets_another_address_is_written_alone(
    page: NewsPage, act: Callable[[NewsPage], None], change: dict[str, str], expected: set[str]
) -> None:
    for name, value in change.items():
        setattr(page, name, value)
    assert first_lock(lambda: act(page)) == expected


@pytest.mark.parametrize(("change", "expected"), [({"title": "New"}, TOGETHER), ({"slug": "new"}, ALONE)])
def test_so_is_one_whose_form_says_so(
    manager: Client, page: NewsPage, change: dict[str, str], expected: set[str]
) -> None:
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    sent = {**filled(manager, address), **change, "action-publish": "1"}
    assert first_lock(lambda: manager.post(address, sent)) == expected
    page.refresh_from_db()
    assert all(getattr(page, name) == value for name, value in change.items())


@pytest.mark.parametrize("act", [saved, published])
@pytest.mark.parametrize("live", [True, False])
def test_alignments_are_locked_before_the_row_of_a_page_is_written(
    page: NewsPage, act: Callable[[NewsPage], None], live: bool
) -> None:
    NewsPage.objects.filter(pk=page.pk).update(live=live)
    page.refresh_from_db()
    page.title = "New"
    with CaptureQueriesContext(connection) as asked:
        act(page)
    order = list(_steps(asked.captured_queries))
    assert order[0] == "alignments"
    assert "page" in order


def _steps(queries: list[dict[str, str]]) -> Iterator[str]:
    for query in queries:
        sql = query["sql"]
        if "languages_alignment" in sql and "FOR UPDATE" in sql:
            yield "alignments"
        elif sql.startswith('UPDATE "wagtailcore_page" SET "path"') or 'UPDATE "news_newspage"' in sql:
            yield "page"
