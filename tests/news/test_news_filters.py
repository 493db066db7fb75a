"""The sections' filters by region and theme (`base.listings.filters`), tried on news."""

import pytest
from django.test import Client

from base.models import Belonging
from news.models import NewsIndexPage
from tests.factories.base import offer, section, theme
from tests.factories.news import NewsPageFactory

pytestmark = pytest.mark.django_db


def test_a_section_is_narrowed_to_a_theme(client: Client) -> None:
    chosen = theme("Data ethics")
    theme("Climate")
    inside = NewsPageFactory(title="About ethics")
    Belonging.objects.create(page=inside, work_id=chosen.translation_key)
    NewsPageFactory(title="About something else")
    shown = client.get(f"{section(NewsIndexPage).url}?theme={chosen.translation_key}").content.decode()
    assert "About ethics" in shown
    assert "About something else" not in shown
    assert f'<option value="{chosen.translation_key}" selected>Data ethics</option>' in shown


def test_a_theme_keeps_its_address_in_another_language(client: Client) -> None:
    offer("en", "es")
    chosen = theme("Data ethics")
    theme("Ética de los datos", "es", translation_key=chosen.translation_key)
    inside = NewsPageFactory(title="About ethics")
    Belonging.objects.create(page=inside, work_id=chosen.translation_key)
    shown = client.get(f"{section(NewsIndexPage, 'es').url}?theme={chosen.translation_key}").content.decode()
    assert "About ethics" in shown
    assert " selected>Ética de los datos</option>" in shown


def test_the_switcher_takes_the_filters_along_and_not_the_place_in_the_list(client: Client) -> None:
    offer("en", "es", "fr")
    chosen = theme("Data ethics")
    index, spanish = section(NewsIndexPage), section(NewsIndexPage, "es")
    filters = {"kind": "press_mention", "theme": str(chosen.translation_key), "region": "none"}
    asked = {**filters, "after": "x", "utm_source": "y"}
    shown = client.get(index.url, asked).content.decode()
    kept = f"?kind=press_mention&amp;theme={chosen.translation_key}"
    assert f'href="{spanish.url}{kept}" hreflang="es" data-language' in shown
    # What stands in where there is no such section knows none of its filters; search engines are told plain addresses.
    assert f"{kept}" not in next(part for part in shown.split("<li>") if 'data-language="fr"' in part)
    assert f'{kept}"' not in shown.split("</head>")[0]


def test_filters_that_have_nothing_to_choose_are_not_shown(client: Client) -> None:
    shown = client.get(section(NewsIndexPage).url).content.decode()
    assert 'name="kind"' in shown
    assert 'name="region"' not in shown
    assert 'name="theme"' not in shown
