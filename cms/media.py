"""Uploaded files at `/media/`, where no web server in front hands them out: `make run` and `make dev`."""

import posixpath

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.static import serve

#: The directories of MEDIA_ROOT that everybody may read. The others hold documents, which a view hands out that knows
#: which of them are private, and uploads that nobody has finished. `docs/nginx.conf` names the same ones.
PUBLIC_DIRECTORIES = ("images", "original_images", "avatar_images")


def serve_media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A file of the public directories.

    The path is decided upon as `django.views.static.serve` will read it: without doubled slashes and dots.

    Raises:
        Http404: there is no such file, it is not public, or the path is none that a file can have.
    """
    file = posixpath.normpath(f"/{path}").lstrip("/")
    if file.split("/")[0] not in PUBLIC_DIRECTORIES or "\\" in file:
        raise Http404
    try:
        return serve(request, file, document_root=str(settings.MEDIA_ROOT))
    except (OSError, ValueError):  # longer than the file system takes, or with a zero byte in it
        raise Http404 from None
