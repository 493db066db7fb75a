"""The lists of the first screen. Apps register theirs in `AppConfig.ready()`."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from regions.dashboard.dashboard import Dashboard
from regions.dashboard.item import DashboardRow

Label = str | Promise

# Rows that a list shows at once, and those that it opens up to; longer lists are the business of reports.
SHOWN = 5
MOST = 25


@dataclass(frozen=True)
class DashboardList:
    """A list of the dashboard. `rows` returns up to MOST + 1 rows for the places of a person.

    What needs somebody (`is_task`) stands before what is good to know, in its own `order`. Lists of a region's life
    are not shown to those who have no region (`of_region`). `icon` is one of Wagtail's.
    """

    name: str
    heading: Label
    rows: Callable[[Dashboard], list[DashboardRow]]
    icon: str
    order: int
    is_task: bool = True
    of_region: bool = False


_lists: dict[str, DashboardList] = {}


def register(entry: DashboardList) -> None:
    _lists[entry.name] = entry


def lists() -> list[DashboardList]:
    return sorted(_lists.values(), key=lambda entry: (not entry.is_task, entry.order))


@dataclass
class Filled:
    """A list with its rows; `more` are those that are opened, `is_cut` if there are further ones."""

    entry: DashboardList
    rows: list[DashboardRow]

    @property
    def shown(self) -> list[DashboardRow]:
        # One row is not hidden behind a line that takes as much room.
        return self.rows[: SHOWN + 1] if len(self.rows) == SHOWN + 1 else self.rows[:SHOWN]

    @property
    def more(self) -> list[DashboardRow]:
        return self.rows[len(self.shown) : MOST]

    @property
    def is_cut(self) -> bool:
        return len(self.rows) > MOST


def filled(dashboard: Dashboard) -> list[Filled]:
    """The lists that have something to say to somebody."""
    entries = [entry for entry in lists() if dashboard.region_pages or not entry.of_region]
    found = [Filled(entry, entry.rows(dashboard)) for entry in entries]
    return [one for one in found if one.rows]
