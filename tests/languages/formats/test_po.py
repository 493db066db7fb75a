"""PO files: out, through other people's tools, and in again."""

import io
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import polib
import pytest
from babel.messages import pofile as babel_po
from hypothesis import given, settings
from hypothesis import strategies as st
from translate.storage import pypo
from wagtail_localize.strings import StringValue

from languages.formats import markup as formats_markup
from languages.formats import po, po_comparison
from languages.formats.markup import PoError
from languages.formats.po import Incoming, Unit

WORK = UUID("5f1c1d0e-6f5b-4c0c-9a5b-8a1f0d3c7e21")

UNITS = [
    Unit("title", "Open data", "Datos abiertos", True),
    Unit("body.1#1", 'Read <a id="a1">the report</a> by R&amp;D.', "", False),
    Unit("body.1#2", "Three <b>years</b> later", "Tres <b>años</b> después", True, previous="Two <b>years</b> later"),
    Unit("summary", 'He said: "C:\\data"\tand left.', "", False),
    Unit("arabic", "Peace", "سلام", True),
]


def write(units: list[Unit] = UNITS, target: str = "es") -> bytes:
    return po.write(units, work=WORK, page_id=7, source_code="en", target_code=target, title="Open data")


def read(data: bytes, target: str = "es", work: UUID = WORK) -> list[Incoming]:
    return po.read(data, work=work, source_code="en", target_code=target)


def filled(source: str, target: str, units: list[Unit] = UNITS, fuzzy: bool | None = None) -> bytes:
    """The file of the units as a translator sends it back, with one segment filled."""
    file = polib.pofile(write(units).decode())
    entry = next(entry for entry in file if entry.msgid == source)
    entry.msgstr = target
    if fuzzy is not None:
        entry.flags = ["fuzzy"] if fuzzy else []
    return str(file).encode()


def kinds(data: bytes, units: list[Unit] = UNITS) -> dict[str, list[str]]:
    """What would become of the segments of a file, by path."""
    result = po_comparison.compare(read(data), units)
    return {kind: [pair.incoming.path for pair in pairs] for kind, pairs in vars(result).items() if pairs}


def reason(source: str, target: str) -> str:
    """Why a translation is not taken in; empty where it is."""
    unit = Unit("body", source, "", False)
    (incoming,) = read(filled(source, target, [unit]))
    comparison = po_comparison.compare([incoming], [unit])
    assert bool(incoming.problem) == bool(comparison.broken) != bool(comparison.fresh)
    return incoming.problem


# Out --------------------------------------------------------------------------------------------------------------


def test_a_file_says_what_page_and_languages_it_is_of() -> None:
    metadata = polib.pofile(write(target="pt-br").decode()).metadata

    assert metadata["Language"] == "pt_BR"
    assert (metadata["X-Work"], metadata["X-Source-Language"], metadata["X-Target-Language"]) == (
        str(WORK),
        "en",
        "pt-br",
    )


def test_a_segment_without_a_translation_goes_out_empty() -> None:
    units = [Unit("title", "Open data", "Open data", False)]

    assert [entry.msgstr for entry in polib.pofile(write(units).decode())] == [""]


def test_a_segment_that_is_outdated_goes_out_fuzzy_with_the_text_that_it_follows() -> None:
    entry = polib.pofile(write().decode()).find("Three <b>years</b> later")

    assert entry.fuzzy
    assert entry.previous_msgid == "Two <b>years</b> later"
    assert entry.msgstr == "Tres <b>años</b> después"


def test_a_title_of_several_lines_does_not_break_the_header() -> None:
    data = po.write(UNITS, work=WORK, page_id=7, source_code="en", target_code="es", title='One\n"two": X-Work: 3\\n')

    assert len(read(data)) == len(UNITS)


# In ---------------------------------------------------------------------------------------------------------------


def test_a_file_that_nobody_touched_brings_nothing() -> None:
    assert kinds(write()) == {"same": ["title", "arabic"], "untranslated": ["body.1#1", "body.1#2", "summary"]}


