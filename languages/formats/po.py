"""A page's segments as a gettext PO file, out and in again. Nothing here writes to the database.

Each entry carries a digest of the translation as it stood when the file was made, so that what changed here in the
meantime is seen as a conflict when the file comes back.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from uuid import UUID

import polib
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext

from languages.formats.markup import ESCAPED, ESCAPES, LINE, PoError, normalise
from languages.segments.extraction import exact_digest

MOST_BYTES = 2 * 1024 * 1024
MOST_ENTRIES = 5_000
DIGEST = "target-digest:"

UUID_TEXT = re.compile(r"[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}")


@dataclass(frozen=True)
class Unit:
    """A segment of the page. `previous` is the text of the original that ours follows, where it is outdated."""

    path: str
    source: str
    target: str
    is_translated: bool
    previous: str = ""

    @property
    def translation(self) -> str:
        """Our text as far as it is a translation, of the present text or of an earlier one."""
        return self.target if self.is_translated or self.previous else ""


@dataclass(frozen=True)
class Incoming:
    """A segment as a file says it. `problem`: why it cannot be taken; `digest` and `path`: empty where a tool has lost
    them."""

    path: str
    source: str
    target: str
    digest: str = ""
    is_fuzzy: bool = False
    problem: str = ""

    @property
    def is_translated(self) -> bool:
        return bool(self.target) and not self.is_fuzzy


# Out --------------------------------------------------------------------------------------------------------------


def write(units: Iterable[Unit], *, work: UUID, page_id: int, source_code: str, target_code: str, title: str) -> bytes:
    """The file of a page; what is not translated is empty, what is outdated is marked fuzzy, with the text it
    follows."""
    now = timezone.now().strftime("%Y-%m-%d %H:%M%z")
    file = polib.POFile(wrapwidth=-1)  # as it is: tools wrap on their own
    file.metadata = {
        # Again with the work: Babel keeps this line, and drops those that it does not know.
        "Project-Id-Version": f"{' '.join(title.split())} {work}",
        "POT-Creation-Date": now,
        "PO-Revision-Date": now,
        "Language": _gettext_code(target_code),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "X-Work": str(work),
        "X-Page": str(page_id),
        "X-Source-Language": source_code,
        "X-Target-Language": target_code,
    }
    for unit in units:
        is_outdated = bool(unit.previous)
        file.append(
            polib.POEntry(
                msgctxt=unit.path,
                msgid=unit.source,
                msgstr=unit.translation,
                comment=f"{DIGEST} {exact_digest(unit.translation)}",
                previous_msgctxt=unit.path if is_outdated else None,
                previous_msgid=unit.previous if is_outdated else None,
                flags=["fuzzy"] if is_outdated and unit.translation else [],
            )
        )
    return str(file).encode()


def _gettext_code(code: str) -> str:
    """pt-br as pt_BR."""
    language, *variety = code.split("-")
    return "_".join([language, *(part.upper() if len(part) == 2 else part.title() for part in variety)])


# In ---------------------------------------------------------------------------------------------------------------


@dataclass
class _Entry:
    """An entry while it is read: each of its strings in pieces, since joining them line by line would be quadratic."""

    strings: dict[str, list[str]] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)
    comments: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        return "".join(self.strings.get(name, ()))


def _entries(text: str) -> Iterator[_Entry]:
    """The entries of a PO file, the obsolete ones left out.

    Not by polib: it takes several seconds for 2 MB of comments, takes text without line breaks for the name of a file
    and opens it, and breaks lines at characters that are none of PO's (U+2028).
    """
    entry, name = _Entry(), ""
    for number, whole in enumerate(text.split("\n"), start=1):
        line = whole.strip(" \t\r")
        if not line:
            continue
        if line.startswith("#"):
            if "msgid" in entry.strings:  # comments stand before an entry
                yield entry
                entry, name = _Entry(), ""
            if line.startswith("#~"):  # whatever was said of an obsolete entry is not meant for the next one
                entry = _Entry()
            if line.startswith("#,"):
                entry.flags.update(flag.strip() for flag in line[2:].split(","))
            elif line.startswith("#."):
                entry.comments.append(line[2:].strip())
            continue
        match = LINE.fullmatch(line)
        if match is None or not (match[1] or name):
            raise PoError(
                gettext("This is no PO file, or a damaged one: line %(number)s cannot be read.") % {"number": number}
            )
        if match[1]:
            name = match[1]
            if name in {"msgctxt", "msgid"} and "msgid" in entry.strings:
                yield entry
                entry = _Entry()
            entry.strings[name] = []
        entry.strings[name].append(_unescape(match[2]))
    if "msgid" in entry.strings:
        yield entry


def _unescape(text: str) -> str:
    if "\\" not in text:
        return text

    def plain(match: re.Match[str]) -> str:
        code = match[1]
        if code[0] in "01234567":
            return chr(int(code, 8))
        if code[0] == "x" and len(code) > 1:
            return chr(int(code[1:], 16))
        return ESCAPES.get(code, code)

    return ESCAPED.sub(plain, text)


def read(data: bytes, *, work: UUID, source_code: str, target_code: str) -> list[Incoming]:
    """What a file says of a page's segments.

    Raises PoError where it is not a file of this page in this language, or too large; a segment that cannot be taken
    carries its `problem` instead.
    """
    if not data.strip():
        raise PoError(gettext("The file is empty."))
    if len(data) > MOST_BYTES:
        raise PoError(gettext("The file is larger than %(size)s.") % {"size": filesizeformat(MOST_BYTES)})
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PoError(gettext("The file is not written in UTF-8. Save it as UTF-8.")) from error
    entries = _entries(text)
    header = next(entries, None)
    if header is None:
        raise PoError(gettext("This is no PO file: it has no entries."))
    if header.text("msgid") or "msgctxt" in header.strings:
        raise PoError(gettext("The file has no header, which says what page and language it belongs to."))
    said = _header(header.text("msgstr"))
    if not data.isascii():
        _check_charset(said)
    _check_page(said, work=work, source_code=source_code, target_code=target_code)

    found: dict[tuple[str, str, int], Incoming] = {}
    for number, entry in enumerate(entries, start=1):
        if number > MOST_ENTRIES:
            raise PoError(gettext("The file holds more than %(most)s passages.") % {"most": MOST_ENTRIES})
        incoming = _incoming(entry)
        # As gettext tells entries apart: by context and text. Those that lost their context are placed later.
        name = incoming.path, incoming.source, 0 if incoming.path else number
        other = found.get(name)
        if other and other.target != incoming.target:
            changed = incoming if other.digest == exact_digest(other.target) else other
            incoming = replace(changed, problem=gettext("The file holds this passage more than once."))
        found[name] = incoming
    return list(found.values())


def _header(text: str) -> dict[str, str]:
    lines = (line.partition(":") for line in text.split("\n"))
    return {name.strip().lower(): value.strip() for name, _colon, value in lines}


def _check_charset(header: dict[str, str]) -> None:
    charset = re.search(r"charset=([^\s;]+)", header.get("content-type", ""))
    if charset and charset[1].lower() not in {"utf-8", "utf8"}:
        raise PoError(
            gettext("The file says that it is written in %(charset)s. Save it as UTF-8.") % {"charset": charset[1]}
        )


def _check_page(header: dict[str, str], *, work: UUID, source_code: str, target_code: str) -> None:
    named = header.get("x-work") or header.get("project-id-version", "").rpartition(" ")[2]
    if not UUID_TEXT.fullmatch(named):
        raise PoError(gettext("The header of the file does not say what page it belongs to (X-Work)."))
    if UUID(named) != work:
        raise PoError(gettext("The file belongs to another page."))
    languages = [header[name] for name in ("x-target-language", "language") if header.get(name)]
    if not languages:
        raise PoError(gettext("The header of the file does not say into what language it translates."))
    if any(_is_other(language, target_code) for language in languages):
        raise PoError(gettext("The file is a translation into another language."))
    if _is_other(header.get("x-source-language", ""), source_code):
        raise PoError(gettext("The file is a translation from another language than that of the original."))


def _is_other(named: str, code: str) -> bool:
    """Whether a header names another language than `code`; a tool may add or leave out the variety (pt, pt_BR)."""
    one, other = (re.split("[-_@.]", text.lower()) for text in (named, code))
    return bool(named) and (one[0] != other[0] or (len(one) > 1 and len(other) > 1 and one[1] != other[1]))


def _incoming(entry: _Entry) -> Incoming:
    source, target = entry.text("msgid"), entry.text("msgstr").strip()
    marks = [comment.removeprefix(DIGEST).strip() for comment in entry.comments if comment.startswith(DIGEST)]
    incoming = Incoming(
        path=entry.text("msgctxt"),
        source=source,
        target=target,
        digest=marks[-1] if marks else "",
        is_fuzzy="fuzzy" in entry.flags,
    )
    if "msgid_plural" in entry.strings:
        return replace(incoming, problem=gettext("Passages of a page have no plural forms."))
    try:
        return replace(incoming, target=normalise(target, source))
    except ValueError as error:
        return replace(incoming, problem=str(error))
