"""What is read, mentions and people, as one line each: what a terminal and the older clients are shown."""

import pytest

from chatservice.model import events
from chatservice.wire.legacy.pipe import PIPE
from chatservice.wire.legacy.prompt import codec_for
from chatservice.wire.text import TEXT

PROMPT = codec_for("lobby")
MENTION = {"room": "ops", "seq": 7, "id": 9, "ts": 0.0, "sender": "bob", "text": "@alice\n! forged\x1b[2J"}
LATE = 1_700_000_000.0

SHOWN = {
    "mention": (
        events.Mentioned(**MENTION, elsewhere=True),
        "bob mentioned you in ops (#7): @alice\N{SYMBOL FOR NEWLINE}! forged\N{SYMBOL FOR ESCAPE}[2J",
    ),
    "read": (events.ReadMark(room="ops", seq=7, head=9, unread=2), "2 unread in ops after #7."),
    "mentions": (
        events.ReadMark(room="ops", seq=7, head=9, unread=2, mentions=1),
        "2 unread in ops after #7, 1 of them with a mention.",
    ),
    "all read": (events.ReadMark(room="ops", seq=9, head=9), "Nothing is unread in ops."),
    "seen": (
        events.SeenByIs(room="crew", seq=7, who=["bob", "carol"]),
        "#7 in crew: seen by bob and carol.",
    ),
    "level": (events.LevelIs(room="ops", level="none"), "ops notifies you of: none."),
    "away": (
        events.AwayIs(on=True, text="lunch", until=LATE),
        "You are away until 2023-11-14 22:13 UTC: lunch",
    ),
    "back": (events.AwayIs(on=False), "You are back."),
    "status": (events.StatusIs(text="on call"), "Your status: on call"),
    "set": (
        events.PreferencesAre(changed="about", about="tea\n! forged"),
        "about: tea\N{SYMBOL FOR NEWLINE}! forged",
    ),
}


@pytest.mark.parametrize("name", SHOWN)
def test_each_is_one_harmless_line(name):
    event, words = SHOWN[name]
    assert TEXT.encode(event, "alice") == f"* {words}\n".encode()
    assert PIPE.encode(event, "alice") == f"SERVER: {words}\n".encode()


@pytest.mark.parametrize(
    "event",
    [
        events.Mentioned(**MENTION),
        events.Mentioned(**MENTION, elsewhere=True, notify=False),
        events.ReadBy(room="lobby", who="bob", seq=7),
        events.TypingNow(room="lobby", who="bob"),
        events.PersonChanged(name="bob", away=True),
    ],
    ids=["where it was shown", "not wanted", "read by", "typing", "person"],
)
def test_what_is_for_programs_alone_is_nothing_to_others(event):
    for codec in (TEXT, PIPE, PROMPT):
        assert codec.encode(event, "alice") == b""


def test_lists_of_rooms_and_people_say_it_in_brackets():
    room = {"room": "ops", "kind": "public", "here": 3}
    for level, words in (("all", ", 3 new, 1 mention"), ("mentions", ", 1 mention"), ("none", "")):
        info = events.RoomInfo(**room, unread=3, mentions=1, level=level)
        told = TEXT.encode(events.RoomList(rooms=[info]), "")
        assert told.splitlines()[1] == f"* ops (3 here{words})".encode()
    states = [
        events.PersonChanged(name="bob", away=True, away_text="lunch"),
        events.PersonChanged(name="carol", away=True),
        events.PersonChanged(name="dave", status="on call"),
    ]
    people = events.People(room="ops", members=["bob", "carol", "dave", "eve"], here=4, states=states)
    shown = b"* ops (4 here): bob (away: lunch), carol (away), dave (on call), eve.\n"
    assert TEXT.encode(people, "") == shown
