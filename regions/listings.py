"""The regional data spaces as a list, and as the site's map."""

from typing import Any

from django.apps import apps
from django.db.models import CharField, QuerySet
from django.utils.translation import gettext_lazy as _

from base.listings.facets import tree_order
from base.listings.registry import ListingKind, register


def _regions() -> QuerySet[Any]:
    return tree_order(apps.get_model("regions.RegionPage").objects.all())  # type: ignore[attr-defined]


def plug_in() -> None:
    register(
        ListingKind(
            name="regions",
            label=_("Regional data spaces"),
            model="regions.RegionPage",
            queryset=_regions,
            sort="tree_position",
            sort_field=CharField(),
            prefetch=("cities",),
            template="regions/listing.html",
            empty=_("No regional data space is shown here yet."),
            index="regions.RegionIndexPage",
            section_title=_("Regional data spaces"),
            section_order=10,
        )
    )
