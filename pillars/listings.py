"""Pillars and thematic areas as lists, in the order of the tree."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db.models import CharField, QuerySet
from django.utils.translation import gettext_lazy as _

from base.listings.facets import tree_order
from base.listings.registry import ListingKind, register


def _pages(model: str) -> Callable[[], QuerySet[Any]]:
    return lambda: tree_order(apps.get_model(model).objects.all())  # type: ignore[attr-defined]


def plug_in() -> None:
    for name, label, model, empty in (
        ("pillars", _("Pillars"), "pillars.PillarPage", _("No pillar is shown here yet.")),
        ("themes", _("Thematic areas"), "pillars.ThematicAreaPage", _("No thematic area is shown here yet.")),
    ):
        register(
            ListingKind(
                name=name,
                label=label,
                model=model,
                queryset=_pages(model),
                sort="tree_position",
                sort_field=CharField(),
                prefetch=(),
                layout=name,
                empty=empty,
            )
        )
