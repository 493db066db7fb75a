from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from base.listings.facet_kinds import FacetKind


class PillarsConfig(AppConfig):
    """The coalition's pillars and thematic areas. They are content: names, number and order are the admin's."""

    name = "pillars"
    verbose_name = _("Pillars and thematic areas")

    facet_kinds = (
        FacetKind(
            name="theme",
            model="pillars.ThematicAreaPage",
            label=_("Thematic areas"),
            label_in_block=_("Only of this theme"),
            is_filter=True,
        ),
        FacetKind(
            name="pillar", model="pillars.PillarPage", label=_("Pillars"), label_in_block=_("Only of this pillar")
        ),
    )

    def ready(self) -> None:
        from pillars import listings

        listings.plug_in()
