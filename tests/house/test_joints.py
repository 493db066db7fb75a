"""Law 1: what is above is plugged in and not named. A lower app knows no kind of list, facet or page of an upper one.

So a new page type changes nothing below it (docs/decisions/0001-floors-and-sockets.md): it announces itself by its
`ListingKind`, its `FacetKind` and its `parent_page_types`.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from wagtail.models import Page, get_page_models

from base.listings import facet_kinds, registry
from tests.house.test_floors import FLOORS, ROOT

# What a lower app names of an upper one all the same, and why.
EXCEPTIONS = {
    ("base/blocks/listings.py", "network.PersonPage"): "a block for people, whose chooser is frozen in migrations",
    ("base/blocks/listings.py", "network.OrganisationPage"): "the same, for organisations",
    ("base/blocks/listings.py", "organisations"): "the same: its choice of a role of organisations",
    ("base/blocks/data.py", "themes"): "what a figure counts in the preview of a block",
    ("base/admin/scheduling.py", "region"): "the name of a gap in a text that editors read",
}


def announced() -> dict[str, str]:
    """The names of all kinds and page types, with the app that each is of."""
    kinds = {kind.name: kind.model.split(".")[0] for kind in registry.kinds().values()}
    kinds |= {kind.name: kind.model.split(".")[0] for kind in facet_kinds.kinds().values()}
    return kinds | {model._meta.label: model._meta.app_label for model in get_page_models() if model is not Page}


def named(source: str) -> Iterator[tuple[int, str]]:
    """The texts of a module with the lines where they stand, but for what pages may live below."""
    tree = ast.parse(source)
    parents = {
        id(text)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign) and "parent_page_types" in ast.unparse(node).split("=")[0]
        for text in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parents:
            yield node.lineno, node.value


def offences(app: str, source: str, file: str = "") -> list[str]:
    """Where a module of an app names what is of an upper app, or of a sibling, and what to do about it."""
    # An app without a floor is told of by tests/house/test_floors.py.
    above = {
        name
        for name, owner in announced().items()
        if FLOORS.get(owner, -1) >= FLOORS[app] and owner != app and (file, name) not in EXCEPTIONS
    }
    return [
        f'{file}:{line} names "{text}": let it be announced instead, by a field of ListingKind or FacetKind'
        for line, text in named(source)
        if text in above
    ]


def modules(app: str) -> Iterator[Path]:
    for path in sorted((ROOT / app).rglob("*.py")):
        if "migrations" not in path.parts and not path.is_relative_to(ROOT / "home" / "demo"):
            yield path


@pytest.mark.parametrize("app", sorted({"languages", "base", "network", "pillars", "regions"}))
def test_no_app_names_what_an_upper_one_announces(app: str) -> None:
    found = []
    for path in modules(app):
        found += offences(app, path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix())
    assert not found, "\n".join(found)


def test_home_names_no_list_and_no_page_type_of_the_apps_below_it() -> None:
    """It is above them and could; but then a new page type would change it."""
    apps = {name for name, floor in FLOORS.items() if floor == FLOORS["news"]}
    theirs = {name for name, owner in announced().items() if owner in apps}
    assert [
        f'{path.relative_to(ROOT)}:{line} names "{text}"'
        for path in modules("home")
        for line, text in named(path.read_text(encoding="utf-8"))
        if text in theirs
    ] == []


def test_every_exception_is_still_needed() -> None:
    used = {
        (file, text)
        for file in {file for file, _name in EXCEPTIONS}
        for _line, text in named((ROOT / file).read_text(encoding="utf-8"))
    }
    assert set(EXCEPTIONS) - used == set()


@pytest.mark.parametrize(
    "source",
    ['subpage_types = ["news.NewsPage"]', 'select.select("news")', 'for name in ("region", "theme"): pass'],
)
def test_a_name_of_an_upper_app_is_found(source: str) -> None:
    assert offences("base", source)


@pytest.mark.parametrize("source", ['parent_page_types = ["home.HomePage"]', '"""News and a region."""', 'x = "paper"'])
def test_what_is_no_name_of_an_upper_app_is_not_found(source: str) -> None:
    assert offences("base", source) == []


def test_the_settings_load_no_models() -> None:
    """Apps whose models are loaded while the settings are read find no settings: the site does not start."""
    program = """
import sys
import cms.settings.base
from django.apps import apps
models = [name for name in sys.modules if name.endswith(".models") or name.startswith(("django.db", "wagtail"))]
print(models, len(apps.app_configs), "cms.settings.base" in sys.modules)
"""
    run = subprocess.run([sys.executable, "-c", program], cwd=settings.BASE_DIR, capture_output=True, text=True)
    assert run.stdout.split("\n")[0] == "[] 0 True", run.stdout + run.stderr
