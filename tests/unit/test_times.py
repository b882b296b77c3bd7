"""How long: what is read as a time, and what only looks like one."""

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
    "text", ["10m", "10 months of spam", "-5m", "5", "an hour", "two more days", "\u0661\u0660m"]
)
def test_what_looks_like_a_time(text):
    assert times.looks_like(text)


@pytest.mark.parametrize("text", ["spam", "3 strikes", "a second offence", "10mm gun", "bad day", "2x spam"])
def test_what_is_a_reason(text):
    assert not times.looks_like(text)