def test_a_segment_that_was_filled_is_fresh() -> None:
    data = filled(UNITS[1].source, 'Lea <a id="a1">el informe</a> de R&amp;D.')

    assert kinds(data)["fresh"] == ["body.1#1"]


def test_a_segment_that_changed_here_and_in_the_file_is_a_conflict() -> None:
    data = filled("Open data", "Datos públicos")
    units = [replace(UNITS[0], target="Datos libres"), *UNITS[1:]]
    (pair,) = po_comparison.compare(read(data), units).conflicts

    assert pair.unit is not None
    assert (pair.incoming.target, pair.unit.target) == ("Datos públicos", "Datos libres")


def test_a_segment_that_was_translated_here_in_the_meantime_is_a_conflict() -> None:
    data = filled(UNITS[3].source, "Dijo que no.")
    units = [*UNITS[:3], replace(UNITS[3], target="Se fue.", is_translated=True), UNITS[4]]

    assert kinds(data, units)["conflicts"] == ["summary"]


def test_the_same_change_here_and_in_the_file_is_none() -> None:
    data = filled("Open data", "Datos públicos")

    assert "title" in kinds(data, [replace(UNITS[0], target="Datos públicos"), *UNITS[1:]])["same"]


def test_what_only_changed_here_stays() -> None:
    assert "title" in kinds(write(), [replace(UNITS[0], target="Datos libres"), *UNITS[1:]])["same"]


def test_a_segment_of_a_text_that_the_original_no_longer_has_is_outdated() -> None:
    data = filled("Open data", "Datos públicos")

    assert kinds(data, [replace(UNITS[0], source="Public data"), *UNITS[1:]])["outdated"] == ["title"]


def test_a_segment_of_no_place_on_the_page_is_unknown() -> None:
    assert kinds(write(), UNITS[1:])["unknown"] == ["title"]


def test_a_segment_that_a_tool_marked_as_uncertain_is_no_translation() -> None:
    assert "summary" in kinds(filled(UNITS[3].source, "Quizás", fuzzy=True))["untranslated"]


def test_words_that_still_hold_bring_a_segment_up_to_date() -> None:
    data = filled(UNITS[2].source, UNITS[2].target, fuzzy=False)

    assert kinds(data)["fresh"] == ["body.1#2"]


@pytest.mark.parametrize(("here", "kind"), [("Datos libres", "conflicts"), ("", "fresh")])
def test_without_its_digest_a_segment_counts_as_changed_here_if_there_is_one(here: str, kind: str) -> None:
    lines = filled("Open data", "Datos públicos").decode().split("\n")
    data = "\n".join(line for line in lines if not line.startswith("#.")).encode()

    assert kinds(data, [replace(UNITS[0], target=here, is_translated=bool(here)), *UNITS[1:]])[kind] == ["title"]


def test_a_segment_that_stands_in_the_file_twice_with_two_texts_is_not_taken() -> None:
    data = write() + b'\nmsgctxt "title"\nmsgid "Open data"\nmsgstr "Otra cosa"\n'

    assert kinds(data)["broken"] == ["title"]


def without_contexts(data: bytes) -> bytes:
    """As many tools hand a file back."""
    return re.sub(rb'^msgctxt "(?:[^"\\\\]|\\\\.)*"\n', b"", data, flags=re.MULTILINE)


def test_without_their_contexts_segments_are_found_by_their_text() -> None:
    data = without_contexts(filled(UNITS[1].source, 'Lea <a id="a1">el informe</a> de R&amp;D.'))

    assert b"\nmsgctxt" not in data
    assert kinds(data) == kinds(filled(UNITS[1].source, 'Lea <a id="a1">el informe</a> de R&amp;D.'))


