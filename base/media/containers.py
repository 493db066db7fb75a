"""Takes out of a picture's file what may tell where, with what and by whom it was taken: pixels stay bit for bit.

Each kind of file is read part by part, and only parts that are known to be needed are written again. A file that breaks
off, or that is built in a way that is not known here, raises `Unreadable`: in doubt it is refused.
"""

import zlib
from collections.abc import Iterator

from base.media.avif import cleaned_avif
from base.media.details import EXIF, kept_exif, kept_xmp
from base.media.unreadable import Unreadable

XMP = b"http://ns.adobe.com/xap/1.0/\x00"
PROFILE = b"ICC_PROFILE\x00"
START, END, SCAN, APP0, APP1, APP2, APP14, APP15, COMMENT = 0xD8, 0xD9, 0xDA, 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE
# PNG, third edition, 5.2 and 11.3.3. Of an animation (11.3.4.1) the first picture stays, which is a PNG of its own.
PNG = b"\x89PNG\r\n\x1a\n"
PNG_XMP = b"XML:com.adobe.xmp\x00"
PNG_PARTS = set(b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP bKGD hIST pHYs tIME".split())
PNG_WORDS = tuple(
    b"%s\x00" % word
    for word in (b"Title", b"Author", b"Description", b"Copyright", b"Creation Time", b"Raw profile type icc")
)
WEBP_PARTS = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
WEBP_FRAME_PARTS = {b"VP8 ", b"VP8L", b"ALPH"}
WEBP_EXIF, WEBP_XMP = 0x08, 0x04  # flags of VP8X, RFC 9649, 2.7
GIF_LOOPS = {b"NETSCAPE2.0", b"ANIMEXTS1.0"}


def kind_of(data: bytes) -> str:
    """jpeg, png, gif, webp or avif, by its first bytes; empty where it is none of them."""
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith(PNG):
        return "png"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp" and data[8:12] in {b"avif", b"avis", b"mif1", b"msf1"}:
        return "avif"
    return ""


def without_private_details(data: bytes) -> bytes:
    """The same picture, with the same pixels, telling nothing but its credits and dates.

    Raises `Unreadable` where the file breaks off, or may hold something at a place that is not known.
    """
    match kind_of(data):
        case "jpeg":
            return b"".join([data[:2], *_jpeg(data)])
        case "png":
            return b"".join([PNG, *_png(data)])
        case "gif":
            return _gif(data)
        case "webp":
            return _webp(data)
        case "avif":
            return cleaned_avif(data)
    raise Unreadable


def _jpeg(data: bytes) -> Iterator[bytes]:
    for marker, part in _segments(data):
        content = part[4:]
        if marker == APP1 and content.startswith(EXIF):
            content = kept_exif(content)
            part = _segment(marker, EXIF + content) if content else b""
        elif marker == APP1 and content.startswith(XMP):
            content = kept_xmp(content[len(XMP) :])
            part = _segment(marker, XMP + content) if content else b""
        elif marker == COMMENT or (
            APP0 <= marker <= APP15
            and not (marker == APP0 and content.startswith(b"JFIF\x00"))
            and not (marker == APP2 and content.startswith(PROFILE))
            and not (marker == APP14 and content.startswith(b"Adobe"))
        ):
            continue
        elif marker == APP0:  # without the small copy of the picture that may follow: JFIF 1.02, page 5
            part = _segment(marker, content[:12] + b"\0\0")
        yield part


def _segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(content) + 2).to_bytes(2, "big") + content


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The segments of the first picture with their markers, headers included; a scan comes with its pixels.

    What follows the first picture's end is left out: a second one (CIPA DC-007), with a position of its own.
    """
    offset = 2
    while offset + 4 <= len(data) and data[offset] == 0xFF:
        marker = data[offset + 1]
        if marker == 0xFF:  # a byte that only fills
            offset += 1
            continue
        if marker == END:
            break
        end = offset + 2 + int.from_bytes(data[offset + 2 : offset + 4], "big")
        if marker == SCAN:
            end = _after_pixels(data, end)
        if end > len(data):
            raise Unreadable
        yield marker, data[offset:end]
        offset = end
    if data[offset : offset + 2] != b"\xff\xd9":
        raise Unreadable
    yield END, b"\xff\xd9"


def _after_pixels(data: bytes, offset: int) -> int:
    """Where the next marker stands; in pixels, 0xFF is followed by 0, or by one of the eight restart marks."""
    while True:
        offset = data.find(b"\xff", offset)
        if offset < 0 or offset + 1 >= len(data):
            raise Unreadable
        if data[offset + 1] != 0 and not 0xD0 <= data[offset + 1] <= 0xD7:
            return offset
        offset += 2


def _png(data: bytes) -> Iterator[bytes]:
    kind, offset = b"", len(PNG)
    while kind != b"IEND":
        end = offset + 12 + int.from_bytes(data[offset : offset + 4], "big")
        kind, content = data[offset + 4 : offset + 8], data[offset + 8 : end - 4]
        if end > len(data):
            raise Unreadable
        clean = _chunk(kind, content)
        if clean == content:
            yield data[offset:end]
        elif clean is not None:
            yield len(clean).to_bytes(4, "big") + kind + clean + zlib.crc32(kind + clean).to_bytes(4, "big")
        offset = end


def _chunk(kind: bytes, content: bytes) -> bytes | None:
    """What stays of a chunk of a PNG; None where that is nothing, or it is packed and may tell anything."""
    if kind == b"eXIf":
        return kept_exif(content) or None
    if kind == b"iTXt" and content.startswith(PNG_XMP):
        head, packed, text = content[: len(PNG_XMP)], content[len(PNG_XMP)], content[len(PNG_XMP) + 2 :]
        clean = b"" if packed else kept_xmp(text.split(b"\0", 2)[-1])
        return head + bytes(4) + clean if clean else None
    if kind in {b"tEXt", b"zTXt", b"iTXt"}:
        return content if content.startswith(PNG_WORDS) else None
    return content if kind in PNG_PARTS else None


def _check_frame(frame: bytes) -> None:
    """A picture of an animation has parts of its own after its 16 bytes of place and time (RFC 9649, 2.7.1.1), and may
    have unknown ones."""
    offset = 16
    while offset + 8 <= len(frame):
        if frame[offset : offset + 4] not in WEBP_FRAME_PARTS:
            raise Unreadable
        size = int.from_bytes(frame[offset + 4 : offset + 8], "little")
        offset += 8 + size + size % 2


def _webp(data: bytes) -> bytes:
    parts, flags, offset = [], 0, 12
    length = int.from_bytes(data[4:8], "little") + 8
    if length > len(data):
        raise Unreadable
    while offset + 8 <= length:
        kind, size = data[offset : offset + 4], int.from_bytes(data[offset + 4 : offset + 8], "little")
        content = data[offset + 8 : offset + 8 + size]
        offset += 8 + size + size % 2
        if len(content) < size:
            raise Unreadable
        if kind == b"EXIF":
            content = kept_exif(content)
            flags |= WEBP_EXIF if content else 0
        elif kind == b"XMP ":
            content = kept_xmp(content)
            flags |= WEBP_XMP if content else 0
        elif kind not in WEBP_PARTS:
            continue
        elif kind == b"ANMF":
            _check_frame(content)
        if content:
            parts.append((kind, content))
    whole = b"WEBP"
    for kind, content in parts:
        if kind == b"VP8X":
            content = bytes([content[0] & ~(WEBP_EXIF | WEBP_XMP) | flags]) + content[1:]
        whole += kind + len(content).to_bytes(4, "little") + content + bytes(len(content) % 2)
    return b"RIFF" + len(whole).to_bytes(4, "little") + whole


def _gif(data: bytes) -> bytes:
    """GIF89a, appendix A: comments, texts and what programs add are left out, but for how often an animation runs."""
    offset = 13 + _colours(data, 10)
    out = [data[:offset]]
    while data[offset : offset + 1] != b";":
        start, sign = offset, data[offset : offset + 1]
        if sign == b"," and offset + 10 <= len(data):
            offset = _after_blocks(data, offset + 11 + _colours(data, offset + 9))
            out.append(data[start:offset])
        elif sign == b"!" and offset + 2 <= len(data):
            offset = _after_blocks(data, offset + 2)
            if data[start + 1] == 0xF9 or (data[start + 1] == 0xFF and data[start + 3 : start + 14] in GIF_LOOPS):
                out.append(data[start:offset])
        else:
            raise Unreadable
    return b"".join([*out, b";"])


def _colours(data: bytes, offset: int) -> int:
    """How long the table of colours is that a byte of flags tells of."""
    if offset >= len(data):
        raise Unreadable
    return 3 << ((data[offset] & 7) + 1) if data[offset] & 0x80 else 0


def _after_blocks(data: bytes, offset: int) -> int:
    while offset < len(data):
        if data[offset] == 0:
            return offset + 1
        offset += 1 + data[offset]
    raise Unreadable
