"""Languages as Open Graph names them: with a territory, from the list that Facebook checks them against."""

import pytest
from django.test import Client

from languages.locales.open_graph import open_graph_locale
from tests.factories.base import home


@pytest.mark.parametrize(
    ("code", "locale"),
    [
        ("en", "en_GB"),
        ("es", "es_ES"),
        ("es-419", "es_LA"),
        ("fr", "fr_FR"),
        ("ar", "ar_AR"),
        ("pt", "pt_BR"),
        ("pt-pt", "pt_PT"),
        ("zh-hant", "zh_TW"),
        ("ay", "ay_BO"),
        ("wo", "wo_SN"),
        ("sw", "sw_KE"),
    ],
)
def test_a_language_is_named_with_its_territory(code: str, locale: str) -> None:
    assert open_graph_locale(code) == locale


@pytest.mark.parametrize("code", ["eo", "xx", ""])
def test_a_language_without_a_territory_has_no_name(code: str) -> None:
    assert open_graph_locale(code) == ""


@pytest.mark.django_db
def test_a_page_says_its_locale(client: Client) -> None:
    assert '<meta property="og:locale" content="ar_AR">' in client.get(home("ar").url).text