@pytest.mark.parametrize("context", ["", "page.html", "arabic", "body.1#2"])
def test_a_segment_whose_context_was_changed_is_found_by_its_text(context: str) -> None:
    data = filled(UNITS[3].source, "Se fue.").replace(b'msgctxt "summary"', f'msgctxt "{context}"'.encode())

    assert kinds(data)["fresh"] == ["summary"]


def test_one_context_for_all_segments_is_as_good_as_none() -> None:
    data = re.sub(rb'msgctxt ".*"', b'msgctxt "page.html"', filled(UNITS[3].source, "Se fue."))

    assert kinds(data)["fresh"] == ["summary"]


TWICE = [Unit("body.1", "May", "", False), Unit("body.2", "May", "", False), Unit("title", "Open", "", False)]


def test_a_text_that_the_page_has_twice_is_not_taken_without_its_context_and_each_is_said() -> None:
    file = polib.pofile(write(TWICE).decode())
    for entry, text in zip(file, ["mayo", "puede", "Abrir"], strict=True):
        entry.msgstr = text
    result = po_comparison.compare(read(without_contexts(str(file).encode())), TWICE)

    assert [pair.incoming.path for pair in result.fresh] == ["title"]
    assert [(pair.incoming.target, pair.unit) for pair in result.broken] == [("mayo", None), ("puede", None)]
    assert "more than once" in result.broken[0].reason


def test_a_text_that_the_page_has_twice_is_taken_where_the_file_says_the_same_twice() -> None:
    file = polib.pofile(write(TWICE).decode())
    for entry in file:
        entry.msgstr = "mayo"

    assert kinds(without_contexts(str(file).encode()), TWICE)["fresh"] == ["body.1", "body.2", "title"]


def test_a_segment_that_lost_its_context_goes_where_no_other_belongs() -> None:
    file = polib.pofile(write(TWICE).decode())
    for entry, text in zip(file, ["mayo", "puede", "Abrir"], strict=True):
        entry.msgstr = text
    file[0].msgctxt = None
    result = po_comparison.compare(read(str(file).encode()), TWICE)

    assert {pair.incoming.path: pair.incoming.target for pair in result.fresh} == {
        "body.1": "mayo",
        "body.2": "puede",
        "title": "Abrir",
    }


def test_obsolete_segments_are_left_out_with_what_is_said_of_them() -> None:
    data = (
        write([]) + b'\n#, fuzzy\n#~ msgctxt "x"\n#~ msgid "a"\n#~ msgstr "b"\n\nmsgctxt "y"\nmsgid "c"\nmsgstr "d"\n'
    )

    assert [(one.path, one.is_translated) for one in read(data)] == [("y", True)]


def test_plural_forms_are_not_taken() -> None:
    data = write([]) + b'\nmsgctxt "x"\nmsgid "a"\nmsgid_plural "as"\nmsgstr[0] "b"\nmsgstr[1] "c"\n'

    assert read(data)[0].problem


# Files that are refused ---------------------------------------------------------------------------------------------


def with_header(old: str, new: str) -> bytes:
    assert old in write().decode()
    return write().decode().replace(old, new).encode()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b" \r\n\t ", "empty"),
        (b"Dear all, find attached", "no PO file"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "UTF-8"),
        (b'{"title": "Open data"}', "no PO file"),
        (b"<html><body></body></html>", "no PO file"),
        (b"# only a comment\n", "no entries"),
        (b'msgid "a\nmsgstr "b"\n', "line 1"),
        (b'"a"\n', "line 1"),
        (b'msgctxt "title"\nmsgid "Open data"\nmsgstr "Datos abiertos"\n', "no header"),
        (b'msgid ""\nmsgstr ""\n"Language: es\\n"\n', "X-Work"),
        (write().decode().encode("utf-16"), "UTF-8"),
        (write().decode().replace("سلام", "paz").encode("latin-1"), "UTF-8"),
        (with_header("charset=UTF-8", "charset=ISO-8859-1"), "ISO-8859-1"),
        (write(target="fr"), "another language"),
        (write(target="pt-br"), "another language"),
        (with_header("Language: es", "Language: fr"), "another language"),
        (with_header("X-Source-Language: en", "X-Source-Language: fr"), "from another language"),
        (with_header(f"X-Work: {WORK}\\n", "").replace(str(WORK).encode(), b"1"), "X-Work"),
        (with_header("X-Target-Language: es\\n", "").replace(b'"Language: es\\n"\n', b""), "into what language"),
        (with_header("X-Target-Language: es", "X-Target-Language: es") + b"\n" * po.MOST_BYTES, "larger than 2.0"),
        (write([Unit(str(number), "a", "b", True) for number in range(po.MOST_ENTRIES + 1)]), "5000 passages"),
    ],
)
def test_a_file_that_cannot_be_taken_in_is_refused_with_a_reason(data: bytes, says: str) -> None:
    with pytest.raises(PoError, match=says):
        read(data)


