"""What is remembered of the site is true at once after every change."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Page, PageViewRestriction, Site

from home.models import HomePage, StandardPage
from languages.access.privacy import unnoticed
from languages.models import Fallback
from languages.routing import registry
from tests.factories.base import home, locale, offer

pytestmark = pytest.mark.django_db


def codes() -> list[str]:
    return [language.code for language in registry.offered()]


def draft_home(language: str) -> HomePage:
    """A home page that nobody has published yet; made as an editor's is, without telling the cache."""
    first = home("en")
    page = HomePage(
        title=f"Home {language}",
        slug=language,
        locale=locale(language),
        translation_key=first.translation_key,
        live=False,
    )
    Page.get_first_root_node().add_child(instance=page)
    return page


# Which languages are offered ---------------------------------------------------------------------------------------


def test_a_published_home_page_offers_its_language() -> None:
    offer("en", "ar")
    english, arabic = registry.offered()
    assert (english.code, english.name, english.direction, english.url) == ("en", "English", "ltr", "/en/")
    assert (arabic.code, arabic.name, arabic.direction, arabic.url) == ("ar", "العربية", "rtl", "/ar/")
    page = home("ar")
    assert (arabic.home_id, arabic.home_path, arabic.home_url_path) == (page.pk, page.path, page.url_path)
    assert (arabic.locale_id, arabic.home_title) == (page.locale_id, page.title)


def test_a_locale_without_a_home_page_is_not_offered() -> None:
    offer("en")
    locale("fr")
    assert codes() == ["en"]


def test_a_locale_with_a_draft_home_page_is_not_offered() -> None:
    draft_home("fr")
    assert codes() == ["en"]


def test_a_language_is_offered_as_soon_as_its_home_page_is_published() -> None:
    page = draft_home("fr")
    assert codes() == ["en"]
    page.save_revision().publish()
    assert codes() == ["en", "fr"]


def test_a_language_is_offered_as_soon_as_its_home_page_is_saved_as_live() -> None:
    page = draft_home("fr")
    assert codes() == ["en"]
    page.live = True
    page.save()
    assert codes() == ["en", "fr"]


def test_a_language_is_gone_as_soon_as_its_home_page_is_unpublished() -> None:
    offer("en", "fr")
    assert codes() == ["en", "fr"]
    home("fr").unpublish()
    assert codes() == ["en"]


def test_a_language_is_gone_as_soon_as_its_home_page_is_deleted() -> None:
    offer("en", "fr")
    assert codes() == ["en", "fr"]
    home("fr").delete()
    assert codes() == ["en"]


def test_a_language_is_gone_while_its_home_page_is_private() -> None:
    offer("en", "fr")
    assert codes() == ["en", "fr"]
    with unnoticed():  # as the homes of all languages would be private with it
        restriction = PageViewRestriction.objects.create(
            page=home("fr").page_ptr, restriction_type=PageViewRestriction.LOGIN
        )
    assert codes() == ["en"]
    restriction.delete()
    assert codes() == ["en", "fr"]


def test_a_home_page_takes_its_new_title_at_once() -> None:
    offer("en")
    assert registry.offered()[0].home_title == "Home en"
    page = home("en")
    page.title = "Data for people"
    page.save_revision().publish()
    assert registry.offered()[0].home_title == "Data for people"


def test_a_page_beside_the_home_pages_offers_no_language() -> None:
    offer("en")
    other = HomePage(title="Another site", slug="other", locale=locale("fr"))
    Page.get_first_root_node().add_child(instance=other)
    registry.forget()
    assert codes() == ["en"]


def test_a_language_without_a_catalogue_is_offered_once_its_home_is_public() -> None:
    offer("en", "wo")
    assert codes() == ["en", "wo"]
    page = home("wo")
    page.unpublish()
    assert codes() == ["en"]


def test_what_is_no_language_is_not_offered() -> None:
    offer("en", "xx")
    assert codes() == ["en"]


def test_a_locale_added_later_is_known_at_once() -> None:
    offer("en")
    page = home("en")
    assert registry.code_of(page) == "en"
    later = Locale.objects.create(language_code="pt")
    assert registry.locale_codes()[later.pk] == "pt"
    assert registry.code_of(Page(locale=later)) == "pt"


def test_the_language_of_a_page_costs_no_query() -> None:
    page = Page.objects.get(pk=home("ar").pk)
    registry.locale_codes()
    with CaptureQueriesContext(connection) as asked:
        assert registry.code_of(page) == "ar"
    assert len(asked) == 0


def test_languages_stand_in_the_order_in_which_they_were_added() -> None:
    locale("pt"), locale("es")
    offer("es", "pt")
    in_order = list(Locale.objects.order_by("pk").values_list("language_code", flat=True))
    assert codes() == [code for code in in_order if code in {"en", "es", "pt"}]


def test_the_default_language_is_that_of_the_settings() -> None:
    offer("fr", "en")
    default = registry.default_language()
    assert default is not None
    assert default.code == "en"


