"""Texts of Wagtail's admin that our catalogues have in its stead."""

import json
from pathlib import Path

import polib
import pytest
import wagtail
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override

from base.models import User
from base.wagtail_texts import COUNTED, SCRIPT_TEXTS, TEXTS
from tests.factories.people import log_in

CATALOGUE = "wagtailadmin_javascript_catalog"


def wagtails(language: str, domain: str) -> set[str]:
    """The texts in Wagtail's own catalogues of a language; in English all there are."""
    found = set()
    for file in Path(wagtail.__file__).parent.glob(f"**/locale/{language}/LC_MESSAGES/{domain}.po"):
        found |= {entry.msgid for entry in polib.pofile(str(file)) if language == "en" or entry.translated()}
    return found


def counted() -> list[str]:
    with override("en"):
        return [str(text % {"total": 1, "site_name": "%(site_name)s"}).replace("1", "%(total)s", 1) for text in COUNTED]


@pytest.mark.parametrize(("domain", "texts"), [("django", [*TEXTS, *counted()]), ("djangojs", SCRIPT_TEXTS)])
def test_every_text_is_wagtails_and_is_missing_in_a_language_of_ours(domain: str, texts: list[str]) -> None:
    assert [text for text in texts if text not in wagtails("en", domain)] == []
    everywhere = wagtails("es", domain) & wagtails("ar", domain) & wagtails("pt_BR", domain) & wagtails("fr", domain)
    assert [text for text in texts if text in everywhere] == []


@pytest.mark.django_db
def test_the_scripts_of_the_admin_speak_the_language_of_the_editor() -> None:
    client = log_in(User.objects.create_superuser("ana", "ana@example.org", "secret"), "es")
    script = client.get(reverse(CATALOGUE)).content.decode()
    with override("es"):
        translated = gettext(SCRIPT_TEXTS[0])
    assert translated != SCRIPT_TEXTS[0]
    assert json.dumps(translated)[1:-1] in script


@pytest.mark.django_db
def test_the_scripts_of_the_page_to_log_in_need_no_log_in(client: Client) -> None:
    answer = client.get(reverse(CATALOGUE))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "django.gettext = " in answer.content.decode()