def test_a_file_of_another_page_is_refused() -> None:
    with pytest.raises(PoError, match="another page"):
        read(write(), work=UUID(int=1))


def test_a_file_of_another_variety_of_the_language_is_refused() -> None:
    with pytest.raises(PoError, match="another language"):
        read(write(target="pt-pt"), target="pt-br")


def test_a_tool_may_name_the_variety_of_the_language() -> None:
    assert read(with_header("Language: es\\n", "Language: es_CO\\n"))


def test_the_name_of_a_file_on_the_server_is_no_po_file(tmp_path: Path) -> None:
    path = tmp_path / "secret.po"
    path.write_bytes(write())
    with pytest.raises(PoError, match="no PO file"):
        read(str(path).encode())


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf" + write(), write().replace(b"\n", b"\r\n")], ids=["BOM", "CRLF"])
def test_files_of_windows_are_read(data: bytes) -> None:
    assert [replace(one, digest="") for one in read(data)] == [replace(one, digest="") for one in read(write())]


def long_text() -> bytes:
    return b'\nmsgid "x"\nmsgstr ""\n' + b'"a"\n' * 400_000


def long_line() -> bytes:
    return b'\nmsgid "x"\nmsgstr "' + b"\\\\" * 900_000 + b'"\n'


def comments() -> bytes:
    return b"\n" + b"#. a\n" * 380_000 + b'msgid "x"\nmsgstr "y"\n'


def flags() -> bytes:
    return b"\n#, " + b"fuzzy," * 300_000 + b'\nmsgid "x"\nmsgstr "y"\n'


def entries() -> bytes:
    return b"".join(
        b'\nmsgctxt "%d"\nmsgid "<b>a</b>"\nmsgstr "<b>b</b> &amp; c"\n' % number for number in range(4_990)
    )


def markup() -> bytes:
    return b'\nmsgid "<b>x</b>"\nmsgstr "' + b"<b>" * 600_000 + b'"\n'


def less_than() -> bytes:
    return b'\nmsgid "<b>x</b>"\nmsgstr "' + b"<" * 40_000 + b"&" * 9_000 + b'"\n'


@pytest.mark.parametrize("body", [long_text, long_line, comments, flags, entries, markup, less_than])
def test_no_file_takes_long(body: Callable[[], bytes]) -> None:
    data = write([]) + body()
    assert len(data) <= po.MOST_BYTES
    start = time.process_time()
    read(data)

    assert time.process_time() - start < 2


# Segments that are refused -------------------------------------------------------------------------------------------

SOURCE = 'Read <a id="a1">the <b>report</b></a><br/>of 3 &lt; 4.'


@pytest.mark.parametrize(
    "target",
    [
        'Lea <a id="a1">el <b>informe</b></a><br/>de 3 &lt; 4.',
        'Lea <a id="a1">el informe</a> de 3 < 4.',
        "Lea el <b>informe</b><br>de Q&A.",
        "Lea &lt;script&gt;alert(1)&lt;/script&gt;",
        "Caf&eacute; &#8212; &nbsp;",
        "اقرأ <b>التقرير</b>",
    ],
)
def test_markup_of_the_original_is_taken(target: str) -> None:
    assert reason(SOURCE, target) == ""


