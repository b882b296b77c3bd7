"""What people chose: quiet hours, time zones, ends."""

from datetime import UTC, datetime

import pytest

from chatservice.model.preferences import PersonPreferences, from_stored, hours, time_zone


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("quiet", "zone", "now", "is_quiet"),
    [
        ("22:00-07:00", "", "2026-11-27 23:00", True),
        ("22:00-07:00", "", "2026-11-27 06:59", True),
        ("22:00-07:00", "", "2026-11-27 07:00", False),
        ("22:00-07:00", "", "2026-11-27 21:59", False),
        ("12:00-13:00", "", "2026-11-27 12:30", True),
        ("12:00-13:00", "", "2026-11-27 13:00", False),
        ("12:00-13:00", "Europe/Madrid", "2026-11-27 11:30", True),
        ("00:00-00:00", "", "2026-11-27 11:30", True),
        ("", "", "2026-11-27 03:00", False),
    ],
)
def test_quiet_hours_are_those_of_the_persons_zone(quiet, zone, now, is_quiet):
    assert PersonPreferences(quiet=quiet, zone=zone).is_quiet(at(now)) is is_quiet


@pytest.mark.parametrize("text", ["", "22-7", "24:00-07:00", "22:60-07:00", "22:00", "always"])
def test_other_hours_are_none(text):
    with pytest.raises(ValueError, match=r".*"):
        hours(text)


def test_hours_are_stored_in_one_form():
    assert hours(" 9:30 - 17:00") == "09:30-17:00"


@pytest.mark.parametrize(
    "name", ["Nowhere/Land", "../../etc/passwd", "/etc/passwd", "x" * 10_000, "a\0b", "Europe"]
)
def test_a_zone_is_a_name_of_the_database_and_never_a_path(name):
    with pytest.raises(ValueError, match=r".*"):
        time_zone(name)


def test_what_has_ended_is_over():
    chosen = PersonPreferences(away=True, away_text="lunch", away_until=10.0, status="x", status_until=20.0)
    assert chosen.state(9.0)["away_text"] == "lunch"
    assert chosen.state(20.0) == {}
    assert chosen.state(15.0) == {"status": "x", "status_until": 20.0}


def test_what_another_version_stored_is_left_out():
    assert from_stored({"about": '"tea"', "unheard": "1"}) == PersonPreferences(about="tea")
