"""A page with a text that is too long for its place does not become public.

PostgreSQL would refuse it in the middle of publishing, for fields and rows; SQLite would take it, and so would both for
blocks: after that the page's own form could not be saved any more.
"""

from typing import Any

from languages.segments.limits import Overlong, overlong
from languages.translations.barred import Barred


class TooLong(Barred):
    """Says which texts of a page are too long for their places, in the active language."""

    def __init__(self, texts: list[Overlong]):
        super().__init__(" ".join(str(text) for text in texts))


def refuse_too_long(page: Any) -> None:
    """Raises TooLong for a page in memory that cannot be published as it is."""
    found = list(overlong(page))
    if found:
        raise TooLong(found)