@pytest.mark.parametrize(
    "target",
    [
        "<script>alert(1)</script>",
        "<SCRIPT SRC=//example.org></SCRIPT>",
        '<a href="javascript:alert(1)">x</a>',
        '<a id="a1" href="javascript:alert(1)">x</a>',
        '<a id="a1" onclick="alert(1)">x</a>',
        "<a id='a1'>x</a>",
        '<a id="a2">x</a>',
        "<a>x</a>",
        '<a id="a1"><script>alert(1)</script></a>',
        "<b onmouseover=alert(1)>x</b>",
        '<b id="a1">x</b>',
        "<b>x",
        "x</b>",
        "<b>x</B",
        '<a id="a1"><b>x</a></b>',
        "<i>x</i>",
        "<em>x</em>",
        "<p>x</p>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<!--x--><b>x</b>",
        "<![CDATA[<script>]]>",
        "<!DOCTYPE html>",
        "<?php echo 1 ?>",
        "</br>",
        "<b/>",
        "<b" + "><b" * 30 + ">x" + "</b>" * 31,
        "x" * 60_000,
        "nul \x00",
        "bell \x07",
    ],
)
def test_anything_else_is_not(target: str) -> None:
    assert reason(SOURCE, target)


def test_a_segment_of_plain_text_takes_no_markup() -> None:
    assert reason("Open data", "<b>Datos</b> abiertos")


def test_a_segment_that_is_not_taken_is_shown_as_broken_with_the_reason() -> None:
    (pair,) = po_comparison.compare(read(filled("Open data", "<b>Datos</b>")), UNITS).broken

    assert pair.reason == "<b> is not in the original."


SCRAPS = st.lists(
    st.sampled_from(
        [
            "<",
            ">",
            "/",
            "!",
            "--",
            "a",
            "b",
            "br",
            ' id="a1"',
            " href=",
            "javascript:",
            "script",
            "&",
            "lt;",
            "#60;",
            '"',
            " ",
            "<b>",
            "</b>",
            '<a id="a1">',
            "</a>",
            "x",
            "\\",
            "\n",
            "&#x3c;",
            "<!--",
            "-->",
            "?",
        ]
    ),
    max_size=14,
).map("".join)


@settings(max_examples=400)
@given(SCRAPS)
def test_whatever_comes_in_holds_nothing_but_the_markup_of_the_original(target: str) -> None:
    try:
        taken = formats_markup.normalise(target, SOURCE)
    except ValueError:
        return
    soup = StringValue(taken).render_soup({"a1": {"href": "https://example.org/"}})

    assert {tag.name for tag in soup.find_all(True)} <= {"a", "b", "br"}
    assert all(tag.attrs in ({}, {"href": "https://example.org/"}) for tag in soup.find_all(True))
    assert not any(type(text).__name__ != "NavigableString" for text in soup.find_all(string=True))
    assert formats_markup.normalise(taken, SOURCE) == taken


# Through other tools --------------------------------------------------------------------------------------------------

# Everything that a text may hold, and what escaping, wrapping and splitting into lines may trip over.
TEXT = st.text(
    alphabet=st.one_of(
        st.characters(exclude_categories=["Cs", "Cc", "Cn"], exclude_characters="\ufeff"),
        st.sampled_from('\n\t"\\#&<>%{} \u2028\x85\u200f\u00a0'),
    ),
    min_size=1,
    max_size=200,
).map(lambda text: str(StringValue.from_plaintext(text.strip() or "x").data))
UNIT = st.builds(
    Unit,
    path=st.from_regex(r"[a-z]{1,8}(\.[0-9a-f-]{1,36})?(#[0-9])?", fullmatch=True),
    source=TEXT,
    target=TEXT,
    is_translated=st.booleans(),
    previous=st.one_of(st.just(""), TEXT),
)
MANY = st.lists(UNIT, max_size=6, unique_by=lambda unit: unit.path)


