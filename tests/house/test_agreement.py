"""Law 5: models and migrations agree, and every catalogue is complete and reaches the reader."""

from io import StringIO
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import translation

from languages.catalogs import languages, lint
from languages.locales import interface

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    out = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=out)
    except SystemExit:
        pytest.fail(out.getvalue())


def test_the_catalogues_are_complete() -> None:
    problems = lint.check(ROOT)
    assert not problems, "\n".join(problems[:20]) + f"\n… {len(problems)} in all; see make catalogues"


@pytest.mark.parametrize("code", [code for code in languages.REQUIRED if code != languages.SOURCE])
def test_each_catalogue_reaches_the_reader(code: str) -> None:
    """What the file says is what Django shows: the binary file was made, found and not overruled."""
    directory = ROOT / "locale" / translation.to_locale(code) / "LC_MESSAGES"
    entries = [
        entry
        for entry in polib.pofile(str(directory / "django.po"))
        if entry.msgstr and entry.msgstr != entry.msgid and not entry.msgctxt
    ]
    assert len(entries) > 100
    with translation.override(code):
        shown = {entry.msgid: translation.gettext(entry.msgid) for entry in entries}
    assert shown == {entry.msgid: entry.msgstr for entry in entries}


def test_the_settings_know_every_language_of_cldr() -> None:
    known = [code for code, _name in settings.LANGUAGES]
    assert {*languages.REQUIRED, "sw", "ru", "wo", "qu", "pt-br", "uz-cyrl"} <= set(known)
    assert len(known) == len(set(known)) > 600


def test_the_interface_and_the_admin_speak_the_languages_of_the_catalogues() -> None:
    assert [code for code, _name in settings.WAGTAILADMIN_PERMITTED_LANGUAGES] == ["en", "es", "fr", "ar", "pt-br"]
    assert all(interface.has_catalogue(code) for code in languages.REQUIRED)
    assert not interface.has_catalogue("wo")


def test_the_catalogues_directory_is_no_package() -> None:
    """It would shadow the standard library's module `locale`."""
    assert list((ROOT / "locale").rglob("*.py")) == []
