"""What is answered where a request could not be done: each time in words, and in JSON to scripts that sent JSON."""

import errno
import sqlite3
import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import get_language, get_language_bidi, gettext

from languages.routing.alternates import homes

# A full disk, a quota that is used up; and the same of a database's, by PostgreSQL's code and SQLite's.
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
_DISK_FULL = "53100"


def _refused(request: HttpRequest, reason: str, status: int) -> HttpResponse:
    if request.content_type == "application/json":
        return JsonResponse({"error": reason, "code": "refused"}, status=status)
    context = {
        "reason": reason,
        "status": status,
        "code": get_language() or "en",
        "direction": "rtl" if get_language_bidi() else "ltr",
    }
    return HttpResponse(loader.get_template("refused.html").render(context), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Shown for what makes no sense (400), or is more than the site reads at once (413)."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        reason = gettext(
            "More was sent at once than this site takes. Go back in your browser: what you typed should still be there."
        )
        return _refused(request, reason, 413)
    return _refused(request, gettext("The site does not understand what was sent."), 400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", {"alternates": homes()}, status=404)


def _is_full(exception: BaseException | None) -> bool:
    """Whether there is no room left for a file, or in the database."""
    if isinstance(exception, OSError):
        return exception.errno in _NO_ROOM
    if not isinstance(exception, OperationalError):
        return False
    cause = exception.__cause__
    return getattr(cause, "sqlstate", "") == _DISK_FULL or getattr(cause, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL


def broken(request: HttpRequest) -> HttpResponse:
    """Shown when something of ours failed: no context, no database. A full disk is said to be one."""
    exception = sys.exc_info()[1]
    if _is_full(exception):
        reason = gettext("There is no room left on the server, and nothing was saved. Please tell an administrator.")
        return _refused(request, reason, 507)
    return HttpResponseServerError(loader.get_template("500.html").render())
