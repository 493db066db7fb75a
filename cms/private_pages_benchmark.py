"""What public pages cost beside private ones, a few and thousands; `make bench` shows it."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Page, PageViewRestriction

from languages.access import private_pages
from languages.models import Work
from languages.routing import registry
from news.models import NewsIndexPage, NewsPage

AT_ONCE = 2_000  # rows written at once
AT_A_TIME = 50  # the same where the database counts the values of a statement
ROUTES = ("home", "list", "sitemap")  # the throw-away database has no index for the search

# Queries, seconds, and what came of it.
Measured = tuple[int, float, Any]


def private_rows(
    sizes: Sequence[int], language: str, settled: Callable[[Callable[[], Any]], Measured]
) -> Iterator[tuple[object, ...]]:
    """A row for each number of private pages: the queries and the time of each of ROUTES, as a multiple of the first
    row's. Each private page has a restriction of its own, as a private work and its mirrors have, and stands before all
    public ones in lists."""
    sections = list(NewsIndexPage.objects.select_related("locale").order_by("pk"))
    section = next(one for one in sections if one.locale.language_code == language)
    addresses = (f"/{language}/", section.get_url(), reverse("sitemap"))
    client, before = Client(), 0
    first: list[float] = []
    for size in sizes:
        _add(sections, before, size)
        before = size
        found = [settled(partial(_ask, client, address)) for address in addresses]
        first = first or [seconds for _queries, seconds, _answer in found]
        cells = [
            (queries, f"x {seconds / start:.2f}")
            for (queries, seconds, _answer), start in zip(found, first, strict=True)
        ]
        yield f"{size:,}", *(cell for pair in cells for cell in pair)


def _ask(client: Client, address: str) -> None:
    """Ask twice: with nothing remembered, as after a publication, and again."""
    registry.forget()
    for _time in range(2):
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answers {answer.status_code}.")


def _add(sections: list[NewsIndexPage], first: int, until: int) -> None:
    """Private pages from number `first` on, written as rows: works in as many languages as there are sections."""
    kind = ContentType.objects.get_for_model(NewsPage)
    keys = {number // len(sections): uuid.uuid4() for number in range(first, until)}
    Work.objects.bulk_create(
        Work(pk=key, original_locale=Locale.objects.get_for_language("es")) for key in keys.values()
    )
    for start in range(first, until, AT_ONCE):
        pages = []
        for number in range(start, min(start + AT_ONCE, until)):
            parent, slug = sections[number % len(sections)], f"privada-{number}"
            pages.append(
                Page(
                    title=f"Noticia privada {number}",
                    draft_title=f"Noticia privada {number}",
                    slug=slug,
                    url_path=f"{parent.url_path}{slug}/",
                    path=Page._get_path(parent.path, parent.depth + 1, 100_000 + number),
                    depth=parent.depth + 1,
                    locale=parent.locale,
                    translation_key=keys[number // len(sections)],
                    content_type=kind,
                    live=True,
                )
            )
        Page.objects.bulk_create(pages)
        news = [NewsPage(page_ptr=page) for page in pages]
        for some in range(0, len(news), AT_A_TIME):
            # What `bulk_create` refuses for a model whose rows lie in two tables: the second one's.
            rows: Any = NewsPage._base_manager.all()
            rows._insert(news[some : some + AT_A_TIME], NewsPage._meta.local_concrete_fields, using=connection.alias)
        PageViewRestriction.objects.bulk_create(
            PageViewRestriction(page=page, restriction_type=PageViewRestriction.LOGIN) for page in pages
        )
    private_pages.refresh("")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # which the server does by itself, some time later
    registry.forget()
