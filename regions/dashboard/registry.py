"""The lists of the first screen. Apps register theirs in `AppConfig.ready()`."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from regions.dashboard.dashboard import Desk
from regions.dashboard.item import Row

Label = str | Promise

# Rows that a list shows at once, and those that it opens up to; longer lists are the business of reports.
SHOWN = 5
MOST = 25


@dataclass(frozen=True)
class DeskList:
    """A list of the desk. `rows` returns up to MOST + 1 rows for the places of a person.

    What needs somebody (`is_task`) stands before what is good to know, in its own `order`. Lists of a region's life
    are not shown to those who have no region (`of_region`). `icon` is one of Wagtail's.
    """

    name: str
    heading: Label
    rows: Callable[[Desk], list[Row]]
    icon: str
    order: int
    is_task: bool = True
    of_region: bool = False


_lists: dict[str, DeskList] = {}


def register(entry: DeskList) -> None:
    _lists[entry.name] = entry


def lists() -> list[DeskList]:
    return sorted(_lists.values(), key=lambda entry: (not entry.is_task, entry.order))


@dataclass
class Filled:
    """A list with its rows; `more` are those that are opened, `is_cut` if there are further ones."""

    entry: DeskList
    rows: list[Row]

    @property
    def shown(self) -> list[Row]:
        # One row is not hidden behind a line that takes as much room.
        return self.rows[: SHOWN + 1] if len(self.rows) == SHOWN + 1 else self.rows[:SHOWN]

    @property
    def more(self) -> list[Row]:
        return self.rows[len(self.shown) : MOST]

    @property
    def is_cut(self) -> bool:
        return len(self.rows) > MOST


def filled(desk: Desk) -> list[Filled]:
    """The lists that have something to say to somebody."""
    entries = [entry for entry in lists() if desk.region_pages or not entry.of_region]
    found = [Filled(entry, entry.rows(desk)) for entry in entries]
    return [one for one in found if one.rows]
