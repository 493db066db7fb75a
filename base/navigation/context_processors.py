"""What every public template has, read only when a template asks for it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from base.navigation.menus import navigation
from languages.routing import registry
from languages.routing.alternates import homes


def _site_name() -> str:
    """The coalition's name in the reader's language: the title of its home page, as `manage.py start` was told it."""
    home = registry.offered_language(get_language()) or registry.default_language()
    return home.home_title if home else settings.WAGTAIL_SITE_NAME


def site(request: HttpRequest) -> dict[str, Any]:
    """`menu`, `footer`, `alternates` (the home pages, unless a page brings its own), names and addresses."""
    language = get_language() or settings.LANGUAGE_CODE
    site_name = SimpleLazyObject(_site_name)
    if request.path.startswith(reverse("wagtailadmin_home")):
        # Wagtail's own templates ask for names like ours ("search_url") and must not find them; and on the page to log
        # in, "site_name" is the host's.
        return {"coalition": site_name}
    return {
        "site_name": site_name,
        "home_url": f"/{language}/",
        "search_url": f"/{language}/search/",
        "menu": SimpleLazyObject(lambda: navigation("main", request).entries),
        "footer": SimpleLazyObject(lambda: navigation("footer", request)),
        "alternates": SimpleLazyObject(homes),
    }
