"""Whether a picture's colours are such as every browser, and every size that Wagtail makes of it, shows alike.

That is so for eight bits a colour of grey or RGB, in sRGB; and for RGB with a profile, which Wagtail hands on. All else
is brought to sRGB: Willow 1.12 writes CMYK and grey profiles into pictures that have become RGB, loses a profile where
it takes away transparency, and cannot write 16-bit grey as JPEG.
"""

from array import array
from io import BytesIO

from PIL import Image, ImageCms

from base.media.avif import profile_free_colours
from base.media.containers import kind_of

PLAIN = {"1", "L", "LA", "P", "RGB", "RGBA"}
SRGB_GAMMA = 0.45455  # PNG, third edition, 11.3.2.2 and 11.3.2.5, as for the colours below
SRGB_CHROMATICITIES = (0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06)
# ITU-T H.273, tables 2 and 3: BT.709 or unspecified; BT.709, unspecified, BT.601 or sRGB.
SRGB_PRIMARIES, SRGB_TRANSFERS = {1, 2}, {1, 2, 6, 13}


class Unknown(ValueError):
    """The colours are given in a way that cannot be brought to sRGB here."""


def needs_conversion(image: Image.Image, data: bytes) -> bool:
    """Whether the picture has to be written anew; `data` is its file. Raises `Unknown`."""
    profile = image.info.get("icc_profile")
    if not profile:
        _check_colours(image, data)
    elif image.mode != "RGB" or profile[16:20] != b"RGB " or b"mmod" in profile:  # Apple's: the display's serial number
        return True
    return image.mode not in PLAIN or _gamma(image) is not None


def to_srgb(image: Image.Image, data: bytes) -> tuple[Image.Image, bytes | None]:
    """The picture in L, RGB or RGBA of sRGB, and a profile where it keeps one of its own."""
    has_alpha = image.mode in {"LA", "PA", "RGBA"} or "transparency" in image.info
    profile = image.info.get("icc_profile")
    gamma = _gamma(image)
    if image.mode.startswith("I"):
        image = _eight_bits(image)
    if image.mode in {"P", "PA", "1"} or (image.mode == "L" and has_alpha):
        image = image.convert("RGBA" if has_alpha else "RGB")
    if profile:
        return _through_profile(image, profile), None
    if image.mode not in PLAIN:
        image = image.convert("RGB")
    if gamma is not None:
        curve = [round(255 * _srgb((value / 255) ** (1 / gamma))) for value in range(256)]
        colours = len(image.getbands()) - has_alpha
        image = image.point(curve * colours + list(range(256)) * has_alpha)
    return image, None


def _eight_bits(image: Image.Image) -> Image.Image:
    """Of 16-bit grey: each value to the nearest, and one that stands for transparency to an alpha of its own."""
    clear = image.info.get("transparency")
    wide = image.convert("I")
    grey = wide.point(lambda value: value * (1 / 257) + 0.5).convert("L")
    if not isinstance(clear, int):
        return grey
    values = array("i", wide.tobytes())
    mask = Image.frombytes("L", wide.size, bytes(0 if value == clear else 255 for value in values))
    grey.putalpha(mask)
    return grey


def _through_profile(image: Image.Image, profile: bytes) -> Image.Image:
    """Perceptual, as browsers do it; a profile that cannot be read or is of other colours is ignored, as they do."""
    alpha = image.getchannel("A") if image.mode in {"LA", "RGBA"} else None
    opaque = image.convert({"LA": "L", "RGBA": "RGB"}.get(image.mode, image.mode))
    space = profile[16:20]
    try:
        if space == b"GRAY" and opaque.mode == "RGB":  # a palette of greys
            opaque = opaque.convert("L")
        elif space == b"RGB " and opaque.mode == "L":
            opaque = opaque.convert("RGB")
        result = ImageCms.profileToProfile(
            opaque,
            ImageCms.ImageCmsProfile(BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="RGB",
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        result = None
    result = opaque.convert("RGB") if result is None else result
    if alpha is not None:
        result.putalpha(alpha)
    return result


def _check_colours(image: Image.Image, data: bytes) -> None:
    primaries, transfer = 2, 2
    kind = kind_of(data)
    if kind == "avif":
        primaries, transfer = profile_free_colours(data)
    elif kind == "png":
        # PNG, third edition, 11.3.2.6: a chunk that comes before the pixels, and that Pillow 13 does not read.
        place = data.find(b"cICP", 0, data.find(b"IDAT"))
        if place > 0:
            primaries, transfer = data[place + 4], data[place + 5]
        chromaticities = image.info.get("chromaticity")
        if chromaticities and "srgb" not in image.info:
            far = zip(chromaticities, SRGB_CHROMATICITIES, strict=True)
            if any(abs(given - usual) > 0.01 for given, usual in far):
                raise Unknown
    if primaries not in SRGB_PRIMARIES or transfer not in SRGB_TRANSFERS:
        raise Unknown


def _gamma(image: Image.Image) -> float | None:
    """The gamma by which a PNG is to be shown, where it is another than sRGB's and nothing comes before it."""
    gamma = image.info.get("gamma")
    if not gamma or "srgb" in image.info or image.info.get("icc_profile") or abs(gamma - SRGB_GAMMA) < 0.01:
        return None
    return float(gamma)


def _srgb(light: float) -> float:
    """IEC 61966-2-1: light, from 0 to 1, as a value of sRGB."""
    return 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
