"""Reads the content files of the demonstration, home/demo/content/*.yaml."""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import yaml
from wagtail import blocks

CONTENT = Path(__file__).parent / "content"
LANGUAGES = ("en", "es", "fr", "ar", "pt")
NAMESPACE = UUID("5f1c1d0e-6f5b-4c0c-9a5b-8a1f0d3c7e21")
# The content files in the order in which their pages are made; those that are not named here follow.
ORDER = (
    "structure",
    "organisations",
    "people",
    "pillars",
    "themes",
    "regions",
    "publications",
    "projects",
    "news",
    "events",
)
NO_WORKS = ("menus", "states")

Data = dict[str, Any]


def work_key(key: str) -> UUID:
    return uuid5(NAMESPACE, key)


def load(name: str) -> Any:
    # libyaml where it was compiled in: eight times quicker.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load((CONTENT / name).read_text(encoding="utf-8"), Loader=loader)


def read_works() -> list[Data]:
    """All works of the content files, sections before what lies in them."""
    works: list[Data] = []
    further = sorted({file.stem for file in CONTENT.glob("*.yaml")} - {*ORDER, *NO_WORKS})
    for name in (*ORDER, *further):
        works += load(f"{name}.yaml")
    return works


def in_language(value: Any, language: str) -> Any:
    """A text given for several languages, in one of them; anything else as it is."""
    if isinstance(value, dict) and value and set(value) <= set(LANGUAGES):
        return value.get(language, "")
    return value


def with_ids(block: Any, value: Any, path: str) -> Any:
    """The raw value of a block, with ids for the items of its lists."""
    if isinstance(block, blocks.ListBlock):
        return [
            {
                "type": "item",
                "value": with_ids(block.child_block, item, f"{path}/{place}"),
                "id": str(uuid5(NAMESPACE, f"{path}/{place}")),
            }
            for place, item in enumerate(value or [])
        ]
    if isinstance(block, blocks.StructBlock) and isinstance(value, dict):
        return {
            name: with_ids(block.child_blocks[name], child, f"{path}/{name}") if name in block.child_blocks else child
            for name, child in value.items()
        }
    return value
