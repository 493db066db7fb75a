"""A place in a list: the sort value and the id of an item, as one opaque text.

What follows the last item shown is the next page, and what precedes the first one the previous page.
"""

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field

AFTER, BEFORE = "after", "before"


@dataclass(frozen=True)
class Place:
    """What a reader asks to see of a list: what follows a cursor, or what precedes one; by default its start."""

    after: str = ""
    before: str = ""

    @classmethod
    def asked(cls, query: Mapping[str, str], after: str = AFTER, before: str = BEFORE) -> "Place":
        """As the address says it, under these names. Of two cursors the one to go on from counts."""
        following = query.get(after, "")
        return cls(following, "" if following else query.get(before, ""))

    def query(self, after: str = AFTER, before: str = BEFORE) -> dict[str, str]:
        """What an address says of it, under these names; nothing for the start."""
        return {name: cursor for name, cursor in ((after, self.after), (before, self.before)) if cursor}

    def __bool__(self) -> bool:
        return bool(self.after or self.before)


START = Place()


def ways_on(place: Place, previous: str, following: str, address: Callable[[Place], str]) -> dict[str, str]:
    """The addresses that components/pager.html offers, each empty where it leads nowhere: `previous_url`, `next_url`
    and `first_url`, by the cursors of a selection made at `place`.

    Who stands behind the end of a list that has become shorter has nothing before them, but a way back to its start.
    """
    is_astray = bool(place) and not previous and not following
    return {
        "previous_url": address(Place(before=previous)) if previous else "",
        "next_url": address(Place(after=following)) if following else "",
        "first_url": address(START) if previous or is_astray else "",
    }


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
