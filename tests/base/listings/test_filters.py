"""The filters above a list, and what its first screen fetches."""

import re

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from base.models import CustomImage
from news.kinds import NewsKind
from news.models import NewsIndexPage
from tests.factories.base import section, theme
from tests.factories.news import NewsPageFactory
from tests.factories.pictures import picture

pytestmark = pytest.mark.django_db


def stored_picture() -> CustomImage:
    return CustomImage.objects.create(title="Wide", file=ContentFile(picture(), name="wide.jpg"))


def test_filters_are_folded_away_and_work_without_a_script(client: Client) -> None:
    html = client.get(section(NewsIndexPage).url).text
    fold = html[html.index('<details class="filters-fold">') :].partition("</form>")[0]
    assert re.search(r"<summary>Filters</summary>", fold)
    assert '<select id="filter-kind"' in fold
    assert "filters-chosen" not in html


def test_what_is_chosen_is_counted_and_each_can_be_taken_off(client: Client) -> None:
    chosen = theme("Open data")
    NewsPageFactory(kind=NewsKind.BLOG_POST)
    url = section(NewsIndexPage).url
    shown = client.get(f"{url}?kind=blog_post&theme={chosen.translation_key}")
    assert '<span class="filters-count">(2)</span>' in shown.text
    assert [(str(one.label), str(one.option.title), one.url) for one in shown.context["chosen_filters"]] == [
        ("Kind", "Blog post", f"{url}?theme={chosen.translation_key}"),
        ("Thematic areas", "Open data", f"{url}?kind=blog_post"),
    ]


def test_the_first_picture_of_a_list_is_fetched_at_once_and_the_others_when_they_are_seen(client: Client) -> None:
    NewsPageFactory(title="First", image=None)
    for number in range(3):
        NewsPageFactory(title=f"Pictured {number}", image=stored_picture())
    pictures = re.findall(r'<div class="card-picture"><img[^>]*>', client.get(section(NewsIndexPage).url).text)
    assert ['fetchpriority="high"' in one for one in pictures] == [True, False, False]
    assert ['loading="lazy"' in one for one in pictures] == [False, True, True]


def test_below_a_picture_of_the_section_itself_all_are_fetched_when_they_are_seen(client: Client) -> None:
    index = section(NewsIndexPage)
    index.image = stored_picture()
    index.save()
    NewsPageFactory(image=stored_picture())
    assert 'fetchpriority="high"' not in client.get(index.url).text
