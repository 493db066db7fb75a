"""Templates of the test database: each is made once, kept until it is outdated, and cloned.

A template is a folder in pytest's cache directory, `.pytest_cache/d/databases/`, named after what it holds and a digest
of all that it was made from: where something of that changes, the name is another one, and the template is made anew.
On SQLite the database is a file in the folder; on PostgreSQL it is a database on the server of the tests, cloned there
by `CREATE DATABASE ... TEMPLATE`. Both are made and cloned under a lock, and a folder gets its name when all is in it:
runs at the same time wait for each other, and one that was killed leaves nothing that would be taken for a template.

`pytest --cache-clear` and `make clean` throw the folders away. Where there is no cache directory, or none that can be
written, templates last as long as the run.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Protocol

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

ROOT = Path(__file__).resolve().parents[2]
# How many templates of a kind are kept: who goes back to another branch finds its templates again.
KEPT = 2
# What the database holds after `migrate`.
MIGRATED = "migrated"


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


@cache
def migrated_key() -> str:
    """Another one whenever `migrate` would do something else on an empty database.

    That is: with the migrations, the versions of all packages, and with what is derived from models after migrating
    (content types and permissions). Receivers of `post_migrate` of our own are connected in `apps.py`.
    """
    files = [path for folder in our_folders() for path in (folder / "apps.py", *folder.glob("migrations/*.py"))]
    packages = {path.name for folder in sys.path for path in Path(folder or ".").glob("*.dist-info")}
    made_of = [
        (
            model._meta.label,
            model._meta.db_table,
            model._meta.verbose_name_raw,
            model._meta.default_permissions,
            [(code, str(name)) for code, name in model._meta.permissions],
        )
        for model in apps.get_models(include_auto_created=True)
        if not model.__module__.startswith("tests.")  # made up by a test, which may be collected or not
    ]
    chosen = [settings.INSTALLED_APPS, settings.LANGUAGE_CODE, settings.TIME_ZONE, bool(settings.MIGRATION_MODULES)]
    place = [connection.settings_dict[name] for name in ("ENGINE", "HOST", "PORT", "USER", "OPTIONS")]
    return digest(
        *sorted(path for path in files if path.exists()),
        sorted(packages),
        sys.version,
        sqlite3.sqlite_version,
        made_of,
        chosen,
        place,
    )


@cache
def source_key() -> str:
    """Another one whenever any file changes that the site or the factories of its tests are made of, and each day.

    What is written then is as old as a test expects that has just written it.
    """
    folders = [*our_folders(), ROOT / "templates", ROOT / "locale", ROOT / "tests" / "factories"]
    files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    sources = sorted(path for path in files if path.suffix not in {".pyc", ".mo"})
    return digest(migrated_key(), timezone.localdate(), settings.WAGTAILADMIN_BASE_URL, *sources)


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

    def __init__(self, root: Path | None, known: dict[str, Template]) -> None:
        self.is_temporary = root is None
        self.root = root or Path(mkdtemp(prefix="databases-"))
        self.known = known
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
