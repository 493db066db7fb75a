"""Each work once, in the reader's best language: compared with a plain Python account of the rule."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from wagtail.models import Page, PageViewRestriction

from languages.access import private_pages
from languages.access.privacy import unnoticed
from languages.models import Fallback, Work
from languages.routing import registry
from languages.routing.fallback import in_best_language, public, resolve
from news.models import NewsPage
from tests.factories.base import home, locale, offer
from tests.factories.news import NewsPageFactory

pytestmark = pytest.mark.django_db

LANGUAGES = ("en", "es", "fr", "ar", "pt")
READERS = (*LANGUAGES, "sw")
SECTIONS = 2


# The rule, in plain Python -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Version:
    """One language version of a work, and where it stands."""

    live: bool = True
    private: bool = False
    section: int = 0
    chosen: bool = True  # is in the list that is asked for


@dataclass(frozen=True)
class Piece:
    """A work: its versions by language, the first written of which is the original."""

    versions: dict[str, Version]
    original: str


@dataclass(frozen=True)
class Scene:
    """A whole site, and who reads it."""

    pieces: list[Piece]
    reader: str
    chain: list[str]
    published_homes: frozenset[str]
    private_homes: frozenset[str] = frozenset()
    private_sections: frozenset[tuple[str, int]] = field(default_factory=frozenset)

    def is_public(self, language: str, version: Version) -> bool:
        return (
            version.live
            and not version.private
            and (language, version.section) not in self.private_sections
            and language in self.published_homes - self.private_homes
        )

    def best(self, piece: Piece) -> str | None:
        """The language in which this reader meets a work, if in any."""
        readable = [language for language, version in piece.versions.items() if self.is_public(language, version)]
        for language in [self.reader, *self.chain, piece.original, *LANGUAGES]:  # homes were added in this order
            if language in readable:
                return language
        return None


@st.composite
def pieces(draw: st.DrawFn) -> Piece:
    languages = draw(st.lists(st.sampled_from(LANGUAGES), min_size=1, unique=True))
    flags = st.builds(
        Version,
        live=st.sampled_from([True, True, True, False]),
        private=st.sampled_from([False, False, False, True]),
        section=st.integers(0, SECTIONS - 1),
        chosen=st.sampled_from([True, True, True, True, False]),
    )
    return Piece({language: draw(flags) for language in languages}, draw(st.sampled_from(languages)))


scenes = st.builds(
    Scene,
    pieces=st.lists(pieces(), max_size=8),
    reader=st.sampled_from(READERS),
    chain=st.lists(st.sampled_from(LANGUAGES), unique=True, max_size=4),
    published_homes=st.frozensets(st.sampled_from(LANGUAGES), min_size=2),
    private_homes=st.one_of(st.just(frozenset()), st.frozensets(st.sampled_from(LANGUAGES), max_size=2)),
    private_sections=st.frozensets(st.tuples(st.sampled_from(LANGUAGES), st.integers(0, SECTIONS - 1)), max_size=3),
)


# The same in the database ------------------------------------------------------------------------------------------


@pytest.fixture
def sections() -> dict[tuple[str, int], Page]:
    """Home pages in all languages, and two sections below each."""
    offer(*LANGUAGES)
    return {
        (language, number): home(language).add_child(
            instance=Page(title=f"Section {number}", slug=f"section-{number}", locale=locale(language))
        )
        for language in LANGUAGES
        for number in range(SECTIONS)
    }


@contextmanager
def built(scene: Scene, sections: dict[tuple[str, int], Page]) -> Iterator[dict[tuple[str, UUID], Page]]:
    """The scene's rows, written in bulk and taken away again."""
    with transaction.atomic():
        Page.objects.filter(depth=2).exclude(locale__language_code__in=scene.published_homes).update(live=False)
        kind = ContentType.objects.get_for_model(Page)
        keys = [uuid4() for _ in scene.pieces]
        Work.objects.bulk_create(
            Work(translation_key=key, original_locale=locale(piece.original))
            for key, piece in zip(keys, scene.pieces, strict=True)
        )
        pages = {
            (language, key): Page(
                title="Text",
                slug=f"text-{number}",
                path=f"{sections[language, version.section].path}{number:04d}",
                depth=4,
                url_path=f"{sections[language, version.section].url_path}text-{number}/",
                live=version.live,
                locale=locale(language),
                translation_key=key,
                content_type=kind,
            )
            for number, (key, piece) in enumerate(zip(keys, scene.pieces, strict=True), start=1)
            for language, version in piece.versions.items()
        }
        Page.objects.bulk_create(pages.values())
        restricted = [
            *(home(language) for language in scene.private_homes),
            *(sections[place] for place in scene.private_sections),
            *(pages[language, key] for key, piece in zip(keys, scene.pieces, strict=True)
              for language, version in piece.versions.items() if version.private),
        ]  # fmt: skip
        PageViewRestriction.objects.bulk_create(
            PageViewRestriction(page_id=page.pk, restriction_type=PageViewRestriction.LOGIN) for page in restricted
        )
        private_pages.refresh("")  # bulk_create sends no signals
        Fallback.objects.bulk_create(
            Fallback(locale=locale(scene.reader), fallback=locale(code), position=position)
            for position, code in enumerate(scene.chain)
            if code != scene.reader
        )
        registry.forget()
        yield pages
        transaction.set_rollback(True)
    registry.forget()


