from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BaseConfig(AppConfig):
    """What every page of the site shares: bodies, pictures, documents, people with log-ins, menus, listings."""

    name = "base"
    verbose_name = _("Base")

    def ready(self) -> None:
        from base import checks  # noqa: F401  (checks register themselves)
        from base.admin import wagtail_labels
        from base.geo import country_order
        from base.links import index, redirects
        from base.navigation import menus

        wagtail_labels.put_in_place()
        country_order.put_in_place()
        index.connect()
        menus.connect()
        redirects.connect()
