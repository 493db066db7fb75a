"""Rich text that is hard on an editor."""

import re

from languages.text.prose import converter

# What came in, and what is kept of it; the names of paragraphs left out.
AWKWARD = [
    (
        "<ul><li>Mix <ul><li>flour</li><li>water</li></ul> and stir.</li></ul>",
        "<ul><li>Mix<ul><li>flour</li><li>water</li></ul></li><li>and stir.</li></ul>",
    ),
    (
        "<ol><li>One<ul><li>a</li></ul></li><li>Two</li></ol>",
        "<ol><li>One<ul><li>a</li></ul></li><li>Two</li></ol>",
    ),
    (
        "<ul><li>One<ol><li>a</li></ol><ul><li>b</li></ul></li><li>Two</li></ul>",
        "<ul><li>One<ol><li>a</li></ol><ul><li>b</li></ul></li><li>Two</li></ul>",
    ),
    (
        "<ol><li>One<ul><li>a</li></ul></li></ol><ul><li>Two</li></ul>",
        "<ol><li>One<ul><li>a</li></ul></li></ol><ul><li>Two</li></ul>",
    ),
    ("<ul><li><p>One.</p><p>Two.</p></li></ul>", "<ul><li>One.<br/>Two.</li></ul>"),
    ("<ul><li>One<li>Two</ul>", "<ul><li>One</li><li>Two</li></ul>"),
    ("<ul><ul><li>Deep</li></ul></ul>", "<ul><li>Deep</li></ul>"),
    ("<li>Lost</li>", "<p>Lost</p>"),
    ("<p>Mix<ul><li>flour</li></ul>and stir.</p>", "<p>Mix</p><ul><li>flour</li></ul><p>and stir.</p>"),
    ("<p>\u00a0Prix\u00a0: <b>\u00a05\u00a0</b> €</p>", "<p>\u00a0Prix\u00a0: <b>\u00a05\u00a0</b> €</p>"),
    ("<p>\u3000Wide <i>\u2003space</i></p>", "<p>\u3000Wide <i>\u2003space</i></p>"),
    ("<p>&nbsp;</p>", "<p>\u00a0</p>"),
    ("<p> One\n  <b> two </b> three </p>\n<p>Four</p>", "<p>One <b>two </b>three</p><p>Four</p>"),
    ("<p>One <br> two<br/>three</p>", "<p>One<br/>two<br/>three</p>"),
    ('<p><a href="https://example.org/">One<br/>two</a></p>', '<p><a href="https://example.org/">One<br/>two</a></p>'),
    ("<p><strong>One</strong> <em>two</em></p>", "<p><b>One</b> <i>two</i></p>"),
    ("<p><b><i>One</i> two</b></p>", "<p><b><i>One</i></b><b> two</b></p>"),
    ("<h2>One</h2>two<div>three<div>four</div></div>", "<p>One</p><p>two</p><p>three</p><p>four</p>"),
    ("<table><tr><td>One</td><td>two</td></tr></table>", "<p>One</p><p>two</p>"),
    ("<p>One<img src='x' alt=''>, two<!-- no --><script>three()</script></p>", "<p>One, two</p>"),
    ('<p><a linktype="page">One</a> <a linktype="page" id="two">two</a> <a name="x">3</a></p>', "<p>One two 3</p>"),
    (
        '<p><a class="x" target="_blank" href=" https://example.org/?a=1&amp;b=2 ">One</a></p>',
        '<p><a href="https://example.org/?a=1&amp;b=2">One</a></p>',
    ),
    ('<p><a id="7" linktype="page">One</a></p>', '<p><a linktype="page" id="7">One</a></p>'),
    ('<p><a linktype="document" id="7">One</a></p>', '<p><a linktype="document" id="7">One</a></p>'),
    ('<p>1 &lt; 2 &amp;amp; "3" 😀<b>4</b></p>', '<p>1 &lt; 2 &amp;amp; "3" 😀<b>4</b></p>'),
    ("<p>One<p>two", "<p>One</p><p>two</p>"),
    ("<h3>One</h3><p></p><p>two</p>", "<h3>One</h3><p></p><p>two</p>"),
    ("One", "<p>One</p>"),
    ("<p> </p><p></p>", ""),
    ("", ""),
]


def opened_and_saved(html: str, features: tuple[str, ...]) -> str:
    """A text that somebody opened in the editor, and saved untouched."""
    editor = converter(features)
    return editor.to_database_format(editor.from_database_format(html))


def unnamed(html: str) -> str:
    return re.sub(r' data-block-key="\w+"', "", html)
