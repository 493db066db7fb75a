"""The first pages of a site: one home per language, and the place that Wagtail serves from."""

from django.conf import settings
from wagtail.models import Locale, Page, Site


def require_catalogue(code: str) -> None:
    """Raises ValueError for a language in which the site cannot be offered."""
    if code not in dict(settings.LANGUAGES):
        raise ValueError(f"There is no locale/{code}/LC_MESSAGES/django.po; add one (it may be empty).")


def locale_for(code: str) -> Locale:
    """The locale of a language that has a catalogue; raises ValueError for others."""
    require_catalogue(code)
    return Locale.objects.get_or_create(language_code=code)[0]


def serve_from(home: Page, name: str) -> None:
    """Make `home` the root of the default site, and remove the page that Wagtail's first migration put there."""
    site = Site.objects.filter(is_default_site=True).first() or Site(hostname="localhost", is_default_site=True)
    site.root_page = home
    site.site_name = name
    site.save()
    for page in Page.objects.filter(depth=2):
        if page.specific_class is Page:
            page.delete()
