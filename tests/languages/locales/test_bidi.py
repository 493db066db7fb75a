"""Figures and signs amid letters from right to left."""

import pytest
from django.template import Context, Template
from django.test import Client
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override
from wagtail.rich_text import RichText

from languages.locales import cldr
from languages.locales.bidi import END, LEFT_TO_RIGHT, isolated
from languages.routing import registry
from tests.factories.base import home
from tests.factories.home import StandardPageFactory


def marked(text: str, language: str = "ar") -> str:
    """With the marks as brackets that can be read here."""
    return isolated(text, language).replace(LEFT_TO_RIGHT, "[").replace(END, "]")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("+961 1 234 567", "[+961 1 234 567]"),
        ("هاتف: +961 (1) 234-567.", "هاتف: [+961 (1) 234-567]."),
        ("-12.5", "[-12.5]"),
        ("انخفض −12.5، ثم زاد.", "انخفض [−12.5]، ثم زاد."),
        ("+30%", "[+30%]"),
        ("2015 – 2016", "[2015 – 2016]"),
        ("10–20 km", "[10–20 km]"),
        ("$5", "[$5]"),
        ("-5 °C", "[-5 °C]"),
        ("10:00–11:15", "[10:00–11:15]"),
        ("<p>+961&nbsp;1&nbsp;234</p>", "<p>[+961&nbsp;1&nbsp;234]</p>"),
    ],
)
def test_what_would_be_turned_round_is_kept_together(typed: str, shown: str) -> None:
    assert marked(typed) == shown


@pytest.mark.parametrize(
    "text", ["2016", "1,234.5", "في 2016.", "2015، 2016", "COVID-19", '<a href="/a/-5/?b=+3 4">نص</a>', "&#39;", ""]
)
def test_what_reads_right_is_left_as_it_is(text: str) -> None:
    assert marked(text) == text


@pytest.mark.parametrize(("language", "typed"), [("en", "+961 1 234 567"), ("pt", "-12,5")])
def test_a_text_from_left_to_right_needs_no_marks(language: str, typed: str) -> None:
    assert marked(typed, language) == typed


def test_an_arabic_title_in_a_spanish_list_is_marked_too() -> None:
    assert marked("زاد +30%", "es") == "زاد [+30%]"


def test_marks_are_not_set_twice() -> None:
    once = isolated("+961 1 234 567", "ar")
    assert isolated(once, "ar") == once


@pytest.mark.parametrize(
    ("text", "shown"), [("<b>+5</b>", f"&lt;b&gt;{LEFT_TO_RIGHT}+5{END}&lt;/b&gt;"), (mark_safe("<b>+5</b>"), None)]
)
def test_what_was_typed_is_escaped_and_what_was_safe_stays_so(text: str | SafeString, shown: str | None) -> None:
    with override("ar"):
        got = Template("{% load languages %}{{ text|signs }}").render(Context({"text": text}))
    assert got.replace("[", "") == (shown or f"<b>{LEFT_TO_RIGHT}+5{END}</b>")


@pytest.mark.parametrize(("language", "minus"), [("ar", "\u200e-"), ("en", "-"), ("sv", "\u2212")])
def test_a_computed_number_has_the_minus_of_its_language(language: str, minus: str) -> None:
    assert cldr.format_number(-12, language) == f"{minus}12"
    assert cldr.format_share(-30, language).startswith(f"{minus}30")


@pytest.mark.django_db
def test_what_is_typed_in_blocks_and_fields_of_an_arabic_page_is_kept_together(client: Client) -> None:
    home("ar")
    body = [
        ("figures", {"heading": "", "items": [{"value": "+30%", "label": "-12.5", "note": "10–20 km"}]}),
        ("text", RichText("<p>هاتف +961 1 234 567</p>")),
        ("table", {"caption": "x", "header": [""], "rows": [["-7 °C"]], "named_rows": False}),
    ]
    page = StandardPageFactory(title="زاد +40%", summary="من 2 – 3", language="ar", body=body)
    registry.forget()
    shown = client.get(page.url).content.decode()
    for run in ("+30%", "-12.5", "10–20 km", "+961 1 234 567", "-7 °C", "+40%", "2 – 3"):
        assert f"{LEFT_TO_RIGHT}{run}{END}" in shown, run


@pytest.mark.django_db
def test_the_rich_text_of_an_arabic_page_is_shown_and_not_its_markup(client: Client) -> None:
    """Wagtail's `richtext` hands a block's value on as it is: no SafeString, but something with markup."""
    home("ar")
    page = StandardPageFactory(language="ar", body=[("text", "<p>زاد +30% <b>أمس</b></p>")])
    shown = client.get(page.url).content.decode()
    assert "&lt;p" not in shown
    assert f"{LEFT_TO_RIGHT}+30%{END} <b>" in shown
