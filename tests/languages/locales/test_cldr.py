"""Names, directions, dates and numbers as CLDR has them, with our usage: British English, Brazilian Portuguese."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils.translation import override
from wagtail.models import Page

from base.pages.partial_dates import format_partial_date
from languages.locales import cldr

KEYNOTE = date(2016, 6, 8)
LANGUAGES = ("en", "es", "fr", "ar", "pt")
WESTERN = set("0123456789")


def plain(text: str) -> str:
    """Without CLDR's narrow and unbreakable blanks, which look the same here."""
    for blank in "\u2009\u202f\xa0":
        text = text.replace(blank, " ")
    return text


def render(source: str, language: str = "en", **context: object) -> str:
    with override(language):
        return Template("{% load languages %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("en", "English"),
        ("es", "Español"),
        ("fr", "Français"),
        ("ar", "العربية"),
        ("pt", "Português"),
        ("sw", "Kiswahili"),
        ("qu", "Runasimi"),
    ],
)
def test_a_language_is_named_by_itself(code: str, name: str) -> None:
    assert cldr.own_name(code) == name


def test_a_language_that_cldr_does_not_know_is_shown_by_its_code() -> None:
    assert cldr.own_name("xx") == "Xx"
    assert cldr.language_name("xx", "fr") == "Xx"
    assert cldr.direction("xx") == "ltr"


@pytest.mark.parametrize(
    ("code", "name"), [("es", "espagnol"), ("pt-br", "portugais brésilien"), ("ar-eg", "arabe"), ("wo", "wolof")]
)
def test_a_language_is_named_in_the_readers_language(code: str, name: str) -> None:
    assert cldr.language_name(code, "fr") == name


def test_the_active_language_is_the_readers_when_none_is_given() -> None:
    with override("pt"):
        assert cldr.language_name("es") == "espanhol"
        assert cldr.country_name("CI") == "Costa do Marfim"
        assert cldr.format_date(KEYNOTE) == "8 de junho de 2016"


@pytest.mark.parametrize("code", ["ar", "ar-eg", "fa", "he", "ur"])
def test_languages_written_from_right_to_left_are_known(code: str) -> None:
    assert cldr.direction(code) == "rtl"


@pytest.mark.parametrize("code", ["en", "es", "fr", "pt", "sw", "wo", "zh-hans"])
def test_other_languages_are_written_from_left_to_right(code: str) -> None:
    assert cldr.direction(code) == "ltr"


@pytest.mark.parametrize(("code", "known"), [("wo", True), ("pt-br", True), ("qu", True), ("xx", False), ("", False)])
def test_languages_of_cldr_are_told_from_inventions(code: str, known: bool) -> None:
    assert cldr.is_known(code) is known


def test_every_language_can_be_chosen_and_stands_in_the_order_of_the_alphabet() -> None:
    with override("es"):
        choices = cldr.language_choices()
    names = [name for _, name in choices]
    assert {"wo", "qu", "es", "ar"} <= {code for code, _ in choices}
    assert dict(choices)["en"] == "inglés"
    places = [names.index(name) for name in ("alemán", "árabe", "bretón", "español", "inglés", "quechua", "wólof")]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("language", "full", "long"),
    [
        ("en", "Wednesday, 8 June 2016", "8 June 2016"),
        ("es", "miércoles, 8 de junio de 2016", "8 de junio de 2016"),
        ("fr", "mercredi 8 juin 2016", "8 juin 2016"),
        ("ar", "الأربعاء، 8 يونيو 2016", "8 يونيو 2016"),
        ("pt", "quarta-feira, 8 de junho de 2016", "8 de junho de 2016"),
    ],
)
def test_a_date_has_the_form_of_its_language(language: str, full: str, long: str) -> None:
    assert cldr.format_date(KEYNOTE, "full", language) == full
    assert cldr.format_date(KEYNOTE, "long", language) == long


def test_english_dates_are_british() -> None:
    assert cldr.format_date(KEYNOTE, "short", "en") == "08/06/2016"
    assert cldr.format_time(time(22, 5), "en") == "22:05"


@pytest.mark.parametrize(
    ("language", "skeleton", "text"),
    [
        ("en", "yMMMM", "June 2016"),
        ("es", "yMMMM", "junio de 2016"),
        ("ar", "yMMMM", "يونيو 2016"),
        ("pt", "y", "2016"),
        ("en", "EEEEd", "Wednesday 8"),
        ("fr", "EEEEd", "mercredi 8"),
        ("en", "yMMMMd", "8 June 2016"),
        ("pt", "MMMMd", "8 de junho"),
        ("en", "MMM", "Jun"),
        ("en", "MMMM", "June"),
        ("en", "d", "8"),
    ],
)
def test_a_skeleton_shows_only_what_it_names(language: str, skeleton: str, text: str) -> None:
    assert cldr.format_date(KEYNOTE, skeleton, language) == text


def test_an_unknown_skeleton_gives_the_whole_date() -> None:
    assert "2016" in cldr.format_date(KEYNOTE, "QQQQzzzz", "en")


