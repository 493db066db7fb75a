"""Law 5: every test file is collected, and no test is misspelt out of the run."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests"
# Files beside the tests that are not tests themselves: factories, and what the fixtures of a directory need.
HELPERS = {"__init__.py", "conftest.py"}
TEST_FILES = sorted(TESTS.rglob("test_*.py"))


def names(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def is_helper(path: Path) -> bool:
    return path.name in HELPERS or path.is_relative_to(TESTS / "factories")


def defined(body: list[ast.stmt]) -> list[ast.FunctionDef]:
    return [node for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]  # type: ignore[misc]


def test_there_are_tests() -> None:
    assert len(TEST_FILES) >= 10


def test_every_file_among_the_tests_is_a_test_or_a_known_helper() -> None:
    strangers = [
        names(path) for path in TESTS.rglob("*.py") if not path.name.startswith("test_") and not is_helper(path)
    ]
    assert strangers == []


def test_no_test_file_lies_outside_the_directory_that_is_run() -> None:
    apps = [path.parent for path in ROOT.glob("*/__init__.py") if path.parent != TESTS]
    assert apps
    stray = [names(path) for app in apps for path in app.rglob("*test*.py") if path != ROOT / "cms/settings/test.py"]
    assert stray == []


def test_every_directory_of_tests_holds_one() -> None:
    directories = {path.parent for path in TESTS.rglob("*.py")} - {TESTS, TESTS / "factories"}
    assert directories
    assert [names(directory) for directory in directories if not list(directory.rglob("test_*.py"))] == []


@pytest.mark.parametrize("path", TEST_FILES, ids=names)
def test_what_asserts_is_a_test_a_fixture_or_is_called(path: Path) -> None:
    """A function that asserts, and that neither pytest nor another function of its file calls, was meant as a test."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = {
        node.id if isinstance(node, ast.Name) else node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load)
    }
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    tests = 0
    for function in [*defined(tree.body), *(method for node in classes for method in defined(node.body))]:
        if function.name.startswith("test_"):
            tests += 1
            continue
        asserts = any(isinstance(node, ast.Assert) for node in ast.walk(function))
        assert not asserts or function.decorator_list or function.name in called, f"{function.name} is never run"
    for node in classes:
        if any(method.name.startswith("test_") for method in defined(node.body)):
            assert node.name.startswith("Test"), f"pytest does not collect the class {node.name}"
    assert tests, "no test in this file"


WRITES_TEMPLATES = [path for path in sorted(TESTS.rglob("*.py")) if "prepared" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("path", WRITES_TEMPLATES, ids=names)
def test_a_module_of_templates_holds_nothing_that_the_next_run_would_have_otherwise(path: Path) -> None:
    """A template of the database (tests.factories.templates) may have been written by an earlier run, or a worker."""
    module = ast.parse(path.read_text(encoding="utf-8")).body
    values = [node.value for node in module if isinstance(node, ast.Assign | ast.AnnAssign) and node.value]
    called = {
        node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        for value in values
        if not isinstance(value, ast.Lambda)
        for node in ast.walk(value)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute)
    }
    assert called.isdisjoint({"uuid4", "random", "now", "localdate", "today", "token_hex", "token_urlsafe"})


def test_pytest_collects_every_test_file() -> None:
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "--collect-only",
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:xdist",
            str(TESTS),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]
    collected = {line.split("::")[0] for line in run.stdout.splitlines() if "::" in line}
    assert collected == {names(path) for path in TEST_FILES}
