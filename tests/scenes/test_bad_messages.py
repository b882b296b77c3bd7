"""What cannot be done with a line gets one clear refusal, the same in a terminal, as JSON and over HTTP, and
changes nothing."""

import json

import pytest

from tests.scenes.stage import Stage
from tests.scenes.web import Web

OLD, THEIRS, DELETED, FRESH, CROWDED = 1, 2, 3, 6, 7  # seqs in the lobby
ASK = ("POST", "/rooms/lobby/polls", {"question": "When?", "choices": ["now"]})
LATER = ("POST", "/rooms/lobby/scheduled", {"when": "2001-01-01 10:00", "text": "x"})
REMIND = ("POST", "/me/reminders", {"when": "2001-01-01 10:00", "text": "x"})


def message(verb, room, seq, more="", **body):
    return verb, f"/rooms/{room}/messages/{seq}{more}", body


# What is typed, what a program sends, what is asked over HTTP, and the code of the refusal.
REFUSED = {
    "not one's own": (
        f"/edit {THEIRS} x",
        {"cmd": "edit", "seq": THEIRS, "text": "x"},
        message("PATCH", "lobby", THEIRS, text="x"),
        "not_your_line",
    ),
    "not one's own, to delete": (
        f"/delete {THEIRS}",
        {"cmd": "delete", "seq": THEIRS},
        message("DELETE", "lobby", THEIRS),
        "not_allowed",
    ),
    "too old": (
        f"/edit {OLD} x",
        {"cmd": "edit", "seq": OLD, "text": "x"},
        message("PATCH", "lobby", OLD, text="x"),
        "too_late_to_edit",
    ),
    "deleted": (
        f"/edit {DELETED} x",
        {"cmd": "edit", "seq": DELETED, "text": "x"},
        message("PATCH", "lobby", DELETED, text="x"),
        "no_such_line",
    ),
    "deleted, to answer": (
        f"/re {DELETED} x",
        {"cmd": "say", "re": DELETED, "text": "x"},
        ("POST", "/rooms/lobby/messages", {"text": "x", "re": DELETED}),
        "no_such_line",
    ),
    "deleted, to react to": (
        f"/react {DELETED} +1",
        {"cmd": "react", "seq": DELETED, "emoji": "+1"},
        message("PUT", "lobby", DELETED, "/reactions/%2B1"),
        "no_such_line",
    ),
    "a line that only another room has": (
        "/re 99 x",
        {"cmd": "say", "re": 99, "text": "x"},
        ("POST", "/rooms/lobby/messages", {"text": "x", "re": 99}),
        "no_such_line",
    ),
    "of a hidden room": (
        "/edit 1 in:secret x",
        {"cmd": "edit", "room": "secret", "seq": 1, "text": "x"},
        message("PATCH", "secret", 1, text="x"),
        "no_such_room",
    ),
    "a reaction in a hidden room": (
        "/react 1 +1 in:secret",
        {"cmd": "react", "room": "secret", "seq": 1, "emoji": "+1"},
        message("PUT", "secret", 1, "/reactions/%2B1"),
        "no_such_room",
    ),
    "an emoji that is none": (
        f"/react {FRESH} smile",
        {"cmd": "react", "seq": FRESH, "emoji": "a"},
        message("PUT", "lobby", FRESH, "/reactions/ab"),
        "no_such_emoji",
    ),
    "the 51st kind": (
        f"/react {CROWDED} :tada:",
        {"cmd": "react", "seq": CROWDED, "emoji": ":tada:"},
        message("PUT", "lobby", CROWDED, "/reactions/:tada:"),
        "too_many",
    ),
    "a poll of one choice": (
        '/poll "When?" now',
        {"cmd": "poll", "question": "When?", "choices": ["now"]},
        ASK,
        "bad_command",
    ),
    "a line for a time in the past": (
        "/later 2001-01-01 10:00 x",
        {"cmd": "later", "when": "2001-01-01 10:00", "text": "x"},
        LATER,
        "bad_time",
    ),
    "a reminder in the past": (
        "/remind 2001-01-01 10:00 x",
        {"cmd": "remind", "when": "2001-01-01 10:00", "text": "x"},
        REMIND,
        "bad_time",
    ),
}


class Refused:
    """One person on three doors, and lines that they can do nothing with."""

    def __init__(self):
        self.stage = stage = Stage(edit_window=3600.0, message_rate=None, login_rate=None)
        secret = "long enough 1"
        self.program = stage.json("eve").asks(cmd="register", password=secret)
        self.text = stage.connect().types(f"/login eve {secret}")
        self.web = Web(stage)
        token = self.web.post("/api/v1/login", {"name": "eve", "password": secret}).json()["token"]
        self.headers = {"Authorization": f"Bearer {token}", "Content_Type": "application/json"}
        self._write(stage.json("oda"))
        self.text.raw(), self.program.raw()
        assert self.web.asks("PUT", "/api/v1/rooms/lobby", **self.headers).status == 200
        self.stored = self._events()

    def _write(self, other):
        say = {"cmd": "say", "room": "lobby"}
        self.program.asks(**say, text="mine"), other.asks(**say, text="theirs")
        other.asks(**say, text="gone").asks(cmd="delete", room="lobby", seq=DELETED)
        self.program.asks(**say, text="old")
        self.stage.clock.advance(7200)
        other.asks(**say, text="fresh").asks(**say, text="crowded")
        for face in range(50):
            other.asks(cmd="react", room="lobby", seq=CROWDED, emoji=chr(0x1F600 + face))
        other.asks(cmd="group", name="secret").asks(cmd="say", room="secret", text="hidden")

    def _events(self):
        return self.stage.storage.connection.execute("SELECT count(*) FROM events").fetchone()

    def typed(self, line):
        """The lines that it is answered with."""
        return self.text.types(line).sees()

    def asked(self, command):
        self.program.asks(**{"room": "lobby", "ref": 1, **command})
        return [(event["code"], event["text"]) for event in self.program.events("error")]

    def requested(self, verb, path, body):
        return self.web.asks(verb, f"/api/v1{path}", json.dumps(body).encode(), **self.headers)


@pytest.fixture(scope="module")
def refused():
    return Refused()


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused_in_one_line_the_same_on_each_door_and_nothing_is_stored(refused, what):
    line, command, request, code = REFUSED[what]
    [(told, text)] = refused.asked(command)
    assert told == code
    [shown] = refused.typed(line)
    assert shown.startswith("! ")
    answer = refused.requested(*request)
    assert (answer.code, 400 <= answer.status < 500) == (code, True)
    assert "hidden" not in text + shown + answer.text
    assert refused._events() == refused.stored
