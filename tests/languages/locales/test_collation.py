"""Names stand where the readers of a language look for them, whoever puts them in order: Python or the database."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from languages.locales import database_collation
from languages.locales.cldr import language_choices
from languages.locales.collation import ROOT, collation_key, comparison, tailoring, tailorings
from languages.locales.database_collation import InOrderOf

# Names in the order of a language, each with one that code points put elsewhere.
IN_ORDER = {
    "en": ["Aberg", "Åberg", "African Union", "Álvarez", "AXSMap", "Ñáñez", "Nunez", "Nzinga", "Öberg", "Zapata"],
    # "ñ" is a letter of its own, after "n"; "ch" and "ll" have been none since 1994.
    "es": ["Álvarez", "Chávez", "Cuba", "llama", "luz", "Nunez", "Nzinga", "Ñáñez", "Öberg", "Zapata"],
    # A letter stands beside the same with an accent, which tells two names apart only if nothing else does.
    "fr": ["cote", "coté", "côte", "côté", "Eland", "Élise", "Emma", "Œuvre", "Ofelia", "Zoé"],
    # Accents count last, as in French.
    "pt": ["ã", "Ação", "Água", "Ar", "Ávila", "Azul", "Zé"],
    # The Arabic script first, and the forms of alif as one letter.
    "ar": ["آمنة", "إبراهيم", "أحمد", "العربية", "بكر", "هند", "ياسين", "Åberg", "Zapata"],
    # Three letters of their own after "z".
    "sv": ["Aberg", "Álvarez", "Oberg", "Zorn", "Åberg", "Ärlig", "Öberg"],
    # Ñ after n, as in Spanish.
    "wo": ["Ada", "Élan", "Nunez", "Nzinga", "Ñáñez", "Zorn"],
    # The dotless i before the other.
    "tr": ["Hakan", "Işık", "İnci", "Zeki", "Zülfü"],
}
LANGUAGES = sorted(IN_ORDER)


@pytest.mark.parametrize("language", LANGUAGES)
def test_python_puts_names_in_the_order_of_a_language(language: str) -> None:
    names = IN_ORDER[language]

    assert sorted(sorted(names), key=collation_key(language)) == names
    assert sorted(names) != names  # or the sample shows nothing


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_database_puts_them_in_the_same_order(language: str) -> None:
    names = IN_ORDER[language]
    Group.objects.all().delete()
    Group.objects.bulk_create([Group(name=name) for name in reversed(names)])

    assert list(Group.objects.order_by(InOrderOf("name", language)).values_list("name", flat=True)) == names


@pytest.mark.django_db
def test_names_after_a_name_are_those_that_follow_it_in_the_order_of_the_language() -> None:
    names = IN_ORDER["es"]
    Group.objects.all().delete()
    Group.objects.bulk_create([Group(name=name) for name in names])
    found = Group.objects.annotate(key=InOrderOf("name", "es")).filter(key__gt="Nzinga").order_by("key")

    assert [group.name for group in found] == ["Ñáñez", "Öberg", "Zapata"]


@pytest.mark.django_db
def test_without_a_language_it_is_the_interface_s_when_the_query_runs() -> None:
    Group.objects.all().delete()
    Group.objects.bulk_create([Group(name=name) for name in ("Nzinga", "Ñáñez")])
    found = Group.objects.order_by(InOrderOf("name"))

    for language, names in (("es", ["Nzinga", "Ñáñez"]), ("fr", ["Ñáñez", "Nzinga"])):
        with override(language):
            assert [group.name for group in found.all()] == names
            assert sorted(names, key=collation_key()) == names


@pytest.mark.django_db
def test_a_database_without_icu_keeps_its_own_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_collation, "_names", lambda connection: frozenset())

    assert "COLLATE" not in str(Group.objects.order_by(InOrderOf("name", "es")).query)


@pytest.mark.django_db
def test_the_database_has_the_collation_of_each_language_that_is_tested() -> None:
    names = database_collation._names(connection)

    assert {f"{tailoring(language)}-x-icu" for language in LANGUAGES} <= names


@pytest.mark.parametrize("code", ["qu", "xx", "zzz", "uz-cyrl", "zh-hant", "pt-br", "en-gb", "mis"])
def test_every_language_has_an_order(code: str) -> None:
    assert sorted(["b", "a", "Á"], key=collation_key(code))[-1] == "b"
    assert tailoring(code) in tailorings()


def test_languages_without_an_order_of_their_own_share_one() -> None:
    assert {tailoring(code) for code in ("en", "fr", "pt", "sw")} == {ROOT}


@given(st.text(max_size=6), st.text(max_size=6), st.sampled_from(["es", "ar", ROOT]))
def test_only_a_text_itself_is_as_early_as_it_is(one: str, other: str, tag: str) -> None:
    """SQLite takes for equal what compares as equal, and a list goes on after its last item."""
    compare = comparison(tag)

    assert (compare(one, other) == 0) == (one == other)
    assert compare(one, other) == -compare(other, one)


def test_the_names_of_languages_are_offered_in_the_reader_s_order() -> None:
    with override("ar"):
        names = [name for _code, name in language_choices()]

    assert names == sorted(names, key=collation_key("ar"))
    assert names.index("الإسبانية") < names.index("البرتغالية") < names.index("الفرنسية")
