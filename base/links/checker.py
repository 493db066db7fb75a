"""Checks the addresses that published pages link to: good ones every week, bad ones every night.

An address counts as broken once it failed twice, a day apart: a site that is down for an evening is nobody's business.
"""

import heapq
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.utils import timezone

from base.links.probe import Answer
from base.models.links import CheckedAddress, Outcome

FAILURES = (Outcome.NOT_FOUND, Outcome.NO_ANSWER, Outcome.CERTIFICATE)

# Each less than the week or the night that is meant: a run does not come to an address at the same minute every time.
GOOD_AGAIN = timedelta(days=6, hours=12)
BAD_AGAIN = timedelta(hours=12)
APART = timedelta(hours=20)
# Whoever is about to check an address has it for this long.
CLAIM = timedelta(hours=1)
# Seconds between two questions to one host.
PAUSE = 2.0
# Where nobody answers, so many hosts that answered the last time are asked whether it is this machine that is offline;
# where there are none, so many silent hosts say so.
WITNESSES = SILENT_HOSTS = 3


@dataclass
class Tally:
    """What a run found; `is_offline` if it found nothing out."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    is_offline: bool = False

    @property
    def failed(self) -> int:
        return sum(self.outcomes[outcome] for outcome in FAILURES)


def host_of(url: str) -> str:
    return urlsplit(url).hostname or ""


def claim(address: CheckedAddress, now: datetime) -> bool:
    """Whether it is ours to check: of several runs, one gets it."""
    return bool(
        CheckedAddress.objects.filter(pk=address.pk, next_check__lte=now).update(next_check=now + CLAIM)
    )  # fmt: skip


def record(address: CheckedAddress, answer: Answer, now: datetime) -> None:
    """What was found, put down on an address and not saved yet. What cannot be told is no failure."""
    failed_before, moved_before = address.outcome in FAILURES, address.moved_to
    has_failed = answer.outcome in FAILURES
    goes_on = failed_before if has_failed else moved_before == answer.moved_to
    if not has_failed and not answer.moved_to:
        address.since = None
    elif not goes_on or address.since is None:
        address.since = now
    address.is_broken = has_failed and address.since is not None and now - address.since >= APART
    address.outcome, address.status, address.moved_to = answer.outcome, answer.status, answer.moved_to
    address.checked_at = now
    address.next_check = now + (BAD_AGAIN if has_failed else GOOD_AGAIN)


def in_turn(
    addresses: Iterable[CheckedAddress], clock: Callable[[], float], sleep: Callable[[float], None]
) -> Iterator[CheckedAddress]:
    """Those of one host in their order, with a pause after each; meanwhile those of others."""
    waiting: dict[str, deque[CheckedAddress]] = {}
    for address in addresses:
        waiting.setdefault(host_of(address.url), deque()).append(address)
    turns = [(0.0, place, host) for place, host in enumerate(waiting)]
    while turns:
        moment, place, host = heapq.heappop(turns)
        if moment > clock():
            sleep(moment - clock())
        yield waiting[host].popleft()
        if waiting[host]:
            heapq.heappush(turns, (clock() + PAUSE, place, host))


def run(
    fetch: Callable[[str], Answer],
    *,
    limit: int,
    seconds: float,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Tally:
    """Check what is due, what has waited longest first, until `seconds` are over."""
    tally = Tally()
    ends = clock() + seconds
    due = CheckedAddress.objects.filter(next_check__lte=timezone.now()).order_by("next_check", "pk")[:limit]
    # Silence says nothing of an address before somebody else has answered.
    silent: list[tuple[CheckedAddress, Answer]] = []
    has_answer = False
    for address in in_turn(due, clock, sleep):
        if clock() >= ends:
            break
        if not claim(address, timezone.now()):
            continue
        answer = fetch(address.url)
        has_answer = has_answer or is_heard(answer)
        if answer.outcome == Outcome.NO_ANSWER and not has_answer:
            silent.append((address, answer))
        else:
            _write(tally, [(address, answer)])
        if has_answer:
            _write(tally, silent)
            silent = []
    if silent and is_offline(fetch, [address for address, _answer in silent]):
        tally.is_offline = True
        CheckedAddress.objects.filter(pk__in=[address.pk for address, _answer in silent]).update(
            next_check=timezone.now()
        )
    else:
        _write(tally, silent)
    return tally


def is_heard(answer: Answer) -> bool:
    """Whether the host answered at all, if only with an error or a bad certificate."""
    return answer.status is not None or answer.outcome == Outcome.CERTIFICATE


def is_offline(fetch: Callable[[str], Answer], silent: Iterable[CheckedAddress]) -> bool:
    hosts = {host_of(address.url) for address in silent}
    good = (
        CheckedAddress.objects.filter(outcome=Outcome.GOOD).order_by("-checked_at", "pk").values_list("url", flat=True)
    )
    witnesses = {host_of(url): url for url in good.iterator() if host_of(url) not in hosts}
    if not witnesses:
        return len(hosts) >= SILENT_HOSTS
    return not any(is_heard(fetch(url)) for url in list(witnesses.values())[:WITNESSES])


def _write(tally: Tally, found: Iterable[tuple[CheckedAddress, Answer]]) -> None:
    for address, answer in found:
        record(address, answer, timezone.now())
        address.save()
        tally.outcomes[answer.outcome] += 1
