"""From local times to moments in UTC."""

from datetime import UTC, date, datetime, time

import pytest

from events import local_time

ISTANBUL = "Europe/Istanbul"


def utc(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def test_ten_o_clock_in_istanbul_in_june_2016_is_seven_in_utc() -> None:
    starts, ends = local_time.span(date(2016, 6, 8), time(10), date(2016, 6, 8), time(11, 15), ISTANBUL)
    assert (starts, ends) == (utc(2016, 6, 8, 7), utc(2016, 6, 8, 8, 15))


def test_the_same_hour_is_another_moment_in_winter_and_in_summer() -> None:
    assert local_time.moment(date(2016, 1, 8), time(10), "Europe/Madrid") == utc(2016, 1, 8, 9)
    assert local_time.moment(date(2016, 7, 8), time(10), "Europe/Madrid") == utc(2016, 7, 8, 8)


def test_an_hour_that_the_clocks_skip_counts_as_if_they_had_not_changed_yet() -> None:
    # Madrid, 27 March 2016: 02:00 became 03:00.
    assert local_time.moment(date(2016, 3, 27), time(2, 30), "Europe/Madrid") == utc(2016, 3, 27, 1, 30)
    assert local_time.moment(date(2016, 3, 27), time(3, 30), "Europe/Madrid") == utc(2016, 3, 27, 1, 30)


def test_of_an_hour_that_comes_twice_the_first_is_meant() -> None:
    # Madrid, 30 October 2016: 03:00 became 02:00.
    assert local_time.moment(date(2016, 10, 30), time(2, 30), "Europe/Madrid") == utc(2016, 10, 30, 0, 30)


def test_a_day_on_which_the_clocks_change_has_23_or_25_hours() -> None:
    for day, hours in ((date(2016, 3, 27), 23), (date(2016, 10, 30), 25), (date(2016, 10, 31), 24)):
        starts, ends = local_time.span(day, None, None, None, "Europe/Madrid")
        assert (ends - starts).total_seconds() == hours * 3600


def test_a_day_begins_where_its_midnight_is_skipped() -> None:
    # Beirut, 27 March 2016: 00:00 became 01:00.
    assert local_time.moment(date(2016, 3, 27), None, "Asia/Beirut") == utc(2016, 3, 26, 22)
    assert local_time.end_of(date(2016, 3, 26), "Asia/Beirut") == utc(2016, 3, 26, 22)


def test_an_event_of_several_whole_days_ends_with_the_last_of_them() -> None:
    starts, ends = local_time.span(date(2016, 6, 8), None, date(2016, 6, 10), None, ISTANBUL)
    assert (starts, ends) == (utc(2016, 6, 7, 21), utc(2016, 6, 10, 21))


def test_an_event_without_an_end_goes_on_until_the_day_is_over() -> None:
    starts, ends = local_time.span(date(2016, 6, 8), time(10), None, None, ISTANBUL)
    assert (starts, ends) == (utc(2016, 6, 8, 7), utc(2016, 6, 8, 21))


def test_an_event_can_go_on_past_midnight() -> None:
    starts, ends = local_time.span(date(2016, 6, 8), time(22), date(2016, 6, 9), time(1), ISTANBUL)
    assert (starts, ends) == (utc(2016, 6, 8, 19), utc(2016, 6, 8, 22))


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../etc/passwd", "Europe"])
def test_an_unknown_zone_is_read_as_utc(name: str) -> None:
    assert local_time.moment(date(2016, 6, 8), time(10), name) == utc(2016, 6, 8, 10)


def test_machines_read_the_hour_with_its_offset_and_a_whole_day_without() -> None:
    assert local_time.machine_readable(date(2016, 6, 8), time(10), ISTANBUL) == "2016-06-08T10:00+03:00"
    assert local_time.machine_readable(date(2016, 6, 8), None, ISTANBUL) == "2016-06-08"
