"""Countries in the selects of the admin, in the order of its language."""

import pytest
from django.utils.translation import override
from django_countries import countries

from languages.locales.collation import collation_key


@pytest.mark.parametrize("language", ["en", "es", "fr", "ar", "pt"])
def test_countries_are_offered_in_the_order_of_the_language(language: str) -> None:
    with override(language):
        names = [country.name for country in countries]

    assert len(names) > 240
    assert names == sorted(names, key=collation_key(language))


def test_in_arabic_they_are_in_the_order_of_the_alphabet() -> None:
    with override("ar"):
        names = [country.name for country in countries]

    # django-countries by itself looks at ASCII letters alone, of which Arabic has none.
    assert names.index("أستراليا") < names.index("البرازيل") < names.index("فرنسا") < names.index("مصر")
