import factory

from pillars.models import PillarPage, ThematicAreaPage
from tests.factories.base import CoalitionPageFactory, home


class PillarPageFactory(CoalitionPageFactory):
    class Meta:
        model = PillarPage

    parent = factory.LazyAttribute(lambda made: home(made.language))
    title = factory.Sequence(lambda number: f"Pillar {number}")


class ThematicAreaPageFactory(CoalitionPageFactory):
    class Meta:
        model = ThematicAreaPage

    parent = factory.LazyAttribute(lambda made: home(made.language))
    title = factory.Sequence(lambda number: f"Theme {number}")
