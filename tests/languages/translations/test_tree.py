"""One lock around changes of the tree: who adds, moves, copies, translates or deletes a page does so in turn."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from base.models import User
from home.models import StandardPage
from languages.translations import tree
from languages.translations.create import create_translation
from news.models import NewsIndexPage, NewsPage
from tests.factories.base import home, locale, section
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin, filled
from tests.factories.translations import translated

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager() -> Client:
    return admin()


def problems() -> list[Any]:
    """What treebeard finds wrong with the tree."""
    return [found for found in Page.find_problems() if found]


# Where a page lies is not written over ------------------------------------------------------------------------------


def test_a_page_that_was_read_before_others_came_below_it_keeps_them() -> None:
    section(NewsIndexPage)
    before = NewsIndexPage.objects.get()
    NewsPageFactory()
    before.save()
    assert problems() == []


@pytest.mark.parametrize("do", ["saved", "published", "unpublished"])
def test_a_page_that_was_read_before_it_was_moved_stays_where_it_is(do: str) -> None:
    index = section(NewsIndexPage)
    page = NewsPageFactory()
    page.save_revision()
    before = NewsPage.objects.get(pk=page.pk)
    other = StandardPage(title="Elsewhere", locale=locale())
    home().add_child(instance=other)
    Page.objects.get(pk=index.pk).move(Page.objects.get(pk=other.pk), pos="last-child")
    {"saved": before.save, "published": before.get_latest_revision().publish, "unpublished": before.unpublish}[do]()
    found = Page.objects.get(pk=page.pk)
    assert found.get_parent().pk == index.pk
    assert found.url_path.startswith(Page.objects.get(pk=other.pk).url_path)
    assert problems() == []


def test_the_form_of_a_draft_keeps_what_came_below_it_while_it_was_sent(
    manager: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = section(NewsIndexPage)
    index.unpublish()
    address = reverse("wagtailadmin_pages:edit", args=[index.pk])
    sent = filled(manager, address, title="Other news")

    def steady(page: Any) -> Any:
        monkeypatch.undo()
        NewsPageFactory()
        return tree.steady(page)

    monkeypatch.setattr("languages.translations.page_mixin.tree.steady", steady)
    manager.post(address, sent)
    assert problems() == []
    assert Page.objects.get(pk=index.pk).numchild == 1


# Who changes the tree takes the lock ----------------------------------------------------------------------------------

Do = Callable[[], Any]


def adding(manager: Client, page: NewsPage) -> Do:
    address = reverse("wagtailadmin_pages:add", args=["news", "newspage", page.get_parent().pk])
    sent = filled(manager, address, title="New", slug="new", date="2025-01-01")
    return lambda: manager.post(address, sent)


def copying(manager: Client, page: NewsPage) -> Do:
    address = reverse("wagtailadmin_pages:copy", args=[page.pk])
    sent = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": page.get_parent().pk}
    return lambda: manager.post(address, sent)


def elsewhere() -> Page:
    other = NewsIndexPage(title="Other news", slug="other-news", locale=locale())
    home().add_child(instance=other)
    return other


def moving(manager: Client, page: NewsPage) -> Do:
    address = reverse("wagtailadmin_pages:move_confirm", args=[page.pk, elsewhere().pk])
    return lambda: manager.post(address)


def ordering(manager: Client, page: NewsPage) -> Do:
    NewsPageFactory()
    address = reverse("wagtailadmin_pages:set_page_position", args=[page.pk])
    return lambda: manager.post(f"{address}?position=1")


def deleting(manager: Client, page: NewsPage) -> Do:
    return lambda: manager.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))


def moving_several(manager: Client, page: NewsPage) -> Do:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
    there = elsewhere()
    return lambda: manager.post(f"{address}?id={page.pk}", {"chooser": there.pk})


def deleting_several(manager: Client, page: NewsPage) -> Do:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    return lambda: manager.post(f"{address}?id={page.pk}")


def translating(manager: Client, page: NewsPage) -> Do:
    section(NewsIndexPage, "fr")
    return lambda: manager.post(reverse("languages_translate", args=[page.pk]), {"locale": "fr"})


def moving_with_others(manager: Client, page: NewsPage) -> Do:
    section(NewsIndexPage, "fr")
    translated(page, "fr")
    there = elsewhere()
    create_translation(there, locale("fr"))
    address = reverse("wagtailadmin_pages:move_confirm", args=[page.pk, there.pk])
    french = page.get_translation(locale("fr")).pk
    return lambda: manager.post(address, {"languages": "1", "version": [french]})


CHANGES = {
    "adding": adding,
    "copying": copying,
    "moving": moving,
    "moving with other versions": moving_with_others,
    "moving several": moving_several,
    "ordering": ordering,
    "deleting": deleting,
    "deleting several": deleting_several,
    "translating": translating,
}


@pytest.mark.parametrize("change", CHANGES)
def test_who_changes_the_tree_takes_the_lock_first(
    manager: Client, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = NewsPageFactory(title="Old", slug="old")
    do = CHANGES[change](manager, page)
    before = sorted(Page.objects.values_list("pk", "path"))
    lock, states = tree.lock, []

    def watched() -> None:
        states.append(sorted(Page.objects.values_list("pk", "path")))
        lock()

    monkeypatch.setattr(tree, "lock", watched)
    do()
    assert states[:1] == [before]
    assert sorted(Page.objects.values_list("pk", "path")) != before
    assert problems() == []


# At one moment --------------------------------------------------------------------------------------------------------

# The database of the tests is in memory there, and refuses what a file lets wait.
AT_ONCE = pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")


def in_threads(*steps: Do) -> list[Any]:
    """What each of some steps answers, all of them begun at the same moment."""
    barrier, found = Barrier(len(steps)), list[Any]([None] * len(steps))

    def run(number: int) -> None:
        barrier.wait()
        try:
            found[number] = steps[number]()
        except Exception as error:
            found[number] = error
        connection.close()

    threads = [Thread(target=run, args=(number,)) for number in range(len(steps))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def browser() -> Client:
    client = Client()
    client.force_login(User.objects.get())
    return client


@AT_ONCE
@pytest.mark.django_db(transaction=True)
def test_people_who_change_one_section_at_the_same_moment_all_get_what_they_want() -> None:
    manager = admin()
    old = NewsPageFactory(title="Old", slug="old")
    moved, gone = NewsPageFactory(slug="moved"), NewsPageFactory(slug="gone")
    index = section(NewsIndexPage)
    index.save_revision()
    there = elsewhere()
    add = reverse("wagtailadmin_pages:add", args=["news", "newspage", index.pk])
    forms = [filled(manager, add, title=f"New {n}", slug=f"new-{n}", date="2025-01-01") for n in range(3)]
    back = reverse("wagtailadmin_pages:edit", args=[index.pk])
    published = {**filled(manager, back, title="News of today"), "action-publish": "1"}
    copy = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": index.pk}
    sent: list[tuple[str, dict[str, Any]]] = [
        *((add, {**form, "action-publish": "1"}) for form in forms),
        (back, published),
        (reverse("wagtailadmin_pages:copy", args=[old.pk]), copy),
        (reverse("wagtailadmin_pages:move_confirm", args=[moved.pk, there.pk]), {}),
        (reverse("wagtailadmin_pages:delete", args=[gone.pk]), {}),
    ]
    clients = [browser() for _one in sent]
    found = in_threads(
        *(
            lambda client=client, address=address, data=data: client.post(address, data).status_code
            for client, (address, data) in zip(clients, sent, strict=True)
        )
    )
    assert found == [302] * len(sent)
    assert problems() == []
    slugs = set(index.get_children().values_list("slug", flat=True))
    assert slugs == {"old", "copy", "new-0", "new-1", "new-2"}
    assert NewsIndexPage.objects.get(pk=index.pk).title == "News of today"


@AT_ONCE
@pytest.mark.django_db(transaction=True)
def test_of_two_who_translate_one_page_at_the_same_moment_the_second_is_told() -> None:
    admin()
    page = NewsPageFactory()
    section(NewsIndexPage, "fr")
    address = reverse("languages_translate", args=[page.pk])
    clients = [browser(), browser()]
    answers = in_threads(*(lambda client=client: client.post(address, {"locale": "fr"}) for client in clients))
    assert [answer.status_code for answer in answers] == [302, 302]
    assert sorted(answer["Location"] == address for answer in answers) == [False, True]
    assert NewsPage.objects.filter(locale=locale("fr")).count() == 1
