"""Several pages at once, in Wagtail's list of pages: one with which it cannot be done keeps it from no other."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from languages.translations.create import create_translation
from news.models import NewsIndexPage
from tests.factories.base import locale, section
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin
from tests.factories.translations import version

pytestmark = pytest.mark.django_db


@pytest.fixture
def barred() -> Any:
    """A translation that nobody has begun with."""
    section(NewsIndexPage, "fr")
    original = NewsPageFactory(language="es", title="Datos abiertos", summary="")
    original.save_revision().publish()
    create_translation(original, locale("fr"))
    return version(original, "fr")


def do(browser: Client, action: str, pages: list[Page], **data: str) -> str:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    numbers = "&".join(f"id={page.pk}" for page in pages)
    return browser.post(f"{address}?{numbers}&next=/admin/", data, follow=True).content.decode()


def test_a_barred_page_is_named_with_its_reason_and_the_others_are_published(barred: Any) -> None:
    others = [NewsPageFactory(live=False, title=title) for title in ("One", "Two")]
    said = do(admin(), "publish", [others[0], barred, others[1]])
    assert Page.objects.filter(pk__in=[page.pk for page in others], live=True).count() == 2
    assert not version(barred, "fr").live
    assert "2 pages have been published" in said
    assert "Datos abiertos: 1 passage is not translated or reviewed yet." in said


def test_a_barred_page_below_one_that_is_published_keeps_its_siblings_from_nothing(barred: Any) -> None:
    parent = barred.get_parent().specific
    after = NewsPageFactory(language="fr", live=False)
    parent.unpublish()
    said = do(admin(), "publish", [parent], include_descendants="on")
    assert Page.objects.get(pk=parent.pk).live
    assert Page.objects.get(pk=after.pk).live
    assert not version(barred, "fr").live
    assert "Datos abiertos: 1 passage is not translated" in said


def test_where_no_page_could_be_published_nothing_says_that_some_were(barred: Any) -> None:
    said = do(admin(), "publish", [barred])
    assert "have been published" not in said
    assert "The others stay as they were" in said


def test_a_page_that_is_deleted_with_the_one_above_it_stops_nothing() -> None:
    parent, other = section(NewsIndexPage, "en"), NewsPageFactory(language="es")
    child = NewsPageFactory(language="en")
    browser = admin()
    do(browser, "delete", [parent, child, other])
    assert not Page.objects.filter(pk__in=[parent.pk, child.pk, other.pk]).exists()