@pytest.mark.parametrize(
    ("precision", "text"), [("day", "8 juin 2016"), ("month", "juin 2016"), ("year", "2016"), ("", "8 juin 2016")]
)
def test_a_date_is_shown_as_far_as_it_is_known(precision: str, text: str) -> None:
    with override("fr"):
        assert format_partial_date(KEYNOTE, precision) == text
        assert format_partial_date(None, precision) == ""


@pytest.mark.parametrize(
    ("language", "end", "text"),
    [
        ("en", date(2016, 6, 8), "8 June 2016"),
        ("en", date(2016, 6, 10), "8–10 June 2016"),
        ("en", date(2016, 7, 2), "8 June – 2 July 2016"),
        ("en", date(2017, 6, 8), "8 June 2016 – 8 June 2017"),
        ("es", date(2016, 6, 10), "8–10 de junio de 2016"),
        ("fr", date(2016, 7, 2), "8 juin – 2 juillet 2016"),
        ("ar", date(2016, 6, 10), "8–10 يونيو 2016"),
        ("pt", date(2016, 6, 10), "8 – 10 de junho de 2016"),
        # CLDR's own span leaves out the first month in Swahili.
        ("sw", date(2016, 7, 2), "8 Juni 2016 – 2 Julai 2016"),
    ],
)
def test_a_span_of_days_says_no_more_than_differs(language: str, end: date, text: str) -> None:
    assert plain(cldr.format_dates(KEYNOTE, end, language)) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "30 December 2016 – 2 January 2017"),
        ("es", "30 de diciembre de 2016 – 2 de enero de 2017"),
        ("fr", "30 décembre 2016 – 2 janvier 2017"),
        ("ar", "30 ديسمبر 2016 – 2 يناير 2017"),
        ("pt", "30 de dezembro de 2016 – 2 de janeiro de 2017"),
    ],
)
def test_a_span_over_the_new_year_says_both_years(language: str, text: str) -> None:
    assert plain(cldr.format_interval(date(2016, 12, 30), date(2017, 1, 2), language=language)) == text


@pytest.mark.parametrize(
    ("skeleton", "text"), [("d", "1–3"), ("MMMd", "1–3 Jan"), ("yMMMd", "1–3 Jan 2016"), ("yMMMM", "January 2016")]
)
def test_a_span_has_the_parts_that_its_skeleton_names(skeleton: str, text: str) -> None:
    assert plain(cldr.format_interval(date(2016, 1, 1), date(2016, 1, 3), skeleton, "en")) == text


@pytest.mark.parametrize(
    ("language", "long", "full", "span"),
    [
        ("fr", "1er janvier 2016", "vendredi 1er janvier 2016", "1er–3 janvier 2016"),
        ("pt", "1º de janeiro de 2016", "sexta-feira, 1º de janeiro de 2016", "1º – 3 de janeiro de 2016"),
        ("es", "1 de enero de 2016", "viernes, 1 de enero de 2016", "1–3 de enero de 2016"),
    ],
)
def test_the_first_of_a_month_is_written_as_the_language_writes_it(
    language: str, long: str, full: str, span: str
) -> None:
    first = date(2016, 1, 1)
    assert cldr.format_date(first, "long", language) == long
    assert cldr.format_date(first, "full", language) == full
    assert plain(cldr.format_dates(first, date(2016, 1, 3), language)) == span
    assert cldr.format_date(first, "d", language) == "1"
    assert cldr.format_date(first, "short", language).startswith(("01/01", "1/1"))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "10:00–11:15"),
        ("es", "10:00–11:15"),
        ("fr", "10:00 – 11:15"),
        ("ar", "10:00–11:15 ص"),
        ("pt", "10:00 – 11:15"),
    ],
)
def test_a_span_of_hours_has_the_form_of_its_language(language: str, text: str) -> None:
    assert plain(cldr.format_times(time(10), time(11, 15), language)) == text


@pytest.mark.parametrize("skeleton", ["long", "yMMMMd", "EEEEd"])
def test_a_moment_is_shown_in_the_time_zone_that_it_carries(skeleton: str) -> None:
    kiritimati = datetime(2016, 6, 8, 0, 30, tzinfo=timezone(timedelta(hours=14)))
    assert "8" in cldr.format_date(kiritimati, skeleton, "en")
    assert "7" not in cldr.format_date(kiritimati, skeleton, "en")
    assert cldr.format_time(kiritimati, "en") == "00:30"


@pytest.mark.parametrize("language", LANGUAGES)
def test_digits_are_western_in_every_language(language: str) -> None:
    texts = [
        cldr.format_date(KEYNOTE, "full", language),
        cldr.format_date(KEYNOTE, "short", language),
        cldr.format_date(KEYNOTE, "yMMMM", language),
        cldr.format_dates(KEYNOTE, date(2016, 7, 2), language),
        cldr.format_time(time(22, 45), language),
        cldr.format_number(1234567.5, language),
    ]
    assert all({letter for letter in text if letter.isdigit()} <= WESTERN for text in texts)
    assert all(WESTERN & set(text) for text in texts)


