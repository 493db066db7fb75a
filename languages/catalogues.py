"""Gettext catalogues without GNU gettext, so that `make run` needs nothing but Python on any machine.

The texts of the code and the templates are collected (`extract`), merged into `locale/<code>/LC_MESSAGES/django.po`
(`update`), compiled beside it (`compile_all`) and proof-read by machine (`check`). `manage.py catalogues` is the
command for all of it.

Settings import this module to learn which languages have a catalogue: at its top it needs the standard library only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from polib import POEntry, POFile

# The languages in which every text of the interface must exist. Others may be begun with an empty file.
REQUIRED = ("en", "es", "fr", "ar", "pt")
# The language the texts are written in within the code: its catalogue fills itself.
SOURCE = "en"

# A catalogue whose language the interface speaks has nearly all texts: a page in two languages by turns is read by
# nobody, and a text that was added yesterday must not silence the other thousand. In percent; the header of the binary
# catalogue that says how many are translated.
ENOUGH = 90
SHARE = "X-Translated"

# CLDR's plural categories in its order (zero, one, two, few, many, other), as gettext writes them: a whole number
# without decimals. Spanish, French and Portuguese count "un millón *de* páginas" as a form of its own.
PLURAL_FORMS = {
    "en": "nplurals=2; plural=(n != 1);",
    "es": "nplurals=3; plural=(n == 1 ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2);",
    "fr": "nplurals=3; plural=(n == 0 || n == 1 ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2);",
    "pt": "nplurals=3; plural=(n == 0 || n == 1 ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2);",
    "ar": (
        "nplurals=6; plural=(n == 0 ? 0 : n == 1 ? 1 : n == 2 ? 2 : n % 100 >= 3 && n % 100 <= 10 ? 3 : "
        "n % 100 >= 11 ? 4 : 5);"
    ),
}

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


def catalogue_languages(root: Path) -> list[str]:
    """Codes ("pt", "pt-br") of the languages with a catalogue file, which may be empty, below `root`/locale."""
    files = (root / "locale").glob("*/LC_MESSAGES/django.po")
    codes = {file.parent.parent.name.replace("_", "-").lower() for file in files}
    return sorted(codes, key=lambda code: (REQUIRED.index(code) if code in REQUIRED else len(REQUIRED), code))


def _directories(root: Path) -> list[Path]:
    """Every directory of a catalogue below `root`, whether or not its file was made already."""
    return sorted((root / "locale").glob("*/LC_MESSAGES"))


def _code(directory: Path) -> str:
    return directory.parent.name.replace("_", "-").lower()


# Collecting ---------------------------------------------------------------------------------------------------------


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


# Writing ------------------------------------------------------------------------------------------------------------


def plural_forms(code: str) -> str:
    """The `Plural-Forms` header of a language, by CLDR."""
    from babel import Locale, UnknownLocaleError
    from babel.plural import to_gettext

    if code in PLURAL_FORMS:
        return PLURAL_FORMS[code]
    try:
        rule = Locale.parse(code, sep="-").plural_form
    except (UnknownLocaleError, ValueError):
        return PLURAL_FORMS[SOURCE]
    # CLDR's operand "e", the exponent of a compact "1M", is unknown to gettext, which counts whole numbers only.
    return re.sub(r"\be\b", "0", to_gettext(rule))


def form_count(code: str) -> int:
    """How many plural forms a language has."""
    match = re.match(r"nplurals=(\d+)", plural_forms(code))
    return int(match[1]) if match else 2


def _metadata(code: str) -> dict[str, str]:
    """The header of a catalogue. It holds no date and no name: a catalogue changes when a text does."""
    return {
        "Project-Id-Version": "1",
        "Language": code.replace("-", "_"),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plural_forms(code),
    }


def _read(directory: Path) -> POFile:
    """A language's catalogue, empty where the file is empty or was not made yet."""
    import polib

    path = directory / "django.po"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    try:
        return polib.pofile(text, wrapwidth=120) if text.strip() else polib.POFile(wrapwidth=120)
    except (OSError, UnicodeError) as error:
        raise CatalogueError(f"locale/{directory.parent.name}/LC_MESSAGES/django.po: {error}") from error


