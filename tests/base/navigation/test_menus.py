"""Menus: in the reader's language, or honestly marked; and how an admin edits them."""

from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override
from wagtail.models import PageViewRestriction

from base.models import Menu, MenuItem
from base.navigation.menus import Entry, navigation
from languages.models import Fallback
from tests.factories.base import home, locale, offer
from tests.factories.home import StandardPageFactory
from tests.factories.people import admin, filled, new_rows
from tests.factories.prose import unnamed
from tests.factories.queries import warm_queries

pytestmark = pytest.mark.django_db

ADD = "/admin/snippets/base/menu/add/"


def menu(language: str, *items: Any, position: str = Menu.Position.MAIN, text: str = "") -> Menu:
    """A menu of pages, or of (label, page) and (label, address)."""
    made = Menu.objects.create(position=position, locale=locale(language), text=text)
    for order, item in enumerate(items):
        label, target = item if isinstance(item, tuple) else ("", item)
        where = {"url": target} if isinstance(target, str) else {"page_id": target.translation_key}
        MenuItem.objects.create(menu=made, sort_order=order, label=label, **where)
    return made


def falls_back(language: str, *others: str) -> None:
    for position, other in enumerate(others, start=1):
        Fallback.objects.create(locale=locale(language), fallback=locale(other), position=position)


def entries(language: str, position: str = "main") -> list[Entry]:
    with override(language):
        return navigation(position).entries


def titles(language: str) -> list[str]:
    return [entry.title for entry in entries(language)]


def test_a_menu_shows_its_entries_in_the_order_of_the_admin() -> None:
    about, join = StandardPageFactory(title="About"), StandardPageFactory(title="Join")
    menu("en", join, about)
    assert titles("en") == ["Join", "About"]


def test_a_language_without_a_menu_takes_the_first_of_its_chain_that_has_one() -> None:
    offer("en", "es", "fr", "pt")
    falls_back("pt", "fr", "es", "en")
    menu("en", StandardPageFactory(title="About"))
    menu("es", StandardPageFactory(title="Acerca", language="es"))
    assert titles("pt") == ["Acerca"]


def test_a_language_without_a_chain_takes_some_menu_rather_than_none() -> None:
    offer("en", "es", "fr")
    menu("es", StandardPageFactory(title="Acerca", language="es"))
    assert titles("fr") == ["Acerca"]


def test_a_site_without_menus_has_an_empty_one() -> None:
    offer("en")
    assert navigation("main").entries == []
    assert navigation("footer").text == ""


def test_the_pages_of_a_borrowed_menu_are_shown_in_the_reader_s_language_where_they_exist() -> None:
    offer("en", "fr")
    falls_back("fr", "en")
    about = StandardPageFactory(title="About")
    french = StandardPageFactory(title="À propos", language="fr", work=about)
    menu("en", ("Who we are", about))
    [entry] = entries("fr")
    with override("fr"):
        assert (entry.title, entry.url, entry.lang, entry.label) == ("À propos", french.url, "", "")


def test_the_label_of_an_entry_is_shown_in_the_language_that_it_is_written_in() -> None:
    about = StandardPageFactory(title="About")
    menu("en", ("Who we are", about))
    assert titles("en") == ["Who we are"]


def test_an_entry_in_another_language_carries_it_its_direction_and_its_own_name() -> None:
    offer("en", "ar")
    menu("ar", StandardPageFactory(title="من نحن", language="ar"))
    [entry] = entries("en")
    assert (entry.lang, entry.direction, entry.label) == ("ar", "rtl", "العربية")


def test_an_entry_in_another_language_is_drawn_with_its_language(client: Client) -> None:
    offer("en", "ar")
    menu("ar", StandardPageFactory(title="من نحن", language="ar"))
    shown = client.get("/en/").content.decode()
    assert '<bdi lang="ar" dir="rtl">من نحن</bdi>' in shown
    assert '<span class="language-label" lang="ar" dir="rtl">العربية</span>' in shown


def test_an_address_elsewhere_is_an_entry_in_the_language_of_the_menu() -> None:
    offer("en", "es")
    menu("es", ("Datos abiertos", "https://example.org/datos"))
    [entry] = entries("en")
    assert (entry.title, entry.url, entry.lang) == ("Datos abiertos", "https://example.org/datos", "es")


def test_drafts_and_private_pages_are_not_in_the_menu() -> None:
    shown, private = StandardPageFactory(title="Shown"), StandardPageFactory(title="Private")
    draft = StandardPageFactory(title="Draft", live=False)
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    menu("en", draft, shown, private)
    assert titles("en") == ["Shown"]


def test_an_entry_of_a_deleted_page_goes_with_it() -> None:
    page = StandardPageFactory(title="Shown")
    menu("en", page, ("Elsewhere", "https://example.org"))
    page.delete()
    assert titles("en") == ["Elsewhere"]


def test_an_entry_outlives_the_deletion_of_one_version_of_its_page() -> None:
    offer("en", "es")
    page = StandardPageFactory(title="About")
    StandardPageFactory(title="Acerca", language="es", work=page)
    menu("en", page)
    page.delete()
    assert titles("en") == ["Acerca"]