@pytest.mark.parametrize(
    ("language", "number"),
    [("en", "1,234,567.5"), ("es", "1.234.567,5"), ("fr", "1 234 567,5"), ("ar", "1,234,567.5"), ("pt", "1.234.567,5")],
)
def test_numbers_are_grouped_as_in_their_language(language: str, number: str) -> None:
    assert plain(cldr.format_number(1234567.5, language)) == number
    assert plain(cldr.format_number(Decimal("1234567.5"), language)) == number


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "A, B and C"), ("es", "A, B y C"), ("fr", "A, B et C"), ("pt", "A, B e C"), ("ar", "A وB وC")],
)
def test_names_in_a_row_have_the_and_of_their_language(language: str, text: str) -> None:
    assert cldr.format_list(["A", "B", "C"], language) == text
    assert cldr.format_list(["A"], language) == "A"
    assert cldr.format_list([], language) == ""


@pytest.mark.parametrize(
    ("last", "text"),
    [
        ("inglés", "árabe, portugués e inglés"),
        ("Íñigo", "árabe, portugués e Íñigo"),
        ("hindi", "árabe, portugués e hindi"),
        ('<a href="/x/">«Igual»</a>', 'árabe, portugués e <a href="/x/">«Igual»</a>'),
        ("Yglesias", "árabe, portugués e Yglesias"),
        ("hielo", "árabe, portugués y hielo"),
        ("yoruba", "árabe, portugués y yoruba"),
        ("<i>urdu</i>", "árabe, portugués y <i>urdu</i>"),
        ("", "árabe, portugués y "),
    ],
)
def test_the_spanish_and_does_not_meet_its_own_sound(last: str, text: str) -> None:
    assert cldr.format_list(["árabe", "portugués", last], "es") == text
    assert cldr.format_list(["portugués", last], "es-mx") == text.removeprefix("árabe, ")
    assert cldr.format_list([last], "es") == last


@pytest.mark.parametrize("language", ["pt", "ast", "en"])
def test_only_spanish_has_another_and_before_an_i(language: str) -> None:
    assert cldr.format_list(["A", "i"], language) == cldr.format_list(["A", "x"], language)[:-1] + "i"


def test_the_city_of_a_time_zone_is_named_in_the_readers_language() -> None:
    assert cldr.time_zone_city("Europe/Istanbul", "es") == "Estambul"
    assert cldr.time_zone_city("Europe/Istanbul", "ar") == "إسطنبول"


def test_an_unknown_country_is_shown_by_its_code() -> None:
    assert cldr.country_name("ZZZ", "fr") == "ZZZ"


@pytest.mark.parametrize(
    ("source", "value", "text"),
    [
        ("{{ value|own_name }}", "es", "Español"),
        ("{{ value|language_name }}", "es", "espagnol"),
        ("{{ value|country_name }}", "SN", "Sénégal"),
        ("{{ value|direction }}", "ar", "rtl"),
        ("{{ value|cldr_date }}", KEYNOTE, "8 juin 2016"),
        ('{{ value|cldr_date:"yMMMM" }}', KEYNOTE, "juin 2016"),
        ("{{ value|cldr_time }}", time(0, 0), "00:00"),
        ("{{ value|cldr_time }}", datetime(2016, 6, 8, 10, 5, tzinfo=UTC), "10:05"),
        ("{{ value|cldr_number }}", 0, "0"),
        ("{{ value|cldr_number }}", 12345, "12 345"),
        ("{{ value|cldr_list }}", ["A", "B"], "A et B"),
    ],
)
def test_templates_have_a_filter_for_it_in_the_readers_language(source: str, value: object, text: str) -> None:
    assert plain(render(source, "fr", value=value)) == text


@pytest.mark.parametrize(
    "filter_name", ["own_name", "language_name", "country_name", "cldr_date", "cldr_time", "cldr_number", "cldr_list"]
)
def test_what_is_not_known_is_left_empty(filter_name: str) -> None:
    assert render("{{ value|" + filter_name + " }}", value=None) == ""


class Text:
    """Anything that tells its own language, as a menu does."""

    language_code = "ar"


def test_text_in_another_language_is_marked_and_named() -> None:
    assert render("<a{% lang_attrs text %}>{% language_label text %}</a>", text=Text()) == (
        '<a lang="ar" dir="rtl">العربية</a>'
    )


def test_text_in_the_readers_language_is_not_marked() -> None:
    assert render("<a{% lang_attrs text %}>{% language_label text %}</a>", "ar", text=Text()) == "<a></a>"


@pytest.mark.parametrize("nothing", [None, ""])
def test_no_text_needs_no_mark(nothing: object) -> None:
    assert render("{% lang_attrs text %}{% language_label text %}", text=nothing) == ""


@pytest.mark.django_db
def test_a_page_tells_its_language_by_its_locale() -> None:
    from tests.factories.base import locale

    page = Page(title="Noticia", locale=locale("es"))
    assert render("{% lang_attrs page %}|{% language_label page %}", page=page) == ' lang="es" dir="ltr"|Español'
    assert render("{% lang_attrs page %}|{% language_label page %}", "es", page=page) == "|"
