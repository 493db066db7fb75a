"""News: dates known in part, press mentions, and the lists."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation

from base.listings import select
from base.pages.partial_dates import Precision
from network.credits import PersonCredit
from network.roles import PersonRole
from news.kinds import NewsKind
from news.models import NewsIndexPage, NewsPage
from tests.factories.base import home, offer, section
from tests.factories.news import NewsPageFactory

pytestmark = pytest.mark.django_db


def titles(kind: str, language: str = "en", **kwargs: Any) -> list[str]:
    return [page.title for page in select.select(kind, language, limit=20, **kwargs).items]


@pytest.mark.parametrize(
    ("precision", "text", "machine"),
    [
        (Precision.DAY, "3 February 2016", "2016-02-03"),
        (Precision.MONTH, "February 2016", "2016-02"),
        (Precision.YEAR, "2016", "2016"),
    ],
)
def test_a_date_is_shown_as_far_as_it_is_known(precision: str, text: str, machine: str, client: Client) -> None:
    page = NewsPageFactory(date=date(2016, 2, 3), date_precision=precision)
    shown = client.get(page.url).content.decode()
    assert f'<time datetime="{machine}">{text}</time>' in shown


def test_a_month_is_named_in_the_language_of_the_reader() -> None:
    page = NewsPageFactory(date=date(2016, 2, 3), date_precision=Precision.MONTH)
    with translation.override("fr"):
        assert page.date_text == "février 2016"


def test_news_without_a_date_shows_none(client: Client) -> None:
    shown = client.get(NewsPageFactory(date=None).url)
    assert shown.status_code == 200
    assert "<time" not in shown.content.decode()


def test_the_latest_news_come_first_and_undated_news_last() -> None:
    NewsPageFactory(title="Undated")
    NewsPageFactory(title="Old", date=date(2014, 1, 1))
    NewsPageFactory(title="New", date=date(2021, 11, 29))
    assert titles("news") == ["New", "Old", "Undated"]


def test_the_place_in_the_list_follows_a_corrected_date() -> None:
    page = NewsPageFactory(date=date(2016, 2, 1))
    page.date = None
    page.save()
    page.refresh_from_db()
    assert page.sort_date == date.min


def test_the_list_goes_on_past_undated_news() -> None:
    for number in range(5):
        NewsPageFactory(title=f"News {number}", date=date(2020, 1, 1) if number < 2 else None)
    seen: list[str] = []
    after = ""
    for _page in range(3):
        selection = select.select("news", "en", limit=2, after=after)
        seen += [page.title for page in selection.items]
        after = selection.next_cursor
    assert sorted(seen) == [f"News {number}" for number in range(5)]
    assert after == ""


def test_press_mentions_are_a_list_of_their_own() -> None:
    NewsPageFactory(title="Ours")
    NewsPageFactory(title="Theirs", kind=NewsKind.PRESS_MENTION, outlet="A newspaper")
    assert titles("news") == ["Ours"]
    assert titles("mentions") == ["Theirs"]


def test_the_list_of_news_can_be_narrowed_to_a_kind() -> None:
    NewsPageFactory(title="Post", kind=NewsKind.BLOG_POST)
    NewsPageFactory(title="Release", kind=NewsKind.PRESS_RELEASE)
    assert titles("news", subtype=NewsKind.BLOG_POST) == ["Post"]


def made(**fields: Any) -> NewsPage:
    return NewsPage(title="A page", slug="a-page", locale=home().locale, path="00019999", depth=2, **fields)


def test_a_press_mention_needs_an_outlet() -> None:
    with pytest.raises(ValidationError) as refused:
        made(kind=NewsKind.PRESS_MENTION).clean()
    assert list(refused.value.message_dict) == ["outlet"]
    made(kind=NewsKind.PRESS_MENTION, outlet="A newspaper").clean()


def test_only_a_press_mention_has_an_outlet_a_language_and_an_address() -> None:
    with pytest.raises(ValidationError) as refused:
        made(outlet="A newspaper", mention_language="sw", mention_url="https://example.org/").clean()
    assert sorted(refused.value.message_dict) == ["mention_language", "mention_url", "outlet"]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://example.org/a", "data:text/html,x", "example.org"])
def test_the_address_of_a_mention_is_a_web_address(address: str) -> None:
    page = made(kind=NewsKind.PRESS_MENTION, outlet="A newspaper", mention_url=address)
    with pytest.raises(ValidationError) as refused:
        page.full_clean()
    assert "mention_url" in refused.value.message_dict


def test_how_exactly_an_unknown_date_is_known_does_not_matter() -> None:
    page = made(date_precision=Precision.MONTH)
    page.full_clean()
    assert page.date_text == ""


def test_a_mention_leads_to_the_outlets_own_text(client: Client) -> None:
    page = NewsPageFactory(
        kind=NewsKind.PRESS_MENTION, outlet="Gazeti", mention_language="sw", mention_url="https://example.org/habari"
    )
    shown = client.get(page.url).content.decode()
    assert 'href="https://example.org/habari"' in shown
    assert "Read it at Gazeti" in shown
    assert "Swahili" in shown


def test_authors_stand_in_the_byline_as_the_language_lists_names(client: Client) -> None:
    page = NewsPageFactory()
    for place, name in enumerate(["Ana <b>", "Bo", "Cy"]):
        PersonCredit.objects.create(page=page, locale=page.locale, sort_order=place, name=name, role=PersonRole.AUTHOR)
    shown = client.get(page.url).content.decode()
    assert "By <bdi>Ana &lt;b&gt;</bdi>, <bdi>Bo</bdi> and <bdi>Cy</bdi>" in shown


def test_the_list_shows_each_work_once_in_the_best_language_and_names_that_language(client: Client) -> None:
    offer("en", "fr", "es")
    spanish = NewsPageFactory(language="es", title="Noticia de prueba")
    both = NewsPageFactory(title="In English")
    NewsPageFactory(language="fr", work=both, title="En français")
    shown = client.get(section(NewsIndexPage, "fr").url).content.decode()
    assert "En français" in shown
    assert "In English" not in shown
    assert '<span class="language-label" lang="es" dir="ltr">Español</span>' in shown
    assert f'href="{spanish.url}"' in shown


@pytest.mark.parametrize(
    "question",
    [
        "kind=nonsense",
        "region=nowhere&theme=12",
        "region=00000000-0000-0000-0000-000000000000",
        "after=nonsense",
        "after=%00",
        "after=MTIz",
        "kind=&kind=&after[]=1",
        "page=99&%FF=%FE",
    ],
)
def test_filters_ignore_nonsense(question: str, client: Client) -> None:
    NewsPageFactory(title="Still here")
    answer = client.get(f"{section(NewsIndexPage).url}?{question}")
    assert answer.status_code == 200
    assert "Still here" in answer.content.decode()


def test_the_section_can_be_filtered_by_kind_and_keeps_the_filter_on_the_next_page(client: Client) -> None:
    for number in range(14):
        NewsPageFactory(title=f"Post {number}", kind=NewsKind.BLOG_POST)
    NewsPageFactory(title="Something else")
    url = section(NewsIndexPage).url
    first = client.get(f"{url}?kind=blog_post")
    assert "Something else" not in first.content.decode()
    following = client.get(first.context["next_url"])
    assert "kind=blog_post" in first.context["next_url"]
    assert {page.title for page in following.context["selection"].items} == {"Post 0", "Post 1"}
    assert following.context["first_url"] == f"{url}?kind=blog_post"
    back = client.get(following.context["previous_url"])
    assert back.context["selection"].items == first.context["selection"].items
    assert (back.context["previous_url"], back.context["first_url"]) == ("", "")


def test_press_mentions_are_one_filter_away(client: Client) -> None:
    NewsPageFactory(title="Ours")
    NewsPageFactory(title="Theirs", kind=NewsKind.PRESS_MENTION, outlet="A newspaper")
    shown = client.get(f"{section(NewsIndexPage).url}?kind=press_mention").content.decode()
    assert "Theirs" in shown
    assert "Ours" not in shown


def test_an_empty_filter_says_so_and_leads_back(client: Client) -> None:
    NewsPageFactory()
    url = section(NewsIndexPage).url
    shown = client.get(f"{url}?kind=press_release").content.decode()
    assert "Nothing here matches what you chose." in shown
    assert f'href="{url}"' in shown
