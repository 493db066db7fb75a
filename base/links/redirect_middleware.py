"""Redirects are followed to pages that the reader may read."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.contrib.redirects.middleware import RedirectMiddleware, get_redirect
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from languages.routing.registry import offered_language


class PublicRedirectMiddleware(RedirectMiddleware):
    """Wagtail's leads to drafts and private pages too, and thereby tells what they are called.

    (Wagtail 7.4; to be deleted when `RedirectMiddleware` asks whether the page is live and may be read.)
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        answer: HttpResponseBase = super().process_response(request, response)
        if answer is response:
            return response
        redirect = _redirect_of(request)
        if redirect is None:
            return response  # in doubt nothing is told
        page = redirect.redirect_page
        return answer if page is None or _may_be_read(page, request) else response


def _redirect_of(request: HttpRequest) -> Redirect | None:
    """The one that Wagtail followed: with the query of the address, else without."""
    path = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
    found = get_redirect(request, path)
    return found or get_redirect(request, path.partition("?")[0])


def _may_be_read(page: Page, request: HttpRequest) -> bool:
    language = offered_language(page.locale.language_code)
    if not page.live or language is None or not page.path.startswith(language.home_path):
        return False
    restrictions = page.get_view_restrictions()
    return all(restriction.accept_request(request) for restriction in restrictions)
