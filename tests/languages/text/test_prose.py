"""Rich text is stored in a form that its editor gives back, with every word in its place."""

import json
import re
from html import unescape
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given, settings
from hypothesis import strategies as st

from languages.text.prose import LosslessConverter, normalise
from tests.factories.prose import AWKWARD, opened_and_saved, unnamed

TEXT = ("h3", "bold", "italic", "ol", "ul", "link", "document-link")
FOOTER = ("bold", "italic", "link")


def words(html: str) -> list[str]:
    """The words of a text in their order, whatever stands around them."""
    apart = re.sub(r"<br/?>|</?(?:p|h\d|ul|ol|li|div|td)\b[^>]*>", " ", html)
    return re.findall(r"\w+", unescape(re.sub(r"<[^>]*>", "", apart)))


@pytest.mark.django_db
@pytest.mark.parametrize(("html", "kept"), AWKWARD)
def test_an_awkward_text_keeps_its_words_and_their_order(html: str, kept: str) -> None:
    assert unnamed(normalise(html, TEXT)) == kept


@pytest.mark.django_db
@pytest.mark.parametrize("features", [TEXT, FOOTER])
@pytest.mark.parametrize("html", [html for html, _kept in AWKWARD])
def test_an_awkward_text_opened_and_saved_untouched_is_the_same_to_the_letter(
    html: str, features: tuple[str, ...]
) -> None:
    kept = normalise(html, features)
    assert opened_and_saved(kept, features) == kept


@pytest.mark.django_db
@pytest.mark.parametrize("html", [html for html, _kept in AWKWARD])
def test_an_awkward_text_that_is_stored_already_opens_with_all_its_words(html: str) -> None:
    assert opened_and_saved(html, TEXT) == normalise(html, TEXT)


def test_a_list_in_a_field_without_lists_becomes_paragraphs() -> None:
    html = "<p>Bring</p><ul><li>flour<ul><li>fine</li></ul></li><li>water</li></ul>"
    assert unnamed(normalise(html, FOOTER)) == "<p>Bring</p><p>flour</p><p>fine</p><p>water</p>"


def test_paragraphs_keep_the_names_that_comments_hang_on() -> None:
    assert normalise('<p data-block-key="abc12">One</p>', TEXT) == '<p data-block-key="abc12">One</p>'


def test_two_paragraphs_never_have_one_name() -> None:
    kept = normalise('<p data-block-key="abc12">One</p><p data-block-key="abc12">Two</p>', TEXT)
    assert len(set(re.findall(r'data-block-key="(\w+)"', kept))) == 2


def test_a_link_that_runs_code_is_left_for_its_refusal() -> None:
    html = '<p><a href="javascript:alert(1)">One</a></p>'
    assert normalise(html, TEXT) == html


def test_an_editor_that_nobody_typed_in_says_nothing() -> None:
    assert LosslessConverter(TEXT).to_database_format("null") == ""


# Any text ---------------------------------------------------------------------------------------------------------

SIGNS = ["a", "é", "ب", "字", "😀", " ", " ", "\n", "\t", "\u00a0", "\u202f", "\u3000", "&amp;", "&lt;", "."]
TAGS = [
    "p",
    "p",
    "h3",
    "h2",
    "ul",
    "ul",
    "ol",
    "ol",
    "li",
    "li",
    "li",
    "b",
    "i",
    "strong",
    "em",
    "span",
    "div",
    "td",
    "u",
]
PIECES = st.lists(st.sampled_from(SIGNS), max_size=8).map("".join)
LINKS = [
    'href="https://example.org/"',
    'href="/a?b=1&amp;c=2"',
    'linktype="page" id="7"',
    'linktype="document"',
    "id='x'",
]


def elements(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    inside = st.lists(children, max_size=4).map("".join)
    linked = st.builds(lambda attrs, text: f"<a {attrs}>{text}</a>", st.sampled_from(LINKS), inside)
    return st.one_of(
        st.builds(lambda tag, text: f"<{tag}>{text}</{tag}>", st.sampled_from(TAGS), inside), linked, st.just("<br/>")
    )


TEXTS = st.lists(st.recursive(PIECES, elements, max_leaves=20), max_size=4).map("".join)


@pytest.mark.django_db
@settings(deadline=None)
@given(TEXTS, st.sampled_from([TEXT, FOOTER]))
@example("<ul><li>a<ol><li>b</li></ol><ul><li>c</li></ul></li></ul>", TEXT)
def test_any_text_keeps_its_words_and_survives_the_editor_to_the_letter(html: str, features: tuple[str, ...]) -> None:
    kept = normalise(html, features)
    assert words(kept) == words(html)
    assert normalise(kept, features) == kept
    assert opened_and_saved(kept, features) == kept


def block(kind: str, depth: int, text: str) -> dict[str, Any]:
    return {"key": "", "type": kind, "depth": depth, "text": text, "inlineStyleRanges": [], "entityRanges": []}


BLOCKS = st.builds(
    block,
    st.sampled_from(["unstyled", "header-three", "unordered-list-item", "ordered-list-item"]),
    st.integers(0, 4),
    st.text(st.sampled_from(["a", "b", " ", "\n", "\u00a0", "<", "&"]), max_size=5),
)


@settings(deadline=None)
@given(st.lists(BLOCKS, max_size=8))
@example(
    [block(f"{kind}-list-item", depth, text) for kind, depth, text in [("ordered", 0, "a"), ("unordered", 1, "b")]]
)
def test_what_is_typed_in_the_editor_is_stored_with_all_words(blocks: list[dict[str, Any]]) -> None:
    html = LosslessConverter(TEXT).to_database_format(json.dumps({"blocks": blocks, "entityMap": {}}))
    typed = [word for one in blocks for word in re.findall(r"\w+", one["text"])]
    assert re.findall(r"\w+", BeautifulSoup(html, "html.parser").get_text(" ")) == typed
    assert normalise(html, TEXT) == html
