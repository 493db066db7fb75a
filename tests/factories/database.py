"""The test database as a clone of a template, which is made once and kept until it is outdated.

A template is a folder in pytest's cache directory, `.pytest_cache/d/databases/`, named after what it holds and a digest
of all that it was made from: where something of that changes, the name is another one, and the template is made anew.
On SQLite the database is a file in the folder; on PostgreSQL it is a database on the server of the tests, cloned there
by `CREATE DATABASE ... TEMPLATE`. Both are made and cloned under a lock, and a folder gets its name when all is in it:
runs at the same time wait for each other, and one that was killed leaves nothing that would be taken for a template.

`pytest --cache-clear` and `make clean` throw the folders away. Where there is no cache directory, or none that can be
written, templates last as long as the run.

Fixtures register what else the database can hold (tests.factories.demonstration): a test that uses such a fixture finds
the database filled so, and every other test finds it as it is after `migrate`.
"""

import fcntl
import gc
import hashlib
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Protocol

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management.commands import migrate
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

ROOT = Path(__file__).resolve().parents[2]
# How many templates of a kind are kept: who goes back to another branch finds its templates again.
KEPT = 3
# Fixtures of pytest-django that empty the database after the test.
FLUSHED_BY = {"transactional_db", "live_server", "django_db_reset_sequences"}


# What templates are made from ----------------------------------------------------------------------------------------


def digest(*parts: Any) -> str:
    """A short name for all that is given; a path stands for its file and what is in it."""
    found = hashlib.sha256()
    for part in parts:
        content = part.read_bytes() if isinstance(part, Path) else b""
        found.update(f"{part!r}:{len(content)}:".encode() + content)
    return found.hexdigest()[:16]


def our_folders() -> list[Path]:
    return [Path(app.path) for app in apps.get_app_configs() if Path(app.path).is_relative_to(ROOT)]


def migrated_key() -> str:
    """Another one whenever `migrate` would do something else on an empty database.

    That is: with the migrations, the versions of all packages, and with what is derived from models after migrating
    (content types and permissions). Receivers of `post_migrate` of our own are connected in `apps.py`.
    """
    files = [path for folder in our_folders() for path in (folder / "apps.py", *folder.glob("migrations/*.py"))]
    packages = {path.name for folder in sys.path for path in Path(folder or ".").glob("*.dist-info")}
    models = [
        (
            model._meta.label,
            model._meta.db_table,
            model._meta.verbose_name_raw,
            model._meta.default_permissions,
            [(code, str(name)) for code, name in model._meta.permissions],
        )
        for model in apps.get_models(include_auto_created=True)
    ]
    chosen = [settings.INSTALLED_APPS, settings.LANGUAGE_CODE, settings.TIME_ZONE, bool(settings.MIGRATION_MODULES)]
    place = [connection.settings_dict[name] for name in ("ENGINE", "HOST", "PORT", "USER", "OPTIONS")]
    return digest(
        *sorted(path for path in files if path.exists()),
        sorted(packages),
        sys.version,
        sqlite3.sqlite_version,
        models,
        chosen,
        place,
    )


def source_key() -> str:
    """Another one whenever any file changes that the site or the factories of its tests are made of."""
    folders = [*our_folders(), ROOT / "templates", ROOT / "locale", ROOT / "tests" / "factories"]
    files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return digest(migrated_key(), *sorted(path for path in files if path.suffix not in {".pyc", ".mo"}))


# Where templates are -------------------------------------------------------------------------------------------------


class Server(Protocol):
    """Copies databases. `folder` is that of a template, or is to become it."""

    def has(self, folder: Path) -> bool: ...
    def keep(self, folder: Path, files: Path) -> None: ...
    def take(self, folder: Path) -> None: ...
    def drop(self, folder: Path) -> None: ...


class InMemory:
    """SQLite's test database is in memory; its templates are files."""

    def has(self, folder: Path) -> bool:
        return (folder / "db.sqlite3").exists()

    def keep(self, folder: Path, files: Path) -> None:
        connection.ensure_connection()
        target = sqlite3.connect(files / "db.sqlite3")
        connection.connection.backup(target)
        target.close()

    def take(self, folder: Path) -> None:
        connection.ensure_connection()
        source = sqlite3.connect(f"{(folder / 'db.sqlite3').as_uri()}?mode=ro", uri=True)
        source.backup(connection.connection)
        source.close()

    def drop(self, folder: Path) -> None:
        """The file goes with the folder."""


class OnServer:
    """PostgreSQL copies databases that nobody is connected to. Each folder of templates has its own on the server."""

    def has(self, folder: Path) -> bool:
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self._name(folder)])
            return cursor.fetchone() is not None

    def keep(self, folder: Path, files: Path) -> None:
        self._copy(connection.settings_dict["NAME"], self._name(folder))

    def take(self, folder: Path) -> None:
        self._copy(self._name(folder), connection.settings_dict["NAME"])

    def drop(self, folder: Path) -> None:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{self._name(folder)}"')

    def _name(self, folder: Path) -> str:
        return f"template_{digest(str(folder.parent))[:8]}_{folder.name}"

    def _copy(self, source: str, target: str) -> None:
        connection.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')


