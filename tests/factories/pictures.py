"""Pictures as a person uploads them."""

from io import BytesIO
from typing import Any

from PIL import Image


def picture(kind: str = "JPEG", **kwargs: Any) -> bytes:
    """Colours in a gradient, so that a second compression would show."""
    image = Image.merge("RGB", [Image.radial_gradient("L"), Image.linear_gradient("L"), Image.radial_gradient("L")])
    out = BytesIO()
    image.resize((160, 120)).save(out, kind, **kwargs)
    return out.getvalue()
