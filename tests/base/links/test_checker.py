"""When addresses are checked, in which order, and what is made of the answers."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from base.links import checker
from base.links.checker import PAUSE, claim, in_turn, record, run
from base.links.probe import Answer, Fetcher
from base.models import CheckedAddress
from base.models.links import Outcome
from tests.factories.publications import PublicationPageFactory

pytestmark = pytest.mark.django_db

GOOD, GONE, SILENT = Answer(Outcome.GOOD, 200), Answer(Outcome.NOT_FOUND, 404), Answer(Outcome.NO_ANSWER)
UNKNOWN = Answer(Outcome.UNKNOWN, 403)
MOVED = Answer(Outcome.GOOD, 200, "https://new.example/")
NIGHT = datetime(2026, 3, 1, 3, 10, tzinfo=UTC)
DAY = timedelta(days=1)


class Clock:
    """Time passes while somebody sleeps, or is asked."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The moment that it is, to be changed by the test."""
    found = [NIGHT]
    monkeypatch.setattr(checker.timezone, "now", lambda: found[0])
    return found


def due(*urls: str, at: datetime = NIGHT) -> list[CheckedAddress]:
    return [CheckedAddress.objects.create(url=url, next_check=at) for url in urls]


def check(answers: dict[str, Answer] | Answer, *, seconds: float = 3600, limit: int = 100, each: float = 1) -> Any:
    """A run in which every question takes a second: what it found, whom it asked and when."""
    clock, asked = Clock(), []

    def fetch(url: str) -> Answer:
        asked.append((url, clock.now))
        clock.now += each
        return answers if isinstance(answers, Answer) else answers[url]

    tally = run(fetch, limit=limit, seconds=seconds, clock=clock, sleep=clock.sleep)
    return tally, asked


def nights(*answers: Answer) -> CheckedAddress:
    """What is known of an address after so many nights with these answers."""
    address = CheckedAddress(url="https://a.example/", next_check=NIGHT)
    for number, answer in enumerate(answers):
        record(address, answer, NIGHT + number * DAY)
    return address


# What is made of answers ---------------------------------------------------------------------------------------------


def test_an_address_that_fails_once_is_not_broken() -> None:
    found = nights(GOOD, GONE)
    assert (found.outcome, found.status, found.since, found.is_broken) == ("not_found", 404, NIGHT + DAY, False)


@pytest.mark.parametrize("second", [GONE, SILENT, Answer(Outcome.CERTIFICATE)])
def test_an_address_that_fails_on_two_nights_is_broken_since_the_first(second: Answer) -> None:
    found = nights(GONE, second)
    assert (found.outcome, found.since, found.is_broken) == (second.outcome, NIGHT, True)


def test_two_failures_within_a_day_are_one() -> None:
    address = nights()
    for hours in (0, 6, 12):
        record(address, SILENT, NIGHT + timedelta(hours=hours))
    assert not address.is_broken


@pytest.mark.parametrize("answer", [GOOD, UNKNOWN])
def test_an_answer_ends_a_failure(answer: Answer) -> None:
    found = nights(GONE, GONE, answer, GONE)
    assert (found.since, found.is_broken) == (NIGHT + 3 * DAY, False)


def test_an_address_that_moves_on_has_moved_since_then() -> None:
    found = nights(MOVED, MOVED, Answer(Outcome.GOOD, 200, "https://newer.example/"))
    assert found.since == NIGHT + 2 * DAY


def test_what_cannot_be_told_is_never_broken() -> None:
    found = nights(*[UNKNOWN] * 5)
    assert (found.outcome, found.status, found.is_broken, found.since) == ("unknown", 403, False, None)


def test_an_address_that_moved_is_not_broken_and_says_where_to_since_when() -> None:
    found = nights(GOOD, MOVED, MOVED)
    assert (found.outcome, found.moved_to, found.is_broken) == ("good", "https://new.example/", False)
    assert found.since == NIGHT + DAY


def test_a_failure_does_not_begin_with_the_move_before_it() -> None:
    found = nights(MOVED, GONE)
    assert (found.moved_to, found.since, found.is_broken) == ("", NIGHT + DAY, False)


@given(st.lists(st.sampled_from([GOOD, GONE, SILENT, UNKNOWN, MOVED]), min_size=1, max_size=8))
def test_broken_is_what_failed_on_the_last_two_nights(answers: list[Answer]) -> None:
    assert nights(*answers).is_broken == (len(answers) > 1 and {*answers[-2:]} <= {GONE, SILENT})


@pytest.mark.parametrize(("answer", "days"), [(GOOD, 7), (UNKNOWN, 7), (MOVED, 7), (GONE, 1), (SILENT, 1)])
def test_good_ones_are_checked_every_week_and_others_every_night(
    today: list[datetime], answer: Answer, days: int
) -> None:
    """Though each night comes to them at another minute."""
    due("https://a.example/")
    check(answer)
    for later in range(1, days):
        today[0] = NIGHT + later * DAY + timedelta(hours=1)
        assert check(answer)[1] == []
    today[0] = NIGHT + days * DAY - timedelta(hours=1)
    assert len(check(answer)[1]) == 1


# Whom a run asks -----------------------------------------------------------------------------------------------------


def test_an_address_is_asked_once_in_a_run_and_what_has_waited_longest_first(today: list[datetime]) -> None:
    due("https://a.example/", at=NIGHT - DAY)
    due("https://b.example/", at=NIGHT - 2 * DAY)
    due("https://c.example/", at=NIGHT + DAY)
    _tally, asked = check(GONE)
    assert [url for url, _moment in asked] == ["https://b.example/", "https://a.example/"]


