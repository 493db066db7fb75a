"""Texts of Wagtail's admin that our catalogues have in its stead."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import django_countries
import polib
import pytest
import wagtail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override
from django_countries import countries
from wagtail.admin.templatetags.wagtailadmin_tags import timesince_simple
from wagtail.blocks import PageChooserBlock

from base.admin.wagtail_labels import LABELS
from base.admin.wagtail_texts import COUNTED, COUNTRIES, SAID_BETTER, SCRIPT_COUNTED, SCRIPT_TEXTS, TEXTS
from base.models import User
from languages.fields import WorkChoiceField
from tests.factories.base import offer
from tests.factories.people import log_in

CATALOGUE = "wagtailadmin_javascript_catalog"
ARABIC = re.compile("[\u0600-\u06ff]")


@cache
def wagtails(language: str, domain: str) -> set[str]:
    """The texts in Wagtail's own catalogues of a language; in English all there are."""
    found = set()
    for file in Path(wagtail.__file__).parent.glob(f"**/locale/{language}/LC_MESSAGES/{domain}.po"):
        found |= {entry.msgid for entry in polib.pofile(str(file)) if language == "en" or entry.translated()}
    return found


@pytest.mark.parametrize(
    ("domain", "texts"),
    [
        ("django", [*TEXTS, *(singular for singular, _plural in COUNTED)]),
        ("djangojs", [*SCRIPT_TEXTS, *(singular for singular, _plural in SCRIPT_COUNTED)]),
    ],
)
def test_every_text_is_wagtails_and_is_missing_in_a_language_of_ours(domain: str, texts: list[str]) -> None:
    assert [text for text in texts if text not in wagtails("en", domain)] == []
    everywhere = wagtails("es", domain) & wagtails("ar", domain) & wagtails("pt_BR", domain) & wagtails("fr", domain)
    assert [text for text in texts if text in everywhere] == []


def test_what_is_said_better_is_wagtails() -> None:
    assert set(SAID_BETTER) <= wagtails("en", "django")
    with override("es"):
        assert gettext("%(time_period)s ago") == "hace %(time_period)s"
        assert "quieres" not in gettext("The page title as you'd like it to be seen by the public")


@pytest.mark.parametrize("language", ["es", "fr", "ar", "pt-br"])
def test_what_was_done_within_the_minute_was_done_just_now(language: str) -> None:
    with override(language):
        assert timesince_simple(timezone.now()) == gettext("just now") != "just now"


def test_every_country_is_one_that_django_countries_names_in_english_only() -> None:
    with override("en"):
        assert {str(country.name) for country in countries} >= set(COUNTRIES)
    translated = {
        entry.msgid
        for language in ("es", "fr", "ar", "pt_BR")
        for entry in polib.pofile(
            str(Path(django_countries.__file__).parent / f"locale/{language}/LC_MESSAGES/django.po")
        )
        if entry.translated()
    }
    assert translated & set(COUNTRIES) == set()


@pytest.mark.parametrize("form", LABELS, ids=lambda form: str(form.__name__))
def test_a_form_is_labelled_in_the_language_of_who_fills_it_in(form: Any) -> None:
    with override("ar"):
        labels = [str(form.base_fields[name].label) for name in LABELS[form]]
    assert [label for label in labels if not ARABIC.search(label)] == []


def test_a_chooser_names_the_kind_of_page_in_the_language_of_whoever_sees_it() -> None:
    with override("en"):
        widgets = [
            WorkChoiceField(page_types=["network.PersonPage"]).widget,
            PageChooserBlock(page_type=["network.PersonPage"]).widget,
        ]
    for language, name in (("es", "persona"), ("fr", "personne")):
        with override(language):
            assert [f"({name})" in str(widget.choose_one_text) for widget in widgets] == [True, True]


def catalogue(client: Client) -> dict[str, Any]:
    """The texts that the scripts of the admin are given."""
    script = client.get(reverse(CATALOGUE)).content.decode()
    [found] = re.findall(r"const newcatalog = (\{.*?\});\n", script, re.DOTALL)
    texts: dict[str, Any] = json.loads(found)
    return texts


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["es", "fr", "ar", "pt-br"])
def test_the_scripts_of_the_admin_have_every_text_in_each_language(language: str) -> None:
    texts = catalogue(log_in(User.objects.create_superuser("ana", "ana@example.org", "secret"), language))
    wordless = {"%(time_zone_option)s: %(localized_time_zone_label)s"}
    assert wagtails("en", "djangojs") - wordless - {""} - set(texts) == set()


@pytest.mark.django_db
def test_what_scripts_count_has_as_many_forms_as_the_language() -> None:
    texts = catalogue(log_in(User.objects.create_superuser("ana", "ana@example.org", "secret"), "es"))
    assert texts["%(num)s pixel"] == ["%(num)s píxel", "%(num)s de píxeles", "%(num)s píxeles"]


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


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/admin/", "/admin/reports/site-history/"])
def test_no_screen_leads_to_wagtails_help_in_english(address: str) -> None:
    offer("es")
    client = log_in(User.objects.create_superuser("ana", "ana@example.org", "secret"), "es")
    shown = client.get(address).content.decode()
    assert "wagtail.org" not in shown
    assert "whats-new-in-wagtail" not in shown
