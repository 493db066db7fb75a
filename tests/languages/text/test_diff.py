"""What changed between two segments, word by word, and how it is shown."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from languages.text.diff import as_html, difference, is_word, tokens

# Texts as they come: words of several scripts, inline tags, escaped characters, odd white space, and anything else.
PIECES = st.one_of(
    st.sampled_from(
        ["data", "Data", "más", "l'article", "بياناتٌ", "数据", "ก็", "<b>", "</b>", '<a id="a1">', "</a>", "<br/>"]
        + ["&amp;", "&lt;", ".", ",", "،", "؟", "—", "2024", "3.5%", " ", "  ", "\u202f", "\n", "<", "&", "<3", "</"]
    ),
    st.text(max_size=6),
)
PASSAGES = st.lists(PIECES, max_size=25).map("".join)


def sides(old: str, new: str) -> tuple[str, str]:
    """Both texts, put together from their difference."""
    runs = difference(old, new)
    return (
        "".join(text for operation, text in runs if operation != "added"),
        "".join(text for operation, text in runs if operation != "removed"),
    )


@given(PASSAGES)
def test_tokens_are_the_text(text: str) -> None:
    assert "".join(tokens(text)) == text


@given(PASSAGES, PASSAGES)
@example(" a", "a ")
@example("a  b", "a b")
@example("", " ")
def test_a_difference_holds_both_texts_to_the_letter(old: str, new: str) -> None:
    assert sides(old, new) == (old, new)


@given(PASSAGES)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert difference(text, text) == ([("same", text)] if text else [])


@given(PASSAGES, PASSAGES)
def test_runs_are_not_empty_and_alternate(old: str, new: str) -> None:
    runs = difference(old, new)
    assert all(text for _operation, text in runs)
    assert all(one[0] != other[0] for one, other in zip(runs, runs[1:], strict=False))


@given(PASSAGES, st.sampled_from(['<a id="a1">', "</a>", "<b>", "<br/>", "&amp;"]), PASSAGES)
def test_a_tag_is_never_split(before: str, piece: str, after: str) -> None:
    assert piece in tokens(before + piece + after)


def test_one_word_changes() -> None:
    assert difference("The big cat sleeps.", "The small cat sleeps.") == [
        ("same", "The "),
        ("removed", "big"),
        ("added", "small"),
        ("same", " cat sleeps."),
    ]


def test_a_full_stop_is_added_and_the_word_before_it_stays() -> None:
    assert difference("Data for all", "Data for all.") == [("same", "Data for all"), ("added", ".")]


def test_an_arabic_word_changes_with_its_vowel_marks() -> None:
    assert difference("البياناتُ قوّةٌ، كبيرة", "البياناتُ حريّةٌ، كبيرة") == [
        ("same", "البياناتُ "),
        ("removed", "قوّةٌ"),
        ("added", "حريّةٌ"),
        ("same", "، كبيرة"),
    ]


def test_scripts_without_white_space_differ_by_character() -> None:
    assert difference("数据增强人民", "数据改变人民") == [
        ("same", "数据"),
        ("removed", "增强"),
        ("added", "改变"),
        ("same", "人民"),
    ]


def test_a_tag_is_a_piece_of_its_own() -> None:
    assert difference("Read the report", 'Read <a id="a1">the report</a>') == [
        ("same", "Read "),
        ("added", '<a id="a1">'),
        ("same", "the report"),
        ("added", "</a>"),
    ]


@pytest.mark.parametrize("word", ["l'article", "well-known", "3.5", "e.g", "بياناتٌ"])
def test_what_belongs_to_a_word_stays_in_it(word: str) -> None:
    assert tokens(word) == [word]
    assert is_word(word)


@pytest.mark.parametrize("token", ["<b>", "&amp;", ".", "«", " ", "—"])
def test_tags_punctuation_and_white_space_are_no_words(token: str) -> None:
    assert not is_word(token)


def test_changes_are_shown_as_deletions_and_insertions() -> None:
    assert as_html(difference("The big cat", "The small cat")) == "The <del>big</del><ins>small</ins> cat"


def test_escaped_characters_are_shown_once() -> None:
    assert as_html(difference("R&amp;D", "R&amp;D now")) == "R&amp;D<ins> now</ins>"


def test_formatting_is_left_out_and_its_change_marked() -> None:
    assert as_html(difference("<b>Data</b> now", "<b>Data</b> <i>now</i>")) == (
        'Data <ins><span data-tag="i"></span></ins>now<ins><span data-tag="i"></span></ins>'
    )


def test_a_line_break_stays_one() -> None:
    assert as_html(difference("one<br/>two", "one<br/>two")) == "one<br>two"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        '<img src=x onerror="alert(1)">',
        '<b onclick="alert(1)">x</b>',
        '"><svg/onload=alert(1)>',
        "<scr<b>ipt>alert(1)",
    ],
)
def test_nothing_of_a_segment_is_executed(text: str) -> None:
    for html in (as_html(difference("", text)), as_html(difference(text, "")), as_html(difference(text, text))):
        assert set(re.findall(r"<[^>]*>", html)) <= {
            "<ins>",
            "</ins>",
            "<del>",
            "</del>",
            "<br>",
            "</span>",
            *(f'<span data-tag="{name}">' for name in ("script", "img", "b", "svg")),
        }


@given(PASSAGES, PASSAGES)
def test_only_our_own_elements_are_shown(old: str, new: str) -> None:
    html = as_html(difference(old, new))
    assert re.sub(r'</?(?:ins|del)>|<br>|<span data-tag="[a-z0-9]+"></span>', "", html).count("<") == 0
