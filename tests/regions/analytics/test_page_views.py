"""Page views: what is counted, how counts get into the database, and the reports on them."""

import csv
import re
import threading
import time
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as site_settings
from django.db import OperationalError, connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import GroupPagePermission, Page, PageViewRestriction

from base.models import User
from languages.routing import registry
from regions.analytics import page_views
from regions.models import ReadCount
from regions.teams.rights import Role, give_rights
from tests.factories.base import locale
from tests.factories.events import EventPageFactory
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin, log_in
from tests.factories.queries import warm_queries
from tests.factories.regions import RegionPageFactory, two_regions
from tests.factories.translations import change

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
TABLE, PAGES = "/admin/reports/reads/", "/admin/reports/reads/pages/"


@pytest.fixture(autouse=True)
def _nothing_gathered() -> Iterator[None]:
    page_views.counter.forget()
    yield
    page_views.counter.forget()


@pytest.fixture
def regions(db: None) -> dict[str, Any]:
    return two_regions(english=True)


@pytest.fixture
def article(regions: dict[str, Any]) -> Any:
    return NewsPageFactory(parent=regions["es"], language="es", title="Agua clara")


def visit(page: Page, client: Client | None = None, agent: str = FIREFOX, **headers: str) -> Any:
    return (client or Client()).get(page.url, headers={"user-agent": agent, **headers})


def written() -> list[tuple[int | None, int]]:
    """Pages and their views, after what was gathered has been written."""
    assert page_views.counter.write()
    return list(ReadCount.objects.order_by("page").values_list("page", "reads"))


# What counts ---------------------------------------------------------------------------------------------------------


def test_a_read_is_counted_for_the_day_the_page_its_region_and_its_language(
    article: Any, regions: dict[str, Any]
) -> None:
    visit(article)
    visit(article)
    assert written() == [(article.pk, 2)]
    found = ReadCount.objects.get()
    assert found.day == timezone.now().date()
    assert (found.region_id, found.locale) == (regions["es"].translation_key, locale("es"))


def test_the_page_of_a_region_and_its_lists_count_for_the_region(regions: dict[str, Any]) -> None:
    region = regions["en"]
    visit(region)
    Client().get(f"{region.url}news/", headers={"user-agent": FIREFOX})
    assert written() == [(region.pk, 2)]
    assert ReadCount.objects.get().region_id == region.translation_key


def test_what_lies_in_no_region_counts_for_none(regions: dict[str, Any]) -> None:
    visit(NewsPageFactory())
    written()
    assert ReadCount.objects.get().region is None


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; YandexCrawler)",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingpreview/2.0)",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0",
        "Mozilla/5.0 (compatible; Something/1.0; +https://example.org/about)",
        "facebookexternalhit/1.1",
        "curl/8.5.0",
        "python-requests/2.32",
        "WhatsApp/2.23.20",
    ],
)
def test_a_program_does_not_read(article: Any, agent: str) -> None:
    assert visit(article, agent=agent).status_code == 200
    assert written() == []


@pytest.mark.parametrize(
    "agent",
    [
        FIREFOX,
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 13; CUBOT NOTE 50) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
        "Opera/9.80 (J2ME/MIDP; Opera Mini/9.80) Presto/2.5.25 Version/10.54",
        "UCWEB/2.0 (MIDP-2.0; U; fr; Nokia) U2/1.0.0 UCBrowser/9.4",
    ],
)
def test_a_browser_does(article: Any, agent: str) -> None:
    visit(article, agent=agent)
    assert written() == [(article.pk, 1)]


@pytest.mark.parametrize(
    "header", [{"sec-purpose": "prefetch"}, {"sec-purpose": "prefetch;prerender"}, {"purpose": "prefetch"}]
)
def test_what_a_browser_fetches_ahead_is_not_read_yet(article: Any, header: dict[str, str]) -> None:
    visit(article, **header)  # type: ignore[arg-type]
    assert written() == []


