"""Pictures and documents: what is taken in, and what is taken out."""

import zlib
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, ImageChops
from PIL.PngImagePlugin import PngInfo
from willow.image import Image as WillowImage

from base.media.containers import without_private_details
from base.media.unreadable import Unreadable
from base.models import CustomDocument, CustomImage
from base.templatetags.base import lead_picture
from tests.factories.people import admin, filled
from tests.factories.pictures import picture

KINDS = ["JPEG", "PNG", "WEBP", "AVIF"]
GPS = 0x8825
DETAILS = 0x8769
COPYRIGHT = 0x8298
TAKEN = 0x9003
ADD_PICTURE = "/admin/images/add/"
ADD_DOCUMENT = "/admin/documents/add/"
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    b'xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    b'<rdf:Description exif:GPSLatitude="48,51.5N" dc:rights="Ana">'
    b"<exif:GPSLongitude>2,17.6E</exif:GPSLongitude><dc:title>Data</dc:title></rdf:Description></x:xmpmeta>"
)


def placed() -> Image.Exif:
    """What a telephone writes about a picture: who, when and where."""
    exif = Image.Exif()
    exif[COPYRIGHT] = "Ana Lima"
    exif.get_ifd(DETAILS)[TAKEN] = "2016:06:08 10:00:00"
    exif.get_ifd(GPS).update({1: "N", 2: (48.0, 51.0, 29.0), 3: "E", 4: (2.0, 17.0, 40.0)})
    return exif


def bomb() -> bytes:
    """A few bytes that say that they are ten thousand million pixels."""
    data = bytearray(picture("PNG"))
    data[16:24] = (100_000).to_bytes(4, "big") * 2
    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    return bytes(data)


def with_text(name: str, text: str, **kwargs: Any) -> bytes:
    """A PNG with a chunk of text."""
    info = PngInfo()
    info.add_itxt(name, text, **kwargs)
    return picture("PNG", pnginfo=info)


def same_pixels(one: bytes, other: bytes) -> bool:
    return ImageChops.difference(Image.open(BytesIO(one)), Image.open(BytesIO(other))).getbbox() is None


def send(browser: Client, address: str, name: str, content: bytes, kind: str, **fields: str) -> Any:
    data = filled(browser, address, None, **fields)
    return browser.post(address, {**data, "file": SimpleUploadedFile(name, content, kind)})


def test_a_picture_with_a_position_has_one_to_lose() -> None:
    assert Image.open(BytesIO(picture(exif=placed()))).getexif().get_ifd(GPS)[2] == (48.0, 51.0, 29.0)


@pytest.mark.parametrize("kind", KINDS)
def test_the_position_is_taken_out_of_a_picture(kind: str) -> None:
    data = without_private_details(picture(kind, exif=placed()))
    exif = Image.open(BytesIO(data)).getexif()
    assert GPS not in exif
    assert not exif.get_ifd(GPS)


@pytest.mark.parametrize("kind", KINDS)
def test_who_made_a_picture_and_when_stays_in_it(kind: str) -> None:
    exif = Image.open(BytesIO(without_private_details(picture(kind, exif=placed())))).getexif()
    assert exif[COPYRIGHT] == "Ana Lima"
    assert exif.get_ifd(DETAILS)[TAKEN] == "2016:06:08 10:00:00"


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_no_pixel_of_another_kind_of_picture_changes(kind: str) -> None:
    original = picture(kind, exif=placed())
    assert same_pixels(original, without_private_details(original))


@pytest.mark.parametrize("form", [{}, {"progressive": True}, {"quality": 40, "subsampling": 2}])
def test_no_pixel_changes_when_the_position_is_taken_out(form: dict[str, Any]) -> None:
    original = picture(exif=placed(), **form)
    assert same_pixels(original, without_private_details(original))


@pytest.mark.parametrize("kind", KINDS)
def test_a_position_in_the_xmp_is_taken_out_and_the_rest_of_it_stays(kind: str) -> None:
    data = without_private_details(
        with_text("XML:com.adobe.xmp", XMP.decode()) if kind == "PNG" else picture(kind, xmp=XMP)
    )
    assert b"GPS" not in data
    assert b'dc:rights="Ana"' in data
    assert b"<dc:title>Data</dc:title>" in data


@pytest.mark.parametrize("name", ["XML:com.adobe.xmp", "Raw profile type exif", "Raw profile type APP1"])
def test_packed_texts_of_a_png_that_may_tell_a_position_are_left_out(name: str) -> None:
    data = without_private_details(with_text(name, XMP.decode(), zip=True))
    assert name not in Image.open(BytesIO(data)).info


@pytest.mark.parametrize("name", ["Raw profile type icc", "Copyright"])
def test_other_texts_of_a_png_stay(name: str) -> None:
    original = with_text(name, "Ana Lima", zip=True)
    assert without_private_details(original) == original


def test_a_telephone_s_double_picture_keeps_neither_position() -> None:
    second = Image.new("RGB", (160, 120), "teal")
    second.encoderinfo = {"exif": placed()}  # type: ignore[attr-defined]
    original = picture("MPO", save_all=True, append_images=[second], exif=placed())
    assert Image.open(BytesIO(original)).format == "MPO"
    data = without_private_details(original)
    assert Image.open(BytesIO(data)).format == "JPEG"
    assert not Image.open(BytesIO(data)).getexif().get_ifd(GPS)
    assert data.count(b"Exif\x00\x00") == 1
    assert same_pixels(original, data)


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_without_a_position_is_left_as_it_is(kind: str) -> None:
    exif = Image.Exif()
    exif[COPYRIGHT] = "Ana Lima"
    original = picture(kind, exif=exif)
    assert without_private_details(original) == original


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_whose_details_cannot_be_read_can_be_shown_in_every_size(kind: str) -> None:
    data = without_private_details(picture(kind, exif=b"Exif\x00\x00XX: a position, perhaps"))
    assert b"position" not in data
    assert WillowImage.open(BytesIO(data)).auto_orient().get_size() == (160, 120)


