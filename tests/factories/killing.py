"""A process that is killed while it writes: what the database holds before and afterwards."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from re import match
from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection, transaction

WRITES = r'(?:INSERT(?: OR IGNORE)? INTO|UPDATE|DELETE FROM) "?(\w+)'

TABLES = {
    "languages_alignment",
    "languages_memoryunit",
    "regions_outgoingmail",
    "wagtailcore_page",
    "wagtailcore_pagelogentry",
    "wagtailcore_revision",
    "wagtailcore_taskstate",
    "wagtailcore_workflowstate",
}


class Killed(SystemExit):
    """No `Exception`: nothing of the site catches it."""


def everything() -> dict[str, list[Any]]:
    """All rows of the database, by table."""
    tables = (model for model in apps.get_models() if model is not Session)
    return {
        model._meta.db_table: sorted(map(repr, model._base_manager.order_by().values_list()))
        for model in tables
        if model._meta.managed
    }


@contextmanager
def watched(at: int = 0) -> Iterator[list[str]]:
    """The tables that are written to within the block, in that order; killed instead of the write of a number, and of
    every later one: some library may go on (django_tasks 0.8 catches every `BaseException` of a task)."""
    written: list[str] = []

    def execute(run: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = match(WRITES, sql)
        if found:
            written.append(found[1])
            if at and len(written) >= at:
                raise Killed(f"at write {at}, to {found[1]}")
        return run(sql, params, many, context)

    with connection.execute_wrapper(execute):
        yield written


def writes_of(do: Callable[[], Any]) -> list[str]:
    """The tables that something writes to, in that order; it is undone afterwards."""
    with transaction.atomic():
        with watched() as written:
            do()
        transaction.set_rollback(True)
    return written


def steps_of(written: list[str]) -> list[int]:
    """Where to kill: instead of the last write to each of the tables that say what happened."""
    last = {table: number for number, table in enumerate(written, start=1) if table in TABLES}
    return sorted(last.values())
