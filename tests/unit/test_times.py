"""How long: what is read as a time, and what only looks like one."""

from zoneinfo import ZoneInfo

import pytest

from chatservice.model import times

READ = {
    "30s": 30.0,
    "10m": 600.0,
    "10M": 600.0,
    "2h": 7200.0,
    "2 hours": 7200.0,
    "1h30m": 5400.0,
    "1h 30m": 5400.0,
    "1 day 2 hours": 93_600.0,
    "1.5h": 5400.0,
    "7d": 604_800.0,
    "2w": 1_209_600.0,
}


@pytest.mark.parametrize("text", READ)
def test_a_time_is_read(text):
    assert times.read(text) == READ[text]


NOT_READ = ["", "5", "-5m", "1h30", "10mm", "1 month", "an hour", "two days", "10m spam", "m", "1e3s", "inf"]


@pytest.mark.parametrize("text", NOT_READ)
def test_what_is_no_time_is_not_read(text):
    assert times.read(text) is None


def test_what_follows_a_time_is_left():
    assert times.leading("2 hours  very rude") == (7200.0, "very rude")
    assert times.leading("10m 3 strikes") == (600.0, "3 strikes")


@pytest.mark.parametrize(
    "text",
    [
        "10m",
        "10 months of spam",
        "1 yr",
        "3mo",
        "2 yrs",
        "-5m",
        "5",
        "an hour",
        "two more days",
        "\u0661\u0660m",
    ],
)
def test_what_looks_like_a_time(text):
    assert times.looks_like(text)


@pytest.mark.parametrize("text", ["spam", "3 strikes", "a second offence", "10mm gun", "bad day", "2x spam"])
def test_what_is_a_reason(text):
    assert not times.looks_like(text)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("10m", 600),
        ("1h 30m", 5_400),
        ("00:01", 60),
        ("0:00", 86_400),  # now: the next one
        ("1970-01-02 01:00", 90_000),
        ("1970-01-02T01:00Z", 90_000),
        ("25:00", None),
        ("1970-02-30 01:00", None),
        ("tea", None),
        ("", None),
    ],
)
def test_a_moment_is_a_duration_from_now_or_a_time(text, seconds):
    assert times.moment(text, 0.0) == seconds


def test_a_moment_is_cut_from_what_follows():
    assert times.leading_moment("1h 30m  tea") == ("1h 30m", "tea")
    assert times.leading_moment("2026-11-30 18:30 x") == ("2026-11-30 18:30", "x")
    assert times.leading_moment("18:30pm") is None


def test_a_time_of_the_day_is_that_of_the_zone_also_when_its_clock_changes():
    berlin = ZoneInfo("Europe/Berlin")
    october = times.moment("2026-10-24 18:30Z", 0.0)
    assert times.moment("2026-10-24 18:30", 0.0, berlin) == october - 2 * 3_600
    assert times.moment("18:30", october, berlin) == october + 23 * 3_600  # after the night with 25 hours
