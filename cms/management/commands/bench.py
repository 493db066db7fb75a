"""`manage.py bench`: what the engine of languages costs, and how that grows."""

import statistics
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Collection, Locale, Page

from base.blocks import StoryBlock
from base.models import User
from cms.private_pages_benchmark import ROUTES, private_rows
from events.models import EventIndexPage, EventPage
from home.models import HomePage
from home.sites import serve_from
from languages.memory.benchmark import COLUMNS, TEXTS, Row, memory_rows, throw_away_database
from languages.models import Alignment, Work
from languages.routing import registry
from languages.translations.create import create_translation
from languages.translations.draft import Change, write
from languages.translations.tracking import pairs_of
from news.models import NewsIndexPage, NewsPage
from regions.models import RegionIndexPage, RegionPage
from regions.reports import coverage, scope

ORIGINAL, OTHERS = "es", ("en", "fr", "ar", "pt")
ROUNDS = 5
REGIONS = 7
AT_ONCE = 2_000  # rows written at once


def measured(action: Callable[[], Any]) -> tuple[int, float, Any]:
    """Queries without those of transactions, seconds, and what came of it."""
    with CaptureQueriesContext(connection) as captured:
        start = time.perf_counter()
        result = action()
        seconds = time.perf_counter() - start
    plain = [one for one in captured.captured_queries if not one["sql"].startswith(("BEGIN", "SAVEPOINT", "RELEASE"))]
    return len(plain), seconds, result


def settled(action: Callable[[], Any]) -> tuple[int, float, Any]:
    """The same once caches are warm: the least number of queries, the time in the middle."""
    action()
    found = [measured(action) for _round in range(ROUNDS)]
    return min(one[0] for one in found), statistics.median(one[1] for one in found), found[-1][2]


