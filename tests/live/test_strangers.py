"""Strangers at every door of a real server, a dozen at a time, and a friend who is served meanwhile.

How long the friend waits is measured by `benchmarks`; here is counted: what the server grows
by, what it keeps for them, what it says to those it closes, and what it logs.
"""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from benchmarks.hostile import connect, everything, play
from benchmarks.strangers_irc import STRANGERS
from tests.live.server import Client, Server, json_client
from tests.wire.frames import UPGRADE, framed

DOORS = ("port", "tls-port", "pipe-port", "prompt-port", "irc-port", "http-port", "https-port")
AT_ONCE = 12
WITHIN = 3.0  # seconds for one of them, so that the test ends
MOST = 60_000_000  # bytes that the server may grow by for a dozen of them; two may try passwords
LATER = 40_000_000  # and for all together, when they are gone
REASONS = (
    b"closed",
    b"ERROR :",
    b'"bye"',
    b"Goodbye",
    b"Choose another",
    b"NAME_TAKEN",
    b'"code"',
    b"HTTP/1.1 4",
    b"\x88",
)


def memory(server, what="VmRSS") -> int:
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(re.search(rf"{what}:\s+(\d+) kB", status)[1]) * 1024


def forget_peak(server) -> None:
    Path(f"/proc/{server.process.pid}/clear_refs").write_text("5")  # proc(5)


def talks(friend, until: threading.Event) -> int:
    """How many questions were answered."""
    answered = 0
    while not until.is_set() or answered < 10:
        friend.asks(cmd="ping", ref=answered)
        friend.event("pong", ref=answered)
        answered += 1
    return answered


def exchange(line, request: bytes, until: bytes = b"") -> bytes:
    """What the HTTP door answers, to its end or `until` something is in it."""
    answer = b""
    line.sendall(request)
    while not (until and until in answer) and (data := line.recv(65536)):
        answer += data
    return answer


def warm(where: int | str) -> None:
    """Have loaded what a server loads with the first who asks for it."""
    for path in ("/api/v1/openapi.json", "/api/v1/docs", "/metrics"):
        request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        with closing(connect(where, "http-port")) as line:
            assert exchange(line, request.encode()).startswith(
                (b"HTTP/1.1 200 ", b"HTTP/1.1 401 ")
            )  # figures are for this machine
    headers = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in UPGRADE.items())
    login = framed(b'{"cmd":"login","name":"nobody-of-that-name","password":"wrong"}')
    with closing(connect(where, "http-port")) as line:
        exchange(line, f"GET /ws HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n".encode(), until=b"\r\n\r\n")
        assert b"bad_credentials" in exchange(line, login, until=b"bad_credentials")


def attack(server, doors, wheres) -> None:
    plays = everything(STRANGERS, doors)
    with json_client(server.port, "friend") if server.port else Client(0, path=wheres["port"]) as friend:
        if not server.port:
            friend.asks(cmd="login", name="friend")
            friend.event("welcome")
        warm(wheres["http-port"])
        begun = memory(server)
        for first in range(0, len(plays), AT_ONCE):
            dozen = plays[first : first + AT_ONCE]
            forget_peak(server)
            before = memory(server)
            over = threading.Event()
            with ThreadPoolExecutor(AT_ONCE + 1) as pool:
                talking = pool.submit(talks, friend, over)
                coming = [pool.submit(play, who, wheres[door], door, within=WITHIN) for who, door in dozen]
                try:
                    outcomes = [one.result() for one in coming]
                finally:
                    over.set()
                assert talking.result() >= 10
            for (who, door), outcome in zip(dozen, outcomes, strict=True):
                if outcome.closed and who.reads and not who.raw:
                    told = any(reason in outcome.last for reason in REASONS)
                    assert told, (who.name, door, outcome.last)
            assert memory(server, "VmHWM") - before < MOST, [who.name for who, _ in dozen]
        assert memory(server) - begun < LATER


def troubles(server) -> list[str]:
    return [line for line in server.said().splitlines() if re.search(r"Traceback|error|critical", line)]


def test_strangers_at_every_door_cost_little_and_the_friend_is_served(tmp_path):
    with Server(tmp_path / "data", doors=DOORS) as server:
        attack(server, DOORS, server.ports)
        with Client(server.port) as late:
            late.until("Type your name")
        assert troubles(server) == []


class OnSockets(Server):
    """With its doors on unix sockets."""

    def _ports(self, start, count):
        self.says("Look at it")
        return [0] * count


def test_strangers_at_unix_sockets_too(tmp_path):
    wheres = {"port": str(tmp_path / "line"), "http-port": str(tmp_path / "web")}
    options = [word for door, path in wheres.items() for word in (f"--{door}", f"unix:{path}")]
    with OnSockets(tmp_path / "data", *options, doors=tuple(wheres)) as server:
        attack(server, tuple(wheres), wheres)
        assert troubles(server) == []
