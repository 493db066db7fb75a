"""Law 9: the databases of the tests are clones of templates that are never outdated, half made or made twice."""

import threading
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from base.models import User
from tests.factories.database import prepared
from tests.factories.templates import KEPT, MIGRATED, Template, Templates, digest


class Stub:
    """A server whose database is one text, and whose templates are files."""

    def __init__(self) -> None:
        self.database = ""

    def has(self, folder: Path) -> bool:
        return (folder / "database").exists()

    def keep(self, folder: Path, files: Path) -> None:
        (files / "database").write_text(self.database)

    def take(self, folder: Path) -> None:
        self.database = (folder / "database").read_text()

    def drop(self, folder: Path) -> None:
        pass


class Run:
    """A run of the tests that finds what earlier ones left in a folder; `made` tells what it had to make."""

    def __init__(self, root: Path, key: str = "now") -> None:
        self.made: list[str] = []
        self.server = Stub()
        self.templates = Templates(root, {})
        self.templates.server = self.server
        for name in (MIGRATED, "site"):
            self.templates.register(Template(name, lambda: key, partial(self._make, name)))

    def _make(self, name: str, files: Path) -> None:
        self.made.append(name)
        self.server.database += f" {name}"

    def fill(self, name: str) -> str:
        self.templates.fill(name)
        return self.server.database.strip()


def test_a_template_is_made_once_and_the_next_run_finds_it(tmp_path: Path) -> None:
    first, second = Run(tmp_path), Run(tmp_path)
    assert (first.fill(MIGRATED), second.fill(MIGRATED)) == (MIGRATED, MIGRATED)
    assert (first.made, second.made) == ([MIGRATED], [])


def test_what_is_made_of_the_migrated_database_is_taken_with_it(tmp_path: Path) -> None:
    first, second = Run(tmp_path), Run(tmp_path)
    assert first.fill("site") == f"{MIGRATED} site"
    assert first.fill(MIGRATED) == MIGRATED
    assert second.fill("site") == f"{MIGRATED} site"
    assert second.made == []


def test_where_something_has_changed_it_is_made_anew(tmp_path: Path) -> None:
    Run(tmp_path, "yesterday").fill(MIGRATED)
    run = Run(tmp_path, "today")
    run.fill(MIGRATED)
    assert run.made == [MIGRATED]


def test_a_file_counts_by_what_is_in_it(tmp_path: Path) -> None:
    migration = tmp_path / "0001_initial.py"
    migration.write_text("operations = []")
    before = digest(migration)
    assert digest(migration) == before
    migration.write_text("operations = [1]")
    assert digest(migration) != before


def test_what_was_not_finished_is_no_template_and_is_cleared_away(tmp_path: Path, monkeypatch: Any) -> None:
    broken = Run(tmp_path)
    monkeypatch.setattr(broken.server, "keep", lambda folder, files: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        broken.fill(MIGRATED)
    assert list(tmp_path.glob("unfinished-*"))
    run = Run(tmp_path)
    run.fill(MIGRATED)
    assert run.made == [MIGRATED]
    assert not list(tmp_path.glob("unfinished-*"))


def test_the_latest_templates_of_a_kind_are_kept(tmp_path: Path) -> None:
    for number in range(KEPT + 2):
        Run(tmp_path, str(number)).fill(MIGRATED)
        time.sleep(0.01)
    left = {path.name.rpartition("-")[2] for path in tmp_path.glob(f"{MIGRATED}-*")}
    assert left == {str(number) for number in range(2, KEPT + 2)}


def test_of_runs_at_the_same_time_one_makes_it_and_the_others_wait(tmp_path: Path, monkeypatch: Any) -> None:
    keep = Stub.keep

    def keep_slowly(server: Stub, folder: Path, files: Path) -> None:
        time.sleep(0.05)
        keep(server, folder, files)

    monkeypatch.setattr(Stub, "keep", keep_slowly)
    runs = [Run(tmp_path) for _ in range(3)]
    threads = [threading.Thread(target=run.fill, args=(MIGRATED,)) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(run.made for run in runs) == [[], [], [MIGRATED]]
    assert {run.server.database.strip() for run in runs} == {MIGRATED}


# The database itself -------------------------------------------------------------------------------------------------


@prepared
def somebody() -> User:
    return User.objects.create_user("somebody", first_name="Ana")


@pytest.mark.django_db
@pytest.mark.parametrize("_time", [1, 2])
def test_a_test_finds_the_rows_that_it_asks_for_as_they_were_written(somebody: User, _time: int) -> None:
    assert User.objects.get(username="somebody") == somebody
    assert somebody.first_name == "Ana"
    User.objects.update(first_name="Bea")


@pytest.mark.django_db
def test_a_test_that_does_not_ask_for_them_finds_none() -> None:
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_test_that_is_not_rolled_back_may_write() -> None:
    User.objects.create_user("somebody")
    assert not connection.in_atomic_block


@pytest.mark.django_db(transaction=True)
def test_and_the_next_one_finds_the_database_as_it_was_migrated(django_db_blocker: Any) -> None:
    from wagtail.models import Page

    assert not User.objects.exists()
    assert Page.objects.filter(depth=1).exists()
