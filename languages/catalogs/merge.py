"""Brings the texts of the code into the catalogues (GNU msgmerge's part), and compiles them (msgfmt's)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from languages.catalogs.extraction import CatalogueError, Message, extract
from languages.catalogs.languages import SHARE, SOURCE, catalogue_directories, code_of

if TYPE_CHECKING:
    from polib import POEntry, POFile


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


def read_catalogue(directory: Path) -> POFile:
    """A language's catalogue, empty where the file is empty or was not made yet."""
    import polib

    path = directory / "django.po"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    try:
        return polib.pofile(text, wrapwidth=120) if text.strip() else polib.POFile(wrapwidth=120)
    except (OSError, UnicodeError) as error:
        raise CatalogueError(f"locale/{directory.parent.name}/LC_MESSAGES/django.po: {error}") from error


def entries_of(catalogue: POFile) -> dict[tuple[str | None, str], POEntry]:
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
    for directory in catalogue_directories(root):
        if _write(directory / "django.po", _merged(code_of(directory), messages, read_catalogue(directory))):
            changed.append(code_of(directory))
    return changed


def _merged(code: str, messages: dict[tuple[str | None, str], Message], catalogue: POFile) -> bytes:
    import polib

    merged = polib.POFile(wrapwidth=120)
    merged.metadata = _metadata(code)
    old_entries = entries_of(catalogue)
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
    for directory in catalogue_directories(root):
        catalogue = read_catalogue(directory)
        share = str(catalogue.percent_translated() if len(catalogue) else 0)
        catalogue.metadata = {**_metadata(code_of(directory)), **catalogue.metadata, SHARE: share}
        if _write(directory / "django.mo", catalogue.to_binary()):
            changed.append(code_of(directory))
    return changed
