"""The other language versions of what a reader looks at, for the switcher, hreflang and the line "translated from"."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef
from django.utils.translation import get_language, override
from wagtail.models import Page

from languages.models import Work
from languages.routing.fallback import public
from languages.routing.registry import Language, code_of, default_language, offered


@dataclass(frozen=True)
class Alternate:
    """Where a language leads to from here: this very page (`exists`), or the nearest section that there is.

    `is_default` marks the version for readers of none of the languages (hreflang "x-default").
    """

    code: str
    name: str
    direction: str
    url: str
    title: str
    exists: bool
    is_current: bool
    is_default: bool = False


@dataclass(frozen=True)
class Breadcrumb:
    title: str
    url: str


@dataclass(frozen=True)
class Whereabouts:
    """One page among its language versions and below its sections."""

    alternates: list[Alternate]
    original: Alternate | None
    breadcrumbs: list[Breadcrumb]


def _alternate(language: Language, url: str, title: str, exists: bool, current: str | None) -> Alternate:
    return Alternate(
        language.code, language.name, language.direction, url, title, exists, is_current=language.code == current
    )


def _with_default(alternates: list[Alternate], original: Alternate | None = None) -> list[Alternate]:
    """Mark the version in the site's own language, or else the original, or else the first: all versions name one."""
    default = default_language()
    versions = [alternate for alternate in alternates if alternate.exists]
    own = next((version for version in versions if default and version.code == default.code), None)
    chosen = own or original or next(iter(versions), None)
    return [replace(alternate, is_default=True) if alternate is chosen else alternate for alternate in alternates]


def whereabouts(page: Page, address: Callable[[], str] | None = None) -> Whereabouts:
    """Read in one query: the page, its sections, and the public versions of all of them.

    `address` gives what follows a page's own address for one of its listings ("news/"), in the active language.
    """
    ancestors = [page.path[: depth * Page.steplen] for depth in range(2, page.depth + 1)]
    family = Page.objects.filter(path__in=ancestors).values("translation_key")
    original = Exists(Work.objects.filter(pk=OuterRef("translation_key"), original_locale_id=OuterRef("locale_id")))
    versions = public(Page.objects.filter(translation_key__in=family)).annotate(is_original=original).order_by("depth")

    current = code_of(page)
    nearest: dict[str, Page] = {}
    breadcrumbs = []
    for version in versions:
        code = code_of(version)
        # The page itself is as deep as its translations are; nothing outranks it.
        if code not in nearest or nearest[code].translation_key != page.translation_key:
            nearest[code] = version
        if code == current and version.path in ancestors and version.pk != page.pk:
            breadcrumbs.append(Breadcrumb(version.title, version.get_url() or ""))

    alternates = []
    first: Alternate | None = None
    for language in offered():
        version = nearest.get(language.code)
        if version is None:
            alternates.append(_alternate(language, language.url, language.home_title, False, current))
            continue
        exists = version.translation_key == page.translation_key
        url = version.get_url() or language.url
        if exists and address:
            with override(language.code):
                url += address()
        alternate = _alternate(language, url, version.title, exists, current)
        alternates.append(alternate)
        if exists and version.is_original:  # type: ignore[attr-defined]
            first = alternate
    original_elsewhere = first if first and not first.is_current else None
    return Whereabouts(_with_default(alternates, first), original_elsewhere, breadcrumbs)


def same_view(address: Callable[[], str]) -> list[Alternate]:
    """The versions of a view that exists in every language (the search); `address` is called in each of them."""
    current = get_language()
    result = []
    for language in offered():
        with override(language.code):
            url = address()
        result.append(_alternate(language, url, language.home_title, True, current))
    return _with_default(result)


def homes() -> list[Alternate]:
    """The home pages, where a page itself has no address to compare (errors)."""
    current = get_language()
    return [_alternate(language, language.url, language.home_title, False, current) for language in offered()]
