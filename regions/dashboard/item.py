"""A line on the first screen: a page, where a click leads, and what is said of it."""

from dataclasses import dataclass
from datetime import datetime

from wagtail.models import Page

from languages.locales.in_language import InLanguage
from languages.routing import registry


@dataclass(frozen=True)
class DashboardRow(InLanguage):
    """A line of a list: a page, where a click leads, and what is shown about it.

    `when` is a moment, shown as how long ago; `date` is a text in its place. `marks` are short words that stand out
    ("saved by you", "in review"), `notes` further ones that do not.
    """

    page: Page
    url: str
    title: str
    when: datetime | None = None
    date: str = ""
    marks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    language: str = ""
    region: str = ""

    @property
    def code(self) -> str:  # type: ignore[override]
        return registry.code_of(self.page)
