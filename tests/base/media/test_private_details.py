"""Nothing that is served of a picture tells where, with what and by whom it was taken: read with another library."""

from io import BytesIO
from typing import Any

import exifread
import pytest
from django.core.files.base import ContentFile
from exifread.core.exceptions import ExifNotFound
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from base.media.containers import without_private_details
from base.media.unreadable import Unreadable
from base.models import CustomImage
from tests.factories.pictures import picture

SECRET = "SN-4711-ANA"
KINDS = ["JPEG", "PNG", "WEBP", "AVIF"]
XMP = f"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:aux="http://ns.adobe.com/exif/1.0/aux/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:exif="http://ns.adobe.com/exif/1.0/" aux:SerialNumber="{SECRET}" aux:OwnerName="{SECRET}"
 exif:GPSLatitude="48,51.5N" dc:rights="Ana Lima"><aux:LensSerialNumber>{SECRET}</aux:LensSerialNumber>
<dc:creator><rdf:Seq><rdf:li exif:GPSLongitude="{SECRET}">x</rdf:li></rdf:Seq></dc:creator>
</rdf:Description></rdf:RDF></x:xmpmeta>""".encode()


def telling(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112], exif[0x8298], exif[0x9C9D] = orientation, "Ana Lima", SECRET.encode("utf-16-le")
    exif.get_ifd(0x8769).update(
        {0xA430: SECRET, 0xA431: SECRET, 0xA435: SECRET, 0x927C: SECRET.encode(), 0x9286: SECRET.encode()}
    )
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 29.0), 3: "E", 4: (2.0, 17.0, 40.0), 0x1D: "2016:06:08"})
    return exif


def telling_picture(kind: str, orientation: int) -> bytes:
    more: dict[str, Any] = {"xmp": XMP, "comment": SECRET.encode()}
    if kind == "PNG":
        info = PngInfo()
        info.add_itxt("XML:com.adobe.xmp", XMP.decode())
        info.add_text("Comment", SECRET)
        info.add(b"caBX", SECRET.encode())
        more = {"pnginfo": info}
    return picture(kind, exif=telling(orientation), **more)


def read_elsewhere(data: bytes) -> dict[str, Any]:
    """The details as ExifRead finds them; of a WebP it wants a header that RFC 9649 does not ask for."""
    if data[:4] == b"RIFF":
        data = data[data.find(b"EXIF") + 8 :] if b"EXIF" in data else b""
    try:
        return dict(exifread.process_file(BytesIO(data), details=True))
    except ExifNotFound:  # of some kinds, where there is none
        return {}


def assert_tells_nothing(data: bytes) -> None:
    assert SECRET.encode() not in data
    assert SECRET.encode("utf-16-le") not in data
    assert b"GPSL" not in data
    assert b"".join(n.to_bytes(4, "big") for n in (48, 1, 51, 1, 29, 1)) not in data
    assert b"".join(n.to_bytes(4, "little") for n in (48, 1, 51, 1, 29, 1)) not in data
    told = ("GPS", "Serial", "Owner", "Maker", "Thumbnail")
    assert [tag for tag in read_elsewhere(data) if any(word in tag for word in told)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_other_library_would_find_them(kind: str) -> None:
    assert any(tag.startswith("GPS") for tag in read_elsewhere(telling_picture(kind, 1)))


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_nothing_that_is_served_of_a_picture_tells_a_position_a_serial_number_or_an_owner(
    kind: str, orientation: int
) -> None:
    data = telling_picture(kind, orientation)
    stored = CustomImage.objects.create(title="x", file=ContentFile(data, name=f"picture.{kind.lower()}"))
    files = [
        stored.file,
        *(stored.get_rendition(f"max-100x100{form}").file for form in ("", "|format-webp", "|format-jpeg")),
    ]
    for one in files:
        with one.open() as file:
            assert_tells_nothing(file.read())


@pytest.mark.parametrize("orientation", [3, 6, 8])
@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_stays_turned_as_it_was(kind: str, orientation: int) -> None:
    data = telling_picture(kind, orientation)
    assert Image.open(BytesIO(without_private_details(data))).getexif()[0x0112] == orientation


def test_a_gif_loses_its_comments_and_keeps_its_frames() -> None:
    out = BytesIO()
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "green", "blue")]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], comment=SECRET.encode(), loop=0)
    assert SECRET.encode() in out.getvalue()
    data = without_private_details(out.getvalue())
    assert_tells_nothing(data)
    image = Image.open(BytesIO(data))
    assert (getattr(image, "n_frames", 1), image.info["loop"]) == (3, 0)


def test_an_avif_with_a_part_that_nobody_knows_is_refused() -> None:
    with pytest.raises(Unreadable):
        without_private_details(picture("AVIF") + (24).to_bytes(4, "big") + b"uuid" + bytes(16))
