from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """Events: what is coming, and what was."""

    name = "events"
    verbose_name = _("Events")

    def ready(self) -> None:
        from events import dashboard, listings

        listings.plug_in()
        dashboard.plug_in()
