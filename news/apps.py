from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsConfig(AppConfig):
    """News, blog posts, press releases, and what the press writes."""

    name = "news"
    verbose_name = _("News")

    def ready(self) -> None:
        from news import listings

        listings.plug_in()
