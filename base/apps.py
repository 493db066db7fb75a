from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BaseConfig(AppConfig):
    """What every page of the site shares: bodies, pictures, documents, people with log-ins, menus, listings."""

    name = "base"
    verbose_name = _("Base")

    def ready(self) -> None:
        from base import link_index, navigation, redirects
        from base.admin import wagtail_labels

        wagtail_labels.put_in_place()
        link_index.connect()
        navigation.connect()
        redirects.connect()
