from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """Home pages, standard pages, and the demonstration site."""

    name = "home"
    verbose_name = _("Home")

    def ready(self) -> None:
        from home import checks  # noqa: F401
