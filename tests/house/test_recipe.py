"""The recipe of docs/adding-a-page-type.md, followed: an app of a page type is added, and the laws pass.

Its files are taken from the page itself and written into a copy of the project, where the quick laws are run: once with
nothing done but the app and its line in the settings, to see that each law says what to do, and once with all steps.
"""

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import NamedTuple

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
RECIPE = ROOT / "docs" / "adding-a-page-type.md"
# Existing files that a new page type may change, and how many of them there may be.
MOST_CHANGED = 10
# What the copy can do without.
LEFT_OUT = ("*.webp", "*.png", "var", "findings", ".*_cache", ".git", ".hypothesis", "test-results", "node_modules")

# In one process, since starting takes longer than all laws do: checks, migrations, and then the laws.
PROGRAM = """
import sys
import django, pytest
from django.core.management import call_command
django.setup()
from django.core.checks import run_checks
print(*(f"{message.msg} {message.hint}" for message in run_checks() if message.level >= 30), sep="\\n")
if "write" in sys.argv:
    call_command("makemigrations", "datasets", verbosity=0)
try:
    call_command("makemigrations", check=True, dry_run=True)
except SystemExit:
    print("MIGRATIONS ARE MISSING")
from languages.catalogs import lint
print(*lint.check(django.conf.settings.BASE_DIR), sep="\\n")
laws = sys.argv[sys.argv.index("--") + 1:]
sys.exit(pytest.main(["-q", "--nomigrations", "--tb=short", "-p", "no:cacheprovider", "-p", "no:warnings", *laws]))
"""
LAWS = [
    "tests/house/test_floors.py",
    "tests/house/test_joints.py",
    "tests/house/test_fields.py::test_every_page_type_stands_in_the_table",
    "tests/house/test_fields.py::test_the_fields_of_a_page_type_go_the_way_that_was_decided",
    "tests/house/test_fields.py::test_relations_with_rows_of_text_are_translated_and_others_are_not",
    "tests/house/test_pages.py::test_a_page_type_has_the_template_that_wagtail_names",
    "tests/house/test_pages.py::test_the_demonstration_has_a_page_of_each_type",
    "tests/house/test_budgets.py::test_no_budget_is_left_over",
]
# Those that need a database, and what the recipe brings of its own.
WITH_DATABASE = [
    "tests/house/test_listing_order.py::test_no_kind_of_list_is_ordered_by_what_can_be_null",
    "tests/house/test_pages.py::test_a_page_type_has_a_card_beside_its_template",
    "tests/datasets",
]


# Texts for people in the code of the page, with their contexts.
TEXTS = re.compile(r'\b(?:pgettext_lazy\("(\w+)", |_\()"([^"]+)"')


class Block(NamedTuple):
    """A file of the recipe, or what is pasted into one that is there."""

    path: str
    text: str

    @property
    def is_pasted(self) -> bool:
        return (ROOT / self.path).exists()


def blocks() -> list[Block]:
    """The code of the page that says which file it is of."""
    found = re.findall(r"^   ```\w+ (\S+)\n(.*?)^   ```$", RECIPE.read_text(encoding="utf-8"), flags=re.M | re.S)
    return [Block(path, textwrap.dedent(f"   -\n{text}").removeprefix("-\n")) for path, text in found]