@pytest.mark.parametrize("data", [b"", b"These are words, and no picture."])
def test_what_is_no_picture_is_not_passed_on(data: bytes) -> None:
    with pytest.raises(Unreadable):
        without_private_details(data)


@pytest.mark.parametrize("kind", [*KINDS, "GIF"])
@pytest.mark.parametrize("length", [2, 3, 4, 10, 30, 200, 700, -1])
def test_a_picture_that_breaks_off_is_refused_wherever_it_does(kind: str, length: int) -> None:
    with pytest.raises(Unreadable):
        data = picture(kind)
        without_private_details(data[: min(length, len(data) - 1)])


@pytest.mark.django_db
def test_an_uploaded_picture_is_stored_without_its_position_and_with_its_new_size() -> None:
    send(admin(), ADD_PICTURE, "street.jpg", picture(exif=placed()), "image/jpeg", title="A street", credit="Ana Lima")
    stored = CustomImage.objects.get()
    data = stored.file.read()
    assert GPS not in Image.open(BytesIO(data)).getexif()
    assert stored.file_size == len(data)
    assert (stored.title, stored.credit, stored.width) == ("A street", "Ana Lima", 160)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("plan.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "image/svg+xml"),
        ("plan.png", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "image/png"),
        ("words.jpg", b"These are words, and no picture.", "image/jpeg"),
        ("head.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        ("half.jpg", picture()[:-400], "image/jpeg"),
        ("half.png", picture("PNG")[:-4000], "image/png"),
        ("bomb.png", bomb(), "image/png"),
        ("empty.png", b"", "image/png"),
    ],
)
def test_what_is_no_picture_is_refused_at_its_field_and_the_title_is_not_lost(
    name: str, content: bytes, kind: str
) -> None:
    answer = send(admin(), ADD_PICTURE, name, content, kind, title="Kept title", credit="Kept credit")
    form = answer.context["form"]
    assert form.errors["file"]
    assert list(form.errors) == ["file"]
    assert form["title"].value() == "Kept title"
    assert form["credit"].value() == "Kept credit"
    assert "Kept title" in answer.content.decode()
    assert not CustomImage.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
def test_a_picture_of_every_kind_that_is_offered_is_taken_in(kind: str) -> None:
    answer = send(admin(), ADD_PICTURE, f"picture.{kind.lower()}", picture(kind), f"image/{kind.lower()}", title="Good")
    assert answer.status_code == 302
    assert CustomImage.objects.get().width == 160


@pytest.mark.django_db
def test_the_refusal_of_a_picture_is_in_the_editor_s_language() -> None:
    english = send(admin(), ADD_PICTURE, "plan.svg", b"<svg/>", "image/svg+xml", title="x").context["form"].errors
    CustomImage.objects.all().delete()
    from base.models import User

    User.objects.all().delete()
    french = send(admin("fr"), ADD_PICTURE, "plan.svg", b"<svg/>", "image/svg+xml", title="x").context["form"].errors
    assert str(english["file"]) != str(french["file"])


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["setup.exe", "page.html", "plan.svg", "paper.pdf.exe", "script.js", "nothing"])
def test_a_document_of_a_forbidden_kind_is_refused_at_its_field(name: str) -> None:
    answer = send(admin(), ADD_DOCUMENT, name, b"<script>alert(1)</script>", "application/pdf", title="Kept title")
    form = answer.context["form"]
    assert list(form.errors) == ["file"]
    assert form["title"].value() == "Kept title"
    assert not CustomDocument.objects.exists()


@pytest.mark.django_db
def test_a_document_is_taken_in_with_the_language_that_it_is_written_in() -> None:
    send(admin(), ADD_DOCUMENT, "paper.pdf", b"%PDF-1.4 words", "application/pdf", title="Paper", language="es")
    stored = CustomDocument.objects.get()
    assert (stored.title, stored.language, stored.file_size) == ("Paper", "es", 14)


def uploaded(width: int, height: int) -> CustomImage:
    out = BytesIO()
    Image.new("RGB", (width, height), (16, 34, 44)).save(out, "PNG")
    return CustomImage.objects.create(title="Wide", file=SimpleUploadedFile("wide.png", out.getvalue(), "image/png"))


@pytest.mark.django_db
def test_a_lead_picture_comes_in_the_sizes_of_a_phone_a_tablet_and_a_desk() -> None:
    shown = lead_picture(uploaded(1600, 900), "A field")
    assert [(one.width, one.height) for one in shown.renditions] == [(480, 240), (800, 400), (1200, 600)]
    assert 'alt="A field"' in str(shown)
    assert " 1200w" in str(shown)


@pytest.mark.django_db
@pytest.mark.parametrize(("size", "widths"), [((900, 900), [480, 800]), ((1600, 300), [480]), ((200, 100), [200])])
def test_a_small_lead_picture_offers_no_size_twice(size: tuple[int, int], widths: list[int]) -> None:
    assert [one.width for one in lead_picture(uploaded(*size)).renditions] == widths