def test_a_run_asks_no_more_than_its_limit_and_ends_in_time(today: list[datetime]) -> None:
    due(*(f"https://{letter}.example/" for letter in "abcdefgh"))
    assert len(check(GOOD, limit=3)[1]) == 3
    assert len(check(GOOD, seconds=2)[1]) == 2
    assert CheckedAddress.objects.filter(outcome="").count() == 3


def test_one_host_is_asked_with_pauses_and_others_meanwhile(today: list[datetime]) -> None:
    due(*(f"https://a.example/{number}" for number in range(3)), "https://b.example/", "https://c.example/")
    _tally, asked = check(GOOD, each=0.5)
    moments = [moment for url, moment in asked if "a.example" in url]
    assert all(later - earlier >= PAUSE for earlier, later in zip(moments, moments[1:], strict=False))
    assert [url[8] for url, _moment in asked] == ["a", "b", "c", "a", "a"]


def test_nobody_sleeps_after_the_last_address(today: list[datetime]) -> None:
    clock = Clock()
    assert len(list(in_turn(due("https://a.example/"), clock, clock.sleep))) == 1
    assert clock.slept == []


def test_of_two_runs_one_checks_an_address(today: list[datetime]) -> None:
    (address,) = due("https://a.example/")
    asked = []

    def fetch(url: str) -> Answer:
        asked.append(url)
        if len(asked) == 1:
            run(fetch, limit=9, seconds=9)  # another one that begins now
        return GOOD

    run(fetch, limit=9, seconds=9)
    assert asked == ["https://a.example/"]
    assert CheckedAddress.objects.get().outcome == "good"


def test_what_a_run_took_and_did_not_check_is_taken_again_later() -> None:
    (address,) = due("https://a.example/")
    assert claim(address, NIGHT)
    assert not claim(address, NIGHT + timedelta(minutes=50))
    assert claim(address, NIGHT + timedelta(minutes=70))


# A machine that is offline -------------------------------------------------------------------------------------------


def test_where_nobody_answers_nothing_is_noted(today: list[datetime]) -> None:
    due(*(f"https://{letter}.example/" for letter in "abc"))
    tally, _asked = check(SILENT)
    assert tally.is_offline
    assert not tally.outcomes
    assert set(CheckedAddress.objects.values_list("outcome", "checked_at", "next_check")) == {("", None, NIGHT)}


@pytest.mark.parametrize(("witness", "offline"), [(GOOD, False), (UNKNOWN, False), (SILENT, True)])
def test_who_answered_the_last_time_is_asked_whether_this_machine_is_offline(
    today: list[datetime], witness: Answer, offline: bool
) -> None:
    """On most nights only failing addresses are due: their silence says nothing of the machine."""
    urls = [f"https://{letter}.example/" for letter in "abc"]
    due(*urls)
    good = {"outcome": Outcome.GOOD, "checked_at": NIGHT - DAY, "next_check": NIGHT + 6 * DAY}
    for url in ("https://a.example/also", "https://d.example/"):
        CheckedAddress.objects.create(url=url, **good)
    tally, asked = check({**dict.fromkeys(urls, SILENT), "https://d.example/": witness})
    assert tally.is_offline == offline
    assert tally.failed == (0 if offline else 3)
    assert [url for url, _moment in asked] == [*urls, "https://d.example/"]


def test_silence_before_the_first_answer_is_noted_after_it(today: list[datetime]) -> None:
    urls = [f"https://{letter}.example/" for letter in "abcd"]
    due(*urls)
    tally, _asked = check({**dict.fromkeys(urls, SILENT), urls[2]: GONE})
    assert (tally.is_offline, tally.failed) == (False, 4)
    assert CheckedAddress.objects.filter(outcome="no_answer").count() == 3


def test_the_silence_of_a_few_hosts_is_theirs(today: list[datetime]) -> None:
    due(*(f"https://a.example/{number}" for number in range(5)), "https://b.example/")
    assert check(SILENT)[0].failed == 6


# The command ---------------------------------------------------------------------------------------------------------


def command(monkeypatch: pytest.MonkeyPatch, answer: Answer, **options: Any) -> tuple[str, str]:
    monkeypatch.setattr(Fetcher, "fetch", lambda self, url: answer)
    monkeypatch.setattr(checker, "PAUSE", 0)
    out, err = StringIO(), StringIO()
    call_command("check_links", stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def test_the_command_checks_what_pages_link_to(monkeypatch: pytest.MonkeyPatch) -> None:
    PublicationPageFactory(web_address="https://a.example/")
    out, _err = command(monkeypatch, GONE)
    assert out == "Addresses checked: 0 good, 1 failed, 0 cannot be told.\n"
    assert CheckedAddress.objects.get().status == 404
    assert command(monkeypatch, GONE, verbosity=0) == ("", "")


def test_the_command_complains_where_the_machine_is_offline(monkeypatch: pytest.MonkeyPatch) -> None:
    for letter in "abc":
        PublicationPageFactory(web_address=f"https://{letter}.example/")
    with pytest.raises(SystemExit):
        command(monkeypatch, SILENT)


def test_who_asks_is_named_in_letters_that_can_be_sent(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.WAGTAIL_SITE_NAME = "ائتلاف"
    settings.WAGTAILADMIN_BASE_URL = "https://coalition.example"
    PublicationPageFactory(web_address="https://a.example/")
    names: list[str] = []

    def fetch(self: Fetcher, url: str) -> Answer:
        names.append(self.name)
        return GOOD

    monkeypatch.setattr(Fetcher, "fetch", fetch)
    call_command("check_links", verbosity=0)
    assert names[0].isascii()
    assert names[0].endswith("link check (+https://coalition.example)")
