"""Warnings about a translation: what they find, and, more than that, what they leave alone."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wagtail_localize.strings import StringValue, extract_strings

from home.demo.content_files import read_works
from languages.glossary.matching import GlossaryTerm, Terms
from languages.quality.checks import Kind, run_checks


def kinds(source: str, target: str, pair: str, terms: Terms | None = None) -> list[str]:
    """The kinds of the checks about a translation; `pair` names the languages: "en-es"."""
    source_code, target_code = pair.split("-")
    return [check.kind.value for check in run_checks(source, target, source_code, target_code, terms)]


# Good translations, of which nothing is to be said: (languages, source, target).
GOOD = [
    # Numbers
    ("en-es", "More than 1,000 people took part.", "Participaron más de 1.000 personas."),
    ("en-es", "More than 1,000 people took part.", "Participaron más de 1,000 personas."),
    ("en-es", "More than 1,000 people took part.", "Participaron más de 1000 personas."),
    ("en-es", "Some 12,500 households were asked.", "Se encuestó a unos 12 500 hogares."),
    ("en-fr", "More than 1,000 people took part.", "Plus de 1 000 personnes ont participé."),
    ("en-fr", "More than 1,000 people took part.", "Plus de 1 000 personnes ont participé."),
    ("en-fr", "Growth of 10.5% in a year", "Une croissance de 10,5 % en un an"),
    ("en-fr", "The fund holds 2.5 million dollars.", "Le fonds dispose de 2,5 millions de dollars."),
    ("en-fr", "It cost 2.5 million euros.", "Il a coûté 2 500 000 euros."),
    ("en-pt", "It reached 25,000 people.", "Alcançou 25 mil pessoas."),
    ("en-pt", "Growth of 10.5% in a year", "Crescimento de 10,5% em um ano"),
    ("en-pt", "A budget of 1,234,567.89 dollars", "Um orçamento de 1.234.567,89 dólares"),
    ("en-es", "3 billion people are offline.", "3 mil millones de personas no tienen conexión."),
    ("en-pt", "3 billion people are offline.", "3 bilhões de pessoas estão desconectadas."),
    ("en-fr", "3 billion people are offline.", "3 milliards de personnes sont hors ligne."),
    ("en-ar", "More than 1,000 people took part.", "شارك أكثر من 1000 شخص."),
    ("en-ar", "More than 1,000 people took part.", "شارك أكثر من ١٬٠٠٠ شخص."),
    ("en-ar", "Growth of 10.5% in a year", "نمو بنسبة ١٠٫٥٪ في عام واحد"),
    ("ar-fr", "حضر اللقاء 350 مشاركاً و25 متحدثاً.", "350 participants et 25 intervenants étaient présents."),
    ("es-fr", "El 1,5 % del presupuesto", "1,5 % du budget"),
    ("fr-en", "Une enquête auprès de 4 200 ménages", "A survey of 4,200 households"),
    ("pt-en", "Mais de 3,5 milhões de registros", "More than 3.5 million records"),
    ("pt-es", "Em 5.570 municípios", "En 5.570 municipios"),
    ("es-en", "Un grupo de 3 personas", "A group of three people"),
    ("en-es", "The 3 pillars and the 5 areas", "Los tres pilares y las cinco áreas"),
    ("en-fr", "The 12 members met twice.", "Les douze membres se sont réunis deux fois."),
    ("en-fr", "At the age of 75", "À l’âge de soixante-quinze ans"),
    ("es-en", "A los veinticinco años", "At 25"),
    ("en-ar", "2 regions and 1 team", "منطقتان وفريق واحد"),
    ("en-ar", "7 regional data spaces", "سبعة فضاءات إقليمية للبيانات"),
    ("es-pt", "El 1.º encuentro", "O primeiro encontro"),
    ("en-es", "The 20th century", "El siglo XX"),
    ("en-fr", "The 21st century", "Le XXIe siècle"),
    ("en-es", "The 1990s", "Los años 90"),
    ("en-fr", "The 1990s", "Les années 1990"),
    ("en-ar", "The 1990s", "التسعينيات"),
    ("en-es", "2010–11", "2010-2011"),
    ("en-fr", "Call +33 1 23 45 67 89", "Appelez le +33 1 23 45 67 89"),
    ("en-es", "Sustainable Development Goal 16.3", "Objetivo de Desarrollo Sostenible 16.3"),
    ("en-fr", "BD4M and the G20", "L’alliance et le G20"),
    ("es-en", "Entre 1.500 y 2.000 docentes", "Between 1,500 and 2,000 teachers"),
    ("fr-ar", "Près de 1,2 million de personnes", "نحو 1.2 مليون شخص"),
    # Dates and times
    ("en-es", "8 June 2016", "8 de junio de 2016"),
    ("en-fr", "On June 1, 2016", "Le 1er juin 2016"),
    ("en-pt", "On 1 March 2021", "Em 1º de março de 2021"),
    ("en-ar", "8 June 2016", "8 يونيو 2016"),
    ("en-ar", "8 June 2016", "٨ حزيران/يونيو ٢٠١٦"),
    ("en-ar", "From 3 to 5 January 2022", "من 3 إلى 5 كانون الثاني 2022"),
    ("en-fr", "8–10 June 2016", "Du 8 au 10 juin 2016"),
    ("en-es", "From 28 May to 2 June 2016", "Del 28 de mayo al 2 de junio de 2016"),
    ("en-es", "2016-06-08", "08/06/2016"),
    ("fr-en", "Le 3 février 2020 à 16 h 30", "On 3 February 2020 at 4:30 pm"),
    ("en-es", "Doors open at 10 am.", "Las puertas abren a las 10:00."),
    ("en-pt", "From 9:00 to 17:30", "Das 9h às 17h30"),
    ("en-fr", "At 10:00", "À 10 heures"),
    ("en-ar", "At 4:30 pm", "الساعة 4:30 م"),
    ("es-en", "En junio y julio de 2016", "In June and July 2016"),
    ("pt-fr", "Em setembro de 2019", "En septembre 2019"),
    # Links and addresses
    ("en-es", 'Read <a id="a1">the report</a>.', 'Lea <a id="a1">el informe</a>.'),
    ("en-fr", "See https://example.org/en/data.", "Voir https://example.org/fr/data."),
    ("en-es", "See https://en.wikipedia.org/wiki/Data", "Véase https://es.wikipedia.org/wiki/Data"),
    ("en-ar", "Write to info@example.org.", "اكتبوا إلى info@example.org."),
    ("fr-en", "Visitez www.example.org !", "Visit www.example.org!"),
    # Placeholders
    ("en-fr", "%(count)s pages of {total}", "%(count)s pages sur {total}"),
    ("en-es", "Welcome, {{ name }}", "Le damos la bienvenida, {{ name }}"),
    ("en-fr", "A gain of 50 % in savings", "Un gain de 50 % d’économies"),
    # Markup
    ("en-es", "An <b>open</b> door", "Una puerta <b>abierta</b>"),
    ("en-es", "An open door", "Una puerta <i>abierta</i>"),
    ("en-fr", "Salt &amp; pepper, 3 &lt; 4", "Sel et poivre, 3 &lt; 4"),
    # Names stay as they are
    ("en-es", "Data-Pop Alliance", "Data-Pop Alliance"),
    ("en-fr", "Harvard Humanitarian Initiative", "Harvard Humanitarian Initiative"),
    ("en-fr", "Institute on Disability and Public Policy", "Institute on Disability and Public Policy"),
    ("es-en", "Paseo de la Chopera 14, Madrid", "Paseo de la Chopera 14, Madrid"),
    ("en-ar", "MIT Media Lab", "MIT Media Lab"),
    ("fr-en", "Introduction", "Introduction"),
    ("en-fr", "Notes", "Notes"),
    (
        "en-es",
        "His book, The Age of Data and of the People who Make It, came out last year.",
        "Su libro, The Age of Data and of the People who Make It, salió el año pasado.",
    ),
    # Lengths differ
    ("en-ar", "What we do", "عملنا"),
    ("en-fr", "Data literacy", "Maîtrise des données par toutes et tous"),
    (
        "en-ja",
        "More than 1,000 people took part in the meeting of the coalition in Tokyo.",
        "東京での会合に1,000人以上が参加。",
    ),
    # A language of which nothing is known but its numbers
    (
        "en-sw",
        "More than 1,000 people took part on 8 June 2016.",
        "Zaidi ya watu 1,000 walishiriki tarehe 8 Juni 2016.",
    ),
    ("en-wo", "The 7 regions", "Juróom-ñaari gox yi"),
]

# Faulty translations, and what is to be said of each.
FAULTY = [
    ("en-es", "More than 1,000 people took part.", "Participaron más de 10.000 personas.", "numbers"),
    ("en-es", "More than 1,000 people took part.", "Participaron muchas personas.", "numbers"),
    ("en-fr", "More than 1,500 people took part.", "Plus de 1,500 personnes ont participé.", "numbers"),
    ("en-fr", "Many people took part.", "Plus de 1 500 personnes ont participé.", "numbers"),
    ("en-ar", "Growth of 10.5% in a year", "نمو بنسبة ١٫٠٥٪ في عام واحد", "numbers"),
    ("en-pt", "It reached 25,000 people.", "Alcançou 25 milhões de pessoas.", "numbers"),
    ("es-en", "En 2.500 hogares", "In 25,000 households", "numbers"),
    ("en-fr", "The 7 regions", "Les huit régions", "numbers"),
    ("en-es", "At 4:30 pm", "A las 17:30", "numbers"),
    ("pt-es", "De 120 a 150 pessoas", "De 120 a 250 personas", "numbers"),
    ("en-es", "8 June 2016", "8 de julio de 2016", "dates"),
    ("en-fr", "8 June 2016", "9 juin 2016", "dates"),
    ("en-ar", "8 June 2016", "8 يونيو 2017", "dates"),
    ("en-ar", "8 June 2016", "8 تموز 2016", "dates"),
    ("fr-pt", "Le 1er mars 2021", "No início de 2021", "dates"),
    ("en-es", "We met in the summer.", "Nos reunimos el 8 de junio de 2016.", "dates"),
    ("en-es", 'Read <a id="a1">the report</a>.', "Lea el informe.", "links"),
    ("en-fr", "See https://example.org/data.", "Voir le site.", "links"),
    ("en-fr", "Write to info@example.org.", "Écrivez à infos@example.org.", "links"),
    ("en-fr", "%(count)s pages", "%(compte)s pages", "placeholders"),
    ("en-es", "Welcome, {{ name }}", "Le damos la bienvenida", "placeholders"),
    ("en-es", "Welcome", "Bienvenida, {name}", "placeholders"),
    ("en-es", "An <b>open</b> door", "Una puerta <b>abierta", "markup"),
    ("en-es", "An open door", "<p>Una puerta abierta</p>", "markup"),
    ("en-es", "An open door", '<a id="a1">Una puerta abierta</a>', "markup"),
    ("en-es", "An open door", "<script>x</script>", "markup"),
    ("en-es", "Data must increase the power of citizens.", "Data must increase the power of citizens.", "language"),
    ("en-ar", "What we do and why", "What we do and why", "language"),
    ("es-pt", "Los datos y las personas", "Los datos y las personas", "language"),
    ("ar-fr", "البيانات في خدمة الناس", "البيانات في خدمة الناس", "language"),
    (
        "fr-en",
        "Les données doivent servir les personnes qu’elles décrivent.",
        "Les données doivent servir les personnes que ces données décrivent.",
        "language",
    ),
    (
        "en-fr",
        "People leave traces of data wherever they go, and far more is said about what those traces could do.",
        "Les données.",
        "length",
    ),
    (
        "en-es",
        "What we do",
        "Lo que hacemos es reunir a instituciones públicas, universidades y comunidades en una misma mesa, con datos.",
        "length",
    ),
]


@pytest.mark.parametrize(("pair", "source", "target"), GOOD)
def test_nothing_is_said_of_a_good_translation(pair: str, source: str, target: str) -> None:
    assert kinds(source, target, pair) == []


@pytest.mark.parametrize(("pair", "source", "target"), [case for case in GOOD if case[0].split("-")[0] != "wo"])
def test_nothing_is_said_of_it_the_other_way_round_either(pair: str, source: str, target: str) -> None:
    if "<i>" in target:
        return  # emphasis that the original does not have may be added, and left out
    assert kinds(target, source, "-".join(reversed(pair.split("-")))) == []


@pytest.mark.parametrize(("pair", "source", "target", "kind"), FAULTY)
def test_a_fault_is_named(pair: str, source: str, target: str, kind: str) -> None:
    assert kinds(source, target, pair) == [kind]


def test_there_are_enough_samples() -> None:
    pairs = {frozenset(pair.split("-")) for pair, *_texts in [*GOOD, *FAULTY]}

    assert len(GOOD) >= 60
    assert {"en", "es", "fr", "ar", "pt"} <= frozenset().union(*pairs)


@pytest.mark.parametrize("target", ["", " ", "<b></b>", "&nbsp;"])
def test_an_empty_segment_is_no_translation_to_look_at(target: str) -> None:
    assert kinds("More than 1,000 people took part.", target, "en-es") == []


def test_a_check_says_where_to_look() -> None:
    (check,) = run_checks("Of 1,000 people", "De 10.000 personas", "en", "es")

    assert (check.kind, check.detail) == (Kind.NUMBERS, "1,000 → 10.000")
    assert check.message == "A figure differs from that of the original."


def test_the_terms_of_the_glossary_are_looked_for() -> None:
    terms = Terms(
        "en",
        "es",
        [GlossaryTerm(1, "", "open data", False)],
        [GlossaryTerm(1, "", "datos abiertos", False), GlossaryTerm(1, "", "datos libres", True)],
    )

    assert kinds("Open data", "Datos abiertos", "en-es", terms) == []
    assert kinds("Open data", "Información", "en-es", terms) == ["terms"]
    (check,) = run_checks("Open data", "Datos libres", "en", "es", terms)
    assert check.message == "“Datos libres” is not to be used here."
    assert check.detail == "open data → datos abiertos"


@given(
    st.text(max_size=80), st.text(max_size=80), st.sampled_from(["en", "es", "fr", "ar", "pt", "ja", "wo", "qu", "xx"])
)
def test_whatever_is_written_can_be_looked_at(source: str, target: str, code: str) -> None:
    for check in run_checks(source, target, "en", code):
        assert check.message


@pytest.mark.parametrize(
    "piece", ["a", "a.", "1", "1,", "1 000 ", '<a id="a1">', "{", "a@", "www.", "8 juin ", "X", "&", "<"]
)
def test_no_segment_takes_long(piece: str) -> None:
    long = piece * (30_000 // len(piece))
    start = time.process_time()
    run_checks(long, long + "1", "en", "fr")

    assert time.process_time() - start < 2


# The demonstration's own translations ---------------------------------------------------------------------------------

# Not texts for readers, or texts of a version's own.
NO_PASSAGES = {"slug", "tags", "works"}


def parallel(source: Any, target: Any) -> Iterator[tuple[str, str]]:
    """The segments of a text and its translation, pair by pair, wherever both are built alike."""
    if isinstance(source, dict) and isinstance(target, dict):
        for name in source.keys() & target.keys() - NO_PASSAGES:
            yield from parallel(source[name], target[name])
    elif isinstance(source, list) and isinstance(target, list) and len(source) == len(target):
        for one, other in zip(source, target, strict=True):
            yield from parallel(one, other)
    elif isinstance(source, str) and isinstance(target, str):
        both = [segments(source), segments(target)]
        if len(both[0]) == len(both[1]):
            yield from zip(*both, strict=True)


def segments(text: str) -> list[str]:
    if text.lstrip().startswith("<"):
        return [string.data for string, _attributes in extract_strings(text)[1]]
    return [StringValue.from_plaintext(text).data]


@pytest.fixture(scope="module")
def translations() -> list[tuple[str, str, str]]:
    """Every segment of the demonstration with each of its translations, both ways."""
    return [
        (f"{one}-{other}", source, target)
        for work in read_works()
        for language in work["texts"].keys() - {work["original"]}
        for one, other in ((work["original"], language), (language, work["original"]))
        for source, target in parallel(work["texts"][one], work["texts"][other])
    ]


def test_false_alarms_are_rare(translations: list[tuple[str, str, str]]) -> None:
    """Translators made these with care: at most one segment in five hundred may be called in question."""
    assert len(translations) > 4_000
    alarms = [(pair, source, target) for pair, source, target in translations if kinds(source, target, pair)]

    assert len(alarms) <= len(translations) / 500, alarms


def test_a_figure_that_was_changed_is_found_almost_always(translations: list[tuple[str, str, str]]) -> None:
    changed = [
        (pair, source, target[: match.start()] + str(int(match[0]) + 7) + target[match.end() :])
        for pair, source, target in translations
        for match in re.finditer(r"(?<![\w.])\d{2,}(?![\w.])", target)
    ]
    found = [case for case in changed if {"numbers", "dates"} & {*kinds(case[1], case[2], case[0])}]

    assert len(changed) > 200
    assert len(found) >= 0.95 * len(changed)


def test_a_text_that_was_not_translated_is_found_mostly(translations: list[tuple[str, str, str]]) -> None:
    untranslated = [(pair, source) for pair, source, _target in translations if len(source.split()) >= 8]
    found = [case for case in untranslated if kinds(case[1], case[1], case[0]) == ["language"]]

    assert len(untranslated) > 1_000
    assert len(found) >= 0.9 * len(untranslated)
