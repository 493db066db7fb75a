"""The guides for editors and admins: Markdown in docs/guide/, shown in the admin in the reader's language.

Buttons, menus and screens are named in them as the code names them, `[[Save draft]]`. What is shown is what the
interface says in the language of the guide, so that no guide can name a button otherwise than the screen does. The
label of a field begins with a small letter in the code, and with a capital one on the screen: `[[summary|capfirst]]`;
what is in the catalogues with a context is named with it, `[[Editor|context team]]`, and what holds another text with
that, `[[%(label)s and Publish|with Approve]]`.
`[[Regions]](admin:regions)` leads to a screen, by the name of its address, and `## Pictures {#pictures}` gives a
section the same anchor in every language. Pictures are made by `make guide`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext, override, pgettext
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from PIL import Image

from languages.locales.in_language import InLanguage

GUIDES = Path(settings.BASE_DIR) / "docs" / "guide"
# The language in which every guide exists.
FIRST = "en"

NAME = re.compile(
    r"\[\[(?P<text>[^\[\]|]+)(?:\|(?P<how>capfirst|context \w+|with [^\[\]|]+))?\]\](?:\(admin:(?P<screen>[\w:-]+)\))?"
)
# What the interface fills in ("Translate into %(language)s").
FILLED_IN = re.compile(r"%\(\w+\)[sd]|%[sd]")
ANCHOR = re.compile(r"\s*\{#(?P<id>[a-z-]+)\}$")


@dataclass
class Guide(InLanguage):
    """A guide in a language. `names` are the texts of the code that it refers to, with their contexts, and `pictures`
    the files that it shows, with their alternative texts."""

    code: str
    html: SafeString = SafeString()
    contents: list[tuple[str, SafeString]] = field(default_factory=list)
    names: list[tuple[str | None, str]] = field(default_factory=list)
    pictures: list[tuple[str, str]] = field(default_factory=list)


def languages(name: str) -> list[str]:
    """The languages that a guide is written in, in the order of the admin's own."""
    ours = [code.partition("-")[0] for code, _own_name in settings.WAGTAILADMIN_PERMITTED_LANGUAGES]
    return [code for code in ours if (GUIDES / f"{name}.{code}.md").exists()]


def interface_of(code: str) -> str:
    """The language of the admin's catalogues that a guide's language stands for: Portuguese is that of Brazil."""
    permitted = [known for known, _own_name in settings.WAGTAILADMIN_PERMITTED_LANGUAGES]
    return next((known for known in permitted if known.partition("-")[0] == code), code)


def read(name: str, *wanted: str) -> Guide:
    """A guide in the first of the languages that it exists in, or else in English."""
    bases = [code.partition("-")[0] for code in wanted]
    code = next((base for base in bases if base in languages(name)), FIRST)
    guide = Guide(code)
    with override(interface_of(code)):
        text = (GUIDES / f"{name}.{code}.md").read_text(encoding="utf-8")
        guide.html = mark_safe(_markdown().render(text, {"guide": guide}))
    return guide


def _markdown() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False}).enable("table")
    made.inline.ruler.before("link", "name", _name)
    made.core.ruler.push("sections", _sections)
    made.add_render_rule("name", _show_name)
    made.add_render_rule("image", _show_picture)
    return made


def _name(state: StateInline, silent: bool) -> bool:
    found = NAME.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        how, _space, what = (found["how"] or "").partition(" ")
        token = state.push("name", "b", 0)
        token.content, token.meta = found["text"], {"how": how, "what": what, "screen": found["screen"]}
        state.env["guide"].names.append((what if how == "context" else None, found["text"]))
        if how == "with":
            state.env["guide"].names.append((None, what))
    state.pos = found.end()
    return True


def _show_name(self: RendererHTML, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
    text, how, what = tokens[place].content, tokens[place].meta["how"], tokens[place].meta["what"]
    said = pgettext(what, text) if how == "context" else gettext(text)
    said = FILLED_IN.sub(gettext(what) if how == "with" else "…", said).strip()
    name = format_html("<b>{}</b>", capfirst(said) if how == "capfirst" else said)
    screen = tokens[place].meta["screen"]
    return format_html('<a href="{}">{}</a>', reverse(screen), name) if screen else name


def _sections(state: StateCore) -> None:
    """The title stands above the guide already; sections get their anchors, and a place in the table of contents."""
    guide: Guide = state.env["guide"]
    if [token.tag for token in state.tokens[:1]] == ["h1"]:
        del state.tokens[:3]
    for opening, inline in zip(state.tokens, state.tokens[1:], strict=False):
        if opening.type != "heading_open" or not inline.children:
            continue
        last = inline.children[-1]
        anchor = ANCHOR.search(last.content)
        if anchor is None:
            continue
        last.content = last.content[: anchor.start()]
        opening.attrSet("id", anchor["id"])
        if opening.tag == "h2":
            renderer: Any = state.md.renderer
            shown = renderer.renderInline(inline.children, state.md.options, state.env)
            guide.contents.append((anchor["id"], mark_safe(shown)))


@cache
def _size(file: str) -> tuple[int, int]:
    with Image.open(GUIDES / "pictures" / file) as picture:
        return picture.size


def _show_picture(self: RendererHTML, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
    token = tokens[place]
    file = str(token.attrs["src"]).removeprefix("pictures/")
    env["guide"].pictures.append((file, token.content))
    width, height = _size(file)
    return format_html(
        '<img src="{}" alt="{}" width="{}" height="{}" loading="lazy">',
        static(f"guide/{file}"),
        token.content,
        width,
        height,
    )
