"""Checks the catalogues: complete in the required languages, placeholders and plural forms sound."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from languages.catalogs.extraction import ADDRESS, BRACE, PERCENT, CatalogueError, Message, extract
from languages.catalogs.languages import REQUIRED, catalogue_directories, catalogue_languages, code_of
from languages.catalogs.merge import entries_of, form_count, plural_forms, read_catalogue
from languages.text.words import latin_slug

if TYPE_CHECKING:
    from polib import POEntry, POFile


def check(root: Path) -> list[str]:
    """What is wrong with the catalogues, one sentence each: nothing when they are complete and sound.

    The languages of `REQUIRED` must have every text. The others may lack texts, but what they have must be sound."""
    messages = extract(root)
    if not messages:
        return ["No text marked for translation was found at all."]
    problems = [f"{code}: there is no catalogue" for code in REQUIRED if code not in catalogue_languages(root)]
    for directory in catalogue_directories(root):
        code = code_of(directory)
        try:
            catalogue = read_catalogue(directory)
        except CatalogueError as error:
            problems.append(str(error))
            continue
        problems.extend(f"{code}: {problem}" for problem in _problems(code, messages, catalogue))
    return problems


def _problems(code: str, messages: dict[tuple[str | None, str], Message], catalogue: POFile) -> Iterator[str]:
    entries = entries_of(catalogue)
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
    for form in forms:
        latin = latin_slug(form)
        if form != latin:
            example = f", “{latin}” for example" if latin else ""
            yield f"“{form}” is a part of an address: write it in small Latin letters, figures and hyphens{example}"


def _ends(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