class Site:
    """An empty site in five languages, and what somebody writes there."""

    def __init__(self) -> None:
        root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))
        Collection.get_first_root_node() or Collection.add_root(name="Root")
        self.locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in (ORIGINAL, *OTHERS)}
        keys = [uuid.uuid4() for _ in range(4)]
        for code, locale in self.locales.items():
            home = HomePage(title="Bench", slug=code, locale=locale, translation_key=keys[0])
            Page.objects.get(pk=root.pk).add_child(instance=home)
            if code == ORIGINAL:
                serve_from(home, "Bench")
            for model, key in zip((NewsIndexPage, EventIndexPage, RegionIndexPage), keys[1:], strict=True):
                section = model(title=model.__name__, locale=locale, translation_key=key)
                Page.objects.get(pk=home.pk).add_child(instance=section)
        registry.forget()
        self.client = Client()
        self.admin = User.objects.create_superuser("bench", "bench@example.org", "bench")
        self.client.force_login(self.admin)
        self.regions: list[dict[str, Page]] = []

    def write(self, model: Any, section: Any, title: str, segments: int = 1, **fields: Any) -> Any:
        """A published original of so many segments, its title among them."""
        blocks = [
            {"id": str(uuid.uuid4()), "type": "text", "value": f"<p>La frase {number} de {title}.</p>"}
            for number in range(segments - 1)
        ]
        body = StoryBlock().to_python(blocks)
        page = model(title=title, body=body, locale=self.locales[ORIGINAL], **fields)
        section.objects.get(locale=page.locale).add_child(instance=page)
        page.save_revision().publish()
        return model.objects.get(pk=page.pk)

    def translate(self, page: Any, code: str) -> Any:
        translation = create_translation(page, self.locales[code])
        pairs = pairs_of(Alignment.objects.get(pk=translation.pk), type(page))
        changes = [Change(pair.path, pair.index, pair.source, f"[{code}] {pair.source}", pair.source) for pair in pairs]
        written = write(translation, changes)
        if written.revision is None:
            raise CommandError(f"The translation into {code} was not written: {written}")
        written.revision.publish()
        return translation

    def found_regions(self) -> None:
        """Regions with a page in each language; once."""
        for number in range(len(self.regions), REGIONS):
            key, found = uuid.uuid4(), {}
            for code, locale in self.locales.items():
                page = RegionPage(title=f"Region {number} {code}", locale=locale, translation_key=key)
                RegionIndexPage.objects.get(locale=locale).add_child(instance=page)
                found[code] = Page.objects.get(pk=page.pk)
            self.regions.append(found)

    def fill(self, first: int, works: int) -> None:
        """Public works from number `first` on, written as rows: spread over the regions, each in one to five
        languages, every third translation outdated by ten words. Written by hand, ten thousand would take an hour."""
        self.found_regions()
        kind = ContentType.objects.get_for_model(NewsPage)
        codes, now = list(self.locales), timezone.now()
        for start in range(first, works, AT_ONCE):
            new, rows, outdated = [], [], []
            for number in range(start, min(start + AT_ONCE, works)):
                region, key = self.regions[number % REGIONS], uuid.uuid4()
                spoken = [codes[(number + place) % len(codes)] for place in range(1 + number % len(codes))]
                new.append(Work(pk=key, original_locale=self.locales[spoken[0]], words=300))
                for place, code in enumerate(spoken):
                    parent, slug = region[code], f"work-{number}"
                    page = Page(
                        title=f"Work {number}",
                        draft_title=f"Work {number}",
                        slug=slug,
                        url_path=f"{parent.url_path}{slug}/",
                        path=Page._get_path(parent.path, parent.depth + 1, number // REGIONS + 1),
                        depth=parent.depth + 1,
                        locale=self.locales[code],
                        translation_key=key,
                        content_type=kind,
                        live=True,
                        last_published_at=now,
                    )
                    rows.append(page)
                    if place and (number + place) % 3 == 0:
                        outdated.append(page)
            Work.objects.bulk_create(new)
            Page.objects.bulk_create(rows)
            followed = {page.pk for page in outdated}
            Alignment.objects.bulk_create(
                Alignment(page=page, live_behind=int(page.pk in followed), live_words_behind=10 * (page.pk in followed))
                for page in rows
            )
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")  # which the server does by itself, some time later
        registry.forget()


class Command(BaseCommand):
    help = (
        "Show what the engine of languages costs and how that grows, in a throw-away database of the kind that "
        "DATABASE_URL names. Times are multiples of the first row's of each table."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "segments", nargs="*", type=int, default=[1_000, 10_000, 100_000], help="Sizes of the memory."
        )
        parser.add_argument(
            "--works", nargs="+", type=int, default=[1_000, 10_000], help="Numbers of works in the coverage table."
        )

        parser.add_argument("--private", nargs="+", type=int, default=[10, 5_000], help="Numbers of private pages.")

    def handle(self, *args: object, **options: Any) -> None:
        sizes = sorted(set(options["segments"]))
        works = sorted(set(options["works"]))
        if sizes[0] < 1 or works[0] < 1:
            raise CommandError("At least one segment and one work are needed.")
        open_to_all = override_settings(ALLOWED_HOSTS=["*"], SECURE_SSL_REDIRECT=False, WHITENOISE_AUTOREFRESH=True)
        with throw_away_database(), open_to_all:
            title = f"Near matches for pages of {TEXTS} texts with one word changed, on {connection.vendor}"
            self._table(title, COLUMNS, memory_rows(sizes))
            site = Site()
            self._table("A page side by side", ("segments", "queries", "time", "a segment"), self._side_by_side(site))
            columns = ("translations", "change", "queries", "time")
            self._table("Publishing an original", columns, self._publishing(site))
            self._table("A list of news", ("works", "queries", "bytes", "time"), self._lists(site))
            private = sorted(set(options["private"]))
            shown = ("private", *(cell for route in ROUTES for cell in (route, "time")))
            self._table("Public pages beside private ones", shown, private_rows(private, ORIGINAL, settled))
            title = f"Coverage of {REGIONS} regions in {len(site.locales)} languages"
            shown = ("works", "queries", "time", "screen", "time", "its list", "time")
            self._table(title, shown, self._coverage(site, works))

    def _table(self, title: str, columns: Row, rows: Iterator[Row]) -> None:
        self.stdout.write(f"\n{title}")
        for row in (columns, *rows):
            self.stdout.write("".join(f"{cell!s:>13}" for cell in row).rstrip())
            self.stdout.flush()

    @staticmethod
    def _answer(client: Client, address: str) -> Any:
        answer = client.get(address)
        if answer.status_code != 200:
            raise CommandError(f"{address} answers {answer.status_code}.")
        return answer

    def _side_by_side(self, site: Site) -> Iterator[Row]:
        first = 0.0
        for segments in (10, 200):
            page = site.translate(site.write(NewsPage, NewsIndexPage, f"Larga {segments}", segments), "fr")
            address = reverse("languages_edit", args=[page.pk])
            queries, seconds, _html = settled(partial(self._answer, site.client, address))
            first = first or seconds
            yield segments, queries, f"x {seconds / first:.2f}", f"x {seconds / first / segments * 10:.2f}"

    def _publishing(self, site: Site) -> Iterator[Row]:
        first = 0.0
        for number in (0, len(OTHERS)):
            page = site.write(
                EventPage, EventIndexPage, f"Cumbre {number}", 10, start_date=date(2031, 6, 8), timezone="UTC"
            )
            for code in OTHERS[:number]:
                site.translate(page, code)
            for field, value in {"seo_title": "Cumbre", "title": "Otra cumbre", "status": "cancelled"}.items():
                draft: Any = EventPage.objects.get(pk=page.pk).get_latest_revision_as_object()
                setattr(draft, field, value)
                queries, seconds, _none = measured(draft.save_revision().publish)
                first = first or seconds
                yield number, field, queries, f"x {seconds / first:.2f}"

    def _lists(self, site: Site) -> Iterator[Row]:
        first = 0.0
        address = NewsIndexPage.objects.get(locale=site.locales[ORIGINAL]).get_url()
        for works in (12, 200):
            for number in range(NewsPage.objects.filter(locale=site.locales[ORIGINAL]).count(), works):
                site.write(NewsPage, NewsIndexPage, f"Noticia {number}")
            queries, seconds, answer = settled(partial(self._answer, Client(), address))
            first = first or seconds
            yield works, queries, f"{len(answer.content):,}", f"x {seconds / first:.2f}"

    def _coverage(self, site: Site, sizes: list[int]) -> Iterator[Row]:
        """The table itself, the whole screen with it, and the list of works behind one of its figures."""
        first: list[float] = []
        before = 0
        for works in sizes:
            site.fill(before, works)
            before = works
            figures = settled(lambda: coverage.table(scope.scope_of(site.admin)))
            screen = settled(partial(self._answer, site.client, reverse("regions_coverage")))
            address = f"{reverse('regions_coverage_works')}?language={OTHERS[0]}&state=missing"
            outdated = settled(partial(self._answer, site.client, address))
            found = (figures, screen, outdated)
            first = first or [seconds for _queries, seconds, _result in found]
            cells = [
                (queries, f"x {seconds / start:.2f}")
                for (queries, seconds, _result), start in zip(found, first, strict=True)
            ]
            yield f"{works:,}", *(cell for pair in cells for cell in pair)
