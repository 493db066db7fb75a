"""What the test database holds, test by test (tests.factories.templates).

Fixtures register what it can hold (`prepared`, and tests.factories.demonstration): a test that uses such a fixture
finds the database filled so, and every other test finds it as it is after `migrate`.
"""

import gc
import json
from collections.abc import Callable, Iterator
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.management.commands import migrate
from django.db import transaction
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from tests.factories.templates import MIGRATED, Template, Templates, digest, migrated_key, source_key

DEMONSTRATION = "demonstration"
TEMPLATES = pytest.StashKey[Templates]()
# The templates of fixtures, known when their files are imported.
PREPARED: dict[str, Template] = {}
# Fixtures of pytest-django that empty the database after the test.
FLUSHED_BY = {"transactional_db", "live_server", "django_db_reset_sequences"}


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
    config.stash[TEMPLATES] = Templates(folder_of_templates(config), PREPARED)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What was imported stays: the collector of garbage, which takes a sixth of the time otherwise, leaves it alone."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def pytest_unconfigure(config: pytest.Config) -> None:
    if TEMPLATES in config.stash:
        config.stash[TEMPLATES].close()


def prepared_name(path: Path, fixture: str) -> str:
    """The name of the template of a fixture; files of tests may have fixtures of the same name."""
    return f"{fixture}_{digest(str(path))[:6]}"


def prepared(function: Callable[[], Any] | None = None, *, autouse: bool = False) -> Any:
    """A fixture of the rows that `function` writes, written once and kept as a template of the database.

    It takes no other fixture, and returns nothing, an instance of a model or a dictionary of some: each test gets them
    as they are in the database. A test that uses several such fixtures finds the database filled by the first.
    """
    if function is None:
        return partial(prepared, autouse=autouse)
    write, path = function, Path(function.__code__.co_filename)
    name = prepared_name(path, write.__name__)

    def make(folder: Path) -> None:
        cache.clear()
        with translation.override("en"), transaction.atomic():
            found = write()
        cache.clear()
        rows = found if isinstance(found, dict) else {"": found} if found else {}
        (folder / "rows.json").write_text(json.dumps({key: [row._meta.label, row.pk] for key, row in rows.items()}))

    @pytest.fixture(name=write.__name__, autouse=autouse)
    def fixture(templates: Templates) -> Any:
        if templates.held != name:
            return write()
        rows = {
            key: apps.get_model(label)._default_manager.get(pk=pk)
            for key, (label, pk) in json.loads((templates.folders[name] / "rows.json").read_text()).items()
        }
        return rows.get("", rows or None)

    PREPARED[name] = Template(name, lambda: digest(source_key(), path), make)
    return fixture


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
    with patch.object(migrate, "Command", Command):
        yield


def wanted_by(item: pytest.Item) -> str:
    """The name of the template that a test asks for by its fixtures."""
    known, names = item.config.stash[TEMPLATES].known, getattr(item, "fixturenames", ())
    if DEMONSTRATION in names:
        return DEMONSTRATION
    return next((own for name in names if (own := prepared_name(item.path, name)) in known), MIGRATED)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of a file that find the same in the database follow one another; the demonstration's come last of all."""
    files = [sorted(tests, key=wanted_by) for _path, tests in groupby(items, key=lambda item: item.path)]
    items[:] = sorted((item for tests in files for item in tests), key=lambda item: wanted_by(item) == DEMONSTRATION)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before any fixture of a test: the database holds what the test asks for."""
    templates, names = item.config.stash[TEMPLATES], getattr(item, "fixturenames", ())
    if templates.held is None or not ("django_db_setup" in names or item.get_closest_marker("django_db")):
        return
    wanted = wanted_by(item)
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