@dataclass(frozen=True)
class Template:
    """What the database can hold: tests ask for it by a fixture named `name`.

    `key` says what it is made from. `make` fills the database, which is empty for what `migrate` makes and migrated for
    everything else; it writes what belongs to the database into the folder that it is given.
    """

    name: str
    key: Callable[[], str]
    make: Callable[[Path], object]


class Templates:
    """The templates of a folder, and the one that the test database is filled with at the moment."""

    def __init__(self, root: Path | None) -> None:
        self.is_temporary = root is None
        self.root = root or Path(mkdtemp(prefix="databases-"))
        self.known: dict[str, Template] = {}
        self.folders: dict[str, Path] = {}
        self.held: str | None = None
        self.blocker: DjangoDbBlocker | None = None

    @cached_property
    def server(self) -> Server:
        return InMemory() if connection.vendor == "sqlite" else OnServer()

    def register(self, template: Template) -> None:
        self.known[template.name] = template

    def fill(self, name: str) -> Path:
        """Fill the database with a template, which is made where it is missing; the folder of its files."""
        template = self.known[name]
        if name not in self.folders:  # once a run: files may change while it lasts
            self.folders[name] = self.root / f"{name}-{connection.vendor}-{template.key()}"
        folder = self.folders[name]
        with self._locked(name):
            if folder.is_dir() and self.server.has(folder):
                self.server.take(folder)
                os.utime(folder)
            else:
                self._make(template, folder)
        self.held = name
        ContentType.objects.clear_cache()
        return folder

    def _make(self, template: Template, folder: Path) -> None:
        if template.name != MIGRATED:
            self.fill(MIGRATED)
        elif self.held is not None:
            raise RuntimeError(f"{folder} was thrown away during the run.")
        self._remove(folder)
        files = Path(mkdtemp(dir=self.root, prefix=f"unfinished-{template.name}-"))
        template.make(files)
        self.server.keep(folder, files)
        files.rename(folder)
        others = sorted(self.root.glob(f"{template.name}-{connection.vendor}-*"), key=lambda path: path.stat().st_mtime)
        for outdated in [*others[:-KEPT], *self.root.glob(f"unfinished-{template.name}-*")]:
            self._remove(outdated)

    def _remove(self, folder: Path) -> None:
        # The folder first: without it the database is no template.
        shutil.rmtree(folder, ignore_errors=True)
        self.server.drop(folder)

    @contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        with (self.root / f"{name}.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # let go of when the file closes, or its process ends
            yield

    def close(self) -> None:
        if self.is_temporary:
            for folder in self.folders.values():
                self._remove(folder)
            shutil.rmtree(self.root, ignore_errors=True)


# The run -------------------------------------------------------------------------------------------------------------

MIGRATED = "migrated"
TEMPLATES = pytest.StashKey[Templates]()


def folder_of_templates(config: pytest.Config) -> Path | None:
    cache = getattr(config, "cache", None)
    if cache is None:
        return None
    try:
        folder: Path = cache.mkdir("databases")
        (folder / "writable").touch()
    except OSError:
        return None
    return folder


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    config.stash[TEMPLATES] = Templates(folder_of_templates(config))


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What was imported stays: the collector of garbage, which takes a sixth of the time otherwise, leaves it alone."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def pytest_unconfigure(config: pytest.Config) -> None:
    if TEMPLATES in config.stash:
        config.stash[TEMPLATES].close()


@pytest.fixture(scope="session")
def templates(request: pytest.FixtureRequest) -> Templates:
    return request.config.stash[TEMPLATES]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, templates: Templates, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """pytest-django's place for what is to be done before it makes the test database: `migrate` takes the template."""
    original: type[Any] = migrate.Command

    class Command(original):  # type: ignore[misc]
        def handle(self, *args: Any, **options: Any) -> None:
            if templates.held is not None:
                super().handle(*args, **options)
                return
            templates.register(Template(MIGRATED, migrated_key, lambda files: super(Command, self).handle(**options)))
            templates.fill(MIGRATED)

    templates.blocker = django_db_blocker
    migrate.Command = Command
    yield
    migrate.Command = original


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before any fixture of a test: the database holds what the test asks for."""
    templates, names = item.config.stash[TEMPLATES], getattr(item, "fixturenames", ())
    if templates.held is None or not ("django_db_setup" in names or item.get_closest_marker("django_db")):
        return
    wanted = next((name for name in templates.known if name in names), MIGRATED)
    if wanted != templates.held and templates.blocker:
        with templates.blocker.unblock():
            templates.fill(wanted)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    yield
    marker = item.get_closest_marker("django_db")
    if (marker and marker.kwargs.get("transaction")) or FLUSHED_BY & set(getattr(item, "fixturenames", ())):
        templates = item.config.stash[TEMPLATES]
        templates.held = templates.held and "flushed"
