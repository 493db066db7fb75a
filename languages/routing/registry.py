"""What every page needs to know of the site: which languages are offered, their homes and fallbacks, what is private.

Read from the database once and kept in the cache until something is published, moved, deleted or restricted.
`remember` serves the floors above for the same purpose (menus, regions, themes): anything small, public and asked for
on every page. Keys carry the name of a generation; `forget` starts the next one, under a name never used before: a
cache may drop the current name at any time, and what an earlier generation held must not come back.
"""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from wagtail.models import Locale, Page, PageViewRestriction, Site

from languages.locales import cldr, interface
from languages.models import Fallback, PrivatePage

T = TypeVar("T")

GENERATION = "languages:generation"
# Other processes without a shared cache see a change after this time at the latest.
SECONDS = 60


def _new_generation() -> str:
    return uuid.uuid4().hex


def remember(name: str, compute: Callable[[], T]) -> T:
    """`compute()`, kept until something of the site's structure changes. Never keep what a log-in may alter."""
    generation = cache.get_or_set(GENERATION, _new_generation, None)
    key = f"languages:{generation}:{name}"
    missing = object()
    value = cache.get(key, missing)
    if value is missing:
        value = compute()
        cache.set(key, value, SECONDS)
    return value  # type: ignore[return-value]


def forget() -> None:
    """Drop everything remembered. Called when pages are published, unpublished, moved, deleted or restricted."""
    cache.set(GENERATION, _new_generation(), None)


@dataclass(frozen=True)
class Language:
    """A language that the site is published in: one with a live, public home page."""

    code: str
    locale_id: int
    name: str
    direction: str
    home_id: int
    home_path: str
    home_url_path: str
    home_title: str

    @property
    def url(self) -> str:
        return f"/{self.code}/"


def _read_offered() -> list[Language]:
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        return []
    homes = exclude_private(
        Page.objects.filter(translation_key=site.root_page.translation_key, live=True)
    ).select_related("locale")
    languages = [
        Language(
            code=home.locale.language_code,
            locale_id=home.locale_id,
            name=cldr.own_name(home.locale.language_code),
            direction=cldr.direction(home.locale.language_code),
            home_id=home.pk,
            home_path=home.path,
            home_url_path=home.url_path,
            home_title=home.title,
        )
        for home in homes
        if cldr.is_known(home.locale.language_code)
    ]
    return sorted(languages, key=lambda language: language.locale_id)


def offered() -> list[Language]:
    """The languages that the site is published in, in the order in which they were added."""
    return remember("offered", _read_offered)


def offered_language(code: str | None) -> Language | None:
    return next((language for language in offered() if language.code == code), None)


def default_language() -> Language | None:
    """The site's own language, or, should its home be unpublished, the first that is offered."""
    return offered_language(settings.LANGUAGE_CODE) or next(iter(offered()), None)


def locale_codes() -> dict[int, str]:
    """Language codes of all locales by id, so that a list of pages need not load the locale of each."""
    return remember("locale_codes", lambda: dict(Locale.objects.values_list("id", "language_code")))


def code_of(page: Page) -> str:
    """The language code of a page, without a query."""
    codes = locale_codes()
    if page.locale_id not in codes:  # added by a transaction that is still open
        return page.locale.language_code
    return codes[page.locale_id]


def chain(language: str | None = None) -> list[str]:
    """Codes of the languages that a reader is offered, best first: their own, then the fallbacks that an admin set."""
    code = language or get_language() or settings.LANGUAGE_CODE

    def read() -> dict[str, list[str]]:
        chains: dict[str, list[str]] = {}
        for link in Fallback.objects.order_by("position", "pk").select_related("locale", "fallback"):
            chains.setdefault(link.locale.language_code, []).append(link.fallback.language_code)
        return chains

    return [code, *(other for other in remember("chains", read).get(code, []) if other != code)]


def lend_interfaces() -> None:
    """Tell `languages.locales.interface` what the languages without a catalogue borrow; called for each request."""
    for code in locale_codes().values():
        if not interface.has_catalogue(code):
            interface.borrow(code, chain(code)[1:])


@dataclass(frozen=True)
class _Held:
    generation: str
    until: float
    paths: frozenset[str]


# In the process, since there can be thousands, and a cache would hand over a copy of them each time.
_held: _Held | None = None


def private_paths() -> frozenset[str]:
    """Tree paths below which pages are not public; remembered, as all that is read here."""
    global _held
    generation = cache.get_or_set(GENERATION, _new_generation, None)
    held = _held
    if held is None or held.generation != generation or held.until < time.monotonic():
        paths = frozenset(PageViewRestriction.objects.values_list("page__path", flat=True))
        held = _held = _Held(str(generation), time.monotonic() + SECONDS, paths)
    return held.paths


def is_private(path: str) -> bool:
    """Whether a restriction stands on the page with a tree path, or above it."""
    paths = private_paths()
    return any(path[:end] in paths for end in range(Page.steplen, len(path) + 1, Page.steplen))


def is_in_private(page: str = "pk") -> Q:
    """Condition: the page that a field of the query names is private.

    A comparison of a column, since `search()` fails on every other condition (`AttributeError` on an `Exists`,
    django-modelsearch 1.3.2).
    """
    return Q(**{f"{page}__in": PrivatePage.objects.values("page")})


def exclude_private(queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Leave out pages with a view restriction of their own or above them: one condition, however many there are."""
    return queryset.filter(~is_in_private())
