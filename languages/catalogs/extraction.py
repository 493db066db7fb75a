"""Reads the interface's texts from Python files and templates, as GNU xgettext would."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "ngettext_noop": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
COMMENT_TAG = "Translators"
# The context of texts that become a part of an address: `pgettext_lazy("address", "news")`.
ADDRESS = "address"

# Directories beside the apps that hold no text of the interface.
NO_SOURCES = {"build", "docs", "locale", "node_modules", "tests", "var", "venv"}
TEMPLATE_SUFFIXES = {".html", ".txt", ".xml"}

# "%(count)d", "%s", "%.1f" and a doubled "%%". A flag such as the blank in "50 % of" is no placeholder of ours.
PERCENT = re.compile(r"%%|%(?:\((?P<name>[^)]*)\))?[-+0]*\d*(?:\.\d+)?(?P<kind>[a-zA-Z])")
BRACE = re.compile(r"(?<!\{)\{(?P<name>[A-Za-z_][\w.\[\]]*|\d*)(?:![rsa])?(?::[^{}]*)?\}(?!\})")


class CatalogueError(Exception):
    """The texts of the code contradict each other, or cannot be read."""


@dataclass
class Message:
    """A text of the interface, and where it is used."""

    context: str | None
    singular: str
    plural: str | None = None
    files: set[str] = field(default_factory=set)
    comments: list[str] = field(default_factory=list)
    from_template: bool = False

    @property
    def key(self) -> tuple[str | None, str]:
        return self.context, self.singular

    @property
    def formatted(self) -> bool:
        """Whether `%` is more than a character in it. Django interpolates every text of a template that holds one."""
        if self.from_template:
            return "%" in self.singular + (self.plural or "")
        return any(match[0] != "%%" for match in PERCENT.finditer(self.singular + (self.plural or "")))


def _sources(root: Path) -> Iterator[Path]:
    """The Python files and templates of this project, in a stable order."""
    for top in sorted(root.iterdir()):
        if not top.is_dir() or top.name.startswith(".") or top.name in NO_SOURCES:
            continue
        if top.name != "templates" and not (top / "__init__.py").exists():
            continue
        for path in sorted(top.rglob("*")):
            inside = path.relative_to(root).parts
            is_template = "templates" in inside[:-1] and path.suffix in TEMPLATE_SUFFIXES
            if (is_template or (path.suffix == ".py" and "migrations" not in inside)) and path.is_file():
                yield path


def extract(root: Path) -> dict[tuple[str | None, str], Message]:
    """Every text that the code and the templates below `root` mark for translation, by context and text."""
    messages: dict[tuple[str | None, str], Message] = {}
    for path in _sources(root):
        name = path.relative_to(root).as_posix()
        is_template = path.suffix != ".py"
        for context, singular, plural, comments in _extract_file(path, name, is_template):
            message = messages.setdefault((context, singular), Message(context, singular))
            if plural and message.plural and plural != message.plural:
                raise CatalogueError(
                    f'{name}: "{singular}" has the plural "{plural}" here and "{message.plural}" in '
                    f"{', '.join(sorted(message.files))}"
                )
            message.plural = message.plural or plural
            message.files.add(name)
            message.from_template |= is_template
            message.comments.extend(comment for comment in comments if comment not in message.comments)
    return messages


def _extract_file(path: Path, name: str, is_template: bool) -> Iterator[tuple[str | None, str, str | None, list[str]]]:
    from io import BytesIO
    from tokenize import TokenError

    from babel.messages.extract import extract as babel_extract
    from django.template import TemplateSyntaxError
    from django.utils.translation.template import templatize

    source = path.read_text(encoding="utf-8")
    try:
        if is_template:
            # `templatize` leaves the texts as Python calls at the template's own indentation, which is not Python's.
            source = "\n".join(line.lstrip() for line in templatize(source, origin=name).splitlines())
        found = list(
            babel_extract("python", BytesIO(source.encode()), keywords=KEYWORDS, comment_tags=[COMMENT_TAG], options={})
        )
    except (SyntaxError, TokenError, TemplateSyntaxError, UnicodeError) as error:
        raise CatalogueError(f"{name}: {error}") from error
    for _line, text, comments, context in found:
        singular, plural = (text[0], text[1]) if isinstance(text, tuple) else (text, None)
        if singular:
            yield context, singular, plural, [" ".join(comment.split()) for comment in comments]
