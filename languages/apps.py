from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LanguagesConfig(AppConfig):
    """Everything multilingual. Knows Wagtail and wagtail-localize, and no page type of ours."""

    name = "languages"
    verbose_name = _("Languages")

    def ready(self) -> None:
        from languages import checks, signals  # noqa: F401  (checks register themselves)
        from languages.locales import database_collation

        database_collation.connect()
        signals.connect()
