"""The translation memory: what is remembered, what is found again, who may see it, and what it costs."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from wagtail.models import Locale, Page, PageViewRestriction

from languages.memory.lookup import CANDIDATES, Match, candidates, lookup
from languages.memory.similarity import bare_words, key, normalise
from languages.memory.store import Pair, remember
from languages.models import MemoryBand, MemorySource, MemoryUnit
from languages.routing import registry
from news.models import NewsPage
from tests.factories.base import home, locale
from tests.factories.news import NewsPageFactory

pytestmark = pytest.mark.django_db

SENTENCE = "Data can strengthen the people who live in the region."
TRANSLATION = "Los datos pueden fortalecer a quienes viven en la región."

# Words as they are written on the site, of one to fourteen letters, in three scripts.
WORDS = st.text("abcdefghijklmnopqrstuvwxyzéñçãابتثجحخدذرزسشصضطظعغفقكلمنهوي", min_size=1, max_size=14)
SENTENCES = st.lists(WORDS, min_size=5, max_size=40)


@pytest.fixture
def en() -> Locale:
    return locale("en")


@pytest.fixture
def es() -> Locale:
    return locale("es")


def page(**fields: Any) -> NewsPage:
    """A page that everybody can read."""
    return NewsPageFactory(language="es", **fields)


def say(source: Locale, target: Locale, text: str, translation: str, **where: Any) -> None:
    """Remember one segment."""
    path, by_machine = where.pop("path", "body"), where.pop("by_machine", False)
    remember(source, target, [Pair(text, translation, path, by_machine)], **where)


def found(source: Locale, target: Locale, text: str, **options: Any) -> list[Match]:
    return lookup(source, target, [text], **options)[text]


def offered(source: Locale, target: Locale, text: str) -> list[tuple[str, int]]:
    return [(match.text, match.score) for match in found(source, target, text)]


@contextmanager
def statements() -> Iterator[list[str]]:
    """What the block asks of the database, without transactions and savepoints."""
    asked: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield asked
    asked += [
        query["sql"]
        for query in captured.captured_queries
        if not query["sql"].startswith(("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT", "ROLLBACK"))
    ]


# The form in which texts are the same --------------------------------------------------------------------------------


@given(st.text())
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(), st.text())
def test_texts_have_one_digest_exactly_if_they_are_normalised_alike(one: str, other: str) -> None:
    assert (key(one) == key(other)) == (normalise(one) == normalise(other))
    assert key(one) == key(f"\n {one}\u00a0")


@pytest.mark.parametrize(
    ("one", "other"),
    [("Data  for\u00a0all\n", "Data for all"), ("Ame\u0301rica", "América"), ("Qui\u202f?", "Qui ?")],
)
def test_white_space_and_composition_do_not_count(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(("one", "other"), [("Data for all", "Data for all."), ("Data", "data"), ("<b>a</b>", "a")])
def test_case_punctuation_and_tags_count(one: str, other: str) -> None:
    assert key(one) != key(other)


def test_the_bare_words_have_no_tags_punctuation_and_case() -> None:
    assert bare_words('«<b>Da</b>ta»<br/>R&amp;D, <a id="a1">Well-known</a>: 数据') == [
        *("data", "r", "d", "well", "known", "数", "据"),
    ]


# Exact and near ------------------------------------------------------------------------------------------------------


def test_the_same_text_is_found_and_scores_100(en: Locale, es: Locale) -> None:
    say(en, es, SENTENCE, TRANSLATION, page=page())
    assert offered(en, es, SENTENCE) == [(TRANSLATION, 100)]
    assert offered(en, es, SENTENCE.replace(" ", "\u00a0 ")) == [(TRANSLATION, 100)]


def test_an_unknown_text_finds_nothing(en: Locale, es: Locale) -> None:
    say(en, es, SENTENCE, TRANSLATION, page=page())
    assert found(en, es, "Completely different words about some other matter of ours.") == []
    assert lookup(en, es, []) == {}
    assert found(en, es, "") == []


def test_each_pair_of_languages_has_its_own_memory(en: Locale, es: Locale) -> None:
    say(en, es, SENTENCE, TRANSLATION, page=page())
    assert found(en, locale("fr"), SENTENCE) == []
    assert found(locale("fr"), es, SENTENCE) == []
    assert found(es, en, SENTENCE) == []


@pytest.mark.parametrize(
    ("text", "score"),
    [
        (SENTENCE.removesuffix("."), 98),
        (SENTENCE.replace("strengthen", "empower"), 90),
        (SENTENCE.replace("the people", "people"), 94),
        (SENTENCE.replace("can strengthen", "can also strengthen"), 95),
        (SENTENCE.replace("people", "<b>people</b>"), 97),
        (SENTENCE.upper(), 99),
        ("Data can strengthen the people.", 67),
    ],
)
def test_the_score_is_the_share_of_words_in_common(en: Locale, es: Locale, text: str, score: int) -> None:
    say(en, es, SENTENCE, TRANSLATION, page=page())
    assert [match.score for match in found(en, es, text, least=0)] == [score]
    assert bool(offered(en, es, text)) == (score >= 70)


def test_a_near_match_tells_what_it_was_a_translation_of(en: Locale, es: Locale) -> None:
    say(en, es, f"  {SENTENCE}", TRANSLATION, page=page())
    assert [match.source for match in found(en, es, SENTENCE.removesuffix("."))] == [SENTENCE]


@pytest.mark.parametrize(
    ("kept", "text", "score"),
    [
        ("Read more", "Read more", 100),
        ("Read more", "read more…", 94),
        ("Read more", "Read less", None),
        ("News", "NEWS", 99),
        ("Año", "Ano", None),
        ("Our data space", "Our data spaces", None),
    ],
)
def test_one_to_three_words_match_by_their_words_only(
    en: Locale, es: Locale, kept: str, text: str, score: int | None
) -> None:
    say(en, es, kept, "Algo", page=page())
    assert [match.score for match in found(en, es, text)] == ([score] if score else [])


@hypothesis_settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=SENTENCES, word=WORDS, data=st.data())
def test_a_sentence_with_one_word_changed_added_or_removed_is_always_found(
    en: Locale, es: Locale, words: list[str], word: str, data: st.DataObject
) -> None:
    MemorySource.objects.all().delete()
    place = data.draw(st.integers(0, len(words) - 1))
    how = data.draw(st.sampled_from(["changed", "added", "removed", "stopped"]))
    changed = {
        "changed": [*words[:place], word, *words[place + 1 :]],
        "added": [*words[:place], word, *words[place:]],
        "removed": [*words[:place], *words[place + 1 :]],
        "stopped": [*words[:-1], words[-1] + "."],
    }[how]
    assume(changed != words)
    say(en, es, " ".join(words), "Algo")
    matches = found(en, es, " ".join(changed))
    assert [match.text for match in matches] == ["Algo"]
    assert 70 <= matches[0].score < 100


@hypothesis_settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=SENTENCES, others=SENTENCES)
def test_texts_without_a_word_in_common_are_not_offered(
    en: Locale, es: Locale, words: list[str], others: list[str]
) -> None:
    assume(not set(words) & set(others))
    MemorySource.objects.all().delete()
    say(en, es, " ".join(words), "Algo")
    assert found(en, es, " ".join(others)) == []


def test_a_long_text_with_several_changes_is_found(en: Locale, es: Locale) -> None:
    words = [f"word{number}" for number in range(60)]
    say(en, es, " ".join(words), "Algo", page=page())
    words[5], words[33], words[50] = "here", "there", "everywhere"
    assert offered(en, es, " ".join(words)) == [("Algo", 95)]


def test_a_near_match_is_found_in_arabic(en: Locale) -> None:
    ar = locale("ar")
    say(ar, en, "تعمل الشبكة على بياناتٍ مفتوحةٍ للجميع.", "The network works on open data for all.")
    assert [match.score for match in found(ar, en, "تعمل الشبكة على بياناتٍ مغلقةٍ للجميع.")] == [84]


# What is offered first -----------------------------------------------------------------------------------------------


def test_the_best_come_first_and_no_more_than_asked_for(en: Locale, es: Locale) -> None:
    one = page()
    say(en, es, SENTENCE.replace("region", "country"), "país", page=one, path="1")
    say(en, es, SENTENCE, "región", page=one, path="2")
    say(en, es, SENTENCE.replace(".", "!"), "¡región!", page=one, path="3")
    assert offered(en, es, SENTENCE) == [("región", 100), ("¡región!", 97), ("país", 90)]
    assert [match.text for match in found(en, es, SENTENCE, limit=1)] == ["región"]


def test_what_people_said_comes_before_a_machine_on_equal_score(en: Locale, es: Locale) -> None:
    say(en, es, SENTENCE, "persona", page=page())
    for _time in range(3):
        say(en, es, SENTENCE, "máquina", page=page(), by_machine=True)
    assert [(match.text, match.by_machine) for match in found(en, es, SENTENCE)] == [
        ("persona", False),
        ("máquina", True),
    ]


def test_a_machine_s_words_that_a_person_used_too_are_a_person_s(en: Locale, es: Locale) -> None:
    say(en, es, SENTENCE, TRANSLATION, page=page(), by_machine=True)
    say(en, es, SENTENCE, TRANSLATION, page=page())
    assert [(match.by_machine, match.used) for match in found(en, es, SENTENCE)] == [(False, 2)]


def test_on_equal_score_the_most_used_comes_first_then_the_latest(en: Locale, es: Locale) -> None:
    with time_machine.travel(datetime(2026, 1, 1, tzinfo=UTC)):
        for _time in range(2):
            say(en, es, SENTENCE, "used", page=page())
        say(en, es, SENTENCE, "early", page=page())
    with time_machine.travel(datetime(2026, 2, 1, tzinfo=UTC)):
        say(en, es, SENTENCE, "late", page=page())
    matches = found(en, es, SENTENCE)
    assert [match.text for match in matches] == ["used", "late", "early"]
    assert matches[1].at.date() == datetime(2026, 2, 1, tzinfo=UTC).date()


def test_the_same_translation_of_two_texts_is_offered_once(en: Locale, es: Locale) -> None:
    say(en, es, SENTENCE.replace(".", "!"), TRANSLATION, page=page())
    say(en, es, SENTENCE, TRANSLATION, page=page())
    assert [(match.text, match.score, match.used) for match in found(en, es, SENTENCE)] == [(TRANSLATION, 100, 2)]


# What is remembered --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "2024", "3.5 %", "—", "<br/>", "&amp;", "12/05"])
def test_a_segment_without_letters_is_not_remembered(en: Locale, es: Locale, text: str) -> None:
    say(en, es, text, "Algo", page=page())
    assert not MemorySource.objects.exists()


def test_a_segment_without_a_translation_is_not_remembered(en: Locale, es: Locale) -> None:
    say(en, es, SENTENCE, "  ", page=page())
    assert not MemorySource.objects.exists()


def test_a_text_is_kept_once_and_indexed_once(en: Locale, es: Locale) -> None:
    say(en, es, SENTENCE, TRANSLATION, page=page())
    bands = MemoryBand.objects.count()
    say(en, es, f" {SENTENCE} ", "Otra cosa.", page=page())
    say(en, locale("fr"), SENTENCE, "Autre chose.", page=page())
    assert MemorySource.objects.count() == 1
    assert MemoryBand.objects.count() == bands
    assert MemoryUnit.objects.count() == 3


def test_a_change_of_mind_replaces_what_was_said_there(en: Locale, es: Locale) -> None:
    one = page()
    say(en, es, SENTENCE, "Antes.", page=one)
    say(en, es, SENTENCE, TRANSLATION, page=one)
    assert offered(en, es, SENTENCE) == [(TRANSLATION, 100)]


def test_a_place_where_another_text_stands_now_forgets_the_one_before(en: Locale, es: Locale) -> None:
    one = page()
    say(en, es, SENTENCE, TRANSLATION, page=one)
    say(en, es, "Something else is written here today, and not what was before.", "Otra cosa.", page=one)
    assert found(en, es, SENTENCE) == []
    say(en, es, "2024", "2024", page=one)
    assert not MemoryUnit.objects.exists()


def test_a_segment_that_is_gone_from_its_page_stays_known(en: Locale, es: Locale) -> None:
    one = page()
    say(en, es, SENTENCE, TRANSLATION, page=one, path="body.first")
    remember(en, es, [Pair("Another passage.", "Otro pasaje.", "body.second")], page=one)
    assert offered(en, es, SENTENCE) == [(TRANSLATION, 100)]


def test_what_comes_from_elsewhere_is_kept_once(en: Locale, es: Locale) -> None:
    other = SENTENCE.replace("region", "country")
    for _time in range(2):
        remember(en, es, [Pair(SENTENCE, "A", "1"), Pair(other, "B", "2"), Pair(SENTENCE, "A", "3")])
    remember(en, es, [Pair(SENTENCE, "B", "")])
    said = MemoryUnit.objects.values_list("source__text", "text")
    assert sorted(said) == sorted([(SENTENCE, "A"), (SENTENCE, "B"), (other, "B")])


def test_the_last_of_two_pairs_for_one_place_counts(en: Locale, es: Locale) -> None:
    remember(en, es, [Pair(SENTENCE, "A", "body"), Pair(SENTENCE, "B", "body")], page=page())
    assert offered(en, es, SENTENCE) == [("B", 100)]


def test_place_is_kept(en: Locale, es: Locale) -> None:
    one = page()
    path = "body." + ".".join(["0b7a3f8e-2c1d-4e5f-9a6b-7c8d9e0f1a2b"] * 9)
    say(en, es, SENTENCE, TRANSLATION, page=one, path=path, by_machine=True)
    unit = MemoryUnit.objects.get()
    assert (unit.page_id, unit.path, unit.locale) == (one.pk, path, es)
    assert unit.how == MemoryUnit.Origin.MACHINE
    assert abs((datetime.now(UTC) - unit.at).total_seconds()) < 60


# Who may see it ------------------------------------------------------------------------------------------------------


def test_the_text_of_a_page_that_is_not_live_is_not_offered(en: Locale, es: Locale) -> None:
    one = page()
    say(en, es, SENTENCE, TRANSLATION, page=one)
    one.unpublish()
    assert found(en, es, SENTENCE) == []


def test_the_text_of_a_private_page_is_not_offered(en: Locale, es: Locale) -> None:
    one = page()
    say(en, es, SENTENCE, TRANSLATION, page=one)
    PageViewRestriction.objects.create(page=home("es"), restriction_type=PageViewRestriction.LOGIN)
    registry.forget()
    assert found(en, es, SENTENCE) == []


def test_a_private_page_does_not_hide_what_was_said_in_public(en: Locale, es: Locale) -> None:
    hidden = [page() for _time in range(3)]
    say(en, es, SENTENCE, "público", page=page())
    for one in hidden:
        say(en, es, SENTENCE, "secreto", page=one)
        PageViewRestriction.objects.create(page=one, restriction_type=PageViewRestriction.LOGIN)
    registry.forget()
    assert offered(en, es, SENTENCE) == [("público", 100)]


def test_private_texts_do_not_take_the_place_of_public_ones(en: Locale, es: Locale) -> None:
    say(en, es, SENTENCE, "público", page=page())
    hidden = page()
    others = [SENTENCE.replace("region", f"region{number}") for number in range(60)]
    remember(en, es, [Pair(text, "secreto", text) for text in others], page=hidden)
    hidden.unpublish()
    assert offered(en, es, SENTENCE.replace("region", "country")) == [("público", 90)]


def test_the_text_of_a_public_page_outlives_it(en: Locale, es: Locale) -> None:
    one = page()
    say(en, es, SENTENCE, TRANSLATION, page=one)
    one.delete()
    assert offered(en, es, SENTENCE) == [(TRANSLATION, 100)]
    assert MemoryUnit.objects.get().page is None


@pytest.mark.parametrize("how", ["draft", "private", "below a private page"])
def test_the_text_of_a_page_that_was_not_public_goes_with_it(en: Locale, es: Locale, how: str) -> None:
    one = page()
    say(en, es, SENTENCE, TRANSLATION, page=one)
    if how == "draft":
        one.unpublish()
    else:
        restricted = one if how == "private" else one.get_parent()
        PageViewRestriction.objects.create(page=restricted, restriction_type=PageViewRestriction.LOGIN)
    Page.objects.get(pk=one.pk).delete()
    assert not MemoryUnit.objects.exists()


def test_a_deleted_section_keeps_the_public_texts_below_it_only(en: Locale, es: Locale) -> None:
    public, hidden = page(), page()
    say(en, es, SENTENCE, TRANSLATION, page=public)
    say(en, es, SENTENCE, "secreto", page=hidden)
    hidden.unpublish()
    public.get_parent().delete()
    assert offered(en, es, SENTENCE) == [(TRANSLATION, 100)]


# What it costs -------------------------------------------------------------------------------------------------------


def many(count: int, *, offset: int = 0) -> list[Pair]:
    return [
        Pair(
            f"Passage {number} of a page that is rather long, with words{number} of its own.",
            f"Pasaje {number}",
            f"p{number}",
        )
        for number in range(offset, offset + count)
    ]


@pytest.mark.parametrize("count", [1, 30, 1000])
def test_remembering_costs_four_statements_however_many_segments(en: Locale, es: Locale, count: int) -> None:
    one = page()
    with statements() as first:
        remember(en, es, many(count), page=one)
    with statements() as again:
        remember(en, es, many(count), page=one)
    assert (len(first), len(again)) == (4, 3)
    assert MemoryUnit.objects.count() == count


@pytest.mark.parametrize("count", [1, 30, 1000])
def test_looking_up_costs_two_statements_however_many_texts(en: Locale, es: Locale, count: int) -> None:
    remember(en, es, many(count), page=page())
    registry.private_paths()
    texts = [pair.source.replace("rather", "very") for pair in many(count)]
    with statements() as asked:
        matches = lookup(en, es, texts)
    assert len(asked) == 2
    assert len(matches) == count
    assert all(matches.values())


def test_nothing_to_remember_or_to_look_up_costs_nothing(en: Locale, es: Locale) -> None:
    registry.private_paths()
    with statements() as asked:
        remember(en, es, [], page=None)
        lookup(en, es, [])
        lookup(en, es, [""])
    assert asked == []


def test_no_more_than_a_fixed_number_of_texts_is_compared(en: Locale, es: Locale) -> None:
    template = "The meeting on open data takes place in city{} on the same day as before."
    remember(en, es, [Pair(template.format(number), f"Ciudad {number}", f"p{number}") for number in range(200)])
    texts = [template.format("x"), template.format(7)]
    near = candidates(en, es, texts)
    assert [len(near[text]) for text in texts] == [CANDIDATES, CANDIDATES]
    assert [match.score for match in found(en, es, texts[1])][:1] == [100]
    assert offered(en, es, texts[1])[0] == ("Ciudad 7", 100)


def test_the_index_is_used_and_not_the_whole_table(en: Locale, es: Locale) -> None:
    remember(en, es, many(300), page=page())
    with CaptureQueriesContext(connection) as captured:
        candidates(en, es, [many(1)[0].source])
    statement = captured.captured_queries[-1]["sql"]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE languages_memoryband")
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{statement}")
        plan = "\n".join(str(row) for row in cursor.fetchall())
    assert "languages_memory_band" in plan
    assert "SCAN near" not in plan
