"""What news cost the database, counted with process and cache warm."""

from datetime import date
from typing import Any

import pytest
import wagtail_factories
from django.test import Client

from base.models import Belonging, CustomImage, RelatedWork, SdgRow
from network.credits import OrganisationCredit, PersonCredit
from network.roles import OrganisationRole, PersonRole
from news.models import NewsIndexPage
from tests.factories.base import offer, section, theme
from tests.factories.news import NewsPageFactory
from tests.factories.queries import warm_queries

pytestmark = pytest.mark.django_db


class ImageFactory(wagtail_factories.ImageFactory):
    class Meta:
        model = CustomImage


def article(**fields: Any) -> Any:
    page = NewsPageFactory(date=date(2021, 11, 29), image=ImageFactory(), **fields)
    about = theme(f"Theme of {page.title}")
    Belonging.objects.create(page=page, work_id=about.translation_key)
    SdgRow.objects.create(page=page, goal=10)
    RelatedWork.objects.create(page=page, work_id=about.translation_key)
    page.tags.add("data", "migration")
    page.save()
    PersonCredit.objects.create(page=page, locale=page.locale, name="Ana", role=PersonRole.AUTHOR)
    PersonCredit.objects.create(page=page, locale=page.locale, person_id=about.translation_key, role=PersonRole.AUTHOR)
    OrganisationCredit.objects.create(page=page, locale=page.locale, name="Org", role=OrganisationRole.PARTNER)
    return page


def test_an_article_with_everything_costs_at_most_twelve_queries(client: Client) -> None:
    offer("en", "fr", "es")
    page = article()
    found = warm_queries(client, page.url)
    shown = client.get(page.url).content.decode()
    for words in ("10 · ", "migration", "Org", "Ana", "Theme of", "lead-picture"):
        assert words in shown, words
    assert len(found) <= 12, "\n".join(found)


def test_a_list_costs_the_same_for_two_items_as_for_ten(client: Client) -> None:
    offer("en", "fr")
    url = section(NewsIndexPage).url
    for _number in range(2):
        article()
    few = warm_queries(client, url)
    for _number in range(8):
        article()
    many = warm_queries(client, url)
    assert len(few) == len(many)
    assert len(many) <= 12, "\n".join(many)