class Copy:
    """The project in another place, and what was done to it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(ROOT, root, ignore=self._left_out)

    @staticmethod
    def _left_out(folder: str, names: list[str]) -> set[str]:
        environments = {name for name in names if (Path(folder) / name / "pyvenv.cfg").exists()}
        return environments | set(shutil.ignore_patterns(*LEFT_OUT)(folder, names))

    def write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def change(self, path: str, *changes: tuple[str, str]) -> None:
        text = (self.root / path).read_text(encoding="utf-8")
        for before, after in changes:
            assert before in text, f"{path} holds no {before!r}"
            text = text.replace(before, after)
        self.write(path, text)

    def changed(self) -> dict[str, list[str]]:
        """The files of the project that are others now, with their new lines."""
        found = {}
        for file in sorted(self.root.rglob("*")):
            path = file.relative_to(self.root)
            before = ROOT / path
            is_ours = before.is_file() and file.suffix not in {".mo", ".pyc"}
            if is_ours and file.read_bytes() != before.read_bytes():
                lines = before.read_text(encoding="utf-8").splitlines()
                now = file.read_text(encoding="utf-8").splitlines()
                found[path.as_posix()] = [line for line in now if line not in lines]
        return found

    def laws(self, *arguments: str) -> tuple[bool, str]:
        """Whether the laws hold in the copy, and all that they say."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "DJANGO_"))}
        environment |= {
            "DJANGO_SETTINGS_MODULE": "cms.settings.test",
            "DATABASE_URL": "sqlite://:memory:",
            "DATA_DIR": str(self.root / "var"),
            "COLUMNS": "500",
        }
        command = [sys.executable, "-c", PROGRAM, *arguments]
        run = subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True, check=False)
        return run.returncode == 0, run.stdout + run.stderr

    # The steps of the recipe.

    def add_app(self, *, without: tuple[str, ...] = ()) -> None:
        for block in blocks():
            if not block.is_pasted and not block.path.startswith(without or ("-",)):
                self.write(block.path, block.text)
        self.write("datasets/__init__.py", "")
        self.write("datasets/migrations/__init__.py", "")
        self.change("cms/settings/base.py", ('    "publications",\n', '    "publications",\n    "datasets",\n'))

    def put_on_a_floor(self) -> None:
        self.change(
            "pyproject.toml",
            ('"publications", ', '"publications", "datasets", '),
            ("projects | publications", "projects | publications | datasets"),
        )

    def paste(self) -> None:
        for block in blocks():
            if block.is_pasted:
                assert block.path.endswith("field_table.yaml")
                self.change(block.path, ("\nrows:\n", f"{block.text}\nrows:\n"))

    def translate(self) -> None:
        """As `make catalogues` and five translators; which words they find is not what is tried here."""
        for file in sorted(self.root.glob("locale/*/LC_MESSAGES/django.po")):
            catalogue = polib.pofile(str(file))
            known = {(entry.msgctxt, entry.msgid) for entry in catalogue}
            for block in blocks():
                for context, text in TEXTS.findall(block.text):
                    if (context or None, text) not in known:
                        known.add((context or None, text))
                        catalogue.append(polib.POEntry(msgctxt=context or None, msgid=text, msgstr=text))
            catalogue.save()


@pytest.fixture
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return Copy(tmp_path_factory.mktemp("recipe") / "project")


def test_the_recipe_has_the_files_of_an_app() -> None:
    written = [block.path for block in blocks() if not block.is_pasted]
    assert {"datasets/apps.py", "datasets/listings.py", "datasets/models.py"} <= set(written)
    assert len(written) == len(set(written)) == 8


def test_each_step_that_is_forgotten_is_told_once_with_what_to_do(copy: Copy) -> None:
    copy.add_app(without=("templates/", "home/", "tests/"))
    copy.change("datasets/listings.py", ('section_title=_("Datasets"),', ""), ("order=60", "order=50"))
    holds, said = copy.laws("--", *LAWS)
    assert not holds
    for advice in (
        # System checks, at each start.
        "Give one ListingKind of datasets/listings.py a `section_title` and a `section_order`.",
        'The kinds of lists "publications" and "datasets" have the same `order`, 50.',
        # What is not there.
        "MIGRATIONS ARE MISSING",
        'es: "New dataset" is missing from the file (datasets/models.py)',
        "Write templates/datasets/dataset_page.html; templates/news/news_page.html is an example.",
        "Write a work of the type datasets.DatasetPage into home/demo/content/datasets.yaml",
        # What is not in a table.
        'Add "datasets" to pyproject.toml, root_packages of [tool.importlinter].',
        'Add "datasets" to pyproject.toml, layers of the contract "floors" (beside its siblings).',
        "Paste into tests/house/field_table.yaml under `pages:`",
        "  datasets.DatasetIndexPage: {}",
        "    records: synchronised",
    ):
        assert advice in said, f"{advice}\n\nis not in\n\n{said}"
    assert "KeyError" not in said
    # Of all laws that were tried, those fail that have something to say, and each once for what it is about.
    failed = re.findall(r"^FAILED (\S+?)(?:\[(\S+)\])? ", said, flags=re.M)
    assert sorted({law.rpartition("::")[2] for law, _case in failed}) == [
        "test_a_page_type_has_the_template_that_wagtail_names",
        "test_every_app_has_its_floor",
        "test_every_page_type_stands_in_the_table",
        "test_the_demonstration_has_a_page_of_each_type",
    ]


def test_by_the_recipe_the_laws_hold_and_little_changes(copy: Copy) -> None:
    copy.add_app()
    copy.put_on_a_floor()
    copy.paste()
    copy.translate()
    holds, said = copy.laws("write", "--", *LAWS, *WITH_DATABASE)
    assert holds, said
    assert "MIGRATIONS ARE MISSING" not in said
    assert not re.search(r"^\w\w(-\w+)?: ", said, flags=re.M), said  # a complaint of the catalogues
    changed = copy.changed()
    assert changed["cms/settings/base.py"] == ['    "datasets",']
    # The rows of the budgets are counted on the demonstration, and pasted as they are printed.
    assert len({*changed, "tests/house/test_budgets.py"}) <= MOST_CHANGED
