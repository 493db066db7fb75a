"""An address that was public once leads to where its page is now."""

from typing import Any

import pytest
from django.test import Client, TestCase
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, Site

from base.links.redirects import free_addresses
from base.listings import registry
from base.models import User
from events.models import EventIndexPage
from tests.factories.base import home, offer, section
from tests.factories.home import StandardPageFactory
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin, filled, log_in
from tests.factories.regions import RegionPageFactory

pytestmark = pytest.mark.django_db


def browser_of_an_admin() -> Client:
    return log_in(User.objects.filter(is_superuser=True).first() or User.objects.create_superuser("admin"))


def rename(page: Any, slug: str) -> None:
    """As an editor does it, in the form."""
    browser = browser_of_an_admin()
    address = f"/admin/pages/{page.pk}/edit/"
    with TestCase.captureOnCommitCallbacks(execute=True):  # Wagtail redirects once the new address is sure
        answer = browser.post(address, {**filled(browser, address, slug=slug), "action-publish": "1"})
    assert answer.status_code == 302


def move(page: Any, target: Any) -> None:
    answer = browser_of_an_admin().post(f"/admin/pages/{page.pk}/move/{target.pk}/confirm/")
    assert answer.status_code == 302


def leads_to(client: Client, old: str, new: str) -> None:
    answer = client.get(old)
    assert (answer.status_code, answer.headers.get("Location")) == (301, new)
    assert client.get(new).status_code == 200


def test_a_page_s_old_address_leads_to_its_new_one(client: Client) -> None:
    page = StandardPageFactory(title="About")
    rename(page, "about-us")
    leads_to(client, "/en/about/", "/en/about-us/")


def test_the_old_addresses_of_all_pages_below_lead_on_too(client: Client) -> None:
    page = StandardPageFactory(title="About")
    below = StandardPageFactory(title="Story", parent=page)
    StandardPageFactory(title="Details", parent=below)
    rename(page, "about-us")
    leads_to(client, "/en/about/story/", "/en/about-us/story/")
    leads_to(client, "/en/about/story/details/", "/en/about-us/story/details/")


def test_a_moved_page_and_what_lies_below_it_redirect(client: Client) -> None:
    page, target = StandardPageFactory(title="Story"), StandardPageFactory(title="About")
    StandardPageFactory(title="Details", parent=page)
    move(page, target)
    leads_to(client, "/en/story/", "/en/about/story/")
    leads_to(client, "/en/story/details/", "/en/about/story/details/")


def test_a_page_that_is_renamed_twice_redirects_from_both_addresses_at_once(client: Client) -> None:
    page = StandardPageFactory(title="One")
    rename(page, "two")
    rename(page, "three")
    leads_to(client, "/en/one/", "/en/three/")
    leads_to(client, "/en/two/", "/en/three/")


def test_a_new_page_at_an_old_address_is_shown_there(client: Client) -> None:
    rename(StandardPageFactory(title="About"), "about-us")
    StandardPageFactory(title="About", slug="about")
    assert client.get("/en/about/").status_code == 200


def test_a_slug_that_is_changed_in_a_draft_redirects_nothing_yet(client: Client) -> None:
    page = StandardPageFactory(title="About")
    browser = admin()
    address = f"/admin/pages/{page.pk}/edit/"
    browser.post(address, filled(browser, address, slug="about-us"))
    assert client.get("/en/about/").status_code == 200
    assert client.get("/en/about-us/").status_code == 404


def test_only_the_address_in_the_language_of_the_renamed_version_redirects(client: Client) -> None:
    offer("en", "es")
    page = StandardPageFactory(title="About", slug="about")
    spanish = StandardPageFactory(title="Acerca", slug="about", language="es", work=page)
    rename(spanish, "acerca")
    leads_to(client, "/es/about/", "/es/acerca/")
    assert client.get("/en/about/").status_code == 200
    assert client.get("/en/acerca/").status_code == 404


def test_the_listing_addresses_of_a_renamed_region_redirect(client: Client) -> None:
    region = RegionPageFactory(title="Latin America")
    below = NewsPageFactory(title="A story", parent=region)
    old, old_below = region.url, below.url
    addresses = [str(kind.address) for kind in registry.kinds_with_address()]
    rename(region, "latam")
    region.refresh_from_db()
    leads_to(client, old, region.url)
    for address in addresses:
        leads_to(client, f"{old}{address}/", f"{region.url}{address}/")
    leads_to(client, old_below, Page.objects.get(pk=below.pk).url)
    assert addresses


def test_the_listing_addresses_of_a_region_redirect_in_the_words_of_its_language(
    client: Client, monkeypatch: Any
) -> None:
    from dataclasses import replace

    from django.utils.functional import lazystr
    from django.utils.translation import get_language

    class Word(str):
        def __str__(self) -> str:
            return "noticias" if get_language() == "es" else "news"

    monkeypatch.setitem(registry._kinds, "news", replace(registry.kinds()["news"], address=lazystr(Word())))
    offer("en", "es")
    region = RegionPageFactory(title="América Latina", language="es")
    old = region.url
    rename(region, "latam")
    leads_to(client, f"{old}noticias/", f"{home('es').url}{region.get_parent().slug}/latam/noticias/")
    assert client.get(f"{old}news/").status_code == 404


def test_the_address_of_past_events_redirects_to_that_of_the_renamed_section(client: Client) -> None:
    index = section(EventIndexPage)
    old = index.url
    rename(index, "agenda")
    leads_to(client, f"{old}past/", "/en/agenda/past/")


