"""Takes the GPS position out of a picture, and nothing else: pixels, credits and dates stay bit for bit."""

import re
import zlib
from collections.abc import Iterator
from io import BytesIO

from PIL import Image

GPS_DIRECTORY = 0x8825  # Exif 2.32, 4.6.3: pointer to the GPS directory
EXIF = b"Exif\x00\x00"
NOTHING = b"MM\x00*\x00\x00\x00\x08" + bytes(6)  # TIFF 6.0, section 2: a directory without entries, and no next one
XMP = b"http://ns.adobe.com/xap/1.0/\x00"
SECOND_PICTURES = b"MPF\x00"  # CIPA DC-007: where further pictures, each with its own position, follow the first
START, END, SCAN, APP1, APP2 = 0xD8, 0xD9, 0xDA, 0xE1, 0xE2
# PNG, third edition, 5.2 and 11.3.3.1; the last are what ImageMagick wrote before PNG had a chunk for Exif.
PNG = b"\x89PNG\r\n\x1a\n"
PNG_XMP = b"XML:com.adobe.xmp\x00"
PNG_PROFILES = tuple(b"Raw profile type %s\x00" % name for name in (b"exif", b"APP1", b"xmp"))

# As attributes and as elements, with any prefix: exif:GPSLatitude="48,51.5N", <exif:GPSLatitude>…</exif:GPSLatitude>
_XMP_GPS = re.compile(rb"\s[\w.-]+:GPS\w+\s*=\s*(\"[^\"]*\"|'[^']*')|<([\w.-]+:GPS\w+)\b[^>]*>.*?</\2\s*>", re.DOTALL)


def without_gps(data: bytes) -> bytes | None:
    """The picture without its position, or None where it tells none."""
    if data[:3] == b"\xff\xd8\xff":
        result = _jpeg(data)
    elif data.startswith(PNG):
        result = b"".join([PNG, *_chunks(data)])
    else:
        result = _in_place(data)
    return result if result != data else None


def _in_place(data: bytes) -> bytes:
    """Of a WebP or an AVIF, whose parts must stay as long as they are: both point at them by their place."""
    try:
        with Image.open(BytesIO(data)) as image:
            exif, xmp = (image.info.get(name) for name in ("exif", "xmp"))
    except Exception:  # no picture: whoever takes it in says so
        return data
    if exif:
        block = exif.removeprefix(EXIF)
        data = data.replace(block, _exif_without_gps(block))
    return data.replace(xmp, _xmp_without_gps(xmp)) if xmp else data


def _chunks(data: bytes) -> Iterator[bytes]:
    """The chunks of a PNG, and as it was what cannot be read as one."""
    offset = len(PNG)
    while offset + 12 <= len(data):
        end = offset + 12 + int.from_bytes(data[offset : offset + 4], "big")
        kind, content = data[offset + 4 : offset + 8], data[offset + 8 : end - 4]
        if end > len(data):
            break
        clean = _chunk_without_gps(kind, content)
        if clean == content:
            yield data[offset:end]
        elif clean is not None:
            check = zlib.crc32(kind + clean)
            yield len(clean).to_bytes(4, "big") + kind + clean + check.to_bytes(4, "big")
        offset = end
    yield data[offset:]


def _chunk_without_gps(kind: bytes, content: bytes) -> bytes | None:
    """What stays of a chunk of a PNG: None where it is packed, and may tell a position."""
    if kind == b"eXIf":
        return _exif_without_gps(content)
    if kind == b"iTXt" and content.startswith(PNG_XMP):
        return _xmp_without_gps(content) if content[len(PNG_XMP)] == 0 else None
    return None if kind in {b"tEXt", b"zTXt", b"iTXt"} and content.startswith(PNG_PROFILES) else content


def _jpeg(data: bytes) -> bytes:
    out = [data[:2]]
    for marker, part in _parts(data):
        if marker == APP1 and part[4:].startswith(EXIF):
            part = part[:4] + EXIF + _exif_without_gps(part[4 + len(EXIF) :])
        elif marker == APP1 and part[4:].startswith(XMP):
            part = _xmp_without_gps(part)
        elif marker == APP2 and part[4:].startswith(SECOND_PICTURES):
            continue
        out.append(part)
    return b"".join(out)


def _parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The segments of the first picture with their markers, headers included; a scan comes with its pixels.

    What cannot be read as a segment, and what lies behind the first picture's end, is left out: a decoder ignores it.
    """
    offset = 2
    while offset + 4 <= len(data) and data[offset] == 0xFF:
        marker = data[offset + 1]
        if marker == 0xFF:  # a byte that only fills
            offset += 1
            continue
        end = len(data) if marker == END else offset + 2 + int.from_bytes(data[offset + 2 : offset + 4], "big")
        if marker == END:
            end = offset + 2
        elif marker == SCAN:
            end = _after_pixels(data, end)
        yield marker, data[offset:end]
        if marker == END:
            return
        offset = end
    if data[offset : offset + 2] == b"\xff\xd9":
        yield END, data[offset : offset + 2]


def _after_pixels(data: bytes, offset: int) -> int:
    """Where the next marker stands; in pixels, 0xFF is followed by 0, or by one of the eight restart marks."""
    while True:
        offset = data.find(b"\xff", offset)
        if offset < 0 or offset + 1 >= len(data):
            return len(data)
        if data[offset + 1] != 0 and not 0xD0 <= data[offset + 1] <= 0xD7:
            return offset
        offset += 2


def _exif_without_gps(block: bytes) -> bytes:
    """As long as it was: the rest is filled with zeros, which nothing in the block points at."""
    exif, rest = Image.Exif(), NOTHING
    try:
        exif.load(EXIF + block)
        if GPS_DIRECTORY not in exif:
            return block
        del exif[GPS_DIRECTORY]
        rest = exif.tobytes().removeprefix(EXIF)
    except Exception:  # a block that even Pillow cannot read: nobody is to read a position out of it either
        pass
    return (rest if len(rest) <= len(block) else NOTHING[: len(block)]).ljust(len(block), b"\0")


def _xmp_without_gps(block: bytes) -> bytes:
    """As long as it was: with spaces where the position stood."""
    return _XMP_GPS.sub(lambda found: b" " * len(found[0]), block)
