"""What is done to every request and every answer."""

import re
from collections.abc import Callable
from traceback import walk_tb
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.urls import reverse
from django.utils.datastructures import MultiValueDictKeyError

TEXTS = ("text/", "application/json", "application/xml", "image/svg+xml")

#: The largest number that both databases keep.
LARGEST = 2**63 - 1
_NUMBER = re.compile(r"\s*[-+]?([\d_]+)\s*")
#: Parameters of addresses that hold words, in which any number may be sought.
_WORDS = {"q", "search"}
#: Parameters of the admin's addresses that hold numbers of rows. "all" is what its bulk screens say of a whole list.
_NUMBERS = {"id", "collection_id"}


class CompressionMiddleware(GZipMiddleware):
    """Pages travel compressed, on `make run` and where no web server in front does it.

    Django's middleware, for texts only: it would compress pictures and documents too, which gains nothing. It makes
    each answer longer by a random number of bytes, so that its length tells nothing of the CSRF token (BREACH).
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not response.get("Content-Type", "").startswith(TEXTS):
            return response
        return super().process_response(request, response)


class AddressMiddleware:
    """An address that no database could look up is refused in words, once for all views: Wagtail's hand on what they
    are sent, and the database answers with an error. So is a form that lacks what its screen always sends.

    Zero bytes (PostgreSQL takes none), numbers beyond 64 bits, and words where the admin expects numbers of rows.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info:
            raise Http404
        # The site's own pages ignore what means nothing in their addresses.
        if request.path_info.startswith(reverse("wagtailadmin_home")) and any(
            not _is_usable(name, value) for name, values in request.GET.lists() for value in values
        ):
            raise BadRequest("The address cannot be looked up.")
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        for value in (*args, *kwargs.values()):
            if (isinstance(value, int) and value > LARGEST) or (isinstance(value, str) and _is_too_large(value)):
                raise Http404

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """A form lacks a field that its screen always sends, or has nonsense in it: Wagtail counts the blocks of a body
        by one."""
        if isinstance(exception, MultiValueDictKeyError):
            raise BadRequest("A field is missing.") from exception
        if isinstance(exception, ValueError | TypeError) and _is_about_fields(exception):
            raise BadRequest("A field cannot be read.") from exception


def _is_about_fields(exception: Exception) -> bool:
    """Whether it was raised where blocks and widgets (Wagtail's, Django's, ours) read what was sent."""
    return any(frame.f_code.co_name == "value_from_datadict" for frame, _line in walk_tb(exception.__traceback__))


def _is_too_large(value: str) -> bool:
    number = _NUMBER.fullmatch(value)
    digits = number[1].replace("_", "").lstrip("0") if number else ""
    # Python refuses to read thousands of digits.
    return len(digits) > 19 or (bool(digits) and int(digits) > LARGEST)


def _is_usable(name: str, value: str) -> bool:
    if "\x00" in name or "\x00" in value:
        return False
    if name not in _WORDS and _is_too_large(value):
        return False
    # An empty number is one that was not chosen.
    return name not in _NUMBERS or value in {"", "all"} or (value.isascii() and value.isdigit())
