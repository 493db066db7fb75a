"""What becomes of a picture on its way in: brought to what every browser shows alike, or refused with the reason."""

import os
from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.forms import ImageField
from django.utils.translation import gettext as _
from PIL import AvifImagePlugin, GifImagePlugin, Image, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from base.media.colours import Unknown, needs_conversion, to_srgb
from base.media.containers import kind_of, without_private_details
from languages.locales import cldr

# One size of a picture costs eight bytes of memory a pixel, and two seconds for ten millions of them.
MOST_PIXELS = 50_000_000
# Pillow's own `Image.open` refuses a large picture without a word of how large it is.
READERS: dict[str, Callable[[BytesIO], Image.Image]] = {
    "jpeg": JpegImagePlugin.JpegImageFile,
    "png": PngImagePlugin.PngImageFile,
    "gif": GifImagePlugin.GifImageFile,
    "webp": WebPImagePlugin.WebPImageFile,
    "avif": AvifImagePlugin.AvifImageFile,
}
# For what has to be written anew: nothing that an eye could find is lost.
WRITTEN: dict[str, dict[str, Any]] = {
    "jpeg": {"quality": 95, "subsampling": 0},
    "webp": {"lossless": True, "exact": True},
    "avif": {"quality": 95, "subsampling": "4:4:4"},
}
JPEG_NAMES = {".jfif", ".jpe", ".pjpeg", ".pjp"}


class TakenIn(ContentFile):
    """A picture's file that has been through `taken_in`."""


def taken_in(data: bytes, name: str) -> TakenIn:
    """The picture as it is stored and served, without private details. Raises `ValidationError`.

    `name` is the file's, as it was uploaded; that of the result ends as browsers and Wagtail know the kind.
    """
    kind = kind_of(data)
    try:
        image = READERS[kind](BytesIO(data))
    except Exception as error:  # Pillow's readers raise whatever a broken file leads them to
        raise ValidationError(str(ImageField.default_error_messages["invalid_image"]), code="invalid_image") from error
    _check_pixels(image.size)
    try:
        clean = without_private_details(data) if data[8:12] != b"avis" else b""
        image.load()
        if not clean or needs_conversion(image, data):
            clean = without_private_details(_written(image, kind, data))
    except Unknown as error:
        raise ValidationError(
            _(
                "The colours of this picture are given in a way that browsers and this site do not read alike (high "
                "dynamic range, or colours without a profile). Please save it with sRGB colours and upload it again."
            ),
            code="unknown_colours",
        ) from error
    except Exception as error:  # `Unreadable`, and as above
        raise ValidationError(
            _("Part of this picture's file is missing or cannot be read. Please save or send it again."),
            code="broken_image",
        ) from error
    stem, ending = os.path.splitext(name)
    return TakenIn(clean, name=f"{stem}.jpg" if ending.lower() in JPEG_NAMES else name)


def _check_pixels(size: tuple[int, int]) -> None:
    width, height = size
    if width * height > MOST_PIXELS:
        raise ValidationError(
            _(
                "This picture has %(width)s × %(height)s pixels; at most %(most)s million pixels can be taken. Please "
                "make it smaller and upload it again."
            ),
            code="too_many_pixels",
            params={
                "width": cldr.format_number(width),
                "height": cldr.format_number(height),
                "most": cldr.format_number(MOST_PIXELS // 1_000_000),
            },
        )


def _written(image: Image.Image, kind: str, data: bytes) -> bytes:
    converted, profile = to_srgb(image, data)
    out = BytesIO()
    details = {name: image.info[name] for name in ("exif",) if image.info.get(name)}
    converted.info = {}  # all that Pillow would carry over: a profile of other colours, a gamma, texts
    converted.save(out, kind.upper(), **WRITTEN.get(kind, {}), **details, icc_profile=profile)
    return out.getvalue()
