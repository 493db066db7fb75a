"""Pictures and files of the demonstration site, made by code: no stock photograph, no picture of anybody.

A picture's name says what it shows and in which region's colour: ``<pattern>-<hue>`` or ``<pattern>-<hue>-<number>``
for another one of the same kind. The same name always gives the same picture.
"""

import io
import random
import re

from PIL import Image

from home.demo.canvas import Canvas
from home.demo.colours import HUES, Palette
from home.demo.patterns import PATTERNS

#: Small enough to load on a slow line.
LARGEST_FILE = 60_000

PICTURE_SUFFIX = ".webp"

NAME = re.compile(r"(?P<pattern>[a-z]+)-(?P<hue>[a-z]+)(?:-(?P<number>\d+))?")


def make_picture(name: str, size: tuple[int, int] = (1600, 1000)) -> bytes:
    """The picture of this name as a WebP file of less than 60 KB."""
    match = NAME.fullmatch(name)
    if not match or match["pattern"] not in PATTERNS or match["hue"] not in HUES:
        raise ValueError(
            f"“{name}” is no picture: a name is <pattern>-<hue> or <pattern>-<hue>-<number>, with a pattern out of "
            f"{', '.join(PATTERNS)} and a hue out of {', '.join(HUES)}."
        )
    canvas = Canvas(size, Palette.of(match["hue"]), random.Random(name))
    PATTERNS[match["pattern"]](canvas)
    image = canvas.finished()
    # Flat tints of one hue: lossless WebP with a small palette is crisper than JPEG, and smaller.
    for colours in (96, 64, 48, 32, 16):
        file = io.BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).convert("RGB").save(file, "WEBP", lossless=True, method=4)
        if file.tell() < LARGEST_FILE:
            break
    return file.getvalue()


# --- colour -----------------------------------------------------------------------------------------------------------


# --- patterns ---------------------------------------------------------------------------------------------------------


# --- files ------------------------------------------------------------------------------------------------------------
