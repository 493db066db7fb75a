"""What the engine asks of the database, counted: independent of how many segments there are.

BEGIN and SAVEPOINT are not counted. What is ours is what comes on top of the same thing done to a page without other
languages: that is exact, and the same on every database. One that is smaller is a reason to write the smaller number.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from base.blocks import StoryBlock
from events.models import EventIndexPage, EventPage
from languages.memory import lookup, store
from languages.memory.store import Pair
from languages.models import MemoryBand, MemorySource, MemoryUnit
from languages.routing import registry
from languages.translations.create import create_translation
from languages.translations.draft import Change, write
from languages.translations.status import version_statuses
from news.models import NewsIndexPage, NewsPage
from tests.factories.base import locale, offer, section
from tests.factories.events import EventPageFactory
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin
from tests.factories.queries import warm_queries
from tests.factories.translations import alignment_of, draft, translated

pytestmark = pytest.mark.django_db

OTHERS = ("en", "fr", "ar", "pt")


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements of a block, without those that begin and end transactions, and those that take the lock of the
    tree, which SQLite has by beginning one."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    found += [
        query["sql"]
        for query in captured.captured_queries
        if not query["sql"].startswith(("BEGIN", "SAVEPOINT", "RELEASE SAVEPOINT", "COMMIT", "SELECT pg_advisory"))
    ]


def article(segments: int, *languages: str) -> NewsPage:
    """A published Spanish original of so many segments, title and summary among them, and its translations."""
    for language in ("es", *OTHERS):
        section(NewsIndexPage, language)
    blocks = [
        {"id": str(uuid4()), "type": "text", "value": f"<p>La frase {number} del texto.</p>"}
        for number in range(segments - 2)
    ]
    page: NewsPage = NewsPageFactory(language="es", title="Datos abiertos", body=StoryBlock().to_python(blocks))
    page.save_revision().publish()
    for language in languages:
        translated(page, language)
    return NewsPage.objects.get(pk=page.pk)


def event(*languages: str) -> EventPage:
    for language in ("es", *OTHERS):
        section(EventIndexPage, language)
    page: EventPage = EventPageFactory(language="es", title="Cumbre")
    page.save_revision().publish()
    for language in languages:
        translated(page, language)
    return EventPage.objects.get(pk=page.pk)


def publishing(page: Any, **fields: Any) -> int:
    """Queries of publishing a page with a change, the draft of which was saved before."""
    latest = draft(page)
    for name, value in fields.items():
        setattr(latest, name, value)
    revision = type(latest.save_revision()).objects.get(pk=latest.latest_revision.pk)
    with counted() as found:
        revision.publish()
    return len(found)


# Publishing an original ----------------------------------------------------------------------------------------------


def test_publishing_an_original_costs_little_more_for_four_translations_that_stay_current() -> None:
    alone = publishing(article(10), seo_title="Datos")
    with_four = publishing(article(10, *OTHERS), seo_title="Datos")
    # All four are read in the statement that asks whether there are any.
    assert with_four - alone == 0


def test_publishing_an_original_costs_little_more_for_four_translations_that_get_outdated() -> None:
    alone = publishing(article(10), title="Otros datos")
    ten = article(10, *OTHERS)
    with_four = publishing(ten, title="Otros datos")
    hundred = publishing(article(100, *OTHERS), title="Otros datos")
    assert [alignment_of(page).live_behind for page in ten.get_translations()] == [1, 1, 1, 1]
    # Whether its editor only corrected it, and one statement for what all four say now.
    assert with_four - alone == hundred - alone == 2


def test_a_date_of_the_original_costs_a_save_for_each_translation() -> None:
    alone = publishing(event(), status="cancelled")
    one = publishing(event("fr"), status="cancelled")
    four = publishing(event(*OTHERS), status="cancelled")
    latest = draft(event())
    with counted() as own:
        latest.save_revision().publish()
    # Each is read with its latest revision, laid over and saved: about half of what Wagtail takes for that. (SQLite
    # asks once more when a page is indexed for search, PostgreSQL when its row is locked.) Two of them ask for its
    # links, one where it lies now.
    assert one - alone == 59
    assert four - alone == 4 * (one - alone)
    assert one - alone <= len(own)


# Translating ---------------------------------------------------------------------------------------------------------


def test_making_a_translation_costs_at_most_twenty_more_than_wagtails_copy_for_translation() -> None:
    page = article(10)
    with counted() as ours:
        create_translation(page, locale("fr"))
    with counted() as wagtails:
        page.copy_for_translation(locale("en"))
    # Where it and its section are, what it follows, which tags there are: and it reads the original's rows once.
    assert len(ours) - len(wagtails) == 5


@pytest.mark.parametrize("segments", [10, 100])
def test_saving_segments_costs_the_same_whatever_their_number_and_that_of_the_page(segments: int) -> None:
    page = article(segments, "fr")
    french = page.get_translation(locale("fr"))
    source = [(path, text) for path, texts in alignment_of(french).source for text in texts]
    said = {text: f"[fr] {text}" for _path, text in source}
    counts = []
    for number, some in enumerate((source[:1], source)):
        changes = [Change(path, 0, text, f"{text} [{number}]", said[text]) for path, text in some]
        said |= {text: f"{text} [{number}]" for _path, text in some}
        with counted() as found:
            written = write(french, changes)
        assert written.conflicts == []
        assert written.revision
        counts.append(len(found))
    # The first takes a public page for its draft, which costs one more than reading the revision.
    assert counts[0] - counts[1] == 1
    assert counts[1] <= 60
    latest = draft(french)
    with counted() as own:
        latest.save_revision()
    # What is locked and read before (both pages with their rows, and what is known), and what is then known.
    assert counts[1] - len(own) == 17


def test_bringing_a_translation_up_to_date_and_publishing_it_costs_little_more_than_wagtails_own() -> None:
    page = article(10, "fr")
    french: Any = page.get_translation(locale("fr"))
    publishing(page, title="Otros datos")
    change = Change("title", 0, "Otros datos", "D’autres données", "[fr] Datos abiertos")
    with counted() as ours:
        write(french, [change]).revision.publish()  # type: ignore[union-attr]
    alone = draft(article(10))
    with counted() as wagtails:
        alone.save_revision().publish()
    # Within that: the statements for writing segments, the four of the memory, and whether its original is public. An
    # original counts its words.
    assert len(ours) - len(wagtails) == 36


# Lists and readers ---------------------------------------------------------------------------------------------------


def test_a_list_of_fifty_pages_in_the_admin_costs_what_one_of_five_does() -> None:
    offer("es", "fr")
    section(NewsIndexPage, "fr")
    client = admin()
    address = reverse("wagtailadmin_explore", args=[section(NewsIndexPage, "es").pk])
    counts = []
    for first, last in ((0, 5), (5, 50)):
        for number in range(first, last):
            page = NewsPageFactory(language="es", title=f"Noticia {number}")
            if number % 2:
                create_translation(page, locale("fr"))
        client.get(address)
        with counted() as found:
            assert client.get(address).status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1]
    with counted() as ours:
        version_statuses(NewsPage.objects.order_by("pk")[:50])
    assert len(ours) - 1 == 4  # languages, works, versions with what is known of them, and what is in moderation


def test_a_reader_of_a_translation_that_is_outdated_costs_one_query_more() -> None:
    page = article(10, "fr")
    french = page.get_translation(locale("fr"))
    address = french.get_url()
    current = len(warm_queries(Client(), address))
    publishing(page, title="Otros datos")
    outdated = len(warm_queries(Client(), address))
    original = len(warm_queries(Client(), page.get_url()))
    # A translation asks once what it follows, and is told in the same answer whether it is outdated.
    assert (current - original, outdated - original) == (1, 1)


# Memory --------------------------------------------------------------------------------------------------------------


def phrases(first: int, last: int) -> list[Pair]:
    texts = [f"La frase {number} del texto que alguien tradujo." for number in range(first, last)]
    return [Pair(text, text[::-1], "") for text in texts]


@pytest.mark.parametrize("number", [1, 10, 1000])
def test_remembering_and_looking_up_cost_the_same_for_any_number_of_segments(number: int) -> None:
    source, target = locale("es"), locale("fr")
    pairs = phrases(0, number)
    registry.private_paths()
    with counted() as remembering:
        store.remember(source, target, pairs)
    with counted() as looking_up:
        lookup.lookup(source, target, [pair.source for pair in pairs])
    assert (len(remembering), len(looking_up)) == (4, 2)


class Undone(Exception):
    """What was done is to be taken back."""


@contextmanager
def worked(beginning: str) -> Iterator[list[int]]:
    """What the database does for statements that begin so: blocks read on PostgreSQL, hundreds of steps on SQLite."""
    done: list[int] = []

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(beginning):
            return execute(sql, params, many, context)
        if connection.vendor == "postgresql":
            with suppress(Undone), transaction.atomic():  # to analyse a statement is to do it
                execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params, many, context)
                [[[plan]]] = context["cursor"].fetchall()
                raise Undone
            done.append(plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"])
            return execute(sql, params, many, context)
        steps: list[None] = []
        connection.connection.set_progress_handler(lambda: steps.append(None), 100)
        try:
            result = execute(sql, params, many, context)
        finally:
            connection.connection.set_progress_handler(None, 0)
        done.append(len(steps))
        return result

    with connection.execute_wrapper(count):
        yield done


def believed_empty() -> None:
    """Let PostgreSQL count the memory at a moment when what was in it has just gone: it counts again when it likes."""
    with suppress(Undone), transaction.atomic():
        store.remember(locale("es"), locale("fr"), phrases(0, 2000))
        raise Undone
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for model in (MemorySource, MemoryBand, MemoryUnit):
                cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


@pytest.mark.parametrize("statement", ["WITH wanted", "DELETE", "INSERT"])
@pytest.mark.parametrize("is_believed_empty", [False, True])
def test_looking_up_and_remembering_do_not_read_all_that_is_remembered(statement: str, is_believed_empty: bool) -> None:
    """On a memory that was just filled: PostgreSQL has counted nothing yet, or when there was nothing."""
    source, target = locale("es"), locale("fr")
    registry.private_paths()
    if is_believed_empty:
        believed_empty()
    costs = []
    for first, last in ((0, 100), (100, 2000)):
        store.remember(source, target, phrases(first, last))
        with worked(statement) as done:
            assert lookup.lookup(source, target, ["La frase 7 del texto que alguien tradujo."])
            store.remember(source, target, phrases(last * 2, last * 2 + 5))
            store.remember(source, target, phrases(7, 12))
        costs.append(sum(done))
    assert costs[1] < 4 * costs[0]
