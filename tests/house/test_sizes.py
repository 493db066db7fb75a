"""Law 5: no module is beyond its size, style sheets and scripts included. A room is about one thing.

Migrations are written by Django, and tests may be tables: both are left out.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 300
SUFFIXES = {".py", ".css", ".js", ".mjs"}
# What is longer and stays so, and why it would not be better in two.
EXCEPTIONS: dict[str, str] = {
    "base/admin/wagtail_texts.py": "a table of texts, one a line, which no other cut makes easier to read",
}


def modules() -> Iterator[Path]:
    """Everything of ours that is written in a language of programs or of style: all apps, whatever their folders."""
    for app in sorted(path.parent for path in ROOT.glob("*/__init__.py")):
        if app.name != "tests":
            yield from (path for path in app.rglob("*") if path.suffix in SUFFIXES and "migrations" not in path.parts)


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


MODULES = {path.relative_to(ROOT).as_posix(): path for path in modules()}


def test_modules_of_all_kinds_are_measured() -> None:
    assert {path.suffix for path in MODULES.values()} == SUFFIXES
    assert len(MODULES) > 200


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_no_module_is_beyond_its_size(suffix: str) -> None:
    """Where this fails, cut the module by what it is about; decision 0015 says how sheets and scripts are joined."""
    long = {
        name: lines(path)
        for name, path in MODULES.items()
        if path.suffix == suffix and name not in EXCEPTIONS and lines(path) > LIMIT
    }
    assert long == {}


def test_every_exception_is_still_needed_and_has_a_reason() -> None:
    """One that has moved or become small leaves the list."""
    assert [name for name in EXCEPTIONS if name not in MODULES or lines(MODULES[name]) <= LIMIT] == []
    assert [name for name, reason in EXCEPTIONS.items() if len(reason.split()) < 3] == []
