"""Where each language leads to from a page: this very page, or honestly the nearest section that there is."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import get_language, override
from wagtail.models import Page, PageViewRestriction

from home.models import StandardPage
from languages.models import Work
from languages.routing.alternates import Alternate, Breadcrumb, Whereabouts, homes, same_view, whereabouts
from news.models import NewsIndexPage
from tests.factories.base import home, locale, offer, section
from tests.factories.news import NewsPageFactory

pytestmark = pytest.mark.django_db


def standing(page: Page, **kwargs: Any) -> Whereabouts:
    """As for a reader of the page's own language."""
    with override(page.locale.language_code):
        return whereabouts(page, **kwargs)


def towards(page: Page, language: str) -> Alternate:
    (alternate,) = (found for found in standing(page).alternates if found.code == language)
    return alternate


def restrict(page: Page) -> None:
    PageViewRestriction.objects.create(page=page.page_ptr, restriction_type=PageViewRestriction.LOGIN)


def test_the_switcher_leads_to_this_very_page_where_it_exists() -> None:
    spanish = NewsPageFactory(language="es", title="Datos", slug="datos")
    english = NewsPageFactory(language="en", work=spanish, title="Data", slug="data")
    there = towards(spanish, "en")
    assert (there.url, there.title, there.exists, there.is_current) == (english.get_url(), "Data", True, False)
    here = towards(spanish, "es")
    assert (here.url, here.title, here.exists, here.is_current) == (spanish.get_url(), "Datos", True, True)


def test_every_offered_language_and_no_other_is_named_by_itself() -> None:
    offer("en", "ar", "fr")
    home("fr").unpublish()
    assert [(found.code, found.name, found.direction) for found in standing(home("en")).alternates] == [
        ("en", "English", "ltr"),
        ("ar", "العربية", "rtl"),
    ]


def test_where_the_page_does_not_exist_its_section_is_named() -> None:
    spanish = NewsPageFactory(language="es")
    index = section(NewsIndexPage, "en")
    there = towards(spanish, "en")
    assert (there.url, there.title, there.exists) == (index.get_url(), index.title, False)


def test_the_nearest_of_several_sections_is_named() -> None:
    offer("es", "en")

    def below(parent: Page, language: str, like: Page | None = None) -> StandardPage:
        page = StandardPage(title=f"Below {parent.title}", locale=locale(language))
        if like:
            page.translation_key = like.translation_key
        return parent.add_child(instance=page)

    outer = below(home("es"), "es")
    inner = below(outer, "es")
    page = below(inner, "es")
    english_outer = below(home("en"), "en", outer)
    assert towards(page, "en").url == english_outer.get_url()
    english_inner = below(english_outer, "en", inner)
    assert towards(page, "en").url == english_inner.get_url()
    english_inner.unpublish()
    assert towards(page, "en").url == english_outer.get_url()


def test_without_any_section_the_home_page_is_named() -> None:
    offer("fr")
    page = NewsPageFactory(language="es")
    there = towards(page, "fr")
    assert (there.url, there.title, there.exists) == ("/fr/", "Home fr", False)


def test_a_version_that_lies_higher_than_its_sections_is_still_this_page() -> None:
    """Somebody moved the English version out of the section that has a Spanish counterpart."""
    spanish = NewsPageFactory(language="es")
    section(NewsIndexPage, "en")
    english = NewsPageFactory(language="en", work=spanish, parent=home("en"))
    assert towards(spanish, "en").url == english.get_url()
    assert towards(spanish, "en").exists


@pytest.mark.parametrize("hide", ["draft", "private", "below private"])
def test_a_version_that_the_reader_cannot_open_is_not_named(hide: str) -> None:
    spanish = NewsPageFactory(language="es")
    english = NewsPageFactory(language="en", work=spanish, title="Secret")
    if hide == "draft":
        english.unpublish()
    else:
        restrict(english if hide == "private" else english.get_parent().specific)
    there = towards(spanish, "en")
    assert (there.exists, there.title) == (False, "Home en" if hide == "below private" else "news section en")
    assert "Secret" not in str(standing(spanish))


