"""The summary list beside an article: a label, and a text or a few names for each; see components/summary_list.html."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from languages.locales.in_language import ForeignText


@dataclass(frozen=True)
class Item(ForeignText):
    """A name or a title, with a link where there is one, marked where it is not in the reader's language.

    An item that is somebody's page or name says in which language it is, and its note is what this page says of it.
    To any other (a city, an event without a page) it is the interface that adds a note; with `of_interface` it gives
    the title too.
    """

    title: str
    url: str = ""
    note: str = ""
    language_code: str = ""
    of_interface: bool = False


@dataclass(frozen=True)
class SummaryEntry:
    """One line of the list; an entry without text, names or template is left out.

    The value is a text of the interface (a status, a date, a country), or with `is_content` one of the page.
    """

    label: str | Promise
    value: str | Promise = ""
    items: Sequence[Item] = ()
    template: str = ""
    is_content: bool = False

    def __bool__(self) -> bool:
        return bool(self.value or self.items or self.template)


def goals_and_tags(page: Any) -> list[SummaryEntry]:
    """What every article ends with: the Sustainable Development Goals that it serves, and its free tags."""
    goals = [Item(f"{number} · {name}", of_interface=True) for number, name in page.goals]
    return [
        SummaryEntry(_("Sustainable Development Goals"), items=goals),
        SummaryEntry(_("Tags"), items=[Item(row.tag.name) for row in page.tagged_items.all()]),
    ]
