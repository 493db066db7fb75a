"""Law 1: the floor plan holds. Imports go down only (import-linter), and so do foreign keys."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Field, Model

ROOT = Path(__file__).resolve().parents[2]
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
# From the ground up, the ground being floor 0: the list of pyproject.toml reads from the roof down.
FLOORS = {
    app.strip(): floor
    for contract in CONFIG["contracts"]
    if contract["id"] == "floors"
    for floor, layer in enumerate(reversed(contract["layers"]))
    for app in layer.split("|")
}


def project_apps() -> set[str]:
    """The packages of the site, as they lie in the repository."""
    return {path.parent.name for path in ROOT.glob("*/__init__.py") if path.parent.name != "tests"}


def relations() -> Iterator[tuple[type[Model], "Field[object, object]", str]]:
    """Every stored relation of our models, with the app it points to."""
    for app in FLOORS:
        for model in apps.get_app_config(app).get_models(include_auto_created=True):
            for field in model._meta.get_fields(include_hidden=True):
                if isinstance(field, Field) and field.is_relation and not field.auto_created and field.related_model:
                    yield model, field, field.related_model._meta.app_label  # type: ignore[union-attr]


NAMED_IN = {
    "pyproject.toml, root_packages of [tool.importlinter]": set(CONFIG["root_packages"]),
    'pyproject.toml, layers of the contract "floors" (beside its siblings)': set(FLOORS),
    'pyproject.toml, source_modules of the contract "no-tests"': {
        app for contract in CONFIG["contracts"] if contract["type"] == "forbidden" for app in contract["source_modules"]
    },
    "cms/settings/base.py, INSTALLED_APPS": {config.name for config in apps.get_app_configs()},
}


def to_be_done(packages: set[str]) -> list[str]:
    """What is left to do until the packages of the repository are the apps of the site, a sentence each."""
    missing = [f'Add "{app}" to {place}.' for place, there in NAMED_IN.items() for app in sorted(packages - there)]
    gone = [f'Take "{app}" out of pyproject.toml: there is no such package.' for app in sorted(set(FLOORS) - packages)]
    return missing + gone


def test_every_app_has_its_floor() -> None:
    assert not (said := to_be_done(project_apps())), "\n".join(said)


def test_what_is_to_be_done_for_a_new_app_is_said() -> None:
    said = to_be_done((project_apps() - {"news"}) | {"maps"})
    assert len([one for one in said if one.startswith('Add "maps" to ')]) == len(NAMED_IN)
    assert 'Add "maps" to cms/settings/base.py, INSTALLED_APPS.' in said
    assert 'Take "news" out of pyproject.toml: there is no such package.' in said


def test_imports_go_down_only() -> None:
    run = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert f"{len(CONFIG['contracts'])} kept, 0 broken" in run.stdout


def test_no_foreign_key_points_up_or_at_a_sibling() -> None:
    found = [(model, field, target) for model, field, target in relations() if target in FLOORS]
    # Every room between the ground and the roof has pages whose relations reach down.
    assert {model._meta.app_label for model, _field, _target in found} >= set(FLOORS) - {"cms", "languages"}
    wrong = [
        f"{model._meta.label}.{field.name} -> {target}"
        for model, field, target in found
        if target != model._meta.app_label and FLOORS[target] >= FLOORS[model._meta.app_label]
    ]
    assert wrong == []


@pytest.mark.parametrize("app", sorted(FLOORS))
def test_apps_do_not_name_upper_apps_in_queries(app: str) -> None:
    """`apps.get_model("news.NewsPage")` in a lower room is an import in disguise."""
    above = {name for name, floor in FLOORS.items() if floor >= FLOORS[app] and name != app}
    offences = []
    files = [path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
    assert files
    for path in files:
        source = path.read_text(encoding="utf-8")
        for other in above:
            for call in ("import_module", "import_string", "get_model", "get_app_config"):
                if f'{call}("{other}.' in source or f'{call}("{other}"' in source:
                    offences.append(f"{path.relative_to(ROOT)} reaches {other} through {call}")
    assert offences == []


@pytest.mark.parametrize("app", ["languages", "base", "regions"])
def test_each_room_of_a_large_app_stands_in_its_plan(app: str) -> None:
    """A new sub-package that no contract names could import whatever it likes."""
    [contract] = [one for one in CONFIG["contracts"] if one["id"] == f"rooms-of-{app}"]
    prefix = f"{app}." if contract.get("containers") else ""
    named = {prefix + name.strip() for layer in contract["layers"] for name in re.split(r"[|:]", layer)}
    packages = {
        f"{app}.{path.parent.name}"
        for path in (ROOT / app).glob("*/__init__.py")
        if path.parent.name not in {"migrations", "data"}
    }
    missing = {one for one in packages if not any(name == one or name.startswith(f"{one}.") for name in named)}
    assert not missing, f"Name {sorted(missing)} in the contract rooms-of-{app} of pyproject.toml, at its height."