@hypothesis_settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(scene=scenes)
def test_each_work_is_shown_once_in_the_readers_best_language(
    sections: dict[tuple[str, int], Page], scene: Scene
) -> None:
    locale(scene.reader)
    with built(scene, sections) as pages:
        keys = list(dict.fromkeys(key for _, key in pages))
        expected = {
            pages[language, key]
            for key, piece in zip(keys, scene.pieces, strict=True)
            if (language := scene.best(piece)) is not None
        }
        chosen = {
            pages[language, key].pk
            for key, piece in zip(keys, scene.pieces, strict=True)
            for language, version in piece.versions.items()
            if version.chosen
        }
        everything = Page.objects.filter(translation_key__in=keys)

        found = list(in_best_language(everything, scene.reader).order_by("pk"))
        assert found == sorted(expected, key=lambda page: page.pk)
        # A list that holds other versions only does not show the work: the reader finds its best version elsewhere.
        some = in_best_language(everything.filter(pk__in=chosen), scene.reader)
        assert set(some) == {page for page in expected if page.pk in chosen}
        assert resolve(keys, scene.reader) == {page.translation_key: page for page in expected}
        assert {page.pk for page in public(everything)} == {
            pages[language, key].pk
            for key, piece in zip(keys, scene.pieces, strict=True)
            for language, version in piece.versions.items()
            if scene.is_public(language, version)
        }


# The rule, case by case --------------------------------------------------------------------------------------------


def shown(language: str) -> list[str]:
    return [registry.code_of(page) for page in in_best_language(NewsPage.objects.all(), language)]


def chained(reader: str, *codes: str) -> None:
    for position, code in reversed(list(enumerate(codes))):  # entered in another order than it is meant
        Fallback.objects.create(locale=locale(reader), fallback=locale(code), position=position)


def work(*languages: str, **fields: Any) -> NewsPage:
    """Published in all of the languages; the first is the original."""
    first = NewsPageFactory(language=languages[0], **fields)
    for language in languages[1:]:
        NewsPageFactory(language=language, work=first, **fields)
    return first


def restrict(page: Page) -> PageViewRestriction:
    """This page alone; what becomes of its other versions is told in `test_privacy`."""
    with unnoticed():
        return PageViewRestriction.objects.create(page=page.page_ptr, restriction_type=PageViewRestriction.LOGIN)


def test_the_readers_own_language_comes_first() -> None:
    work("es", "fr", "en")
    chained("fr", "en", "es")
    assert shown("fr") == ["fr"]


