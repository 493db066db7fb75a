from typing import Any

import factory

from base.geo import city_search
from languages.models import WorkingLanguage
from languages.routing import registry
from regions.models import RegionCity, RegionIndexPage, RegionPage
from tests.factories.base import CoalitionPageFactory, offer, section
from tests.factories.people import root_collection


class RegionPageFactory(CoalitionPageFactory):
    """A region that works in its page's language, anchored in Bogotá unless told otherwise."""

    class Meta:
        model = RegionPage
        skip_postgeneration_save = True

    parent = factory.LazyAttribute(lambda made: section(RegionIndexPage, made.language))
    title = factory.Sequence(lambda number: f"Region {number}")

    @factory.post_generation
    def places(self, create: bool, extracted: tuple[str, ...] | None, **kwargs: Any) -> None:
        """The cities, by name; the first is the anchor."""
        for order, name in enumerate(("Bogotá, CO",) if extracted is None else extracted):
            RegionCity.objects.create(
                page=self,
                locale=self.locale,
                geoname_id=city_search.lookup(name).geoname_id,
                is_anchor=order == 0,
                sort_order=order,
            )

    @factory.post_generation
    def spoken(self, create: bool, extracted: tuple[str, ...] | None, **kwargs: Any) -> None:
        """The working languages, in order."""
        for order, code in enumerate((self.locale.language_code,) if extracted is None else extracted):
            WorkingLanguage.objects.create(page=self, code=code, sort_order=order)
        registry.forget()


def two_regions(*, english: bool = False) -> dict[str, Any]:
    """A site with Latin America in Spanish ("es") and Portuguese ("pt"), and West Africa in French ("west").

    With `english` both have a page in English, too ("en", "west en").
    """
    offer("en", "es", "pt", "fr")
    root_collection()
    latin = RegionPageFactory(title="América Latina", language="es", spoken=("es", "pt"))
    west = RegionPageFactory(title="Afrique de l’Ouest", language="fr")
    found = {"es": latin, "west": west}
    if english:
        found["en"] = RegionPageFactory(title="Latin America", work=latin, spoken=("es", "pt"))
    found["pt"] = RegionPageFactory(title="América Latina (pt)", language="pt", work=latin, spoken=("es", "pt"))
    if english:
        found["west en"] = RegionPageFactory(title="West Africa", work=west)
    return found
