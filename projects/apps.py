from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    """What the coalition undertakes together with others."""

    name = "projects"
    verbose_name = _("Projects")

    def ready(self) -> None:
        from projects import listings

        listings.plug_in()
