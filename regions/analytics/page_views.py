"""Page views: how often public pages are read, counted on the server, without knowing by whom.

Counted is a page that Wagtail serves as HTML, with status 200, to a GET request, if every reader may open it (live,
and private in no way). Not counted are those who may use the admin, whatever is fetched before anybody asked for it,
and what does not look like a browser. Who hides behind a browser's name is counted; who reads a copy that their
browser or a cache kept is not. The site answers no request with 304 for a page, so that there is nothing more to
count.

Of a request nothing is kept but that a page was viewed on a day: no address, no cookie, no name of a browser.

Counts are gathered in the memory of each process and added to the database by a thread of its own, `SECONDS` after the
first: no reader waits for it, and SQLite is not written to with every request. A process that ends writes what it has;
one that is killed loses what it counted since.
"""

import atexit
import logging
import re
import threading
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

from django.conf import settings
from django.db import Error, connection, connections, transaction
from django.http import HttpRequest
from django.utils import timezone
from wagtail import hooks
from wagtail.models import Page

from languages.access import visibility
from regions.models import ReadCount, RegionPage

logger = logging.getLogger(__name__)

# From the first page view that is gathered until all of them are written.
SECONDS = 30

# Every browser of a person calls itself Mozilla; on simple telephones Opera Mini and UC Browser have other names.
BROWSER = re.compile(r"^(mozilla|opera|ucweb)/", re.IGNORECASE)
# What programs add to that: what they are, what they work with, or where to read about them. A Cubot is a telephone.
PROGRAM = re.compile(
    r"(?<!cu)bot|crawl|spider|slurp|preview|facebookexternalhit|headless|lighthouse|monitor|scan|archive|fetch|"
    r"python|curl|wget|java/|https?://",
    re.IGNORECASE,
)


# What counts as a page view ------------------------------------------------------------------------------------------


def is_program(user_agent: str) -> bool:
    """Whether a User-Agent names a program (a crawler, a monitor, a library) rather than a browser."""
    return not BROWSER.search(user_agent) or bool(PROGRAM.search(user_agent))


def _is_ahead(request: HttpRequest) -> bool:
    """Whether a browser prefetches or previews a page that nobody has asked for yet."""
    said = (request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    return any("prefetch" in one.lower() or "preview" in one.lower() for one in said)


def _is_colleague(request: HttpRequest) -> bool:
    """Whether it is somebody who may use the admin. The session is looked at only where there is one: an answer for
    which it was read could not be kept by a cache for others."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    user = getattr(request, "user", None)
    return bool(user and user.is_authenticated and user.has_perm("wagtailadmin.access_admin"))


def is_page_view(request: HttpRequest, response: Any, page: Page) -> bool:
    """Whether an answer is a page that a person reads."""
    return (
        request.method == "GET"
        and response.status_code == 200
        and response.headers.get("Content-Type", "").startswith("text/html")
        and not is_program(request.headers.get("User-Agent", ""))
        and not _is_ahead(request)
        and visibility.is_public(page)
        and not _is_colleague(request)
    )


def counting(serve: Callable[..., Any]) -> Callable[..., Any]:
    """Wagtail's way of serving a page, and a count of it once the answer is there."""

    def inner(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> Any:
        response = serve(page, request, args, kwargs)
        if is_page_view(request, response, page):
            if hasattr(response, "add_post_render_callback"):  # a page that breaks while it is drawn was not read
                response.add_post_render_callback(lambda _response: counter.add(page.pk))
            else:
                counter.add(page.pk)
        return response

    return inner


# Gathering -----------------------------------------------------------------------------------------------------------


class _Counter:
    """What this process has counted and not yet written, by day and page."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._counts: Counter[tuple[date, int]] = Counter()
        self._timer: threading.Timer | None = None
        self._is_known_at_exit = False

    def add(self, page: int) -> None:
        with self._lock:
            self._counts[timezone.now().date(), page] += 1
        if settings.WRITE_READS:
            self._write_later()

    def _write_later(self) -> None:
        with self._lock:
            if self._timer is not None:
                return
            if not self._is_known_at_exit:
                atexit.register(self.write_at_exit)
                self._is_known_at_exit = True
            self._timer = threading.Timer(SECONDS, self._run)
            self._timer.daemon = True  # a process that ends does not wait for it, and writes at once
            self._timer.start()

    def _run(self) -> None:
        with self._lock:
            self._timer = None
        try:
            if not self.write():
                self._write_later()
        finally:
            connections.close_all()

    def write(self) -> bool:
        """Add what was counted to the database. What could not be written is kept; tells whether nothing was left."""
        with self._writing:
            with self._lock:
                counts, self._counts = self._counts, Counter()
            try:
                _add(counts)
            except Error:
                logger.warning("Counts of page views were not written; they are tried again.", exc_info=True)
                with self._lock:
                    self._counts.update(counts)
                return False
            return True

    def write_at_exit(self) -> None:
        if self._counts:
            self.write()
            connections.close_all()

    def forget(self) -> None:
        with self._lock:
            self._counts.clear()


counter = _Counter()


# Writing -------------------------------------------------------------------------------------------------------------

# Added in the database, so that no process undoes what another one has counted meanwhile.
_ADD = """
INSERT INTO regions_readcount (day, page_id, region_id, locale_id, reads) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (day, page_id) DO UPDATE SET reads = regions_readcount.reads + excluded.reads
"""
_COLUMNS = ("day", "page", "region", "locale", "reads")


def _add(counts: Counter[tuple[date, int]]) -> None:
    """In the order of days and pages: two processes that write at the same moment wait for each other, not both."""
    if not counts:
        return
    with transaction.atomic():
        pages = Page.objects.only("path", "locale_id").in_bulk({page for _day, page in counts})
        regions = list(RegionPage.objects.values_list("path", "translation_key"))
        fields: list[Any] = [ReadCount._meta.get_field(name) for name in _COLUMNS]
        rows = []
        for (day, pk), views in sorted(counts.items()):
            if pk in pages:  # or it was deleted meanwhile
                page = pages[pk]
                region = next((key for path, key in regions if page.path.startswith(path)), None)
                row = ReadCount(day=day, page_id=pk, region_id=region, locale_id=page.locale_id, reads=views)
                rows.append([field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields])
        with connection.cursor() as cursor:
            cursor.executemany(_ADD, rows)


def register() -> None:
    """Called once, by `regions.wagtail_hooks`. Last of the hooks: what one before it answers is not the page."""
    hooks.register("on_serve_page", counting, order=1000)
