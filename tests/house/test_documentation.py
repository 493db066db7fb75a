"""Law 6: every command, setting, address and file that the documentation names exists."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands
from django.urls import Resolver404, resolve

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
# What tools read, and where each `make something` is a command that somebody is told to give or that is given.
TOOLS = [
    ROOT / ".ci/next",
    ROOT / ".ci/run",
    ROOT / ".devcontainer/devcontainer.json",
    ROOT / ".editorconfig",
    ROOT / ".pre-commit-config.yaml",
    ROOT / "Makefile",
]
# Where a name can be given a meaning: settings, the server, make, continuous integration, the tests.
SOURCES = [
    *sorted((ROOT / "cms").rglob("*.py")),
    ROOT / "Makefile",
    ROOT / "manage.py",
    ROOT / ".ci/next",
    ROOT / ".ci/run",
    ROOT / "tests/conftest.py",
]
# Words in capitals that are no setting of ours.
WORDS = {
    "HTTP",
    "HTTPS",
    "JSON",
    "YAML",
    "HTML",
    "CSS",
    "CSP",
    "CLDR",
    "SQL",
    "URL",
    "URLS",
    "UTC",
    "UUID",
    "TODO",
    "README",
    "CHANGELOG",
    "SECURITY",
}


def code_of(document: Path) -> list[str]:
    """The lines of code blocks, and the code within sentences."""
    text = document.read_text(encoding="utf-8")
    blocks = re.findall(r"^```[^\n]*\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return [*(line for block in blocks for line in block.splitlines()), *re.findall(r"`([^`\n]+)`", prose)]


CODE = [(document.relative_to(ROOT).as_posix(), code) for document in DOCUMENTS for code in code_of(document)]


def named(pattern: str) -> set[tuple[str, str]]:
    """Whatever matches in the code of the documentation, with the document that says so."""
    return {(document, match) for document, code in CODE for match in re.findall(pattern, code)}


def environment_variables() -> set[str]:
    """What the settings and the server read from the environment."""
    read = set()
    for path in (ROOT / "cms").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        read |= set(re.findall(r"""\benv(?:\.\w+)?\(\s*["']([A-Z_]+)["']""", source))
        read |= set(re.findall(r"""os\.environ(?:\.get\(|\[)\s*["']([A-Z_]+)["']""", source))
        read |= {
            name for names in re.findall(r"for name in \(([^)]*)\)", source) for name in re.findall("[A-Z_]{5,}", names)
        }
    return read


def make_targets() -> dict[str, list[str]]:
    """The commands of the Makefile that `make help` lists, each with the others that it calls."""
    makefile = (ROOT / "Makefile").read_text().replace("\\\n", " ")
    return {
        name: before.split() for name, before in re.findall(r"^([a-z][a-z-]*):(.*)## ", makefile, flags=re.MULTILINE)
    }


def test_make_targets_exist() -> None:
    mentioned = named(r"\bmake ([a-z][a-z-]*)")
    assert {"run", "dev", "shell", "test", "check", "check-next", "migrations"} <= {
        name for _document, name in mentioned
    }
    assert [(document, target) for document, target in mentioned if target not in make_targets()] == []


@pytest.mark.parametrize("path", TOOLS, ids=lambda path: path.name)
def test_make_targets_that_tools_name_exist(path: Path) -> None:
    """Behind the beginning of a line, a quotation mark or a colon a command is meant, and not the word."""
    mentioned = re.findall(
        r"""(?:^|["':]) ?make ([a-z][a-z-]*)""", path.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    assert [target for target in mentioned if target not in make_targets()] == []


def test_the_tests_that_are_tried_on_the_next_versions_exist() -> None:
    paths = re.findall(r"\btests/[\w/]+(?:\.py)?", (ROOT / ".ci/next").read_text(encoding="utf-8"))
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_git_runs_all_of_make_check() -> None:
    """At each commit a part of it, at each push the whole."""
    (ours,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    assert ours["repo"] == "local"
    hooks = {hook["entry"].removeprefix("make "): hook.get("stages", ["pre-commit"]) for hook in ours["hooks"]}
    assert hooks.pop("check") == ["pre-push"]
    assert set(hooks) < set(make_targets()["check"])
    assert all(stages == ["pre-commit"] for stages in hooks.values())


def test_the_development_container_is_made_by_make() -> None:
    text = (ROOT / ".devcontainer/devcontainer.json").read_text()
    container: dict[str, Any] = json.loads(re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE))
    python = re.search(r'requires-python = ">=(3\.\d+)"', (ROOT / "pyproject.toml").read_text())
    assert python
    assert container["image"].startswith(f"python:{python[1]}-")
    assert container["forwardPorts"] == [8000]
    assert container["updateContentCommand"] == "make .venv/.installed-dev"
    assert container["postCreateCommand"].removeprefix("make ") in make_targets()


def test_make_targets_are_all_phony_and_explained() -> None:
    makefile = (ROOT / "Makefile").read_text().replace("\\\n", " ")
    phony = set(re.findall(r"^\.PHONY:(.*)$", makefile, flags=re.MULTILINE)[0].split())
    assert phony == set(re.findall(r"^([a-z][a-z-]*):.*## ", makefile, flags=re.MULTILINE))


def test_management_commands_exist() -> None:
    mentioned = named(r"manage\.py ([a-z_]+)")
    assert {"start", "demo"} <= {command for _document, command in mentioned}
    commands = get_commands()
    assert [(document, command) for document, command in mentioned if command not in commands] == []


def test_settings_and_variables_exist() -> None:
    known = {
        word for path in SOURCES for word in re.findall(r"\b[A-Z][A-Z0-9_]{2,}\b", path.read_text(encoding="utf-8"))
    }
    mentioned = {pair for pair in named(r"\b([A-Z][A-Z0-9_]{3,})\b") if pair[1] not in WORDS}
    assert {"PORT", "DATABASE_URL", "DATA_DIR", "SECRET_KEY"} <= {name for _document, name in mentioned}
    assert [(document, name) for document, name in mentioned if name not in known] == []


def test_every_variable_of_the_environment_is_documented() -> None:
    read = environment_variables()
    assert {"SECRET_KEY", "DATABASE_URL", "DATA_DIR", "ALLOWED_HOSTS", "BASE_URL"} <= read
    readme = "\n".join(code for document, code in CODE if document == "README.md")
    assert [name for name in sorted(read) if not re.search(rf"\b{name}\b", readme)] == []


def test_settings_modules_exist() -> None:
    mentioned = named(r"\bcms\.settings\.(\w+)")
    assert mentioned
    assert [pair for pair in mentioned if not (ROOT / "cms" / "settings" / f"{pair[1]}.py").exists()] == []


def test_files_exist() -> None:
    """Paths in code ("docs/decisions/", "base/blocks/text.py") and the targets of links and pictures."""
    tops = "|".join(
        sorted(re.escape(path.name) for path in ROOT.iterdir() if path.is_dir() and path.name not in {"var"})
    )
    mentioned = named(rf"(?<![\w/.])((?:{tops})/[\w./-]*)")
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
            mentioned.add((document.name, (document.parent / target).resolve().relative_to(ROOT).as_posix()))
    assert mentioned
    assert [pair for pair in sorted(mentioned) if not (ROOT / pair[1]).exists()] == []


@pytest.mark.parametrize("path", TOOLS, ids=lambda path: path.name)
def test_tests_that_tools_name_exist(path: Path) -> None:
    named_there = re.findall(r"tests/[\w/]+\.py", path.read_text(encoding="utf-8"))
    assert [name for name in named_there if not (ROOT / name).exists()] == []


def test_what_a_document_says_to_be_in_a_module_is_there() -> None:
    """Written as `base/listings/select.py` (`select`)."""
    lacking = []
    found = 0
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        for path, names in re.findall(r"`([\w/-]+\.py)` \(((?:`[\w.]+`(?:, )?)+)", text):
            source = (ROOT / path).read_text(encoding="utf-8")
            for name in re.findall(r"[\w.]+", names):
                found += 1
                *_owners, last = name.split(".")
                if not re.search(rf"^\s*(?:async )?(?:def|class) {last}\b|^\s*{last}\b.*=", source, flags=re.MULTILINE):
                    lacking.append(f"{document.name}: {path} has no {name}")
    assert found
    assert lacking == []


def test_addresses_exist() -> None:
    mentioned = {
        (document, path)
        for document, path in named(r"(?:^|127\.0\.0\.1:8000)(/[a-z0-9/._-]*)$")
        if not (ROOT / path.lstrip("/").split("/")[0]).is_file()
    }
    assert mentioned
    unknown = []
    for document, path in mentioned:
        if path.startswith((settings.MEDIA_URL, settings.STATIC_URL)):
            continue  # a web server's, or whitenoise's
        try:
            resolve(path)
        except Resolver404:
            unknown.append((document, path))
    assert unknown == []


@pytest.mark.parametrize("document", [*DOCUMENTS, *TOOLS], ids=lambda path: path.name)
def test_documents_name_nothing_of_one_machine(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert text.strip()
    assert re.findall(r"(?<![\w.])/(?:home|root|tmp|Users|work)/", text) == []