def test_only_get_counts(article: Any) -> None:
    Client().head(article.url, headers={"user-agent": FIREFOX})
    Client().post(article.url, headers={"user-agent": FIREFOX})
    assert written() == []


def test_a_colleague_who_is_logged_in_does_not_count_and_a_reader_with_a_log_in_does(
    article: Any, regions: dict[str, Any]
) -> None:
    editor = User.objects.create_user("bogota", password="secret")
    give_rights(editor, regions["es"], ["es"], Role.EDITOR)
    visit(article, admin())
    visit(article, log_in(editor))
    assert written() == []
    visit(article, log_in(User.objects.create_user("reader", password="secret")))
    assert written() == [(article.pk, 1)]


def test_a_draft_and_its_preview_do_not_count(article: Any) -> None:
    change(article, publish=False, title="Agua turbia")
    browser = admin()
    for address in (f"/admin/pages/{article.pk}/view_draft/", f"/admin/pages/{article.pk}/edit/preview/?mode="):
        browser.get(address, headers={"user-agent": FIREFOX})
    article.unpublish()
    assert visit(article).status_code == 404
    assert written() == []


def test_a_private_page_does_not_count_even_for_those_who_may_read_it(article: Any) -> None:
    PageViewRestriction.objects.create(page=article, restriction_type="login")
    registry.forget()
    assert visit(article).status_code == 302
    answer = visit(article, log_in(User.objects.create_user("reader", password="secret")))
    assert answer.status_code == 200
    assert article.title in answer.content.decode()
    assert written() == []


def test_a_page_that_breaks_while_it_is_drawn_was_not_read(article: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(article), "template", "base.html.gone", raising=False)
    client = Client(raise_request_exception=False)
    assert visit(article, client).status_code == 500
    assert written() == []


def test_what_is_no_page_does_not_count(regions: dict[str, Any]) -> None:
    event = EventPageFactory(start_date=date(2040, 6, 8))
    for address in ("/en/search/", "/sitemap.xml", "/robots.txt", "/", "/en/nowhere/", f"{event.url}event.ics"):
        Client().get(address, headers={"user-agent": FIREFOX})
    assert written() == []


def test_nothing_of_a_reader_is_kept(article: Any) -> None:
    fields = {field.name for field in ReadCount._meta.get_fields()}
    assert fields == {"id", "day", "page", "region", "locale", "reads"}
    answer = visit(article)
    assert not answer.cookies
    assert "cookie" not in answer.headers.get("Vary", "").lower()
    assert list(page_views.counter._counts) == [(timezone.now().date(), article.pk)]


