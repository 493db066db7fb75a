"""The kinds of facets: what works can belong to, and be sorted by.

An app announces its kinds as `facet_kinds` of its AppConfig, and not from `ready()` as lists are: the forms and blocks
that offer them as choices are made while models load. This module is free of models, for apps.py to import it.
"""

from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.utils.functional import Promise

Label = str | Promise


@dataclass(frozen=True)
class FacetKind:
    """A kind of facet: everything that the site has to know of it, so that no floor below its app names it.

    `name` is that of its field in forms, in listing blocks and in the address of a filtered list; `model` is its page
    type. `label` heads its boxes and filters, and `help_text` stands below the boxes of the editor's form.
    `label_in_block` is that of the choice in a listing block.

    With `is_filter` readers can narrow the lists of a section by it; with `is_on_cards` the cards of works name it,
    where the heads of their pages name all kinds. With `holds_pages` works live below its pages: reports tell and
    filter by it, under `singular`, and "see all" of its works leads to its own listing address.
    """

    name: str
    model: str
    label: Label
    label_in_block: Label
    help_text: Label = ""
    singular: Label = ""
    is_filter: bool = False
    is_on_cards: bool = False
    holds_pages: bool = False


@cache
def _announced() -> tuple[FacetKind, ...]:
    return tuple(kind for config in apps.get_app_configs() for kind in getattr(config, "facet_kinds", ()))


def kinds() -> dict[str, FacetKind]:
    """All kinds by their names, in the order of `INSTALLED_APPS`, which is that of boxes, filters and tags."""
    return {kind.name: kind for kind in _announced()}
