import factory

from network.models import NetworkIndexPage, OrganisationPage, PersonPage
from tests.factories.base import CoalitionPageFactory, section


class PersonPageFactory(CoalitionPageFactory):
    class Meta:
        model = PersonPage

    parent = factory.LazyAttribute(lambda made: section(NetworkIndexPage, made.language))
    title = factory.Sequence(lambda number: f"Person {number}")


class OrganisationPageFactory(CoalitionPageFactory):
    class Meta:
        model = OrganisationPage

    parent = factory.LazyAttribute(lambda made: section(NetworkIndexPage, made.language))
    title = factory.Sequence(lambda number: f"Organisation {number}")
