"""How often somebody may try a password: django-axes counts, here it is said how much and for how long.

What is counted are wrong passwords, of an account (whether there is one or not) and from an address. Who has had too
many waits, and during the pause the right password is refused like a wrong one.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import ngettext

#: An address may try so many times what an account may be tried: behind one there may be an office, or a course.
ADDRESS_TO_ACCOUNT = 3


class LimitsHandler(AxesDatabaseHandler):
    """Counts in the database, which all processes share, with one limit for an account and one for an address."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """The wrong passwords that count, in those of an account."""
        counted = zip(self.get_user_attempts(request, credentials), _limits(), strict=True)
        return max(_sum(attempts) * settings.AXES_FAILURE_LIMIT // limit for attempts, limit in counted)

    def pause(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> timedelta:
        """How long nobody may try this account, or from this address."""
        counted = zip(self.get_user_attempts(request, credentials), _limits(), strict=True)
        ends = [_end(attempts, limit) for attempts, limit in counted]
        return max([end - timezone.now() for end in ends if end], default=timedelta())


def _limits() -> tuple[int, int]:
    """In the order of AXES_LOCKOUT_PARAMETERS."""
    limit: int = settings.AXES_FAILURE_LIMIT
    return limit, limit * ADDRESS_TO_ACCOUNT


def _sum(attempts: Iterable[AccessAttempt]) -> int:
    return sum(attempt.failures_since_start for attempt in attempts)


def _end(attempts: QuerySet[AccessAttempt], limit: int) -> datetime | None:
    """When fewer than the limit will be left, since the oldest are forgotten; None where fewer are."""
    found = list(attempts.order_by("attempt_time"))
    left = _sum(found)
    end = None
    while left >= limit:
        oldest = found.pop(0)
        left -= oldest.failures_since_start
        end = oldest.attempt_time + settings.AXES_COOLOFF_TIME
    return end


def is_paused(request: HttpRequest, credentials: dict[str, Any]) -> bool:
    """Whether no password is looked at now; said to the person by `pause_told` and `paused_answer`."""
    if AxesProxyHandler.is_allowed(request, credentials):
        return False
    request.axes_locked_out = True  # type: ignore[attr-defined]
    request.axes_credentials = credentials  # type: ignore[attr-defined]
    return True


def was_refused(request: HttpRequest | None) -> bool:
    """Whether this request came during a pause, or began one."""
    return bool(getattr(request, "axes_locked_out", False))


def pause_of(request: HttpRequest) -> timedelta:
    handler: Any = AxesProxyHandler.get_implementation()
    pause: timedelta = handler.pause(request, getattr(request, "axes_credentials", None))
    return pause


def pause_told(request: HttpRequest) -> str:
    """What is said to somebody who has to wait, in the active language."""
    minutes = max(1, ceil(pause_of(request) / timedelta(minutes=1)))
    text = ngettext(
        "There were too many wrong passwords. Please wait %(minutes)d minute, then try again: until then the right one "
        "is not accepted either.",
        "There were too many wrong passwords. Please wait %(minutes)d minutes, then try again: until then the right "
        "one is not accepted either.",
        minutes,
    )
    return text % {"minutes": minutes}


def paused_answer(request: HttpRequest, answer: HttpResponse, credentials: Any = None) -> HttpResponse:
    """What the form answers, which says why, as "too many requests" (RFC 6585). Called by axes' middleware."""
    answer.status_code = 429
    answer["Retry-After"] = str(max(1, ceil(pause_of(request).total_seconds())))
    return answer


def forget_past() -> int:
    """Delete what is no longer counted: names, addresses and browsers of people who mistyped. Returns how many rows.

    axes does so whenever somebody logs in, or fails to; maybe nobody does.
    """
    past = AccessAttempt.objects.filter(attempt_time__lte=timezone.now() - settings.AXES_COOLOFF_TIME)
    number: int = past.delete()[0]
    return number
