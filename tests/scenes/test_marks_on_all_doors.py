"""One play on all doors at once: what each can do is done from there and seen on all, each in its words."""

import json

from tests.scenes.sockets import browser
from tests.scenes.stage import Stage
from tests.scenes.web import Web

HEART = "%E2%9D%A4%EF%B8%8F"


class Doors:
    """Someone on every door, in the lobby, and what they saw since they were last asked."""

    def __init__(self):
        self.stage = Stage()
        self.text, self.program = self.stage.text("tess"), self.stage.json("jo")
        self.page = browser(self.stage, "wes")
        self.pipe, self.prompt = self.stage.pipe().sends(b"pia\n"), self.stage.prompt().types("lobby", "pam")
        self.web = Web(self.stage)
        token = self.web.post("/api/v1/login", {"name": "curt"}).json()["token"]
        self.headers = {"Authorization": f"Bearer {token}"}
        self.web.asks("PUT", "/api/v1/rooms/lobby", **self.headers)
        self.stream = self.web.connect()
        self.stream.begins("GET", "/r/lobby/stream", Accept="text/event-stream", **self.headers)
        self.web.post("/register", {"username": "ora"})
        self.web.post("/send", {"sender": "ora", "recipient": "lobby", "message": "hello"})
        self.last = 0
        self.seen()

    def seen(self):
        """By door, what is about lines: the lines of terminals, the kinds of events of programs."""
        older = self.web.get(f"/messages?username=ora&last_id={self.last}").json()["messages"]
        self.last = max([message["id"] for message in older], default=self.last)
        told = self.stream.raw().decode().splitlines()
        sent = [json.loads(line[5:]) for line in told if line.startswith("data:")]
        return {
            "text": _about_lines(self.text.sees()),
            "pipe": _about_lines(self.pipe.raw().decode().splitlines()),
            "prompt": _about_lines(self.prompt.raw().decode().splitlines()),
            "older": _about_lines([message["message"] for message in older]),
            "json": _kinds(self.program.events()),
            "page": _kinds(self.page.events()),
            "stream": _kinds(sent),
        }


def _about_lines(lines):
    return [line for line in lines if "#" in line]


def _kinds(events):
    kinds = ("reaction", "pinned", "poll", "poll_changed", "poll_closed")
    return [event["event"] for event in events if event["event"] in kinds]


def everywhere(words, kind):
    return {
        "text": [f"* {words}"],
        "pipe": [f"SERVER: {words}"],
        "prompt": [f"* {words}"],
        "older": [words],
        "json": [kind],
        "page": [kind],
        "stream": [kind],
    }


def test_reactions_pins_and_polls_from_each_door_are_seen_on_all():
    doors = Doors()
    doors.text.types("release is out")
    doors.seen()
    doors.text.types("/react 2 +1")
    assert doors.seen() == everywhere("tess +1 on #2", "reaction")
    doors.program.asks(cmd="react", room="lobby", seq=2, emoji=":tada:")
    assert doors.seen() == everywhere("jo 🎉 on #2", "reaction")
    doors.page.asks(cmd="react", room="lobby", seq=2, emoji="-1")
    assert doors.seen() == everywhere("wes -1 on #2", "reaction")
    doors.pipe.types("COMMAND|/react 2 +1")
    assert doors.seen() == everywhere("pia +1 on #2", "reaction")
    doors.web.asks("PUT", f"/api/v1/rooms/lobby/messages/2/reactions/{HEART}", **doors.headers)
    assert doors.seen() == everywhere("curt ❤️ on #2", "reaction")
    doors.web.asks("DELETE", f"/api/v1/rooms/lobby/messages/2/reactions/{HEART}", **doors.headers)
    assert doors.seen() == everywhere("curt took back ❤️ on #2", "reaction")


def test_a_poll_is_asked_in_a_terminal_voted_on_everywhere_and_its_end_is_seen():
    doors = Doors()
    doors.text.types('/poll "When?" Mon Tue')
    assert doors.seen() == everywhere("tess asks #2: When? 1 Mon, 2 Tue (/vote 2 1)", "poll")
    doors.text.types("/vote 2 1"), doors.pipe.types("COMMAND|/vote 2 2")
    doors.page.asks(cmd="vote", room="lobby", seq=2, choices=[2])
    body = {"Content_Type": "application/json", **doors.headers}
    doors.web.asks("PUT", "/api/v1/rooms/lobby/polls/2/vote", b'{"choices": [1]}', **body)
    seen = doors.seen()
    assert seen["json"] == seen["stream"] == ["poll_changed"] * 4
    assert seen["text"] == ["* Your vote in #2: 1."]
    assert seen["older"] == []
    doors.text.types("/poll close 2")
    assert doors.seen() == everywhere("tess closed the poll #2: When? Mon 2, Tue 2 (4 voted)", "poll_closed")


def test_a_pin_is_seen_on_all():
    doors = Doors()
    doors.text.types("/group team pia,jo,wes", "the plan", "/pin 4")
    assert "* [team] tess pinned #4: the plan" in doors.text.sees()
    assert "SERVER: tess pinned #4: the plan" in doors.pipe.raw().decode().splitlines()
    for program in (doors.program, doors.page):
        assert [event["text"] for event in program.events() if event["event"] == "pinned"] == ["the plan"]
