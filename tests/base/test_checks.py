"""What a page type has to say of itself, and what is said to who forgets it."""

from dataclasses import replace

import pytest
from django.core.checks import CheckMessage

from base import checks
from base.listings import registry
from news.models import NewsIndexPage, NewsPage


def found() -> list[CheckMessage]:
    return [*checks.page_types_say_where_they_belong(None), *checks.kinds_have_places_of_their_own(None)]


def the_one() -> tuple[str | None, str]:
    [message] = found()
    return message.id, str(message.hint)


def test_the_page_types_of_the_site_say_where_they_belong() -> None:
    assert found() == []


@pytest.mark.parametrize("name", ["parent_page_types", "subpage_types"])
def test_a_page_type_states_its_parents_and_what_is_below_it(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.delattr(NewsPage, name)
    code, hint = the_one()
    assert code == "base.E001"
    assert hint.startswith("Say in news/models.py:")


def test_a_page_type_lives_somewhere_and_not_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NewsPage, "parent_page_types", None)
    assert the_one()[0] == "base.E002"


def test_a_section_belongs_to_a_kind_of_list(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = {name: kind for name, kind in registry.kinds().items() if kind.index != NewsIndexPage._meta.label}
    monkeypatch.setattr(registry, "_kinds", kinds)
    code, hint = the_one()
    assert code == "base.E003"
    assert 'index="news.NewsIndexPage" in news/listings.py' in hint


def test_a_section_has_a_name_in_the_menu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry._kinds, "news", replace(registry.kinds()["news"], section_title=""))
    assert the_one()[0] == "base.E004"


@pytest.mark.parametrize("name", ["order", "section_order"])
def test_no_two_kinds_are_at_the_same_place(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    taken = getattr(registry.kinds()["news"], name)
    monkeypatch.setitem(registry._kinds, "projects", replace(registry.kinds()["projects"], **{name: taken}))
    code, hint = the_one()
    assert code == "base.E005"
    assert hint.startswith("Taken are ")
