"""The Sustainable Development Goals carry the names that the United Nations gives them."""

import pytest

from base.pages.sdgs import GOALS, goal_name

LANGUAGES = {"en", "es", "fr", "ar", "pt"}


def test_there_are_seventeen_goals() -> None:
    assert list(GOALS) == list(range(1, 18))


def test_every_goal_has_a_name_in_each_language_of_the_site() -> None:
    assert {number for number, names in GOALS.items() if set(names) == LANGUAGES and all(names.values())} == set(GOALS)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_no_two_goals_share_a_name_in_one_language(language: str) -> None:
    assert len({names[language] for names in GOALS.values()}) == 17


@pytest.mark.parametrize(
    ("number", "language", "name"),
    [
        (1, "en", "No poverty"),
        (1, "es", "Fin de la pobreza"),
        (10, "fr", "Inégalités réduites"),
        (13, "ar", "العمل المناخي"),
        (17, "pt", "Parcerias e meios de implementação"),
    ],
)
def test_a_goal_is_called_what_the_united_nations_calls_it(number: int, language: str, name: str) -> None:
    assert goal_name(number, language) == name


def test_a_regional_variant_takes_the_name_of_its_language() -> None:
    assert goal_name(5, "pt-br") == "Igualdade de gênero"


def test_a_language_without_names_falls_back_to_english() -> None:
    assert goal_name(14, "sw") == "Life below water"


@pytest.mark.parametrize("number", [0, 18, -1])
def test_a_number_outside_the_seventeen_is_no_goal(number: int) -> None:
    with pytest.raises(KeyError):
        goal_name(number, "en")