# Addresses that a page has again -----------------------------------------------------------------------------------


def site() -> Site:
    return Site.objects.get(is_default_site=True)


def automatic() -> list[str]:
    return sorted(Redirect.objects.filter(automatically_created=True).values_list("old_path", flat=True))


def test_an_address_that_is_changed_and_changed_back_never_leads_to_itself(client: Client) -> None:
    page = StandardPageFactory(title="About")
    below = StandardPageFactory(title="Story", parent=page)
    rename(page, "about-us")
    rename(page, "about")
    assert automatic() == ["/en/about-us", "/en/about-us/story"]
    leads_to(client, "/en/about-us/story/", "/en/about/story/")
    for unpublished in (below, page):
        type(unpublished).objects.get(pk=unpublished.pk).unpublish()
    assert client.get("/en/about/").status_code == client.get("/en/about/story/").status_code == 404


def test_the_listing_addresses_that_a_region_has_again_never_lead_to_themselves(client: Client) -> None:
    region = RegionPageFactory(title="Latin America")
    address = region.url
    rename(region, "latam")
    rename(region, "latin-america")
    assert all("/latam" in path for path in automatic())
    type(region).objects.get(pk=region.pk).unpublish()
    assert client.get(f"{address}news/").status_code == 404


def test_a_page_that_is_moved_and_moved_back_never_leads_to_itself(client: Client) -> None:
    page, target = StandardPageFactory(title="Story"), StandardPageFactory(title="About")
    move(page, target)
    move(Page.objects.get(pk=page.pk), home("en"))
    assert automatic() == ["/en/about/story"]


def test_a_page_that_is_published_at_an_old_address_takes_it_over(client: Client) -> None:
    rename(StandardPageFactory(title="About"), "about-us")
    draft = StandardPageFactory(title="About", slug="about", live=False)
    leads_to(client, "/en/about/", "/en/about-us/")
    draft.save_revision().publish()
    assert automatic() == []


def test_redirects_are_freed_with_few_queries_however_many_pages_lie_below(
    django_assert_max_num_queries: Any,
) -> None:
    page = StandardPageFactory(title="About")
    for number in range(5):
        below = StandardPageFactory(title=f"Story {number}", parent=page)
        Redirect.add_redirect(f"/en/about/story-{number}", redirect_to=below, site=site(), automatically_created=True)
    kept = Redirect.add_redirect("/en/about/gone", redirect_to=page, site=site(), automatically_created=True)
    page.get_url_parts()
    with django_assert_max_num_queries(4):  # two to find them, two to delete them
        free_addresses(None, page)
    assert list(Redirect.objects.all()) == [kept]


def test_a_redirect_that_an_editor_made_is_left_alone() -> None:
    page = StandardPageFactory(title="About")
    Redirect.add_redirect("/en/about-us", redirect_to=page, site=site())
    rename(page, "about-us")
    assert Redirect.objects.filter(old_path="/en/about-us", automatically_created=False).exists()


# Addresses that were never public ----------------------------------------------------------------------------------


def test_a_page_that_was_never_published_leaves_no_redirect(client: Client) -> None:
    page = StandardPageFactory(title="About", live=False)
    rename(page, "about-us")
    assert client.get("/en/about-us/").status_code == 200
    assert automatic() == []


def test_a_draft_that_is_moved_leaves_no_redirect() -> None:
    page, target = StandardPageFactory(title="Story", live=False), StandardPageFactory(title="About")
    move(page, target)
    assert automatic() == []


def test_a_page_that_was_published_once_redirects_though_it_is_a_draft_now() -> None:
    page = StandardPageFactory(title="About", live=False)
    page.save_revision().publish()
    page.refresh_from_db()
    page.unpublish()
    rename(page, "about-us")
    assert automatic() == ["/en/about"]


# What a redirect tells -----------------------------------------------------------------------------------------------


def hidden(kind: str) -> Any:
    """A page that nobody may know the address of, with a redirect from one that was public once."""
    offer("en", "fr")
    page = StandardPageFactory(title="Merger with the ministry")
    if kind == "draft":
        page.unpublish()
    elif kind == "in a language that is not offered":
        section_page = StandardPageFactory(title="Fusion", language="fr")
        home("fr").unpublish()
        page = section_page
    else:
        PageViewRestriction.objects.create(page=page, restriction_type=kind, password="sesame")
    Redirect.objects.create(old_path="/en/old", redirect_page=page)
    return page


@pytest.mark.parametrize("query", ["", "?from=mail"])
@pytest.mark.parametrize("kind", ["draft", "in a language that is not offered", "password", "login", "groups"])
def test_a_redirect_does_not_tell_the_address_of_a_page_that_one_may_not_read(
    client: Client, kind: str, query: str
) -> None:
    page = hidden(kind)
    answer = client.get(f"/en/old/{query}")
    assert answer.status_code == 404
    assert page.slug not in answer.content.decode() + answer.headers.get("Location", "")


@pytest.mark.parametrize("query", ["", "?from=mail"])
def test_a_redirect_to_a_private_page_leads_those_there_who_may_read_it(query: str) -> None:
    page = hidden("login")
    answer = browser_of_an_admin().get(f"/en/old/{query}")
    assert (answer.status_code, answer["Location"]) == (301, page.url)


def test_a_redirect_to_an_address_that_somebody_typed_is_followed(client: Client) -> None:
    offer("en")
    Redirect.objects.create(old_path="/en/old", redirect_link="https://example.org/")
    assert client.get("/en/old")["Location"] == "https://example.org/"
