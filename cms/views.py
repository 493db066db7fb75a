"""Search, and what robots read."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.utils.text import capfirst
from wagtail.models import Page

from base.models import BasePage, IndexPage
from home.models import HomePage, StandardPage
from languages.routing.alternates import same_view
from languages.routing.fallback import public
from languages.routing.registry import code_of, offered_language

RESULTS = 20
LONGEST_QUERY = 200


@dataclass(frozen=True)
class Result:
    """A page that was found: where it lies (the titles of the sections above it), what it is and what it says."""

    title: str
    url: str
    kind: str
    sections: list[str]
    summary: str


def _kind(page: Page) -> str:
    """What a page is, where that tells a reader something: a person, an event, not a "standard page"."""
    model = page.specific_class
    if model is None or issubclass(model, IndexPage | StandardPage | HomePage):
        return ""
    return capfirst(str(model._meta.verbose_name))


def _results(pages: list[Page]) -> list[Result]:
    """Read in two queries, however many types of pages were found."""
    by_type: dict[type[Page], list[int]] = {}
    for page in pages:
        if page.specific_class is not None and issubclass(page.specific_class, BasePage):
            by_type.setdefault(page.specific_class, []).append(page.pk)
    parts = [model.objects.filter(pk__in=ids).order_by().values_list("pk", "summary") for model, ids in by_type.items()]
    summaries = dict(parts[0].union(*parts[1:], all=True)) if parts else {}

    above = {page.pk: [page.path[: depth * Page.steplen] for depth in range(3, page.depth)] for page in pages}
    paths = {path for some in above.values() for path in some}
    titles = dict(public(Page.objects.filter(path__in=paths)).values_list("path", "title")) if paths else {}
    return [
        Result(
            title=page.title,
            url=page.get_url() or "",
            kind=_kind(page),
            sections=[titles[path] for path in above[page.pk] if path in titles],
            summary=page.search_description or summaries.get(page.pk, ""),
        )
        for page in pages
    ]


def _words(query: str) -> str:
    """What is asked for, in letters, marks and digits only: SQLite's search fails on a quotation mark."""
    return " ".join("".join(sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in query).split())


def search(request: HttpRequest) -> HttpResponse:
    """Plain search among the pages of the reader's language."""
    query = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
    language = offered_language(request.LANGUAGE_CODE)  # type: ignore[attr-defined]
    results: list[Result] = []
    number = request.GET.get("page", "1")
    page_number = int(number) if number.isascii() and number.isdigit() and 0 < int(number) < 1000 else 1
    more = False
    words = _words(query)
    if words and language:
        pages: Any = public(Page.objects.filter(locale_id=language.locale_id, depth__gt=2))
        start = (page_number - 1) * RESULTS
        found = list(pages.search(words)[start : start + RESULTS + 1])
        results, more = _results(found[:RESULTS]), len(found) > RESULTS
    return render(
        request,
        "search.html",
        {
            "query": query,
            "results": results,
            "page_number": page_number,
            "next_page": page_number + 1 if more else None,
            "previous_page": page_number - 1 if page_number > 1 else None,
            "alternates": same_view(lambda: reverse("search")),
            "kept_query": f"?{urlencode({'q': query})}" if query else "",
        },
    )


def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /admin/", f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _urls(request: HttpRequest) -> Iterable[str]:
    """One entry per public page, with the addresses of its other languages (sitemaps.org, hreflang by xhtml:link)."""
    works: dict[Any, list[tuple[str, str, Any]]] = {}
    root = request.build_absolute_uri("/").rstrip("/")
    for page in public(Page.objects.filter(depth__gt=1)).order_by("path").iterator():
        url = page.get_url(request)
        if url:
            changed = page.last_published_at
            works.setdefault(page.translation_key, []).append((code_of(page), f"{root}{url}", changed))
    for versions in works.values():
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{escape(url)}"/>' for code, url, _ in versions
        )
        for _code, url, changed in versions:
            modified = f"<lastmod>{changed.date().isoformat()}</lastmod>" if changed else ""
            yield f"<url><loc>{escape(url)}</loc>{modified}{links if len(versions) > 1 else ''}</url>\n"


def sitemap(request: HttpRequest) -> HttpResponse:
    """All public pages of all offered languages; Wagtail's own would list the default language only."""
    body = "".join(_urls(request))
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    )
    return HttpResponse(f"{head}{body}</urlset>\n", content_type="application/xml; charset=utf-8")
