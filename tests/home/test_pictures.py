"""The demonstration's pictures and files: the same name gives the same picture, and a file is a file."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image

from home.demo.colours import HUES
from home.demo.documents import make_document
from home.demo.patterns import PATTERNS
from home.demo.pictures import LARGEST_FILE, make_picture


@pytest.mark.parametrize("pattern", PATTERNS)
def test_each_pattern_gives_a_small_picture_of_the_size_asked_for(pattern: str) -> None:
    content = make_picture(f"{pattern}-ochre")
    assert len(content) < LARGEST_FILE
    picture = Image.open(io.BytesIO(content))
    assert (picture.format, picture.size) == ("WEBP", (1600, 1000))


@pytest.mark.parametrize("hue", HUES)
def test_each_hue_gives_a_picture_of_its_own(hue: str) -> None:
    others = {make_picture(f"multiples-{other}", (320, 200)) for other in HUES if other != hue}
    assert make_picture(f"multiples-{hue}", (320, 200)) not in others


def test_the_same_name_gives_the_same_picture_and_a_number_gives_another() -> None:
    first = make_picture("network-teal", (320, 200))
    assert make_picture("network-teal", (320, 200)) == first
    assert make_picture("network-teal-2", (320, 200)) != first


@pytest.mark.parametrize("number", range(8))
def test_meridians_find_room_for_their_places_whatever_the_number(number: int) -> None:
    assert make_picture(f"meridians-sea-{number}", (640, 400))


@pytest.mark.parametrize("name", ["", "points", "points-red", "stars-clay", "points-clay-x", "Points-clay"])
def test_a_name_that_is_no_picture_is_refused_with_the_names_there_are(name: str) -> None:
    with pytest.raises(ValueError, match="waves"):
        make_picture(name)


def test_the_hues_are_those_of_the_site() -> None:
    tokens = (Path(__file__).parents[2] / "base/static/base/css/tokens.css").read_text(encoding="utf-8")
    light = tokens[: tokens.index("--hue:")]
    assert dict(re.findall(r"--(\w+): (#\w{6});", light)).items() >= HUES.items()


def test_a_document_is_a_pdf_whose_table_of_objects_holds() -> None:
    content = make_document(
        "Étude (démonstration) : 1", "fr", ["Fichier de démonstration.", "Deuxième partie\u202f: rien."]
    )
    assert content.startswith(b"%PDF-1.4")
    assert content.rstrip().endswith(b"%%EOF")
    offsets = [int(offset) for offset in re.findall(rb"^(\d{10}) 00000 n ", content, re.MULTILINE)]
    assert len(offsets) == 7
    for number, offset in enumerate(offsets, start=1):
        assert content[offset:].startswith(b"%d 0 obj" % number)
    start = int(re.findall(rb"startxref\n(\d+)", content)[0])
    assert content[start:].startswith(b"xref")
    assert b"/Lang (fr)" in content
    assert "Étude \\(démonstration\\)".encode("cp1252") in content


def test_a_document_in_letters_that_its_fonts_lack_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        make_document("دراسة", "ar", [])


def test_a_document_that_does_not_fit_on_its_page_is_refused() -> None:
    with pytest.raises(ValueError, match="one page"):
        make_document("Long", "en", ["word " * 2000])