def _entries(catalogue: POFile) -> dict[tuple[str | None, str], POEntry]:
    return {(entry.msgctxt, entry.msgid): entry for entry in catalogue if not entry.obsolete}


def _write(path: Path, content: bytes) -> bool:
    """Put a file in place in one step, and only when it differs: a server may be reading it."""
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.write_bytes(content)
    unfinished.replace(path)
    return True


def update(root: Path) -> list[str]:
    """Bring the texts of the code into every catalogue. Translations stay, texts that are gone leave.

    Returns the languages whose file changed."""
    messages = extract(root)
    changed = []
    for directory in _directories(root):
        if _write(directory / "django.po", _merged(_code(directory), messages, _read(directory))):
            changed.append(_code(directory))
    return changed


def _merged(code: str, messages: dict[tuple[str | None, str], Message], catalogue: POFile) -> bytes:
    import polib

    merged = polib.POFile(wrapwidth=120)
    merged.metadata = _metadata(code)
    old_entries = _entries(catalogue)
    count = form_count(code)
    for message in sorted(messages.values(), key=lambda message: (message.singular, message.context or "")):
        old = old_entries.get(message.key)
        entry = polib.POEntry(
            msgid=message.singular,
            msgid_plural=message.plural or "",
            msgctxt=message.context,
            occurrences=[(name, "") for name in sorted(message.files)],
            comment="\n".join(message.comments),
            tcomment=old.tcomment if old else "",
            flags=(["fuzzy"] if old and old.fuzzy else []) + (["python-format"] if message.formatted else []),
        )
        if message.plural:
            forms = dict(old.msgstr_plural) if old else {}
            if old and not old.msgid_plural and old.msgstr:
                # The text has been counted since: what was written may serve as the form for many.
                forms[count - 1] = old.msgstr
            if code == SOURCE:
                forms = {0: forms.get(0) or message.singular, 1: forms.get(1) or message.plural}
            entry.msgstr_plural = {index: forms.get(index, "") for index in range(count)}
        else:
            text = (old.msgstr or old.msgstr_plural.get(0, "")) if old else ""
            entry.msgstr = text or (message.singular if code == SOURCE else "")
        merged.append(entry)
    return f"{str(merged).rstrip()}\n".encode()


def compile_all(root: Path) -> list[str]:
    """Write the binary catalogue that Django reads beside every text one, a valid empty one included.

    Returns the languages whose file changed."""
    changed = []
    for directory in _directories(root):
        catalogue = _read(directory)
        share = str(catalogue.percent_translated() if len(catalogue) else 0)
        catalogue.metadata = {**_metadata(_code(directory)), **catalogue.metadata, SHARE: share}
        if _write(directory / "django.mo", catalogue.to_binary()):
            changed.append(_code(directory))
    return changed


# Checking -----------------------------------------------------------------------------------------------------------


def check(root: Path) -> list[str]:
    """What is wrong with the catalogues, one sentence each: nothing when they are complete and sound.

    The languages of `REQUIRED` must have every text. The others may lack texts, but what they have must be sound."""
    messages = extract(root)
    if not messages:
        return ["No text marked for translation was found at all."]
    problems = [f"{code}: there is no catalogue" for code in REQUIRED if code not in catalogue_languages(root)]
    for directory in _directories(root):
        code = _code(directory)
        try:
            catalogue = _read(directory)
        except CatalogueError as error:
            problems.append(str(error))
            continue
        problems.extend(f"{code}: {problem}" for problem in _problems(code, messages, catalogue))
    return problems