def expected(units: list[Unit]) -> list[tuple[str, str, str, bool]]:
    return [(unit.path, unit.source, unit.translation, bool(unit.translation) and not unit.previous) for unit in units]


def told(data: bytes) -> list[tuple[str, str, str, bool]]:
    return [(one.path, one.source, one.target, one.is_translated) for one in read(data)]


def through_babel(data: bytes) -> bytes:
    out = io.BytesIO()
    babel_po.write_po(out, babel_po.read_po(io.BytesIO(data)), width=76)
    return out.getvalue()


def through_translate_toolkit(data: bytes) -> bytes:
    return bytes(pypo.pofile.parsestring(data))


def through_polib(data: bytes) -> bytes:
    return str(polib.pofile(data.decode(), wrapwidth=78)).encode()


@given(MANY)
def test_what_goes_out_comes_back(units: list[Unit]) -> None:
    assert told(write(units)) == expected(units)
    result = po_comparison.compare(read(write(units)), units)
    assert {kind for kind, pairs in vars(result).items() if pairs} <= {"same", "untranslated"}


@pytest.mark.parametrize("tool", [through_babel, through_translate_toolkit, through_polib])
def test_other_tools_keep_a_file(tool: Callable[[bytes], bytes]) -> None:
    data = tool(filled(UNITS[1].source, 'Lea <a id="a1">el informe</a> de R&amp;D. ' + "largo " * 40))

    assert kinds(data)["fresh"] == ["body.1#1"]
    assert [one.digest for one in read(data)] == [one.digest for one in read(write())]


@settings(max_examples=60, deadline=None)
@given(MANY)
def test_babel_reads_and_writes_what_goes_out(units: list[Unit]) -> None:
    assert sorted(told(through_babel(write(units)))) == sorted(expected(units))


@settings(max_examples=60, deadline=None)
@given(MANY)
def test_translate_toolkit_reads_and_writes_what_goes_out(units: list[Unit]) -> None:
    assert told(through_translate_toolkit(write(units))) == expected(units)


def test_a_file_that_came_back_from_xliff_without_its_contexts_is_taken(tmp_path: Path) -> None:
    out, between, back = (str(tmp_path / name) for name in ("out.po", "between.xlf", "back.po"))
    Path(out).write_bytes(filled(UNITS[3].source, "Se fue."))
    for module, one, other in (("po2xliff", out, between), ("xliff2po", between, back)):
        code = f"from translate.convert.{module} import main; main(['--progress=none', {one!r}, {other!r}])"
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60)

    assert b'msgctxt "summary"' not in Path(back).read_bytes()
    assert kinds(Path(back).read_bytes())["fresh"] == ["summary"]


needs_gettext = pytest.mark.skipif(shutil.which("msgcat") is None, reason="GNU gettext is not installed")


def gnu(*command: str, data: bytes) -> bytes:
    return subprocess.run(command, input=data, capture_output=True, check=True, timeout=30).stdout


@needs_gettext
def test_gnu_gettext_finds_the_file_valid(tmp_path: Path) -> None:
    gnu("msgfmt", "--check-format", "--check-header", "-o", str(tmp_path / "x.mo"), "-", data=write())


@needs_gettext
@settings(max_examples=25, deadline=None)
@given(MANY)
def test_gnu_gettext_reads_and_writes_what_goes_out(units: list[Unit]) -> None:
    assert told(gnu("msgcat", "--force-po", "--width=60", "-", data=write(units))) == expected(units)


@needs_gettext
def test_a_file_that_was_merged_with_an_older_one_is_taken(tmp_path: Path) -> None:
    old, new = tmp_path / "old.po", tmp_path / "new.po"
    old.write_bytes(filled(UNITS[3].source, "Se fue."))
    new.write_bytes(write())
    merged = gnu("msgmerge", "--quiet", str(old), str(new), data=b"")

    assert kinds(merged)["fresh"] == ["summary"]
