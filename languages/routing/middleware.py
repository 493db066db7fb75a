"""The language of a request, among the languages that the site is published in."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from languages.routing.registry import default_language, lend_interfaces, locale_codes, offered

COOKIE = settings.LANGUAGE_COOKIE_NAME


def negotiate(request: HttpRequest) -> str:
    """The language to greet a reader in: the one they chose before, then what their browser asks for, then the
    site's own. Only languages with a published home page count.
    """
    codes = {language.code for language in offered()}
    wished = [request.COOKIES.get(COOKIE, "").lower()]
    for code, quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if quality:  # "fr;q=0" says: anything but French
            wished += [code, code.split("-")[0]]
    default = default_language()
    return next((code for code in wished if code in codes), default.code if default else settings.LANGUAGE_CODE)


class LanguageMiddleware:
    """Activates the language that the address names, where it is offered; elsewhere the reader's best language.

    Replaces Django's LocaleMiddleware, which would answer in any language of the settings, whether or not the site
    is published in it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        lend_interfaces()
        first = request.path_info.lstrip("/").split("/", 1)[0]
        named = any(language.code == first for language in offered())
        if getattr(request, "is_dummy", False):  # a preview, which shows drafts in languages without a public home too
            named = named or first in locale_codes().values()
        code = first if named else negotiate(request)
        request.LANGUAGE_CODE = code  # type: ignore[attr-defined]
        with translation.override(code):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", code)
        if not named:
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response
