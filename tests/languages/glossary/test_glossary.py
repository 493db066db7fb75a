"""The glossary: matching terms in segments, checking translations against them, and the admin's screen."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from wagtail.users.models import UserProfile

from base.models import User
from languages.glossary.matching import GlossaryTerm, Matcher, Terms, terms_for
from languages.models import Concept, Term
from languages.text import words
from tests.factories.base import locale


def rows(*texts: str, concept: int = 1, definition: str = "") -> list[GlossaryTerm]:
    """Terms of a concept; a text that begins with "!" is not to be used."""
    return [GlossaryTerm(concept, definition, text.lstrip("!"), text.startswith("!")) for text in texts]


def found(code: str, term: str, text: str) -> list[str]:
    return [text[match.start : match.end] for match in Matcher(code, [(term, 1)]).matches(text)]


# Matching ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "term", "text", "expected"),
    [
        ("en", "open data", "Open data and OPEN DATA, but no opened database.", ["Open data", "OPEN DATA"]),
        ("en", "community", "Communities are heard.", ["Communities"]),
        ("en", "data literacy", "a data-literacy course", ["data-literacy"]),
        ("en", "open data", "Keep it open. Data follow.", []),
        ("en", "open data", "Keep it open, data follow.", []),
        ("en", "AI", "AI and AIs, but not ai or Aid", ["AI", "AIs"]),
        ("en", "R&D", "Spending on R&amp;D grows.", ["R&amp;D"]),
        ("en", "amp", "Bread &amp; salt", []),
        ("en", "id", '<a id="a1">The link</a>', []),
        ("es", "datos abiertos", "Un dato abierto, los datos abiertos.", ["dato abierto", "datos abiertos"]),
        ("es", "análisis de datos", "el análisis de los datos", ["análisis de los datos"]),
        ("es", "año", "Año tras año, y no ano.", ["Año", "año"]),
        ("fr", "donnée", "L’usage des données d’État", ["données"]),
        ("fr", "État", "L’État et l'etat", ["État", "etat"]),
        ("fr", "droit d’auteur", "les droits d'auteur", ["droits d'auteur"]),
        ("fr", "AI", "J’ai vu.", []),
        ("pt", "região", "As regiões e a região", ["regiões", "região"]),
        ("pt", "dados abertos", "Dados abertos, dado aberto", ["Dados abertos", "dado aberto"]),
        (
            "ar",
            "بيانات",
            "البيانات وبيانات للبيانات بالبيانات والبيانات",
            ["البيانات", "وبيانات", "للبيانات", "بالبيانات", "والبيانات"],
        ),
        ("ar", "البيانات الضخمة", "ثورة بيانات ضخمة", ["بيانات ضخمة"]),
        ("ar", "محو الأمية", "مَحْو الأُمِّيَّة", ["مَحْو الأُمِّيَّة"]),
        ("ar", "تحالف", "لتحالف البيانات وتحالفنا", ["لتحالف", "وتحالفنا"]),
        ("sw", "takwimu", "Takwimu huria; takwimuni siyo.", ["Takwimu"]),
        ("ja", "データ", "オープンデータの", ["データ"]),
        ("hi", "हिन्दी", "यह हिन्दी है", ["हिन्दी"]),
    ],
)
def test_a_term_is_found_as_a_word_in_its_forms(code: str, term: str, text: str, expected: list[str]) -> None:
    assert found(code, term, text) == expected


def test_the_longest_term_wins() -> None:
    terms = Terms("en", "es", [*rows("data"), *rows("open data policy", concept=2), *rows("open data", concept=3)], [])

    assert [found.term for found in terms.found_in("An open data policy for data")] == ["open data policy", "data"]


def test_a_longer_term_wins_over_an_earlier_one() -> None:
    terms = Terms("en", "es", [*rows("open data"), *rows("data policy centre", concept=2)], [])

    assert [found.term for found in terms.found_in("the open data policy centre")] == ["data policy centre"]


def test_what_is_found_says_what_to_call_it() -> None:
    terms = Terms("en", "es", rows("open data", definition="Free to use."), rows("datos abiertos", "!datos libres"))
    (found,) = terms.found_in("All open data.")

    assert (found.start, found.end, found.preferred, found.definition) == (4, 13, ("datos abiertos",), "Free to use.")


def test_markup_is_not_marked_as_part_of_a_term() -> None:
    terms = Terms("en", "es", rows("open data"), rows("datos abiertos"))

    assert terms.found_in("All <b>open</b> data.") == []
    assert terms.problems("All <b>open</b> data.", "Todos los datos libres.") != []


def test_words_that_are_spelt_as_the_term_win_over_words_of_the_same_stem() -> None:
    terms = Terms(
        "es", "en", [*rows("política"), *rows("político", concept=2)], [*rows("policy"), *rows("politician", concept=2)]
    )

    assert [found.preferred for found in terms.found_in("la política")] == [("policy",)]


def test_a_word_for_two_concepts_offers_the_terms_of_both() -> None:
    terms = Terms(
        "en", "es", [*rows("right"), *rows("right", concept=2)], [*rows("derecho"), *rows("derecha", concept=2)]
    )

    assert terms.found_in("right")[0].preferred == ("derecho", "derecha")
    assert terms.problems("right", "la derecha") == []


@given(st.text(alphabet=st.sampled_from("open data <b></b>&amp;,.-é ا ل ب 数"), max_size=60))
def test_what_is_found_lies_between_words_and_outside_markup(text: str) -> None:
    tags = [range(*match.span()) for match in words.TAG.finditer(text)]
    for match in Matcher("en", [("open data", 1), ("data", 2), ("b", 3)]).matches(text):
        assert not any(match.start < tag.stop and tag.start < match.end for tag in tags)
        assert text[match.start : match.end].strip() == text[match.start : match.end] != ""


# Problems ---------------------------------------------------------------------------------------------------------


def problems(source: str, target: str) -> list[tuple[str, str]]:
    terms = Terms(
        "en",
        "es",
        [*rows("open data"), *rows("data literacy", concept=2), *rows("unnamed", concept=3)],
        [
            *rows("datos abiertos", "datos públicos", "!datos libres"),
            *rows("alfabetización en datos", "!alfabetización digital", concept=2),
        ],
    )
    return [(problem.term, problem.used) for problem in terms.problems(source, target)]


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("Open data for all", "Datos abiertos para todas las personas", []),
        ("Open data for all", "Un dato <b>abierto</b> para todas las personas", []),
        ("Open data for all", "Datos públicos para todas las personas", []),
        ("Open data for all", "Información para todas las personas", [("open data", "")]),
        ("Open data for all", "Datos libres para todas las personas", [("open data", "Datos libres")]),
        ("Open data for all", "Datos abiertos, datos libres", [("open data", "datos libres")]),
        ("Digital literacy", "Alfabetización digital", []),
        ("Data literacy", "Alfabetización digital", [("data literacy", "Alfabetización digital")]),
        ("The unnamed", "Lo que sea", []),
        ("Nothing of it", "Datos libres", []),
    ],
)
def test_a_translation_is_held_against_the_glossary(source: str, target: str, expected: list[tuple[str, str]]) -> None:
    assert problems(source, target) == expected


# From the database ------------------------------------------------------------------------------------------------


def concept(definition: str = "", **terms: str) -> Concept:
    made = Concept(definition=definition)
    made.terms = [
        Term(locale=locale(code), text=text.lstrip("!"), is_forbidden=text.startswith("!"), sort_order=number)
        for code, texts in terms.items()
        for number, text in enumerate(texts.split("|"))
    ]
    made.save()
    return made


@pytest.mark.django_db
def test_the_terms_of_a_pair_of_languages_are_read_in_one_query(django_assert_num_queries: Any) -> None:
    concept("Free to use.", en="open data", es="datos abiertos|!datos libres", fr="données ouvertes")
    concept(en="data", es="datos")
    source, target = locale("en"), locale("es")

    with django_assert_num_queries(1):
        terms = terms_for(source, target)
        (found,) = terms.found_in("Open data")

    assert found.preferred == ("datos abiertos",)
    assert terms_for(target, source).found_in("datos libres")[0].preferred == ("open data",)


# The admin's screen -----------------------------------------------------------------------------------------------

LIST = "wagtailsnippets_languages_concept:list"
ADD = "wagtailsnippets_languages_concept:add"


def member(client: Client, *codenames: str) -> None:
    user = User.objects.create_user("member", password="x")
    group = Group.objects.create(name="Terminologists")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in codenames:
        group.permissions.add(Permission.objects.get(content_type__app_label="languages", codename=codename))
    user.groups.add(group)
    client.force_login(user)


def form(*terms: tuple[str, str, bool]) -> dict[str, str]:
    data = {"terms-TOTAL_FORMS": str(len(terms)), "terms-INITIAL_FORMS": "0", "definition": ""}
    for number, (code, text, is_forbidden) in enumerate(terms):
        data |= {
            f"terms-{number}-locale": str(locale(code).pk),
            f"terms-{number}-text": text,
            f"terms-{number}-ORDER": str(number + 1),
        }
        if is_forbidden:
            data[f"terms-{number}-is_forbidden"] = "on"
    return data


@pytest.mark.django_db
def test_the_glossary_is_for_those_who_hold_a_right_to_it(client: Client) -> None:
    member(client)

    assert client.get(reverse(LIST)).status_code == 302
    assert reverse(LIST) not in client.get(reverse("wagtailadmin_home")).content.decode()


@pytest.mark.django_db
def test_those_who_hold_a_right_find_it_in_the_settings(client: Client) -> None:
    member(client, "view_concept")

    assert reverse(LIST) in client.get(reverse("wagtailadmin_home")).content.decode()


@pytest.mark.django_db
def test_the_list_shows_the_terms_by_language(client: Client) -> None:
    concept("Free to use.", en="open data", ar="البيانات المفتوحة|!بيانات حرة")
    member(client, "change_concept")
    page = client.get(reverse(LIST)).content.decode()

    assert '<div lang="ar" dir="rtl">البيانات المفتوحة</div>' in page
    assert "<s>بيانات حرة</s> (not to be used)" in page


@pytest.mark.django_db
def test_a_concept_is_listed_by_its_name_in_the_language_of_who_looks(client: Client) -> None:
    concept(en="open data", fr="données ouvertes")
    member(client, "change_concept")
    UserProfile.objects.create(user=User.objects.get(username="member"), preferred_language="fr")
    page = client.get(reverse(LIST)).content.decode()

    assert re.search(r'id="snippet_\d+_title">données ouvertes<', page)


@pytest.mark.django_db
@pytest.mark.parametrize("sought", ["educacion", "EDUCACIÓN", "formal"])
def test_the_list_is_searched_without_accents_and_in_definitions(client: Client, sought: str) -> None:
    concept("Formal or not.", en="education|schooling", es="educación")
    concept(en="data")
    member(client, "change_concept")
    found = client.get(reverse(LIST), {"q": sought}).context["object_list"]

    assert [str(row) for row in found] == ["education · educación · schooling"]


@pytest.mark.django_db
def test_a_list_of_many_concepts_costs_no_more_queries_than_one_of_few(client: Client) -> None:
    member(client, "change_concept")
    counts = []
    for _round in range(2):
        for number in range(8):
            concept(en=f"term {number} {_round}", es=f"término {number} {_round}")
        client.get(reverse(LIST))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(LIST))
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.django_db
def test_a_concept_is_written_down(client: Client) -> None:
    member(client, "add_concept", "change_concept")
    answer = client.post(reverse(ADD), form(("en", "open data", False), ("es", "datos abiertos", False)))

    assert answer.status_code == 302
    assert [term.text for term in Concept.objects.get().terms.all()] == ["open data", "datos abiertos"]


@pytest.mark.django_db
def test_a_concept_needs_a_term(client: Client) -> None:
    member(client, "add_concept")

    assert "Name at least one term." in client.post(reverse(ADD), form()).content.decode()


@pytest.mark.django_db
def test_a_concept_needs_a_term_that_is_to_be_used(client: Client) -> None:
    member(client, "add_concept")
    answer = client.post(reverse(ADD), form(("en", "third world", True)))

    assert "Name at least one term that is to be used." in answer.content.decode()


@pytest.mark.django_db
def test_a_term_stands_once_in_a_language_of_a_concept(client: Client) -> None:
    member(client, "add_concept")
    answer = client.post(
        reverse(ADD), form(("en", "open data", False), ("fr", "open data", False), ("en", "Open  data", True))
    )
    errors = answer.context["form"].formsets["terms"].errors

    assert [list(error) for error in errors] == [[], [], ["text"]]
    assert "This term is named twice in this language." in answer.content.decode()


@pytest.mark.django_db
def test_a_concept_is_changed_without_taking_its_own_terms_for_doubles(client: Client) -> None:
    made = concept(en="open data")
    member(client, "change_concept")
    term = made.terms.get()
    data = form(("en", "open data", False), ("en", "public data", False)) | {
        "terms-INITIAL_FORMS": "1",
        "terms-0-id": str(term.pk),
    }
    answer = client.post(reverse("wagtailsnippets_languages_concept:edit", args=[made.pk]), data)

    assert answer.status_code == 302
    assert sorted(term.text for term in Concept.objects.get().terms.all()) == ["open data", "public data"]
