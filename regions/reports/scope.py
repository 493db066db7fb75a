"""What a person may see in reports: everything, or the regions in which they write."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import get_language
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from languages.routing import registry
from languages.routing.registry import Language
from regions.models import RegionIndexPage, RegionPage

WRITING = {"add_page", "change_page", "publish_page"}


@dataclass(frozen=True)
class Region:
    """A region in all languages: what it is called for a person, and where its pages are in the tree."""

    key: UUID
    name: str
    language: Language | None
    paths: tuple[str, ...]


@dataclass(frozen=True)
class ReportScope:
    """What a person is shown in reports: an admin, and who may write for the whole coalition, everything; others their
    regions.

    `every` holds all regions, for telling what lies outside them.
    """

    regions: tuple[Region, ...]
    every: tuple[Region, ...]
    whole: bool

    def __bool__(self) -> bool:
        return self.whole or bool(self.regions)

    def region(self, key: str) -> Region | None:
        return next((region for region in self.regions if str(region.key) == key), None)


def _writing_paths(user: Any) -> list[Page]:
    """The pages at which a person has rights to write; asked once a request, as Wagtail does for its menu."""
    if not user.is_active or user.is_superuser:
        return []
    return [
        held.page
        for held in page_permission_policy.get_cached_permissions_for_user(user)
        if held.permission.codename in WRITING
    ]


def _writes_everywhere(pages: Iterable[Page]) -> bool:
    return any(language.home_path.startswith(page.path) for page in pages for language in registry.offered())


def may_see(user: Any) -> bool:
    """Whether there is anything to show, told without a query of our own."""
    if user.is_active and user.is_superuser:
        return True
    pages = _writing_paths(user)
    kinds = {one.pk for one in ContentType.objects.get_for_models(RegionPage, RegionIndexPage).values()}
    return any(page.content_type_id in kinds for page in pages) or _writes_everywhere(pages)


def scope_of(user: Any) -> ReportScope:
    """One query: the regions. Of those that are not public, only who may write there learns the names."""
    pages = _writing_paths(user)
    whole = bool(user.is_active and (user.is_superuser or _writes_everywhere(pages)))
    languages = {language.locale_id: language for language in registry.offered()}
    chain = registry.chain(get_language())
    versions: dict[UUID, list[Any]] = {}
    fields = ("path", "title", "draft_title", "translation_key", "locale", "live")
    for page in RegionPage.objects.order_by("path").only(*fields):
        versions.setdefault(page.translation_key, []).append(page)

    def is_seen(page: Page) -> bool:
        return user.is_superuser or any(page.path.startswith(held.path) for held in pages)

    def is_public(page: Page) -> bool:
        return bool(page.live and page.locale_id in languages and not registry.is_private(page.path))

    def place(page: Page) -> tuple[bool, int, int]:
        code = registry.code_of(page)
        return not is_public(page), chain.index(code) if code in chain else len(chain), page.locale_id

    every, seen = [], []
    for key, found in versions.items():
        known = sorted((page for page in found if is_public(page) or is_seen(page)), key=place)
        name = ""
        if known:
            # A page that was never published bears in `title` the name that it was made with, in its original's words.
            name = known[0].title if known[0].live else known[0].draft_title or known[0].title
        language = languages.get(known[0].locale_id) if known else None
        every.append(Region(key, name, language, tuple(page.path for page in found)))
        if any(map(is_seen, found)) or (whole and known):
            seen.append(every[-1])
    return ReportScope(tuple(seen), tuple(every), whole)