def test_everything_is_read_in_one_query() -> None:
    spanish = NewsPageFactory(language="es")
    for language in ("en", "fr", "ar"):
        NewsPageFactory(language=language, work=spanish)
    standing(spanish)  # warms what is remembered of the site
    page = Page.objects.get(pk=spanish.pk)
    with override("es"), CaptureQueriesContext(connection) as asked:
        found = whereabouts(page)
    assert [alternate.exists for alternate in found.alternates] == [True] * 4
    assert len(asked) == 1


# The original ------------------------------------------------------------------------------------------------------


def test_a_translation_leads_to_its_original() -> None:
    spanish = NewsPageFactory(language="es", title="Datos")
    english = NewsPageFactory(language="en", work=spanish)
    original = standing(english).original
    assert original is not None
    assert (original.code, original.title, original.url) == ("es", "Datos", spanish.get_url())


def test_an_original_is_no_translation() -> None:
    spanish = NewsPageFactory(language="es")
    NewsPageFactory(language="en", work=spanish)
    assert standing(spanish).original is None


def test_a_section_that_was_first_written_in_another_language_makes_no_original_of_its_pages() -> None:
    section(NewsIndexPage, "es")
    page = NewsPageFactory(language="en")
    assert Work.objects.get(pk=page.get_parent().translation_key).original_locale == locale("es")
    assert standing(page).original is None


@pytest.mark.parametrize("hide", ["draft", "private", "language"])
def test_an_original_that_the_reader_cannot_open_is_not_named(hide: str) -> None:
    spanish = NewsPageFactory(language="es", title="Secreto")
    english = NewsPageFactory(language="en", work=spanish)
    if hide == "draft":
        spanish.unpublish()
    elif hide == "private":
        restrict(spanish)
    else:
        home("es").unpublish()
    assert standing(english).original is None


def test_the_page_says_what_it_is_translated_from(client: Client) -> None:
    spanish = NewsPageFactory(language="es")
    english = NewsPageFactory(language="en", work=spanish)
    shown = client.get(english.get_url()).content.decode()
    assert "Translated from Spanish" in shown
    assert f'href="{spanish.get_url()}"' in shown
    assert "Translated from" not in client.get(spanish.get_url(), headers={"accept-language": "en"}).content.decode()


# Breadcrumbs -------------------------------------------------------------------------------------------------------


def test_breadcrumbs_lead_from_the_home_page_down_to_the_section() -> None:
    page = NewsPageFactory(language="es")
    index = page.get_parent()
    assert standing(page).breadcrumbs == [
        Breadcrumb("Home es", "/es/"),
        Breadcrumb(index.title, index.get_url()),
    ]


def test_a_home_page_lies_below_nothing() -> None:
    assert standing(home("en")).breadcrumbs == []


def test_breadcrumbs_are_in_the_language_of_the_page_only() -> None:
    page = NewsPageFactory(language="es")
    section(NewsIndexPage, "en")
    assert all(crumb.url.startswith("/es/") for crumb in standing(page).breadcrumbs)


def test_a_section_that_is_not_public_is_not_named_on_the_way() -> None:
    page = NewsPageFactory(language="es")
    page.get_parent().specific.save_revision()
    Page.objects.filter(pk=page.get_parent().pk).update(live=False)
    assert standing(page).breadcrumbs == [Breadcrumb("Home es", "/es/")]


# Listing addresses and other views ---------------------------------------------------------------------------------


def listing_address() -> str:
    return {"en": "news/", "es": "noticias/"}[get_language() or ""]


def test_a_listing_address_is_in_the_language_of_each_version() -> None:
    offer("es", "en")
    found = standing(home("es"), address=listing_address)
    assert [alternate.url for alternate in found.alternates] == ["/en/news/", "/es/noticias/"]


