from django.apps import AppConfig


class CmsConfig(AppConfig):
    """The roof: settings, addresses, search and error pages."""

    name = "cms"

    def ready(self) -> None:
        from cms import checks  # noqa: F401  (checks register themselves)
