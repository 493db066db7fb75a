"""What is done to every answer."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXTS = ("text/", "application/json", "application/xml", "image/svg+xml")


class CompressionMiddleware(GZipMiddleware):
    """Pages travel compressed, on `make run` and where no web server in front does it.

    Django's middleware, for texts only: it would compress pictures and documents too, which gains nothing. It makes
    each answer longer by a random number of bytes, so that its length tells nothing of the CSRF token (BREACH).
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not response.get("Content-Type", "").startswith(TEXTS):
            return response
        return super().process_response(request, response)
