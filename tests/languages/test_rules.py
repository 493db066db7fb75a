"""What an admin allows in a language, on a screen of the settings."""

import pytest
from wagtail.models import Page

from languages.alignment import How
from languages.models import LanguageSettings
from languages.passages import texts_of
from languages.translation import barriers, create_translation
from news.models import NewsIndexPage
from tests.factories.base import locale, section
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin
from tests.factories.translations import draft, say

pytestmark = pytest.mark.django_db

ADD = "/admin/snippets/languages/languagesettings/add/"


def by_machine() -> Page:
    section(NewsIndexPage, "fr")
    page = create_translation(NewsPageFactory(language="es", title="Datos"), locale("fr"))
    all_texts = [text for found in texts_of(page).values() for text in found]
    say(page, {text: f"{text}, en français" for text in all_texts}, how=How.MACHINE)
    return page


def test_an_admin_allows_machine_translations_without_review_and_takes_that_back() -> None:
    page, browser = by_machine(), admin()
    assert barriers(draft(page))
    assert browser.post(ADD, {"locale": locale("fr").pk, "publish_unreviewed": "on"}).status_code == 302
    assert not barriers(draft(page))
    address = f"/admin/snippets/languages/languagesettings/edit/{locale('fr').pk}/"
    assert browser.post(address, {}).status_code == 302
    assert barriers(draft(page))


def test_the_rules_of_a_language_stay_that_languages() -> None:
    LanguageSettings.objects.create(locale=locale("fr"), publish_unreviewed=True)
    browser = admin()
    address = f"/admin/snippets/languages/languagesettings/edit/{locale('fr').pk}/"
    browser.post(address, {"locale": locale("ar").pk, "publish_unreviewed": "on"})
    assert [rules.locale.language_code for rules in LanguageSettings.objects.all()] == ["fr"]
    assert "Français" in browser.get("/admin/snippets/languages/languagesettings/").content.decode()