def test_a_menu_costs_no_query_once_it_was_read(django_assert_num_queries: Any) -> None:
    menu("en", StandardPageFactory(title="About"))
    navigation("main")
    with django_assert_num_queries(0):
        assert navigation("main").entries


def test_a_published_title_shows_in_the_menu_at_once() -> None:
    page = StandardPageFactory(title="About")
    menu("en", page)
    assert titles("en") == ["About"]
    page.title = "About us"
    page.save_revision().publish()
    assert titles("en") == ["About us"]


def test_an_unpublished_page_leaves_the_menu_at_once() -> None:
    page = StandardPageFactory(title="About")
    menu("en", page)
    assert titles("en") == ["About"]
    page.unpublish()
    assert titles("en") == []


def test_the_entry_of_the_section_that_one_is_in_is_current(rf: Any) -> None:
    about, join = StandardPageFactory(title="About"), StandardPageFactory(title="Join")
    menu("en", home("en"), about, join)
    request = rf.get(f"{about.url}story/")
    assert [entry.title for entry in navigation("main", request).entries if entry.is_current] == ["About"]


def test_the_home_page_is_current_only_on_itself(rf: Any) -> None:
    menu("en", home("en"))
    assert [entry.is_current for entry in navigation("main", rf.get("/en/")).entries] == [True]
    assert [entry.is_current for entry in navigation("main", rf.get("/en/about/")).entries] == [False]


def test_more_entries_cost_no_more_queries(client: Client) -> None:
    page = StandardPageFactory()
    made = menu("en", page)
    few = warm_queries(client, page.url)
    for number in range(10):
        other = StandardPageFactory(title=f"Entry {number}")
        MenuItem.objects.create(menu=made, page_id=other.translation_key, sort_order=number)
    assert len(warm_queries(client, page.url)) == len(few)


def test_the_footer_is_a_menu_of_its_own_with_a_text(client: Client) -> None:
    offer("en")
    menu(
        "en",
        ("Elsewhere", "https://example.org"),
        position=Menu.Position.FOOTER,
        text="<p>Only <b>illustrative</b>.</p>",
    )
    assert navigation("main").entries == []
    shown = client.get("/en/").content.decode()
    assert "<p>Only <b>illustrative</b>.</p>" in unnamed(shown)
    assert "https://example.org" in shown


# How an admin edits them -----------------------------------------------------------------------------------------


def post_menu(browser: Client, *rows: dict[str, Any], **fields: Any) -> Any:
    data = filled(browser, ADD, None, position="main", locale=str(locale("en").pk), text="null", **fields)
    return browser.post(
        ADD, {**data, **new_rows("items", *({"page": "", "url": "", "label": "", **row} for row in rows))}
    )


def errors(answer: Any) -> list[dict[str, Any]]:
    assert answer.status_code == 200
    return [dict(form.errors) for form in answer.context["form"].formsets["items"].forms]


def test_an_admin_makes_a_menu_and_the_readers_see_it() -> None:
    page, browser = StandardPageFactory(title="About"), admin()
    assert titles("en") == []
    answer = post_menu(browser, {"page": str(page.pk)}, {"url": "https://example.org", "label": "Elsewhere"})
    assert answer.status_code == 302
    assert titles("en") == ["About", "Elsewhere"]


def test_an_admin_s_change_of_an_entry_shows_at_once() -> None:
    page, browser = StandardPageFactory(title="About"), admin()
    made = menu("en", page)
    assert titles("en") == ["About"]
    address = f"/admin/snippets/base/menu/edit/{made.pk}/"
    data = filled(browser, address, None, text="null")
    assert browser.post(address, {**data, "items-0-label": "Who we are"}).status_code == 302
    assert titles("en") == ["Who we are"]


def test_an_entry_with_both_a_page_and_an_address_is_refused_and_nothing_typed_is_lost() -> None:
    page, browser = StandardPageFactory(title="About"), admin()
    answer = post_menu(browser, {"page": str(page.pk), "url": "https://example.org", "label": "Both"})
    [found] = errors(answer)
    assert list(found) == ["page"]
    form = answer.context["form"].formsets["items"].forms[0]
    assert (form["url"].value(), form["label"].value()) == ("https://example.org", "Both")
    assert not Menu.objects.exists()


def test_an_entry_with_neither_a_page_nor_an_address_is_refused() -> None:
    offer("en")
    assert [list(found) for found in errors(post_menu(admin(), {"label": "Nothing"}))] == [["page"]]


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "ftp://example.org", "file:///etc/passwd", "x"],
)
def test_an_address_that_is_no_web_address_is_refused_at_its_field(url: str) -> None:
    offer("en")
    [found] = errors(post_menu(admin(), {"url": url, "label": "Press here"}))
    assert "url" in found
    assert not Menu.objects.exists()


def test_a_link_to_another_site_needs_a_label() -> None:
    offer("en")
    assert [list(found) for found in errors(post_menu(admin(), {"url": "https://example.org"}))] == [["label"]]


def test_a_second_main_menu_in_one_language_is_refused() -> None:
    offer("en")
    browser = admin()
    menu("en", ("Elsewhere", "https://example.org"))
    assert post_menu(browser, {"url": "https://example.org", "label": "Again"}).status_code == 200
    assert Menu.objects.count() == 1
