from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegionsConfig(AppConfig):
    """The regional data spaces and the rights of their teams."""

    name = "regions"
    verbose_name = _("Regions")

    def ready(self) -> None:
        from base import facets
        from regions import desk_lists, listings, signals

        facets.register(facets.FacetKind("region", _("Regions"), "regions.RegionPage"))
        listings.plug_in()
        desk_lists.plug_in()
        signals.connect()
