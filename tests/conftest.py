"""What all tests share: where the browser is, and what a test may not do by accident."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest_plugins = ["tests.factories.database", "tests.factories.demonstration"]

BROWSER_TESTS = Path(__file__).parent / "browser"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Files of which each test asks for what the others found out: one worker of `-n` runs all of it.
TOGETHER = {"test_matrix.py"}
NO_CHROMIUM = (
    "browser tests: NOT RUN, no Chromium found (looked for " + ", ".join(CHROMIUM_NAMES) + "; CHROMIUM=/path names one)"
)


def find_chromium() -> str | None:
    """The Chromium of this machine, or none."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


def browser_required() -> bool:
    return os.environ.get("REQUIRE_BROWSER", "") not in {"", "0"}


def pytest_configure(config: pytest.Config) -> None:
    if browser_required() and not find_chromium():
        raise pytest.UsageError(f"REQUIRE_BROWSER is set, but: {NO_CHROMIUM}")


def pytest_report_header() -> str:
    chromium = find_chromium()
    return f"browser tests: {chromium}" if chromium else NO_CHROMIUM


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    # Said again at the end, where it is read.
    if not find_chromium():
        terminalreporter.write_line(NO_CHROMIUM, yellow=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    chromium = find_chromium()
    for item in items:
        if item.path.is_relative_to(BROWSER_TESTS):
            item.add_marker(pytest.mark.browser)
            if not chromium:
                item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """How `-n` shares the tests among its workers: one by one, except for files that stay together."""
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return file if Path(file).name in TOGETHER else nodeid

    return Scheduling(config, log)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """pytest-playwright's browser is Debian's Chromium, silent towards the rest of the world."""
    # Playwright runs an event loop in the thread of the tests, where Django would refuse to use the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    flags = [
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        flags.append("--no-sandbox")  # Chromium's sandbox does not work for root, as in a container
    return {**browser_type_launch_args, "executable_path": find_chromium(), "args": flags}


@pytest.fixture(autouse=True)
def _fresh_start(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Each test has an empty cache, English as its language, and puts its files where they go away."""
    from django.core.cache import cache
    from django.utils import translation

    from languages.locales import interface

    settings.MEDIA_ROOT = str(tmp_path_factory.getbasetemp() / "media")
    cache.clear()
    interface.give_back()
    with translation.override("en"):
        yield
    cache.clear()
