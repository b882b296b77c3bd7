"""What a window shows of a person."""

import pytest

from chatservice.client.model.line_lists import day_and_clock
from chatservice.client.model.person_card import facts, initials, is_away, words_beside
from chatservice.model.events import PersonChanged, ProfileIs

NOW = 1_796_126_400.0  # noon of a day, UTC


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("bob", "B"),
        ("Ann Lee", "AL"),
        ("ann.de.lee", "AL"),
        ("x-4", "X4"),
        ("---", "-"),
        ("ñandú", "Ñ"),
    ],
)
def test_initials_stand_for_a_name(name, letters):
    assert initials(name) == letters


def test_a_card_shows_what_there_is():
    profile = ProfileIs(
        name="bob", role="admin", here=True, full_name="Bob Baker", pronouns="he/him", zone="Etc/GMT-1",
        about="bakes", status="on call",
    )  # fmt: skip
    assert dict(facts(profile, NOW)) == {
        "Name": "Bob Baker (he/him)", "Role": "admin", "Status": "on call", "Here": "online",
        "Their time": "13:00 (Etc/GMT-1)", "About": "bakes",
    }  # fmt: skip
    assert facts(ProfileIs(name="bob"), NOW) == [("Here", "not here")]


def test_a_card_has_what_a_person_says_to_programs_if_people_can_read_it():
    values = {
        "homepage": "https://bob.example\u202e",
        "color": "#f00",
        "avatar": "https://bob.example/me.png",
    }
    assert facts(ProfileIs(name="bob", here=True, metadata=values), NOW) == [
        ("Here", "online"),
        ("homepage", "https://bob.example"),
    ]


def test_what_has_ended_is_not_shown():
    status = ProfileIs(name="bob", seen=NOW - 60, status="lunch", status_until=NOW - 1)
    assert dict(facts(status, NOW)) == {"Here": f"last seen {day_and_clock(NOW - 60, NOW)}"}
    away = ProfileIs(name="bob", away=True, away_text="tea", away_until=NOW + 60)
    assert dict(facts(away, NOW)) == {"Here": f"away: tea (until {day_and_clock(NOW + 60, NOW)})"}
    assert facts(ProfileIs(name="bob", here=True, zone="No/Where"), NOW) == [("Here", "online")]


def test_a_hostile_profile_is_harmless():
    text = "x\x1b[31m\u202e"
    shown = dict(facts(ProfileIs(name="bob", full_name=text, about=text, status=text), NOW))
    assert not any(mark in value for value in shown.values() for mark in "\x1b\u202e")


def test_what_stands_beside_a_name():
    away = PersonChanged(name="bob", away=True, away_text="tea", away_until=NOW + 1, status="on call")
    assert words_beside(None, NOW) == ""
    assert words_beside(away, NOW) == "away: tea"
    assert words_beside(away, NOW + 2) == "on call"
    assert is_away(away, NOW)
    assert not is_away(away, NOW + 2)
    assert words_beside(PersonChanged(name="bob", away=True), NOW) == "away"
    assert words_beside(PersonChanged(name="bob", status="x", status_until=NOW), NOW) == ""


def test_an_old_name_that_would_not_be_given_today_has_a_note():
    notes = [
        ProfileIs(name="x", name_note=note, name_like="\u202ebob")
        for note in ("alike", "reserved", "invalid")
    ]
    assert [dict(facts(profile, NOW))["Take care"] for profile in notes] == [
        "The name looks like that of bob, an older account",
        "The name looks like a name of the server; it is an ordinary person's",
        "This name would not be given today",
    ]
