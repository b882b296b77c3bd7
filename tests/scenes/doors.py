"""Someone on every door at once, and what each is shown, in its words."""

import json

from chatservice.client.model.folding.table import fold_event
from chatservice.client.model.state import ClientState
from tests.scenes.linked import Linked
from tests.scenes.sockets import browser
from tests.scenes.stage import Stage
from tests.scenes.web import Web

# Of what is said, and of what is added to it.
KINDS = ("message", "edited", "deleted", "reaction", "pinned", "poll", "poll_changed", "poll_closed")


class Doors:
    """Someone on every door, in the lobby, and what they saw since they were last asked."""

    def __init__(self):
        self.stage = Stage()
        self.text, self.program = self.stage.text("tess"), self.stage.json("jo")
        self.page = browser(self.stage, "wes")
        self.pipe, self.prompt = self.stage.pipe().sends(b"pia\n"), self.stage.prompt().types("lobby", "pam")
        self.irc = self.stage.irc("ira").types("JOIN #lobby")
        self.web = Web(self.stage)
        token = self.web.post("/api/v1/login", {"name": "curt"}).json()["token"]
        self.headers = {"Authorization": f"Bearer {token}"}
        self.web.asks("PUT", "/api/v1/rooms/lobby", **self.headers)
        self.stream = self.web.connect()
        self.stream.begins("GET", "/r/lobby/stream", Accept="text/event-stream", **self.headers)
        self.web.post("/register", {"username": "ora"})
        self.web.post("/send", {"sender": "ora", "recipient": "lobby", "message": "hello"})
        self.window, self.shown = Linked(self.stage, "wil"), ClientState(self.stage.clock.seconds)
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
            "irc": _about_lines([line.partition(" #lobby :")[2] for line in self.irc.sees()]),
            "older": _about_lines([message["message"] for message in older]),
            "json": _kinds(self.program.events()),
            "page": _kinds(self.page.events()),
            "stream": _kinds(sent),
        }

    def post(self, verb, path, body):
        """By curl, with JSON."""
        address = f"/api/v1/rooms/lobby{path}"
        data = json.dumps(body).encode()
        return self.web.asks(verb, address, data, Content_Type="application/json", **self.headers).json()

    def lines(self):
        """What the window knows of the lines of the lobby, by seq."""
        self.window.settle()
        heard, self.window.heard_events = self.window.heard_events, []
        for event in heard:
            fold_event(self.shown, event)
        return self.shown.named("lobby").lines


def _about_lines(lines):
    return [line for line in lines if "#" in line]


def _kinds(events):
    return [event["event"] for event in events if event["event"] in KINDS]


def everywhere(words, kind):
    return {
        "text": [f"* {words}"],
        "pipe": [f"SERVER: {words}"],
        "prompt": [f"* {words}"],
        "irc": [words],
        "older": [words],
        "json": [kind],
        "page": [kind],
        "stream": [kind],
    }