def test_a_section_that_stands_in_has_no_listing_address_of_the_page() -> None:
    page = NewsPageFactory(language="es", slug="datos")
    index = section(NewsIndexPage, "en")
    found = {alternate.code: alternate.url for alternate in standing(page, address=listing_address).alternates}
    assert found == {"es": f"{page.get_url()}noticias/", "en": index.get_url()}


def test_asking_for_addresses_leaves_the_active_language_as_it_was() -> None:
    offer("es", "en")
    with override("es"):
        whereabouts(home("es"), listing_address)
        same_view(listing_address)
        assert get_language() == "es"


def test_a_view_without_a_page_exists_in_every_language() -> None:
    offer("es", "ar")
    with override("ar"):
        found = same_view(lambda: reverse("search"))
    assert {alternate.code: alternate.url for alternate in found} == {
        "en": "/en/search/",
        "es": "/es/search/",
        "ar": "/ar/search/",
    }
    assert all(alternate.exists for alternate in found)
    assert [alternate.code for alternate in found if alternate.is_current] == ["ar"]


def test_an_error_leads_to_the_home_pages_and_claims_no_more() -> None:
    offer("es")
    home("es").unpublish()
    offer("ar")
    with override("ar"):
        found = homes()
    assert [(alternate.url, alternate.title, alternate.exists, alternate.is_current) for alternate in found] == [
        ("/en/", "Home en", False, False),
        ("/ar/", "Home ar", False, True),
    ]


# hreflang ----------------------------------------------------------------------------------------------------------


def default_of(page: Page) -> list[str]:
    return [alternate.code for alternate in standing(page).alternates if alternate.is_default]


def test_readers_of_no_language_get_the_version_in_the_sites_own() -> None:
    spanish = NewsPageFactory(language="es")
    NewsPageFactory(language="en", work=spanish)
    assert default_of(spanish) == ["en"]


def test_readers_of_no_language_get_the_original_where_the_sites_own_language_is_missing() -> None:
    arabic = NewsPageFactory(language="ar")
    spanish = NewsPageFactory(language="es", work=arabic)
    assert default_of(spanish) == ["ar"]
    assert default_of(arabic) == ["ar"]


def test_all_versions_name_the_same_one_for_readers_of_no_language() -> None:
    spanish = NewsPageFactory(language="es")
    versions = [NewsPageFactory(language=language, work=spanish) for language in ("fr", "ar")]
    assert [default_of(version) for version in versions] == [["es"], ["es"]]
    spanish.unpublish()
    assert [default_of(version) for version in versions] == [["fr"], ["fr"]]


def test_the_only_version_is_the_one_for_everybody() -> None:
    offer("fr")
    assert default_of(NewsPageFactory(language="es")) == ["es"]


def test_search_engines_are_told_of_real_versions_only(client: Client) -> None:
    offer("fr")
    spanish = NewsPageFactory(language="es")
    english = NewsPageFactory(language="en", work=spanish)
    head = client.get(spanish.get_url()).content.decode().split("</head>")[0]
    assert f'hreflang="en" href="http://testserver{english.get_url()}"' in head
    assert f'hreflang="es" href="http://testserver{spanish.get_url()}"' in head
    assert f'hreflang="x-default" href="http://testserver{english.get_url()}"' in head
    assert 'hreflang="fr"' not in head
    assert f'rel="canonical" href="http://testserver{spanish.get_url()}"' in head


def test_the_switcher_says_where_there_is_no_translation(client: Client) -> None:
    spanish = NewsPageFactory(language="es")
    index = section(NewsIndexPage, "en")
    shown = client.get(spanish.get_url()).content.decode()
    link = next(part for part in shown.split("<li>") if f'href="{index.get_url()}"' in part and "data-language" in part)
    assert 'class="missing"' in link
    assert index.title in link
