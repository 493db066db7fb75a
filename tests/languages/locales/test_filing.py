"""What titles and names are put in order by: without the article, where the language leaves it out."""

import pytest

from languages.locales.collation import collation_key
from languages.locales.filing import filed, without_article


@pytest.mark.parametrize(
    ("language", "title", "found"),
    [
        ("en", "The Data Lab", "Data Lab"),
        ("en", "An Open Network", "Open Network"),
        ("en", "A Data Lab", "Data Lab"),
        ("en", "the  O Foundation", "O Foundation"),
        ("es", "El Laboratorio", "Laboratorio"),
        ("es", "Las Redes", "Redes"),
        ("fr", "L’École", "École"),
        ("fr", "L'Œuvre", "Œuvre"),
        ("fr", "Le Réseau", "Réseau"),
        ("pt", "A Rede", "Rede"),
        ("pt-br", "Os Dados", "Dados"),
        ("ar", "الشبكة العربية", "شبكة العربية"),
    ],
)
def test_an_article_at_the_beginning_is_left_out(language: str, title: str, found: str) -> None:
    assert without_article(title, language) == found


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "A/B Testing Group"),
        ("pt", "A/B Testes"),
        ("en", "A I Lab"),
        ("en", "A & B Associates"),
        ("en", "A 2030 Vision"),
        ("en", "Theatre of Data"),
        ("en", "La Rochelle Data"),
        ("en", "The"),
        ("en", "The 2030 Group"),
        ("es", "UN Women"),
        ("es", "LA Times"),
        ("es", "Unos Datos"),
        ("fr", "Des données"),
        ("fr", "Lab"),
        ("sw", "A Rede"),
        ("ar", "الله"),
        ("ar", "التزام الشباب"),
        ("ar", "ال"),
        ("ar", "ألمانيا"),
    ],
)
def test_what_only_looks_like_an_article_stays(language: str, title: str) -> None:
    assert without_article(title, language) == title


def test_who_has_the_same_family_name_stands_by_the_whole_name_before_who_has_a_longer_one() -> None:
    people = [
        ("Zoe García", "García", "es"),
        ("Ana García Lorca", "García Lorca", "es"),
        ("Berta Garcia", "Garcia", "es"),
        ("Ana Gómez", "Gómez", "es"),
        ("Garcés", "", "es"),
    ]
    names = sorted((filed(*person), person[0]) for person in people)
    names.sort(key=lambda pair: collation_key("es")(pair[0]))
    assert [name for _filed, name in names] == ["Garcés", "Berta Garcia", "Zoe García", "Ana García Lorca", "Ana Gómez"]


def test_what_is_part_of_a_family_name_stays_and_the_arabic_article_does_not() -> None:
    assert filed("Jacques Le Goff", "Le Goff", "fr").startswith("Le Goff")
    assert filed("سامي الحداد", "الحداد", "ar").startswith("حداد")
