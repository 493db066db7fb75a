"""The other language versions of a page that somebody deletes, unpublishes or moves, to be chosen beside it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from wagtail.models import Page

from languages.access import visibility
from languages.locales import cldr
from languages.routing.registry import code_of
from languages.translations import source_language

# A POST from one of our screens has this field; without it a request means the page alone, as for Wagtail.
CHOICE = "languages"


@dataclass(frozen=True)
class Other:
    """Another language version of a page, shown to a person who is about to delete, unpublish or move that page."""

    page: Page
    code: str
    name: str
    direction: str
    title: str
    allowed: bool
    below: int
    is_original: bool
    note: str = ""


def others_of(page: Page, user: Any, may: Callable[[Page, Any], bool], *, live: bool = False) -> list[Other]:
    """All other versions of a page (the public ones, with `live`): which of them `user` may treat alike."""
    found = source_language.versions(page).order_by("locale_id")
    first = source_language.original(page)
    return [
        Other(
            page=version,
            code=code_of(version),
            name=cldr.own_name(code_of(version)),
            direction=cldr.direction(code_of(version)),
            title=visibility.title_shown(version, user),
            allowed=may(version.specific, user),
            below=_below(version, live),
            is_original=first is not None and first.pk == version.pk,
        )
        for version in (found.filter(live=True) if live else found)
    ]


def _below(page: Page, live: bool) -> int:
    below = page.get_descendants()
    count: int = (below.filter(live=True) if live else below).count()
    return count


def chosen(request: HttpRequest, others: Iterable[Other]) -> list[Page]:
    """Those that the person ticked. Ticking what they may not have ticked is refused."""
    ticked = set(request.POST.getlist("version"))
    found = [other for other in others if str(other.page.pk) in ticked]
    if len(found) != len(ticked) or not all(other.allowed for other in found):
        raise PermissionDenied
    return [other.page for other in found]


def names(pages: Iterable[Page]) -> str:
    return ", ".join(cldr.own_name(code_of(page)) for page in pages)