def test_a_reader_waits_for_no_query_of_the_count(article: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = len(warm_queries(Client(headers={"user-agent": FIREFOX}), article.url))
    assert len(page_views.counter._counts) == 1
    assert counted == len(warm_queries(Client(), article.url))


# How it gets into the database ---------------------------------------------------------------------------------------


def test_what_is_written_later_is_added(article: Any) -> None:
    visit(article)
    written()
    visit(article)
    assert written() == [(article.pk, 2)]
    assert written() == [(article.pk, 2)]


def test_days_are_counted_apart(article: Any) -> None:
    yesterday = timezone.now().date() - timedelta(days=1)
    page_views.counter._counts[yesterday, article.pk] = 3
    visit(article)
    assert written() == [(article.pk, 3), (article.pk, 1)]


def test_writing_costs_as_many_reads_of_the_database_for_one_page_as_for_thirty(regions: dict[str, Any]) -> None:
    counts = []
    for number in (1, 30):
        for _one in range(number):
            page_views.counter.add(NewsPageFactory(parent=regions["es"], language="es").pk)
        with CaptureQueriesContext(connection) as captured:
            page_views.counter.write()
        counts.append(len([query for query in captured.captured_queries if query["sql"].startswith("SELECT")]))
    assert counts == [2, 2]


def test_a_page_that_was_deleted_meanwhile_is_left_out(article: Any, regions: dict[str, Any]) -> None:
    visit(article)
    visit(regions["es"])
    article.delete()
    assert written() == [(regions["es"].pk, 1)]


def test_what_cannot_be_written_is_kept_and_written_later(article: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(_counts: Any) -> None:
        raise OperationalError("database is locked")

    visit(article)
    with monkeypatch.context() as broken:
        broken.setattr(page_views, "_add", locked)
        assert not page_views.counter.write()
    visit(article)
    assert written() == [(article.pk, 2)]


def test_a_deleted_page_stays_in_the_sums(article: Any, regions: dict[str, Any]) -> None:
    other = NewsPageFactory(parent=regions["es"], language="es")
    visit(article)
    visit(other)
    written()
    article.delete()
    other.delete()
    assert [(row.page, row.region_id) for row in ReadCount.objects.all()] == [
        (None, regions["es"].translation_key),
        (None, regions["es"].translation_key),
    ]


@pytest.mark.django_db(transaction=True)
def test_several_threads_lose_no_read() -> None:
    page = NewsPageFactory()
    mine, theirs = page_views._Counter(), page_views._Counter()  # as two processes would have

    def read(counter: page_views._Counter) -> None:
        for _number in range(20):
            counter.add(page.pk)
            while not counter.write():  # SQLite in memory lets one at a time write, and the other not wait
                time.sleep(0.01)
        connections.close_all()

    threads = [threading.Thread(target=read, args=(counter,)) for counter in (mine, theirs, mine, theirs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ReadCount.objects.get().reads == 80


@pytest.mark.django_db(transaction=True)
def test_a_thread_writes_what_was_counted_and_the_end_of_a_process_what_is_left(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = NewsPageFactory()
    settings.WRITE_READS = True
    monkeypatch.setattr(page_views, "SECONDS", 0.05)
    counter = page_views._Counter()
    at_exit: list[Any] = []
    monkeypatch.setattr(page_views.atexit, "register", at_exit.append)
    counter.add(page.pk)
    timer = counter._timer
    assert timer is not None
    assert timer.daemon
    timer.join()
    assert ReadCount.objects.get().reads == 1
    monkeypatch.setattr(page_views, "SECONDS", 60)
    counter.add(page.pk)
    assert counter._timer is not None
    counter._timer.cancel()
    (end,) = at_exit
    end()
    assert ReadCount.objects.get().reads == 2


# The table -----------------------------------------------------------------------------------------------------------


def count(page: Page, number: int, ago: int = 0) -> None:
    """So many views of a page, so many days ago."""
    page_views.counter._counts[timezone.now().date() - timedelta(days=ago), page.pk] = number
    assert page_views.counter.write()


def lines(browser: Client, address: str = TABLE) -> dict[str, list[int]]:
    """The table as it is shown: of each region the numbers, that of all languages last."""
    html = BeautifulSoup(browser.get(address).content.decode(), "html.parser")
    found = {}
    for row in html.select("table.reads tbody tr"):
        cells = [cell.select("a, span.coverage-words")[-1].get_text() for cell in row.select("td")]
        found[row.select_one("th").get_text().strip()] = [int(re.sub(r"\D", "", cell)) for cell in cells]  # type: ignore[union-attr]
    return found


def editor(region: Page, *languages: str, role: Role = Role.EDITOR) -> User:
    user = User.objects.create_user("bogota", password="secret")
    give_rights(user, region, languages, role)  # type: ignore[arg-type]
    return User.objects.get(pk=user.pk)


def test_the_table_adds_up_regions_and_languages(article: Any, regions: dict[str, Any]) -> None:
    count(article, 3)
    count(regions["en"], 2)
    count(regions["west"], 1200)
    count(NewsPageFactory(), 5)
    order = [language.code for language in registry.offered()]
    assert order == ["en", "es", "pt", "fr"]
    assert lines(admin()) == {
        "Latin America": [2, 3, 0, 0, 5],
        "West Africa": [0, 0, 0, 1200, 1200],
        "Coalition, outside the regions": [5, 0, 0, 0, 5],
        "All together": [7, 3, 0, 1200, 1210],
    }


def test_the_table_tells_of_the_last_thirty_days_unless_asked_for_others(article: Any) -> None:
    count(article, 1)
    count(article, 2, ago=29)
    count(article, 4, ago=30)
    count(article, 8, ago=364)
    count(article, 16, ago=365)
    browser = admin()
    found = {period: lines(browser, f"{TABLE}?period={period}")["All together"][-1] for period in ("7", "90", "365")}
    assert lines(browser)["All together"][-1] == lines(browser, f"{TABLE}?period=nothing")["All together"][-1] == 3
    assert found == {"7": 1, "90": 7, "365": 15}
    assert lines(browser, f"{TABLE}?period=all")["All together"][-1] == 31


def test_the_table_tells_of_a_month(article: Any) -> None:
    first = timezone.now().date().replace(day=1)
    last_month = first - timedelta(days=1)
    today = timezone.now().date()
    count(article, 1, ago=(today - first).days)
    count(article, 2, ago=(today - last_month).days)
    browser = admin()
    assert lines(browser, f"{TABLE}?period={first:%Y-%m}")["All together"][-1] == 1
    assert lines(browser, f"{TABLE}?period={last_month:%Y-%m}")["All together"][-1] == 2


def test_each_number_leads_to_pages_that_were_read_as_often(article: Any, regions: dict[str, Any]) -> None:
    count(article, 3)
    count(NewsPageFactory(parent=regions["es"], language="es"), 4)
    count(regions["en"], 2)
    count(NewsPageFactory(), 5)
    browser = admin()
    html = BeautifulSoup(browser.get(TABLE).content.decode(), "html.parser")
    links = html.select("table.reads a")
    assert len(links) == 8
    for link in links:
        assert sum(number for _title, number in most_read(browser, str(link["href"]))) == int(link.get_text())


def test_a_member_of_a_team_sees_the_sums_of_all_regions_and_no_name_that_is_not_public(
    article: Any, regions: dict[str, Any]
) -> None:
    hidden = RegionPageFactory(title="Secreta", language="fr", live=False)
    count(article, 3)
    count(regions["west"], 2)
    count(NewsPageFactory(parent=hidden, language="fr"), 1)
    html = log_in(editor(regions["es"], "es")).get(TABLE).content.decode()
    assert "Secreta" not in html
    found = lines(log_in(User.objects.get(username="bogota")))
    assert (found["West Africa"][-1], found["All together"][-1]) == (2, 6)
    assert lines(admin())["Secreta"][-1] == 1


def test_who_has_no_rights_to_write_sees_no_reads(regions: dict[str, Any]) -> None:
    user = editor(regions["es"], "es")
    assert TABLE in log_in(user).get("/admin/").content.decode()
    GroupPagePermission.objects.filter(group__user=user).delete()
    browser = log_in(User.objects.get(pk=user.pk))
    assert TABLE not in browser.get("/admin/").content.decode()
    for address in (TABLE, PAGES, f"{TABLE}results/", f"{PAGES}?export=csv"):
        assert browser.get(address).status_code in {302, 403}


@pytest.mark.parametrize("address", [TABLE, PAGES])
def test_a_report_costs_the_same_for_any_number_of_pages(regions: dict[str, Any], address: str) -> None:
    browser, counts = admin(), []
    for number in (3, 30):
        for _one in range(number):
            count(NewsPageFactory(parent=regions["es"], language="es"), 2)
        counts.append(len(warm_queries(browser, address)))
    assert counts[0] == counts[1]


# The pages -----------------------------------------------------------------------------------------------------------


def most_read(browser: Client, address: str = PAGES) -> list[tuple[str, int]]:
    html = BeautifulSoup(browser.get(address).content.decode(), "html.parser")
    rows = html.select("table.listing tbody tr")
    return [
        (row.select_one("td.title bdi").get_text(), int(row.select_one("td.report-number").get_text()))  # type: ignore[union-attr]
        for row in rows
    ]


def test_the_most_read_pages_come_first(article: Any, regions: dict[str, Any]) -> None:
    count(article, 2)
    count(article, 2, ago=3)
    count(regions["es"], 3)
    count(regions["west"], 9, ago=60)
    assert most_read(admin()) == [("Agua clara", 4), ("América Latina", 3)]
    key = regions["west"].translation_key
    browser = log_in(User.objects.get(username="admin"))
    assert most_read(browser, f"{PAGES}?period=90&region={key}") == [("Afrique de l’Ouest", 9)]
    assert most_read(browser, f"{PAGES}?period=90&language={locale('es').pk}")[0] == ("Agua clara", 4)
    assert most_read(browser, f"{PAGES}?region=coalition") == []


def test_a_title_that_somebody_could_not_open_is_not_named(article: Any, regions: dict[str, Any]) -> None:
    gone, renamed, private = (NewsPageFactory(parent=regions["west"], language="fr") for _number in range(3))
    for one in (article, gone, renamed, private):
        count(one, 1)
    gone.unpublish()
    change(renamed, publish=False, title="Secret")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    registry.forget()
    seen = [title for title, _number in most_read(log_in(editor(regions["es"], "es")))]
    assert sorted(seen) == sorted([article.title, renamed.title])
    assert len(most_read(admin())) == 4


def test_a_region_that_somebody_may_not_know_of_has_no_line_and_counts_in_the_total(
    article: Any, regions: dict[str, Any]
) -> None:
    count(regions["west"], 2)
    count(article, 1)
    for page in regions["west"].get_translations(inclusive=True):
        page.unpublish()
    registry.forget()
    shown = lines(log_in(editor(regions["es"], "es")))
    assert list(shown) == ["Latin America", "Coalition, outside the regions", "All together"]
    assert shown["All together"][-1] == 3
    assert "West Africa" in lines(admin())


@pytest.mark.parametrize("query", ["period=2026-99", "region=nowhere", "language=x", "p=99", "period=-1"])
def test_an_address_that_means_nothing_is_answered_with_a_list(article: Any, query: str) -> None:
    count(article, 1)
    browser = admin()
    assert [browser.get(f"{address}?{query}").status_code for address in (TABLE, PAGES)] == [200, 200]


def test_an_address_with_a_zero_byte_is_refused_in_words(article: Any) -> None:
    """By `cms.middleware.AddressMiddleware`, for all screens of the admin."""
    browser = admin()
    for address in (TABLE, PAGES):
        answer = browser.get(f"{address}?region=%00")
        assert (answer.status_code, "<h1" in answer.content.decode()) == (400, True)


# Spreadsheets --------------------------------------------------------------------------------------------------------


def rows_of(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(b"".join(answer.streaming_content).decode())))


def test_the_table_is_exported_with_a_row_for_each_month_region_and_language(
    article: Any, regions: dict[str, Any]
) -> None:
    today = timezone.now().date()
    before = today.replace(day=1) - timedelta(days=1)
    count(article, 3)
    count(article, 4, ago=(today - before).days)
    rows = rows_of(admin().get(f"{TABLE}?period=all&export=csv"))
    assert len(rows) == 2 * 3 * 4
    assert [(row["Month"], row["Region"], row["Language"], row["Reads"]) for row in rows if row["Reads"] != "0"] == [
        (f"{before:%Y-%m}", "Latin America", "Español", "4"),
        (f"{today:%Y-%m}", "Latin America", "Español", "3"),
    ]


def test_the_most_read_pages_are_exported_with_numbers(article: Any) -> None:
    count(article, 3)
    answer = admin().get(f"{PAGES}?export=xlsx")
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active  # type: ignore[attr-defined]
    assert [cell.value for cell in sheet[2]] == ["Agua clara", "News item", "Latin America", "Español", 3]
    assert site_settings.WRITE_READS is False
