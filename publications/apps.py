from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublicationsConfig(AppConfig):
    """Papers, reports, studies, tools and guides."""

    name = "publications"
    verbose_name = _("Publications")

    def ready(self) -> None:
        from publications import listings

        listings.plug_in()