def test_the_chain_is_followed_in_the_admins_order() -> None:
    offer("pt")
    work("ar", "en", "es")
    chained("pt", "es", "en")
    assert shown("pt") == ["es"]
    Fallback.objects.get(fallback=locale("es")).delete()
    assert shown("pt") == ["en"]


def test_without_a_link_of_the_chain_the_original_is_shown() -> None:
    offer("pt")
    work("ar", "en", "es", "fr")
    assert shown("pt") == ["ar"]


def test_without_chain_and_original_the_language_added_first_is_shown() -> None:
    offer("pt", "fr", "es", "ar")
    work("ar", "es", "fr")
    home("ar").unpublish()
    assert shown("pt") == ["fr"]


def test_each_language_has_a_chain_of_its_own() -> None:
    offer("pt")
    work("ar", "en", "es")
    chained("pt", "es")
    assert shown("fr") == ["ar"]


def test_the_active_language_is_the_readers() -> None:
    work("es", "en")
    with override("es"):
        assert [registry.code_of(page) for page in in_best_language(NewsPage.objects.all())] == ["es"]


def test_a_private_better_version_does_not_hide_a_public_one() -> None:
    first = work("es", "en")
    restrict(NewsPage.objects.get(translation_key=first.translation_key, locale=locale("en")))
    assert shown("en") == ["es"]


def test_a_version_below_a_private_section_is_private() -> None:
    work("es", "en")
    section = NewsPage.objects.get(locale=locale("en")).get_parent().specific
    restriction = restrict(section)
    assert shown("en") == ["es"]
    restriction.delete()
    assert shown("en") == ["en"]


def test_a_draft_better_version_does_not_hide_a_published_one() -> None:
    first = work("es", "en")
    NewsPage.objects.get(translation_key=first.translation_key, locale=locale("en")).unpublish()
    assert shown("en") == ["es"]


def test_a_language_that_is_not_offered_is_never_shown() -> None:
    work("es", "en")
    work("es")
    home("es").unpublish()
    assert shown("es") == ["en"]


def test_a_better_version_outside_the_list_leaves_the_work_out_of_it() -> None:
    first = work("es", "en")
    assert list(in_best_language(NewsPage.objects.filter(locale=first.locale), "en")) == []


def test_a_list_of_a_page_type_loads_its_own_fields() -> None:
    work("es", kind="blog_post")
    (page,) = in_best_language(NewsPage.objects.all(), "en")
    with CaptureQueriesContext(connection) as asked:
        assert page.kind == "blog_post"
    assert len(asked) == 0


def test_works_without_a_public_version_are_left_out_of_an_answer() -> None:
    draft = NewsPageFactory(live=False)
    published = work("es", "en")
    found = resolve([draft.translation_key, published.translation_key, None, uuid4()], "es")
    assert found == {published.translation_key: published.page_ptr}


def test_an_answer_can_load_the_fields_of_one_page_type() -> None:
    published = work("es")
    (page,) = resolve([published.translation_key], "en", model=NewsPage).values()
    assert isinstance(page, NewsPage)


def test_nothing_is_asked_for_no_works() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert resolve([None], "en") == {}
        assert resolve([], "en") == {}
    assert len(asked) == 0


@pytest.mark.parametrize("number", [1, 12])
def test_the_number_of_works_and_languages_costs_no_query(number: int) -> None:
    offer(*LANGUAGES)
    keys = [work("es", *LANGUAGES[: index % 2]).translation_key for index in range(number)]
    chained("pt", "fr", "es")
    assert len(shown("pt")) == number  # warms what is remembered of the site
    with CaptureQueriesContext(connection) as asked:
        assert len(list(in_best_language(NewsPage.objects.all(), "pt"))) == number
    assert len(asked) == 1
    with CaptureQueriesContext(connection) as asked:
        assert len(resolve(keys, "pt")) == number
    assert len(asked) == 1
