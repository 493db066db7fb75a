"""How a request finds its page."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.utils.translation import get_language, gettext
from wagtail import views as wagtail_views
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from languages.routing.middleware import negotiate
from languages.routing.registry import offered_language


def welcome(request: HttpRequest) -> HttpResponse:
    """`/` sends each reader to the home page in their language."""
    language = offered_language(negotiate(request))
    if language is None:
        raise Http404
    return HttpResponseRedirect(language.url)


def find_route(request: HttpRequest, path: str) -> RouteResult | None:
    """The page that serves `path` below the home of the active language, or None.

    Wagtail walks down the tree with two queries a level; here all addresses on the way are looked up at once and the
    deepest page that exists routes what remains.
    """
    language = offered_language(get_language())
    if language is None:
        return None
    steps = [step for step in path.split("/") if step]
    addresses = [
        language.home_url_path + "".join(f"{step}/" for step in steps[:depth]) for depth in range(len(steps) + 1)
    ]
    page = Page.objects.filter(url_path__in=addresses).order_by("-depth").specific().first()
    if page is None or page.locale_id != language.locale_id:
        # A text that strayed below the home of another language is not served in its name.
        return None
    remaining = steps[len([step for step in page.url_path[len(language.home_url_path) :].split("/") if step]) :]
    try:
        return page.route(request, remaining)
    except Http404:
        return None


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Wagtail's own view, hooks and all, with the route found our way."""
    # The attribute in which Page.route_for_request() keeps its result; Wagtail has no public way to replace it.
    request._wagtail_route_for_request = find_route(request, path)  # type: ignore[attr-defined]
    return wagtail_views.serve(request, path)


def closed(request: HttpRequest) -> HttpResponse:
    """PermissionDenied would become a redirect in the admin; an answer says plainly that nobody may use this
    address."""
    return HttpResponseForbidden(gettext("This screen is not used on this site."))
