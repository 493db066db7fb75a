from django.apps import AppConfig


class CmsConfig(AppConfig):
    """The roof: settings, addresses, search and error pages."""

    name = "cms"
