"""Takes the place where it was taken out of a JPEG, and nothing else: pixels, credits and dates stay bit for bit."""

import re
from collections.abc import Iterator

from PIL import Image

GPS_DIRECTORY = 0x8825  # Exif 2.32, 4.6.3: pointer to the GPS directory
EXIF = b"Exif\x00\x00"
XMP = b"http://ns.adobe.com/xap/1.0/\x00"
SECOND_PICTURES = b"MPF\x00"  # CIPA DC-007: where further pictures, each with its own position, follow the first
START, END, SCAN, APP1, APP2 = 0xD8, 0xD9, 0xDA, 0xE1, 0xE2

# As attributes and as elements, with any prefix: exif:GPSLatitude="48,51.5N", <exif:GPSLatitude>…</exif:GPSLatitude>
_XMP_POSITION = re.compile(
    rb"\s[\w.-]+:GPS\w+\s*=\s*(\"[^\"]*\"|'[^']*')|<([\w.-]+:GPS\w+)\b[^>]*>.*?</\2\s*>", re.DOTALL
)


def is_jpeg(data: bytes) -> bool:
    return data[:3] == b"\xff\xd8\xff"


def without_position(data: bytes) -> bytes | None:
    """The picture without its position, or None where it tells none."""
    if not is_jpeg(data):
        return None
    out = [data[:2]]
    for marker, part in _parts(data):
        if marker == APP1 and part[4:].startswith(EXIF):
            part = _segment(APP1, EXIF + _exif_without_position(part[4 + len(EXIF) :]))
        elif marker == APP1 and part[4:].startswith(XMP):
            part = _segment(APP1, _XMP_POSITION.sub(b"", part[4:]))
        elif marker == APP2 and part[4:].startswith(SECOND_PICTURES):
            continue
        out.append(part)
    result = b"".join(out)
    return result if result != data else None


def _parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The segments of the first picture with their markers, headers included; a scan comes with its pixels.

    What cannot be read as a segment, and what lies behind the first picture's end, is left out: a decoder ignores it.
    """
    place = 2
    while place + 4 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker == 0xFF:  # a byte that only fills
            place += 1
            continue
        end = len(data) if marker == END else place + 2 + int.from_bytes(data[place + 2 : place + 4], "big")
        if marker == END:
            end = place + 2
        elif marker == SCAN:
            end = _after_pixels(data, end)
        yield marker, data[place:end]
        if marker == END:
            return
        place = end
    if data[place : place + 2] == b"\xff\xd9":
        yield END, data[place : place + 2]


def _after_pixels(data: bytes, place: int) -> int:
    """Where the next marker stands; in pixels, 0xFF is followed by 0, or by one of the eight restart marks."""
    while True:
        place = data.find(b"\xff", place)
        if place < 0 or place + 1 >= len(data):
            return len(data)
        if data[place + 1] != 0 and not 0xD0 <= data[place + 1] <= 0xD7:
            return place
        place += 2


def _segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(content) + 2).to_bytes(2, "big") + content


def _exif_without_position(block: bytes) -> bytes:
    exif = Image.Exif()
    try:
        exif.load(EXIF + block)
        if GPS_DIRECTORY not in exif:
            return block
        del exif[GPS_DIRECTORY]
        return exif.tobytes().removeprefix(EXIF)
    except Exception:  # a block that even Pillow cannot read: nobody is to read a position out of it either
        return b""