def _problems(code: str, messages: dict[tuple[str | None, str], Message], catalogue: POFile) -> Iterator[str]:
    entries = _entries(catalogue)
    header = catalogue.metadata.get("Plural-Forms")
    if len(catalogue) and header != plural_forms(code):
        yield f"the header must say Plural-Forms: {plural_forms(code)}"
    for key, message in messages.items():
        entry = entries.get(key)
        label = f'"{message.singular}"' + (f" ({message.context})" if message.context else "")
        if entry is None:
            if code in REQUIRED:
                yield f"{label} is missing from the file ({', '.join(sorted(message.files))})"
            continue
        if (entry.msgid_plural or None) != message.plural:
            yield f"{label} has another plural in the code"
            continue
        forms = _forms(entry, form_count(code))
        written = [form for form in forms if form]
        if entry.fuzzy:
            yield f"{label} is marked fuzzy"
        if len(written) < len(forms) and (code in REQUIRED or written):
            yield f"{label} is not translated" + (f" in {len(forms)} plural forms" if message.plural else "")
        if len(entry.msgstr_plural) > len(forms) and message.plural:
            yield f"{label} has more than {len(forms)} plural forms"
        for problem in _unsound(message, forms):
            yield f"{label}: {problem}"
        if message.context == ADDRESS:
            for problem in _no_address(written):
                yield f"{label}: {problem}"
    for context, text in sorted(entries.keys() - messages.keys(), key=str):
        yield f'"{text}"' + (f" ({context})" if context else "") + " is no longer used in the code"


def _forms(entry: POEntry, count: int) -> list[str]:
    if not entry.msgid_plural:
        return [entry.msgstr]
    return [entry.msgstr_plural.get(index, "") for index in range(count)]


def placeholders(text: str, formatted: bool) -> Counter[str]:
    """What a text leaves open: "%(name)s", "%s" and "{name}", each as often as it occurs."""
    found: Counter[str] = Counter()
    if formatted:
        found.update(match[0] for match in PERCENT.finditer(text) if match[0] != "%%")
    found.update(f"{{{match['name']}}}" for match in BRACE.finditer(text))
    return found


def _unsound(message: Message, forms: list[str]) -> Iterator[str]:
    """Placeholders that a translation lost, invented or broke, and white space that it lost at an end."""
    wanted = placeholders(message.plural or message.singular, message.formatted)
    allowed = wanted | placeholders(message.singular, message.formatted)
    for index, form in enumerate(forms):
        if not form:
            continue
        found = placeholders(form, message.formatted)
        invented = set(found) - set(allowed)
        lost = set(wanted) - set(found)
        # "one page" and Arabic's "two pages" need not name the number; a "%s" without a name cannot be left out.
        if message.plural and index < len(forms) - 1 and len(lost) == 1 and not lost & {"%s", "%d"}:
            lost = set()
        positional = {kind for kind in ("%s", "%d", "{}") if found[kind] != wanted[kind]} - invented - lost
        if invented:
            yield f"{', '.join(sorted(invented))} in “{form}” is not in the original"
        if lost:
            yield f"{', '.join(sorted(lost))} is missing in “{form}”"
        if positional:
            yield f"{', '.join(sorted(positional))} occurs more or less often in “{form}” than in the original"
        if message.formatted and "%" in PERCENT.sub("", form):
            yield f"a % in “{form}” must be written %%"
        if _ends(form) != _ends(message.singular):
            yield f"“{form}” begins or ends with other white space than the original"


def _no_address(forms: list[str]) -> Iterator[str]:
    """Addresses that are not written as those of pages are (`latin_slug`), so that they can be read out and typed."""
    from languages.words import latin_slug

    for form in forms:
        latin = latin_slug(form)
        if form != latin:
            example = f", “{latin}” for example" if latin else ""
            yield f"“{form}” is a part of an address: write it in small Latin letters, figures and hyphens{example}"


def _ends(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
