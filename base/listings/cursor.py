"""Where the next page of a list begins: the sort value and the id of the last item shown, as one opaque text."""

import base64
import binascii
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field


def encode(value: Any, pk: int) -> str:
    return base64.urlsafe_b64encode(f"{pk}~{value}".encode()).decode().rstrip("=")


def decode(cursor: str, sort_field: "Field[Any, Any]") -> tuple[Any, int] | None:
    """The place that a cursor marks; None for one that we did not make, which is ignored."""
    try:
        pk, _, value = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition("~")
        place, number = sort_field.to_python(value), int(pk)
        if isinstance(place, datetime):
            place = place.astimezone(UTC) if place.tzinfo else None
    except (binascii.Error, UnicodeDecodeError, ValueError, OverflowError, ValidationError):
        return None
    # No database has such a number, and PostgreSQL no such text.
    if place is None or not 0 <= number < 2**63 or "\0" in value:
        return None
    return place, number
