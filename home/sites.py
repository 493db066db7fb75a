"""The first pages of a site: one home per language, and the place that Wagtail serves from."""

from wagtail.models import Locale, Page, Site

from languages.locales import cldr


def require_language(code: str) -> None:
    """Raises ValueError for what is no language of CLDR."""
    if not cldr.is_known(code):
        raise ValueError(f"{code!r} is no language of CLDR, written as in “es” or “pt-br”.")


def locale_for(code: str) -> Locale:
    """The locale of a language, made where it is missing; raises ValueError for what is no language."""
    require_language(code)
    return Locale.objects.get_or_create(language_code=code)[0]


def serve_from(home: Page, name: str) -> None:
    """Make `home` the root of the default site, and remove the page that Wagtail's first migration put there.

    What is above the homes of all languages, "Root" to Wagtail, is called as the coalition in editors' breadcrumbs.
    """
    site = Site.objects.filter(is_default_site=True).first() or Site(hostname="localhost", is_default_site=True)
    site.root_page = home
    site.site_name = name
    site.save()
    Page.objects.filter(depth=1).update(title=name, draft_title=name)
    for page in Page.objects.filter(depth=2):
        if page.specific_class is Page:
            page.delete()
