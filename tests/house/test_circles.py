"""No circle of files: no module needs, directly or by way of others, one that needs it. Imports within functions count.

A circle that hides behind a lazy import cannot be read from the top down, and cannot be tested a piece at a time.
"""

import ast
from collections.abc import Collection, Iterator
from pathlib import Path

from tests.house.test_floors import FLOORS

ROOT = Path(__file__).resolve().parents[2]

Graph = dict[str, set[str]]


def modules(root: Path, apps: set[str]) -> dict[str, Path]:
    """Every module of the site by its dotted name, a package by that of its `__init__`; without migrations."""
    return {
        ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__"): path
        for app in sorted(apps)
        for path in (root / app).rglob("*.py")
        if "migrations" not in path.parts
    }


def imports(name: str, path: Path, known: Collection[str]) -> Iterator[str]:
    """What a module imports, wherever it does so. `from package import module` needs the module, not its package."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
            above = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*above, *filter(None, [node.module])])
            for alias in node.names:
                yield f"{source}.{alias.name}" if f"{source}.{alias.name}" in known else source


def graph(root: Path, apps: set[str]) -> Graph:
    """Which module needs which."""
    known = modules(root, apps)
    return {name: {one for one in imports(name, path, known) if one in known} - {name} for name, path in known.items()}


def circles(needs: Graph) -> list[list[str]]:
    """The strongly connected parts of more than one module (Tarjan)."""
    found: list[list[str]] = []
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []

    def visit(name: str) -> None:
        order[name] = lowest[name] = len(order)
        stack.append(name)
        for other in sorted(needs[name]):
            if other not in order:
                visit(other)
                lowest[name] = min(lowest[name], lowest[other])
            elif other in stack:
                lowest[name] = min(lowest[name], order[other])
        if lowest[name] == order[name]:
            part = stack[stack.index(name) :]
            del stack[stack.index(name) :]
            if len(part) > 1:
                found.append(sorted(part))

    for name in sorted(needs):
        if name not in order:
            visit(name)
    return found


def test_no_circle_of_files() -> None:
    needs = graph(ROOT, set(FLOORS))
    assert len(needs) > 250
    found = circles(needs)
    told = [f"{name} needs {', '.join(sorted(needs[name] & set(part)))}" for part in found for name in part]
    assert not told, "Circles of files; move what both need into a module below both, or send a signal:\n" + "\n".join(
        told
    )


def test_a_circle_by_way_of_a_lazy_import_is_found(tmp_path: Path) -> None:
    app = tmp_path / "shop"
    app.mkdir()
    (app / "__init__.py").write_text("")
    (app / "till.py").write_text("from shop import goods\n")
    (app / "goods.py").write_text("def price() -> int:\n    from shop.till import ROUNDING\n\n    return ROUNDING\n")
    (app / "door.py").write_text("import shop.till\n")
    assert circles(graph(tmp_path, {"shop"})) == [["shop.goods", "shop.till"]]
