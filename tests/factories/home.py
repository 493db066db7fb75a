import factory

from home.models import StandardPage
from tests.factories.base import CoalitionPageFactory, home


class StandardPageFactory(CoalitionPageFactory):
    class Meta:
        model = StandardPage

    parent = factory.LazyAttribute(lambda made: home(made.language))
