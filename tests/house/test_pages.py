"""Law 2: every page type has its templates, and renders in every language of the demonstration, in both directions."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import polib
import pytest
from bs4 import BeautifulSoup, Tag
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.test import Client
from django.utils.translation import gettext, override
from wagtail.coreutils import camelcase_to_underscore
from wagtail.models import Page, get_page_models

from base.models import IndexPage
from home.demo.content_files import read_works, work_key
from home.demo.loader import LANGUAGES
from home.models import HomePage
from languages.catalogs.languages import REQUIRED, SOURCE
from languages.locales import cldr
from tests.factories.demonstration import Built
from tests.factories.fullest import PAGE_TYPES, fullest

ROOT = Path(__file__).resolve().parents[2]
PAGE_MODELS = [model for model in get_page_models() if model is not Page]
# Sections, and the home page, are named in menus; nothing lists them as cards.
WITHOUT_CARD = {
    model._meta.label for model in PAGE_MODELS if issubclass(model, IndexPage) and not issubclass(model, HomePage)
}
BASE_URL = "http://testserver"


@cache
def answer(address: str) -> bytes:
    """What a visitor gets at an address of the demonstration, which no test of this file changes."""
    response = Client().get(address)
    assert response.status_code == 200, address
    return response.content


def read(page: Page) -> BeautifulSoup:
    return BeautifulSoup(answer(page.get_url()), "html.parser")


def the_one(soup: BeautifulSoup | Tag, selector: str) -> Tag:
    """The only element of a kind."""
    found = soup.select(selector)
    assert len(found) == 1, f"{len(found)} × {selector}"
    return found[0]


def language_around(element: Tag) -> str:
    """The language that a browser takes an element to be in."""
    for near in [element, *element.parents]:
        if isinstance(near, Tag) and near.get("lang"):
            return str(near["lang"])
    return ""


def direction_around(element: Tag) -> str:
    for near in [element, *element.parents]:
        if isinstance(near, Tag) and near.get("dir"):
            return str(near["dir"])
    return ""


def versions(page: Page) -> dict[str, Page]:
    """The public versions of a page by language."""
    found = Page.objects.live().filter(translation_key=page.translation_key).select_related("locale")
    return {version.locale.language_code: version for version in found}


# Templates --------------------------------------------------------------------------------------------------------


def is_there(template: str) -> bool:
    try:
        get_template(template)
    except TemplateDoesNotExist:
        return False
    return True


@pytest.mark.parametrize("model", PAGE_MODELS, ids=lambda model: model._meta.label)
def test_a_page_type_has_the_template_that_wagtail_names(model: Any) -> None:
    assert model.template == f"{model._meta.app_label}/{camelcase_to_underscore(model.__name__)}.html"
    assert is_there(model.template), f"Write templates/{model.template}; templates/news/news_page.html is an example."


@pytest.mark.django_db
@pytest.mark.parametrize(
    "model", [model for model in PAGE_MODELS if model._meta.label not in WITHOUT_CARD], ids=lambda m: m._meta.label
)
def test_a_page_type_has_a_card_beside_its_template(model: Any) -> None:
    name = model().card_template
    assert is_there(name), f"Write templates/{name}; templates/news/news_page_card.html is an example."


def not_shown(types: list[str], works: list[dict[str, Any]]) -> list[str]:
    """What to do for page types that the demonstration has no page of: nothing else looks at their pages."""
    there = {work["type"] for work in works}
    return [
        f"Write a work of the type {name} into home/demo/content/{name.split('.')[0]}.yaml: "
        "home/demo/content/news.yaml is an example."
        for name in types
        if name not in there
    ]


def test_the_demonstration_has_a_page_of_each_type() -> None:
    lacking = not_shown(PAGE_TYPES, read_works())
    assert not lacking, "\n".join(lacking)


def test_what_the_demonstration_lacks_is_told() -> None:
    [said] = not_shown(["datasets.DatasetPage", "news.NewsPage"], [{"type": "news.NewsPage"}])
    assert said.startswith("Write a work of the type datasets.DatasetPage into home/demo/content/datasets.yaml")


# Rendering --------------------------------------------------------------------------------------------------------


EVERYWHERE = pytest.mark.parametrize("language", LANGUAGES)
EVERY_TYPE = pytest.mark.parametrize("page_type", PAGE_TYPES)
shown = pytest.mark.django_db


@shown
def test_the_demonstration_reads_in_both_directions(demonstration: Built) -> None:
    assert {cldr.direction(code) for code in LANGUAGES} == {"ltr", "rtl"}
    assert len(PAGE_TYPES) == len(PAGE_MODELS) > 15


@shown
@EVERYWHERE
@EVERY_TYPE
def test_a_page_renders_as_a_page_of_its_language(demonstration: Built, page_type: str, language: str) -> None:
    """Language and direction, one main heading, its title, and one canonical address: its own."""
    page = fullest(demonstration, page_type, language)
    soup = read(page)
    html = the_one(soup, "html")
    assert (html["lang"], html["dir"]) == (language, cldr.direction(language))
    assert the_one(soup, "h1").get_text(strip=True)
    assert the_one(soup, "head title").get_text(strip=True)
    assert the_one(soup, "main")
    assert the_one(soup, "link[rel=canonical]")["href"] == BASE_URL + page.get_url()
    assert the_one(soup, 'meta[property="og:url"]')["content"] == BASE_URL + page.get_url()


@shown
@EVERYWHERE
@EVERY_TYPE
def test_a_page_names_exactly_its_public_versions_to_search_engines(
    demonstration: Built, page_type: str, language: str
) -> None:
    page = fullest(demonstration, page_type, language)
    there = versions(page)
    original = next(work for work in demonstration.works if work_key(work["key"]) == page.translation_key)["original"]
    expected = {code: BASE_URL + version.get_url() for code, version in there.items()}
    default = expected.get("en") or expected[original]
    links = read(page).select("link[rel=alternate][hreflang]")
    assert sorted((str(link["hreflang"]), str(link["href"])) for link in links) == sorted(
        [*expected.items(), ("x-default", default)]
    )


@shown
def test_some_pages_of_the_demonstration_are_in_one_language_only(demonstration: Built) -> None:
    """Otherwise the test above has nothing to tell apart."""
    counts = {len(work["texts"]) for work in demonstration.works}
    assert {1, len(LANGUAGES)} <= counts


# Interface words in the wrong language ----------------------------------------------------------------------------


def interface_words(language: str) -> set[str]:
    """What the interface says in English and differently in a language: short, and whole sentences apart."""
    entries = polib.pofile(str(ROOT / "locale" / language / "LC_MESSAGES" / "django.po"))
    return {
        entry.msgid
        for entry in entries
        if entry.msgstr and entry.msgstr != entry.msgid and not entry.msgid_plural and "%" not in entry.msgid
    }


def texts_in(soup: BeautifulSoup, language: str) -> Iterator[str]:
    """Each run of text that is said to be in a language, and each name that is read out in its place."""
    for text in soup.body.find_all(string=True) if soup.body else []:
        if text.parent and text.parent.name not in {"script", "style"} and language_around(text.parent) == language:
            yield " ".join(text.split())
    for element in soup.select("[aria-label], [title], [placeholder]"):
        if language_around(element) == language:
            yield from (str(element[name]) for name in ("aria-label", "title", "placeholder") if element.get(name))


def written_by_people(demonstration: Built, language: str) -> set[str]:
    """All single texts of the content, since an organisation may be called what a button is called in English."""

    def walk(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for one in value.values():
                yield from walk(one)
        elif isinstance(value, list):
            for one in value:
                yield from walk(one)
        elif isinstance(value, str):
            yield value

    return {text for work in demonstration.works for text in walk(work)}


@shown
@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != SOURCE])
@EVERY_TYPE
def test_a_page_says_nothing_in_english_that_the_interface_says_in_its_language(
    demonstration: Built, page_type: str, language: str
) -> None:
    soup = read(fullest(demonstration, page_type, language))
    said = {text for text in texts_in(soup, language) if text}
    assert len(said) > 10
    assert (said & interface_words(language)) - written_by_people(demonstration, language) == set()


@shown
@pytest.mark.parametrize("language", [code for code in REQUIRED if code != SOURCE])
def test_the_catalogue_tells_interface_words_apart(language: str) -> None:
    """The test above looks for these among others."""
    assert {"Skip to the content", "See all"} <= interface_words(language)


# Foreign words ----------------------------------------------------------------------------------------------------


@shown
@EVERYWHERE
@EVERY_TYPE
def test_what_is_in_another_language_says_so(demonstration: Built, page_type: str, language: str) -> None:
    """Every link to a page of another language, wherever it stands, is marked with that language and direction."""
    soup = read(fullest(demonstration, page_type, language))
    links = soup.select("body a[href]")
    assert len(links) > 10
    for link in links:
        target = re.match(rf"/({'|'.join(LANGUAGES)})/", str(link["href"]))
        if not target or target[1] == language:
            continue
        words = link.find("bdi") or link
        marked = language_around(words), direction_around(words)
        expected = target[1], cldr.direction(target[1])
        # "Read the original" is in the reader's language; what follows it is not, and says so.
        assert marked == expected or link.get("hreflang") == target[1], f"{link} is marked as {marked}"


@shown
@EVERYWHERE
def test_cards_of_works_in_another_language_carry_its_name(demonstration: Built, language: str) -> None:
    """On the list of news, which holds works that are not in every language."""
    soup = read(demonstration.page("news", language))
    foreign = []
    for card in soup.select("main article.card"):
        link = the_one(card, ".card-title a")
        code = str(link["href"]).split("/")[1]
        if code == language:
            assert not card.select(".language-label")
            continue
        foreign.append(code)
        label = the_one(card, ".language-label")
        assert label.get_text(strip=True) == cldr.own_name(code)
        assert (label["lang"], label["dir"]) == (code, cldr.direction(code))
        assert (language_around(link), direction_around(link)) == (code, cldr.direction(code))
    assert foreign, f"every piece of news is in {language}: nothing was tried"


# Switching language -----------------------------------------------------------------------------------------------


def event_in_spanish_only(built: Built) -> Any:
    key = next(
        work["key"] for work in built.works if work["type"] == "events.EventPage" and set(work["texts"]) == {"es"}
    )
    return built.page(key, "es")


@shown
@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "es"])
def test_an_event_in_spanish_only_offers_the_nearest_section_of_each_other_language(
    demonstration: Built, language: str
) -> None:
    event = event_in_spanish_only(demonstration)
    parent = event.get_parent()
    nearest = Page.objects.get(translation_key=parent.translation_key, locale__language_code=language)
    link = the_one(read(event), f'a[data-language="{language}"]')
    assert link["href"] == nearest.get_url()
    with override("es"):
        assert gettext("this page is not in that language; the nearest section is") in link.get_text()
    title = the_one(link, ".leads-to bdi")
    assert title.get_text(strip=True) == nearest.title
    assert (title["lang"], title["dir"]) == (language, cldr.direction(language))
    assert Client().get(str(link["href"])).status_code == 200


@shown
def test_an_event_in_spanish_only_explains_why_links_lead_elsewhere(demonstration: Built) -> None:
    note = the_one(read(event_in_spanish_only(demonstration)), ".languages-note")
    with override("es"):
        assert note.get_text() == gettext(
            "This page is not yet in every language. A link with an arrow leads to the nearest section instead."
        )


@shown
def test_a_page_in_every_language_leads_to_itself_in_each(demonstration: Built) -> None:
    page = demonstration.page("about", "ar")
    soup = read(page)
    links = {str(link["data-language"]): str(link["href"]) for link in soup.select(".languages a")}
    assert links == {code: version.get_url() for code, version in versions(page).items()}
    assert set(links) == set(LANGUAGES)
    assert not soup.select(".languages-note")
