"""Pictures of every mode, depth, profile and size: shown right, or refused with the reason."""

import zlib
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from base.media.intake import taken_in
from base.models import CustomImage
from tests.base.media.test_media import ADD_PICTURE, send
from tests.factories.people import admin
from tests.factories.pictures import picture

SPECS = ["fill-80x60", "fill-80x60|format-webp", "fill-80x60|format-jpeg", "max-50x50|format-avif"]
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def saved(image: Image.Image, kind: str, **kwargs: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **kwargs)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def chunk(kind: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + kind + content + zlib.crc32(kind + content).to_bytes(4, "big")


def png_with(kind: bytes, content: bytes, image: Image.Image | None = None) -> bytes:
    """A PNG with one more chunk behind its header."""
    data = saved(image or Image.new("RGB", (160, 120), (100, 150, 200)), "PNG")
    return data[:33] + chunk(kind, content) + data[33:]


def grey16(value: int = 32896) -> Image.Image:
    return Image.frombytes("I;16", (160, 120), value.to_bytes(2, "little") * 160 * 120)


def plain(mode: str, colour: Any) -> Image.Image:
    return Image.new(mode, (160, 120), colour)


MODES = {
    "grey of one bit": (saved(plain("1", 1), "PNG"), "PNG", (255, 255, 255)),
    "grey": (saved(plain("L", 128), "PNG"), "PNG", (128, 128, 128)),
    "grey with alpha": (saved(plain("LA", (128, 255)), "PNG"), "PNG", (128, 128, 128)),
    "grey of sixteen bits": (saved(grey16(), "PNG"), "PNG", (128, 128, 128)),
    "dark grey of sixteen bits": (saved(grey16(2570), "PNG"), "PNG", (10, 10, 10)),
    "palette": (
        saved(plain("RGB", (10, 200, 90)).convert("P", palette=Image.Palette.ADAPTIVE), "PNG"),
        "PNG",
        (10, 200, 90),
    ),
    "colours with alpha": (saved(plain("RGBA", (10, 200, 90, 255)), "PNG"), "PNG", (10, 200, 90)),
    "inks": (saved(plain("CMYK", (0, 128, 255, 0)), "JPEG", quality=95), "JPEG", (255, 127, 0)),
    "grey JPEG": (saved(plain("L", 128), "JPEG"), "JPEG", (128, 128, 128)),
    "grey JPEG with a profile of colours": (saved(plain("L", 128), "JPEG", icc_profile=SRGB), "JPEG", (128, 128, 128)),
    "alpha with a profile": (saved(plain("RGBA", (10, 200, 90, 255)), "PNG", icc_profile=SRGB), "PNG", (10, 200, 90)),
    "palette with a profile": (
        saved(plain("RGB", (10, 200, 90)).convert("P", palette=Image.Palette.ADAPTIVE), "PNG", icc_profile=SRGB),
        "PNG",
        (10, 200, 90),
    ),
    "a broken profile": (saved(plain("L", 128), "PNG", icc_profile=b"no profile" * 20), "PNG", (128, 128, 128)),
    # A linear value of 55/255 is 0.2157, which sRGB writes as 128.
    "linear light": (
        png_with(b"gAMA", (100_000).to_bytes(4, "big"), plain("RGB", (55, 55, 55))),
        "PNG",
        (128, 128, 128),
    ),
    "webp with alpha": (saved(plain("RGBA", (10, 200, 90, 255)), "WEBP", lossless=True), "WEBP", (10, 200, 90)),
    "gif": (saved(plain("RGB", (10, 200, 90)), "GIF"), "GIF", (10, 200, 90)),
    # JPEG and AVIF each round; this colour is one that neither moves.
    "avif": (saved(plain("RGB", (200, 100, 50)), "AVIF", quality=100, subsampling="4:4:4"), "AVIF", (200, 100, 50)),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", MODES)
def test_a_picture_of_any_mode_has_right_colours_in_every_size_that_is_served(name: str) -> None:
    data, kind, colour = MODES[name]
    stored = CustomImage.objects.create(title=name, file=ContentFile(data, name=f"picture.{kind.lower()}"))
    for spec in SPECS:
        with stored.get_rendition(spec).file.open() as file:
            image = Image.open(file)
            profile = image.info.get("icc_profile")
            assert not profile or profile[16:20] == b"RGB ", spec
            shown: Any = image.convert("RGB").getpixel((20, 20))
        assert all(abs(one - other) <= 2 for one, other in zip(shown, colour, strict=True)), (spec, shown)


def test_grey_of_sixteen_bits_keeps_its_transparent_value() -> None:
    data = bytearray(saved(grey16(514), "PNG"))
    data[33:33] = chunk(b"tRNS", (514).to_bytes(2, "big"))
    assert opened(taken_in(bytes(data), "map.png").read()).getpixel((5, 5)) == (2, 0)


@pytest.mark.parametrize(("mode", "colour"), [("L", 77), ("RGB", (1, 2, 3)), ("RGBA", (1, 2, 3, 4))])
def test_a_picture_that_every_browser_shows_is_stored_as_it_is(mode: str, colour: Any) -> None:
    data = saved(plain(mode, colour), "PNG")
    assert taken_in(data, "a.png").read() == data


@pytest.mark.parametrize(
    "data",
    [
        png_with(b"cICP", bytes([9, 16, 0, 1])),
        png_with(
            b"cHRM", b"".join(n.to_bytes(4, "big") for n in (31270, 32900, 73470, 26530, 11510, 82640, 15660, 1770))
        ),
        saved(plain("RGB", (9, 9, 9)), "AVIF").replace(b"nclx\x00\x01\x00\x0d", b"nclx\x00\x09\x00\x10"),
    ],
)
def test_colours_that_cannot_be_kept_are_refused_and_named(data: bytes) -> None:
    with pytest.raises(ValidationError) as refusal:
        taken_in(data, "wide.png")
    assert refusal.value.code == "unknown_colours"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_too_many_pixels_are_said_in_pixels(kind: str) -> None:
    answer = send(
        admin(), ADD_PICTURE, f"map.{kind.lower()}", saved(Image.new("1", (8000, 7000)), kind), "image/png", title="x"
    )
    assert "8,000 × 7,000 pixels; at most 50 million" in str(answer.context["form"].errors["file"])
    assert not CustomImage.objects.exists()


def animation(kind: str) -> bytes:
    return saved(plain("RGB", "red"), kind, save_all=True, append_images=[plain("RGB", "blue")], duration=100)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP", "AVIF"])
def test_an_animation_is_taken_in_and_shown_as_its_first_picture(kind: str) -> None:
    browser = admin()
    assert "animation" in browser.get(ADD_PICTURE).content.decode()
    answer = send(browser, ADD_PICTURE, f"moving.{kind.lower()}", animation(kind), f"image/{kind.lower()}", title="x")
    assert answer.status_code == 302
    with CustomImage.objects.get().get_rendition("fill-80x60|format-png").file.open() as file:
        shown: Any = Image.open(file).convert("RGB").getpixel((9, 9))
    red, *others = shown
    assert red > 250
    assert max(others) < 5


@pytest.mark.django_db
def test_a_picture_that_is_called_jfif_is_a_jpeg() -> None:
    assert send(admin(), ADD_PICTURE, "street.jfif", picture(), "image/jpeg", title="x").status_code == 302
    assert CustomImage.objects.get().file.name.endswith(".jpg")


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
@pytest.mark.parametrize("share", [0.5, 0.9, 0.999])
def test_a_truncated_picture_is_refused_in_words(kind: str, share: float) -> None:
    data = picture(kind)
    with pytest.raises(ValidationError):
        taken_in(data[: int(len(data) * share)], f"street.{kind.lower()}")


@pytest.mark.django_db
def test_a_picture_that_wagtail_stores_before_its_form_is_saved_goes_the_same_way() -> None:
    stored: Any = CustomImage(title="x")
    info = PngInfo()
    info.add_text("Comment", "SECRET")
    stored.file.save("grey.png", SimpleUploadedFile("grey.png", saved(grey16(), "PNG", pnginfo=info)), save=False)
    stored.save()
    with stored.file.open() as file:
        data = file.read()
    assert opened(data).mode == "L"
    assert b"SECRET" not in data
    assert stored.file_size == len(data)
