"""A browser, a program on the line door, a netcat and a `curl -N`: each is told the same, in the
same order, and comes back without a gap, whether its connection is cut or the server killed.
"""

import itertools
import json
import re
import subprocess

import pytest

from tests.live.programs import Program
from tests.live.server import DEADLINE, Client, Server, json_client
from tests.live.sockets import Socket

DOORS = ("port", "http-port")
SAID = re.compile(r"^\[lobby[^\]]*\] \w+: (\w+)$", re.MULTILINE)


class Listener:
    """Somebody in the lobby. `texts` is what was said there, as it was told; coming back goes
    on where that ended."""

    def __init__(self, name: str):
        self.name = name
        self.texts: list[str] = []
        self.token = ""

    def until(self, text: str) -> None:
        raise NotImplementedError

    def comes(self, server: Server) -> None:
        raise NotImplementedError

    def is_cut(self) -> None:
        raise NotImplementedError


class ByJson(Listener):
    """A cursor, and a token."""

    def __init__(self, name: str, browser: bool):
        super().__init__(name)
        self.browser = browser
        self.cursor = {"lobby": 0}
        self.epoch = ""

    def comes(self, server):
        if self.browser:
            self.client = Socket(server.ports["http-port"])
        else:
            self.client = Client(server.port)
        who = {"token": self.token, "epoch": self.epoch} if self.token else {"name": self.name}
        self.client.asks(cmd="login", since=self.cursor, **who)
        welcome = self.client.event("welcome")
        self.token, self.epoch = welcome["token"], welcome["epoch"]
        self.client.event("joined")

    def until(self, text):
        while not self.texts or self.texts[-1] != text:
            event = self.client.event("message")
            self.cursor = {"lobby": event["seq"]}
            self.texts.append(event["text"])

    def is_cut(self):
        self.client.close()


class Netcat(Listener):
    """A person who types, has an account, and asks for what was missed."""

    def comes(self, server):
        self.program = Program("nc", "127.0.0.1", str(server.port))
        self.program.until("* ")
        self.program.types(f"/login {self.token}" if self.token else self.name)
        self.program.until("You are in lobby")
        if not self.token:
            self.program.types("/register correct horse")
            self.program.until("is yours now.")
            self.token = f"{self.name} correct horse"
        elif self.texts:
            self.answers("/ping")  # behind the last lines, which are shown on entering
            self.seen(self.answers("/missed lobby", "/ping"))

    def answers(self, *lines: str) -> str:
        """What comes up to the pong."""
        self.program.seen = ""
        for line in lines:
            self.program.types(line)
        self.program.until("* pong\n")
        return self.program.seen

    def seen(self, shown: str) -> None:
        self.texts += [said for said in SAID.findall(shown) if said not in self.texts]

    def until(self, text):
        if text not in self.texts:
            self.program.until(f": {text}\n")
            self.seen(self.program.seen)

    def is_cut(self):
        self.program.__exit__()


class Curl(Listener):
    """Server-sent events, which bring the cursor with them."""

    last = ""

    def comes(self, server):
        url = f"http://127.0.0.1:{server.ports['http-port']}/r/lobby/stream?name={self.name}"
        back = ("-H", f"Last-Event-ID: {self.last}") if self.last else ()
        self.program = Program("curl", "-sSN", "-H", "Accept: text/event-stream", *back, url)
        self.program.until("retry:")

    def until(self, text):
        end = f'"text":"{text}"}}\n\n'
        self.program.until(end)
        whole, _, rest = self.program.seen.rpartition("\n\n")
        self.program.seen = rest
        for block in whole.split("\n\n"):
            fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
            if fields.get("event", "message") == "message" and "data" in fields:
                self.last = fields["id"]
                self.texts.append(json.loads(fields["data"])["text"])

    def is_cut(self):
        self.program.__exit__()


class Writers:
    """Four who say something at the same time, each at a door of its own."""

    def __init__(self, server: Server):
        self.numbers = itertools.count()
        self.server = server
        self.browser = Socket(server.ports["http-port"])
        self.browser.asks(cmd="login", name="wanda")
        self.browser.asks(cmd="join", room="lobby")
        self.browser.event("joined")
        self.program = json_client(server.port, "jo")
        self.netcat = Program("nc", "127.0.0.1", str(server.port))
        self.netcat.until("* ")
        self.netcat.types("ned")
        self.netcat.until("You are in lobby")

    def say(self, count: int, start: int) -> str:
        """So many lines from each but curl, mixed; the text of a last one, said when all are there."""
        for number in range(start, start + count):
            self.browser.asks(cmd="say", room="lobby", text=f"w{number}")
            self.program.asks(cmd="say", room="lobby", text=f"j{number}")
            self.netcat.types(f"n{number}")
        self.post(f"c{start}")
        for name in "wjn":
            self.wait(f"{name}{start + count - 1}")
        last = f"last{start}"
        self.post(last)
        return last

    def wait(self, text: str) -> None:
        seen = [json.loads(line).get("text") for line in self.program.lines if line.startswith("{")]
        if text not in seen:
            self.program.event("message", text=text)

    def post(self, text: str) -> None:
        url = f"http://127.0.0.1:{self.server.ports['http-port']}/r/lobby?name=cora"
        subprocess.run(["curl", "-sSf", "-d", text, url], timeout=DEADLINE, check=True, capture_output=True)

    def go(self) -> None:
        self.browser.close()
        self.program.close()
        self.netcat.__exit__()


@pytest.fixture
def everyone():
    listeners = [ByJson("bea", browser=True), ByJson("jim", browser=False), Netcat("nora"), Curl("curt")]
    yield listeners
    for listener in listeners:
        listener.is_cut()


def same(listeners: list[Listener], last: str) -> list[str]:
    """What all of them were told, up to that line."""
    for listener in listeners:
        listener.until(last)
    first = listeners[0].texts
    assert len(set(first)) == len(first)
    for listener in listeners[1:]:
        assert listener.texts == first, listener.name
    return first


def test_all_are_told_the_same_and_come_back_without_a_gap(tmp_path, everyone):
    settings = ("--message-rate", "none", "--login-rate", "none", "--history-on-join", "5")
    with Server(tmp_path / "data", *settings, doors=DOORS) as server:
        for listener in everyone:
            listener.comes(server)
        writers = Writers(server)
        last = writers.say(10, start=0)
        assert len(same(everyone, last)) == 32
        # Cut, one and all, while the others go on talking.
        for listener in everyone:
            listener.is_cut()
        writers.say(10, start=10)
        for listener in everyone:
            listener.comes(server)
        last = writers.say(3, start=20)
        assert len(same(everyone, last)) == 32 + 32 + 11
        # And now the server is gone, in the middle of it.
        last = writers.say(3, start=23)
        everyone[2].until(last)  # the others have not read that far, and come back from where they were
        server.kill()
        writers.go()
    ports = ("--port", str(server.port), "--http-port", str(server.ports["http-port"]))
    with Server(tmp_path / "data", *settings, *ports, doors=DOORS) as server:
        for listener in everyone:
            listener.is_cut()
            listener.comes(server)
        writers = Writers(server)
        last = writers.say(3, start=26)
        assert len(same(everyone, last)) == 32 + 32 + 11 + 11 + 11
        writers.go()
