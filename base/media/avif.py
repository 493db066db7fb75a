"""The boxes of an AVIF (ISO/IEC 14496-12, "ISO base media file format", and 23008-12, "HEIF").

Its parts are found by their place, so that what is taken out leaves zeros (Exif) or blanks (XMP) of the same length.
Pillow cannot be asked for the blocks as they stand: it writes the orientation into a copy of the Exif that it gives.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from base.media.details import EXIF, kept_exif, kept_xmp
from base.media.unreadable import Unreadable

# The outermost boxes that hold pixels, or nothing; and those that say what is where.
BOXES = {b"ftyp", b"meta", b"mdat", b"free", b"skip"}
META_BOXES = {b"hdlr", b"pitm", b"iloc", b"iinf", b"iref", b"iprp", b"idat", b"dinf", b"grpl"}
NOTHING = b"MM\x00*\x00\x00\x00\x08" + bytes(6)  # TIFF 6.0, section 2: a directory without entries, and no next one
PICTURES = {b"av01", b"grid", b"iden", b"iovl", b"tmap"}


@dataclass(frozen=True)
class Box:
    kind: bytes
    start: int
    end: int


def boxes(data: bytes, start: int, end: int) -> Iterator[Box]:
    """The boxes between two places, without their headers."""
    while start < end:
        size, kind, head = int.from_bytes(data[start : start + 4], "big"), data[start + 4 : start + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[start + 8 : start + 16], "big"), 16
        elif size == 0:
            size = end - start
        if size < head or start + size > end:
            raise Unreadable
        yield Box(kind, start + head, start + size)
        start += size


def profile_free_colours(data: bytes) -> tuple[int, int]:
    """Primaries and transfer (ITU-T H.273) by which the picture is to be read; (2, 2), "unspecified", if none is said.

    Those of a colour profile come before them: whoever asks knows whether there is one.
    """
    for meta in (box for box in boxes(data, 0, len(data)) if box.kind == b"meta"):
        for properties in (box for box in boxes(data, meta.start + 4, meta.end) if box.kind == b"iprp"):
            for container in boxes(data, properties.start, properties.end):
                for box in boxes(data, container.start, container.end) if container.kind == b"ipco" else ():
                    if box.kind == b"colr" and data[box.start : box.start + 4] == b"nclx":
                        first, second = data[box.start + 4 : box.start + 6], data[box.start + 6 : box.start + 8]
                        return int.from_bytes(first, "big"), int.from_bytes(second, "big")
    return 2, 2


def cleaned_avif(data: bytes) -> bytes:
    """The same pixels, with what may be kept of Exif and XMP. Raises `Unreadable`."""
    out = bytearray(data)
    outer = list(boxes(data, 0, len(data)))
    metas = [box for box in outer if box.kind == b"meta"]
    if len(metas) != 1 or any(box.kind not in BOXES for box in outer):
        raise Unreadable
    for box in outer:
        if box.kind in {b"free", b"skip"}:
            out[box.start : box.end] = bytes(box.end - box.start)
    inner = {box.kind: box for box in boxes(data, metas[0].start + 4, metas[0].end)}
    if not {b"iinf", b"iloc"} <= set(inner) <= META_BOXES:
        raise Unreadable
    kinds = dict(_kinds(data, inner[b"iinf"]))
    for number, extents in _places(data, inner[b"iloc"], inner.get(b"idat")):
        kind = kinds.get(number)
        content = b"".join(data[start:end] for start, end in extents)
        if kind == b"Exif":
            clean = _exif(content)
        elif kind == b"mime":
            clean = kept_xmp(content)
            clean = (clean if len(clean) <= len(content) else b"").ljust(len(content), b" ")
        elif kind in PICTURES:
            continue
        else:
            raise Unreadable
        for start, end in extents:
            out[start:end], clean = clean[: end - start], clean[end - start :]
    return bytes(out)


def _exif(content: bytes) -> bytes:
    """As long as it was, with the four bytes before it that say where it begins (HEIF, A.2.1)."""
    begin = 4 + int.from_bytes(content[:4], "big")
    head = content[:begin] if content[4:begin] == EXIF else bytes(4)
    kept = kept_exif(content[begin:])
    if not kept or len(head + kept) > len(content):
        kept = NOTHING
    clean = head + kept
    return clean[: len(content)].ljust(len(content), b"\0")


def _kinds(data: bytes, table: Box) -> Iterator[tuple[int, bytes]]:
    """The kind of each item, by its number (HEIF's `iinf`, with entries of version 2 or 3)."""
    for box in boxes(data, table.start + (6 if data[table.start] == 0 else 8), table.end):
        version = data[box.start]
        if box.kind != b"infe" or version not in {2, 3}:
            raise Unreadable
        width = 2 if version == 2 else 4
        place = box.start + 4 + width
        yield int.from_bytes(data[box.start + 4 : place], "big"), data[place + 2 : place + 6]


def _places(data: bytes, table: Box, inside: Box | None) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Where each item's bytes stand, in one or more stretches."""
    place = table.start + 4

    def number(width: int) -> int:
        nonlocal place
        place += width
        if place > table.end:
            raise Unreadable
        return int.from_bytes(data[place - width : place], "big")

    version, widths = data[table.start], number(2)
    offset, length, base, index = ((widths >> shift) & 15 for shift in (12, 8, 4, 0))
    wide = 4 if version == 2 else 2
    for _item in range(number(wide)):
        name, method = number(wide), number(2) & 15 if version else 0
        number(2)  # in which file: always this one
        if method not in {0, 1} or (method == 1 and inside is None):
            raise Unreadable
        origin = number(base) + (inside.start if method == 1 and inside else 0)
        extents = []
        for _extent in range(number(2)):
            number(index if version else 0)
            start = origin + number(offset)
            size = number(length)
            if start + size > len(data) or not size:
                raise Unreadable
            extents.append((start, start + size))
        yield name, extents
