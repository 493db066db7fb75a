import factory

from news.models import NewsIndexPage, NewsPage
from tests.factories.base import CoalitionPageFactory, section, words


class NewsPageFactory(CoalitionPageFactory):
    class Meta:
        model = NewsPage

    parent = factory.LazyAttribute(lambda made: section(NewsIndexPage, made.language))
    summary = words("What happened.")
