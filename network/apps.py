from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworkConfig(AppConfig):
    """The people and organisations of the coalition, their roles, and the credits that any page can carry."""

    name = "network"
    verbose_name = _("Network")

    def ready(self) -> None:
        from network import listings

        listings.plug_in()
