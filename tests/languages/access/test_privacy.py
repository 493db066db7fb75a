"""A private page's translations are private, at every moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db.models.signals import post_save, pre_delete
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from base.models import User
from languages.routing import registry
from languages.routing.fallback import in_best_language
from languages.translations.create import create_translation
from news.models import NewsIndexPage, NewsPage
from tests.factories.base import locale, section
from tests.factories.database import prepared
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin, log_in
from tests.factories.translations import translated

pytestmark = pytest.mark.django_db


@prepared
def spanish() -> NewsPage:
    for language in ("en", "fr", "ar"):
        section(NewsIndexPage, language)
    page: NewsPage = NewsPageFactory(language="es", title="Datos abiertos")
    page.save_revision().publish()
    return NewsPage.objects.get(pk=page.pk)


def restrict(page: Page, kind: str = "login", **fields: Any) -> PageViewRestriction:
    restriction = PageViewRestriction(page=Page.objects.get(pk=page.pk), restriction_type=kind, **fields)
    restriction.save()
    return restriction


def kinds(page: Page) -> list[str]:
    """The restrictions that stand on a page itself."""
    found = PageViewRestriction.objects.filter(page=page.pk).order_by("pk")
    return list(found.values_list("restriction_type", flat=True))


def opens(page: Page, browser: Client | None = None) -> bool:
    return (browser or Client()).get(Page.objects.get(pk=page.pk).get_url()).status_code == 200


def privacy(browser: Client, page: Page, kind: str, **fields: Any) -> Any:
    address = reverse("wagtailadmin_pages:set_privacy", args=[page.pk])
    return browser.post(address, {"restriction_type": kind, **fields})


@contextmanager
def watched(translation: Page, during: Any) -> Iterator[list[bool]]:
    """Whether a translation was private each time that something was saved or deleted of `during`."""
    seen: list[bool] = []

    def look(sender: type, instance: Any, **kwargs: Any) -> None:
        if instance.page_id == during.pk:
            seen.append(PageViewRestriction.objects.filter(page=translation.pk).exists())

    post_save.connect(look, sender=PageViewRestriction)
    pre_delete.connect(look, sender=PageViewRestriction)
    try:
        yield seen
    finally:
        post_save.disconnect(look, sender=PageViewRestriction)
        pre_delete.disconnect(look, sender=PageViewRestriction)


# Setting -----------------------------------------------------------------------------------------------------------


def test_a_page_that_becomes_private_makes_its_translations_private(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    assert opens(french)
    restrict(spanish)
    assert not opens(spanish)
    assert not opens(french)
    assert [page.pk for page in in_best_language(NewsPage.objects.all(), "fr")] == []


def test_a_translation_that_becomes_private_makes_the_original_private(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    restrict(french)
    assert kinds(spanish) == ["login"]


def test_a_translation_is_private_before_its_original_is(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    with watched(french, during=spanish) as seen:
        restriction = restrict(spanish)
        restriction.delete()
    assert seen == [True, True]


def test_in_the_admin_a_password_reaches_the_translations(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    privacy(admin(), spanish, "password", password="secret")
    (mirror,) = PageViewRestriction.objects.filter(page=french.pk)
    assert (mirror.restriction_type, mirror.password) == ("password", "secret")
    browser = Client()
    assert not opens_with_form(browser, french)
    address = reverse("wagtailcore_authenticate_with_password", args=[mirror.pk, french.pk])
    browser.post(address, {"password": "secret", "return_url": french.get_url()})
    assert opens_with_form(browser, french)


def opens_with_form(browser: Client, page: Page) -> bool:
    """Wagtail asks for a password with status 200, on a page of its own."""
    return page.title in browser.get(page.get_url()).content.decode()


def test_groups_reach_the_translations_and_change_with_the_original(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    board, staff = Group.objects.create(name="Board"), Group.objects.create(name="Staff")
    person = User.objects.create_user("member", password="x")
    person.groups.add(board)
    browser = admin()
    privacy(browser, spanish, "groups", groups=[str(board.pk)])
    assert opens(french, log_in(person))
    privacy(browser, spanish, "groups", groups=[str(staff.pk)])
    assert not opens(french, log_in(person))
    assert [list(one.groups.all()) for one in PageViewRestriction.objects.filter(page=french.pk)] == [[staff]]


def test_groups_that_are_set_from_the_side_of_the_group_reach_the_translations(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    restriction = restrict(spanish, "groups")
    board = Group.objects.create(name="Board")
    board.pageviewrestriction_set.add(restriction)  # type: ignore[attr-defined]
    assert PageViewRestriction.objects.get(page=french.pk).groups.get() == board


def test_another_kind_of_privacy_reaches_the_translations(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    browser = admin()
    privacy(browser, spanish, "login")
    privacy(browser, spanish, "password", password="secret")
    assert kinds(french) == ["password"]


def test_a_private_section_makes_its_versions_private(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    restrict(section(NewsIndexPage, "es"))
    assert kinds(section(NewsIndexPage, "fr")) == ["login"]
    assert not opens(french)


def test_a_translation_that_lies_elsewhere_is_reached_from_a_private_section(spanish: NewsPage) -> None:
    from tests.factories.regions import RegionPageFactory

    french = translated(spanish, "fr")
    french.move(RegionPageFactory(language="fr"), pos="last-child")
    restrict(section(NewsIndexPage, "es"))
    assert kinds(french) == ["login"]
    assert not opens(french)


def test_it_is_written_into_the_history_of_the_translation(spanish: NewsPage) -> None:
    from wagtail.models import PageLogEntry

    french = translated(spanish, "fr")
    restrict(spanish).delete()
    actions = set(PageLogEntry.objects.filter(page=french.pk).values_list("action", flat=True))
    assert {"wagtail.view_restriction.create", "wagtail.view_restriction.delete"} <= actions


# Loosening ---------------------------------------------------------------------------------------------------------


def test_a_page_that_becomes_public_makes_public_what_was_private_through_it(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    browser = admin()
    privacy(browser, spanish, "login")
    privacy(browser, spanish, "none")
    assert opens(spanish)
    assert opens(french)
    assert not registry.private_paths()


def test_what_was_set_on_a_translation_by_itself_is_not_loosened_from_elsewhere(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    own = restrict(french, "password", password="ours")
    theirs = restrict(spanish)
    theirs.delete()
    assert PageViewRestriction.objects.get(page=french.pk) == own
    assert kinds(spanish) == ["password"]


def test_a_mirror_cannot_be_removed_on_its_own_page(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    restrict(spanish)
    browser = admin()
    privacy(browser, french, "none")
    assert kinds(french) == ["login"]
    shown = browser.get(reverse("wagtailadmin_pages:set_privacy", args=[french.pk])).content.decode()
    assert "Change the privacy there" in shown


def test_a_mirror_that_is_changed_by_itself_becomes_a_restriction_more(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    restrict(spanish, "groups")
    mirror = PageViewRestriction.objects.get(page=french.pk)
    mirror.restriction_type = "login"
    mirror.save()
    assert sorted(kinds(french)) == ["groups", "login"]


def test_deleting_a_private_original_leaves_its_translations_private(spanish: NewsPage) -> None:
    french, english = translated(spanish, "fr"), translated(spanish, "en")
    restrict(spanish)
    spanish.delete()
    assert [opens(french), opens(english)] == [False, False]
    mirrors = PageViewRestriction.objects.exclude(mirrored=None)
    PageViewRestriction.objects.exclude(pk__in=mirrors).get().delete()
    assert [opens(french), opens(english)] == [True, True]


def test_deleting_a_private_translation_leaves_the_others_as_they_are(spanish: NewsPage) -> None:
    french, english = translated(spanish, "fr"), translated(spanish, "en")
    restrict(spanish)
    french.delete()
    assert [kinds(spanish), kinds(english)] == [["login"], ["login"]]


# Later -------------------------------------------------------------------------------------------------------------


def test_a_translation_of_a_private_original_is_private_and_follows_it(spanish: NewsPage) -> None:
    restriction = restrict(spanish, "password", password="secret")
    french = create_translation(spanish, locale("fr"))
    assert kinds(french) == ["password"]
    assert kinds(spanish) == ["password"]
    restriction.delete()
    assert kinds(french) == []


def test_a_translation_made_by_wagtail_itself_is_private_and_follows_its_original(spanish: NewsPage) -> None:
    board = Group.objects.create(name="Board")
    restriction = restrict(spanish, "groups")
    restriction.groups.add(board)
    french = spanish.copy_for_translation(locale("fr"))
    (mirror,) = PageViewRestriction.objects.filter(page=french.pk)
    assert list(mirror.groups.all()) == [board]
    assert kinds(spanish) == ["groups"]
    restriction.delete()
    assert kinds(french) == []


def test_a_translation_below_a_private_section_is_private(spanish: NewsPage) -> None:
    restrict(section(NewsIndexPage, "es"))
    french = translated(spanish, "fr")
    assert not opens(french)
    assert kinds(french) == []


def test_a_page_that_moves_into_a_private_section_takes_its_translations_with_it(spanish: NewsPage) -> None:
    from tests.factories.regions import RegionPageFactory

    french = translated(spanish, "fr")
    region = RegionPageFactory(language="es")
    restrict(region)
    spanish.move(region, pos="last-child")
    assert not opens(french)
    Page.objects.get(pk=spanish.pk).specific.move(section(NewsIndexPage, "es"), pos="last-child")
    assert opens(french)


def test_a_translation_that_moves_out_of_a_private_section_stays_private(spanish: NewsPage) -> None:
    from tests.factories.regions import RegionPageFactory

    french = translated(spanish, "fr")
    restrict(section(NewsIndexPage, "es"))
    french.move(RegionPageFactory(language="fr"), pos="last-child")
    assert not opens(french)


def test_a_copy_of_a_private_page_is_a_work_of_its_own(spanish: NewsPage) -> None:
    french = translated(spanish, "fr")
    restriction = restrict(spanish)
    copy = spanish.copy(update_attrs={"slug": "copia"})
    restriction.delete()
    assert [kinds(copy), kinds(spanish), kinds(french)] == [["login"], [], []]


def test_a_site_without_private_pages_pays_one_query_for_a_translation(spanish: NewsPage) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        create_translation(spanish, locale("fr"))
    asked = [one["sql"] for one in captured if "pageviewrestriction" in one["sql"]]
    assert len([sql for sql in asked if 'WHERE "wagtailcore_page' not in sql]) <= 3
