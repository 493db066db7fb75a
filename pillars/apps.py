from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PillarsConfig(AppConfig):
    """The coalition's pillars and thematic areas. They are content: names, number and order are the admin's."""

    name = "pillars"
    verbose_name = _("Pillars and thematic areas")

    def ready(self) -> None:
        from base.listings import facets
        from pillars import listings

        facets.register(facets.FacetKind("theme", _("Thematic areas"), "pillars.ThematicAreaPage"))
        facets.register(facets.FacetKind("pillar", _("Pillars"), "pillars.PillarPage"))
        listings.plug_in()
