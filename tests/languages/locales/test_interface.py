"""What the interface speaks where a language has no catalogue."""

from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils.translation import get_language, gettext, ngettext, override
from wagtail.models import Locale

from languages.catalogs import languages, merge
from languages.locales import cldr, interface
from languages.models import Fallback
from languages.routing import registry
from languages.templatetags.languages import content_attrs, interface_attrs
from tests.factories.base import home, locale, offer

pytestmark = pytest.mark.django_db


def chain(code: str, *fallbacks: str) -> None:
    Fallback.objects.filter(locale__language_code=code).delete()
    for position, fallback in enumerate(fallbacks):
        Fallback.objects.create(locale=locale(code), fallback=locale(fallback), position=position)


def test_a_language_without_a_catalogue_borrows_the_interface_of_its_first_fallback_that_has_one() -> None:
    chain("wo", "ff", "fr", "en")
    registry.lend_interfaces()
    with override("wo"):
        assert get_language() == "wo"
        assert interface.spoken() == "fr"
        assert gettext("Skip to the content") == "Aller au contenu"
        assert ngettext("%(count)s page", "%(count)s pages", 2) == "%(count)s pages"
        assert cldr.format_date(date(2026, 6, 8)) == "8 juin 2026"


def test_another_order_of_the_fallbacks_changes_the_interface_at_once() -> None:
    chain("wo", "fr")
    registry.lend_interfaces()
    chain("wo", "es", "fr")
    registry.lend_interfaces()
    with override("wo"):
        assert gettext("Skip to the content") == "Saltar al contenido"


def test_without_a_fallback_the_interface_is_the_sites_own() -> None:
    locale("wo")
    registry.lend_interfaces()
    with override("wo"):
        assert interface.spoken() == "en"
        assert gettext("Skip to the content") == "Skip to the content"


def test_what_one_language_borrows_changes_no_other() -> None:
    chain("wo", "fr")
    chain("qu", "es")
    registry.lend_interfaces()
    for code, text in (("wo", "Aller au contenu"), ("qu", "Saltar al contenido"), ("en", "Skip to the content")):
        with override(code):
            assert gettext("Skip to the content") == text


def test_a_language_with_a_catalogue_lends_from_nobody() -> None:
    chain("es", "fr")
    registry.lend_interfaces()
    with override("es"):
        assert interface.spoken() == "es"
        assert interface_attrs() == content_attrs() == ""


def test_what_is_borrowed_and_what_is_not_can_be_marked() -> None:
    chain("ur", "en")
    registry.lend_interfaces()
    with override("ur"):
        assert interface_attrs() == ' lang="en" dir="ltr"'
        assert content_attrs() == ' lang="ur" dir="rtl"'


def test_a_page_is_in_its_language_and_its_frame_in_the_one_that_it_borrows(client: Client) -> None:
    offer("en", "wo", "fr")
    chain("wo", "fr")
    response = client.get("/wo/")
    assert response.status_code == 200
    assert response["Content-Language"] == "wo"
    page = BeautifulSoup(response.content, "html.parser")
    assert [tag["lang"] for tag in page.select("html")] == ["wo"]
    assert [(tag.get_text(), tag["lang"]) for tag in page.select(".skip")] == [("Aller au contenu", "fr")]


def test_a_draft_in_a_new_language_is_previewed_in_it(client: Client) -> None:
    offer("en", "fr")
    page = home("wo")
    page.unpublish()
    chain("wo", "fr")
    draft = page.get_latest_revision_as_object()
    response = draft.make_preview_request()
    shown = BeautifulSoup(response.content, "html.parser")
    assert [tag["lang"] for tag in shown.select("html")] == ["wo"]
    assert client.get("/wo/").status_code == 404


def test_wagtail_finds_the_locale_of_a_language_that_django_does_not_know() -> None:
    wolof = locale("wo")
    assert Locale.objects.get(pk=wolof.pk) == wolof
    assert str(wolof) == "Wolof"
    assert wolof.language_code_is_valid()


def test_a_catalogue_that_is_begun_is_not_spoken_before_nearly_all_of_it_is_translated(tmp_path: Path) -> None:
    directory = tmp_path / "locale" / "sw" / "LC_MESSAGES"
    directory.mkdir(parents=True)
    for translated, share in ((1, "10"), (9, "90")):
        entries = [
            f'msgid "text {number}"\nmsgstr "{"maneno" if number < translated else ""}"\n' for number in range(10)
        ]
        (directory / "django.po").write_text('msgid ""\nmsgstr ""\n\n' + "\n".join(entries))
        merge.compile_all(tmp_path)
        assert f"{languages.SHARE}: {share}".encode() in (directory / "django.mo").read_bytes()