def test_the_default_language_is_another_one_while_the_own_is_not_published() -> None:
    offer("en", "fr")
    home("en").unpublish()
    default = registry.default_language()
    assert default is not None
    assert default.code == "fr"


def test_a_site_without_home_pages_offers_nothing() -> None:
    Site.objects.all().delete()
    registry.forget()
    assert registry.offered() == []
    assert registry.default_language() is None


# Chains and private pages ------------------------------------------------------------------------------------------


def test_a_chain_begins_with_the_readers_own_language_and_changes_at_once() -> None:
    offer("en", "es", "pt")
    assert registry.chain("pt") == ["pt"]
    second = Fallback.objects.create(locale=locale("pt"), fallback=locale("en"), position=2)
    Fallback.objects.create(locale=locale("pt"), fallback=locale("es"), position=1)
    assert registry.chain("pt") == ["pt", "es", "en"]
    assert registry.chain("es") == ["es"]
    second.delete()
    assert registry.chain("pt") == ["pt", "es"]


def test_a_chain_names_no_language_twice() -> None:
    # Entered before the form refused it.
    Fallback.objects.create(locale=locale("pt"), fallback=locale("pt"))
    assert registry.chain("pt") == ["pt"]


def test_pages_below_a_restriction_are_private_at_once() -> None:
    parent = home("en")
    section = parent.add_child(instance=StandardPage(title="Team", slug="team", locale=locale()))
    below = section.add_child(instance=StandardPage(title="Minutes", slug="minutes", locale=locale()))
    beside = parent.add_child(instance=StandardPage(title="About", slug="about", locale=locale()))
    assert registry.private_paths() == set()
    restriction = PageViewRestriction.objects.create(page=section.page_ptr, restriction_type=PageViewRestriction.LOGIN)
    assert registry.private_paths() == {section.path}
    left = set(registry.exclude_private(Page.objects.all()).values_list("pk", flat=True))
    assert {parent.pk, beside.pk} <= left
    assert not {section.pk, below.pk} & left
    restriction.delete()
    assert registry.private_paths() == set()


@pytest.mark.parametrize("live", [True, False])
def test_a_moved_page_takes_its_privacy_along_at_once(live: bool) -> None:
    parent = home("en")
    team = parent.add_child(instance=StandardPage(title="Team", slug="team", locale=locale(), live=live))
    about = parent.add_child(instance=StandardPage(title="About", slug="about", locale=locale()))
    PageViewRestriction.objects.create(page=team.page_ptr, restriction_type=PageViewRestriction.LOGIN)
    assert registry.private_paths() == {team.path}
    team.move(about, pos="last-child")
    team.refresh_from_db()
    assert registry.private_paths() == {team.path}


# The memory itself -------------------------------------------------------------------------------------------------


class Counter:
    """Gives 1, 2, 3 ... and so tells whether it was asked."""

    def __init__(self) -> None:
        self.value = 0

    def __call__(self) -> int:
        self.value += 1
        return self.value


def test_an_answer_is_kept_until_it_is_forgotten() -> None:
    count = Counter()
    assert [registry.remember("count", count) for _ in range(3)] == [1, 1, 1]
    registry.forget()
    assert [registry.remember("count", count) for _ in range(2)] == [2, 2]


@pytest.mark.parametrize("nothing", [None, "", [], 0])
def test_nothing_is_an_answer_too(nothing: object) -> None:
    asked = []

    def read() -> object:
        asked.append(1)
        return nothing

    assert [registry.remember("nothing", read) for _ in range(2)] == [nothing, nothing]
    assert len(asked) == 1


def test_answers_to_different_questions_are_kept_apart() -> None:
    assert registry.remember("a", lambda: 1) == 1
    assert registry.remember("b", lambda: 2) == 2


def test_forgetting_works_when_the_cache_has_dropped_its_generation() -> None:
    count = Counter()
    registry.remember("count", count)
    cache.delete(registry.GENERATION)
    registry.forget()
    assert registry.remember("count", count) == 2


def test_an_old_generation_does_not_come_back_when_the_cache_drops_the_number() -> None:
    count = Counter()
    registry.remember("count", count)
    registry.forget()
    cache.delete(registry.GENERATION)
    assert registry.remember("count", count) == 2


def test_an_answer_read_before_a_change_and_kept_after_it_is_not_used() -> None:
    """Another process reads the old state, the change is committed, and only then it writes to the cache."""

    def read_slowly() -> str:
        registry.forget()
        return "old"

    assert registry.remember("state", read_slowly) == "old"
    assert registry.remember("state", lambda: "new") == "new"


def test_what_another_reader_remembers_before_the_commit_is_forgotten_with_it(
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    offer("en", "fr")
    with django_capture_on_commit_callbacks(execute=True):
        home("fr").unpublish()
        registry.remember("offered", lambda: "as it was before")
    assert codes() == ["en"]
