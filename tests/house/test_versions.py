"""Law: what the next Wagtail and Django take away is not leant on. `make check-next` tries them for real."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [
    path
    for package in sorted(ROOT.glob("*/__init__.py"))
    for path in sorted(package.parent.rglob("*.py"))
    if "migrations" not in path.parts
]
# Classes that take a parameter when the program runs, whatever is installed beside Django.
PYTHONS = {"dict", "list", "tuple", "set", "type", "Generic", "Protocol", "Iterator", "Mapping", "Sequence"}


def of_parameters(tree: ast.AST) -> Iterator[str]:
    """The bases of classes that are written with a parameter in brackets, `forms.ModelForm[Page]`, but Python's own."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            for base in node.bases:
                if isinstance(base, ast.Subscript) and ast.unparse(base.value) not in PYTHONS:
                    yield ast.unparse(base)


def test_no_class_gives_a_parameter_to_a_class_of_django() -> None:
    """It works only while another library (django-tasks, with Wagtail 7) happens to patch Django on being imported."""
    assert SOURCES
    found = [
        f"{path.relative_to(ROOT)}: {base}. Leave out the brackets."
        for path in SOURCES
        for base in of_parameters(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_a_class_with_a_parameter_is_found() -> None:
    tree = ast.parse("class A(forms.ModelForm[Page], list[int]): ...")
    assert list(of_parameters(tree)) == ["forms.ModelForm[Page]"]
