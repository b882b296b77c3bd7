"""100,000 lines of history: how long a start takes, the last 50, /missed, a search.

Only the project's server keeps history, so there is nothing to compare with: the question
is whether it is fast enough in absolute terms. One client sends requests over a socket and
waits for each answer.
"""

import json
import secrets
import socket
import statistics
import struct
import time
from typing import Any

from benchmarks.bench import Bench, Column, Rig
from benchmarks.generator import LoadError
from benchmarks.subjects import Server, Subject

TELLERS = 50
NEEDLE = "kumquat"
PATIENCE = 30.0


class Asker:
    """A client that speaks JSON lines and waits for each answer."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._file = self._socket.makefile("rb")

    def __enter__(self) -> "Asker":
        return self

    def __exit__(self, *_: object) -> None:
        """The connection is cut, which is not a goodbye."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._file.close()
        self._socket.close()

    def ask(self, answer: str, **command: object) -> tuple[float, dict[str, Any]]:
        """Milliseconds until the event called `answer` with this command's ref, and the event."""
        ref = secrets.token_hex(4)
        began = time.perf_counter()
        self._socket.sendall(json.dumps({**command, "ref": ref}).encode() + b"\n")
        while True:
            line = self._file.readline()
            if not line:
                raise LoadError(f"the server closed the connection at {command}")
            took = (time.perf_counter() - began) * 1e3
            if ref.encode() not in line:
                continue
            event = json.loads(line)
            if event.get("event") == "error":
                raise LoadError(f"{command} was refused: {event.get('text')}")
            if event.get("event") == answer:
                return took, event

    def send(self, **command: object) -> None:
        self._socket.sendall(json.dumps(command).encode() + b"\n")

    def until(self, answer: str, version: int) -> None:
        """The event called `answer` that has that `version`."""
        for line in self._file:
            event = json.loads(line) if line.startswith(b"{") else {}
            if event.get("event") == "error":
                raise LoadError(f"refused: {event.get('text')}")
            if event.get("event") == answer and event.get("version") == version:
                return
        raise LoadError("the server closed the connection")

    def typical(self, times: int, answer: str, **command: object) -> float:
        return statistics.median(self.ask(answer, **command)[0] for _ in range(times))


def history(bench: Bench) -> None:
    """100,000 lines of history: start, the last 50, /missed, a search."""
    scale = bench.scale
    case = bench.case(
        "history",
        f"A room with {scale.history:,} lines of history",
        Column("fill_per_s", "lines/s stored", 0),
        Column("size_mb", "MB on disk", 0),
        Column("start_s", "start s"),
        Column("last_ms", "last 50 ms"),
        Column("missed_ms", "/missed ms"),
        Column("search_ms", "search ms"),
        Column("rare_ms", "one hit ms"),
        Column("none_ms", "no hit ms"),
    )
    bench.dismiss()
    subjects = [subject for subject in bench.subjects if subject.project and subject.dialect.name == "JSON"]
    if not subjects:
        bench.note("history: only chatservice keeps any, and its JSON dialect does not take part")
    for subject in subjects:
        with bench.noting(case, subject):
            case.add(subject, _measure(bench, subject))


def _measure(bench: Bench, subject: Subject) -> dict[str, float]:
    lines = bench.scale.history
    server = bench.start(subject)
    try:
        with Asker(server.port) as early:
            _, welcome = early.ask("welcome", cmd="login", name="early")
            early.ask("joined", cmd="join", room="r0")
        rig = bench.rig(server)
        try:
            figures = _fill(rig, server, lines)
        finally:
            rig.load.end()
        folder = server.child.log.parent / "data"
        figures["size_mb"] = sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) / 1e6
    finally:
        server.child.end(grace=20.0)
    starts = []
    for _ in range(3):
        server = subject.start(folder.parent, bench.cores)
        try:
            starts.append(server.start_seconds)
            if len(starts) == 3:
                _ask(figures, server, str(welcome["token"]))
        finally:
            server.child.end(grace=20.0)
    figures["start_s"] = statistics.median(starts)
    return figures


def _fill(rig: Rig, server: Server, lines: int) -> dict[str, float]:
    """`lines` lines in room r0, one of them in the middle with the needle."""
    load, dialect = rig.load, rig.subject.dialect
    load.tell("open", count=TELLERS, script="enter", patience=60)
    said = seconds = 0.0
    for goal in (lines / 2, lines):
        while said < goal:
            got = load.say(
                min(1.0, lines / 50_000),
                mode="saturated",
                line=dialect.say,
                own=int(dialect.own),
                senders=TELLERS,
                window=8,
            )
            said += got["sent"]
            seconds += got["seconds"] + got["drained"]
        if goal < lines:
            with Asker(server.port) as someone:
                someone.ask("welcome", cmd="login", name="someone")
                someone.ask("joined", cmd="join", room="r0")
                someone.ask("ack", cmd="say", room="r0", text=f"the only {NEEDLE} of them all")
    rig.settle(1.0, most=60)
    return {"lines": said, "fill_per_s": said / seconds}


def _ask(figures: dict[str, float], server: Server, token: str) -> None:
    with Asker(server.port) as back:
        back.ask("welcome", cmd="login", token=token)
        back.ask("joined", cmd="join", room="r0")
        pages = [back.ask("missed", cmd="missed") for _ in range(5)]  # each tells the next ones
        figures["missed_ms"] = statistics.median(took for took, _ in pages)
        figures["missed_lines"] = sum(len(room["lines"]) for _, page in pages for room in page["rooms"])
        if not figures["missed_lines"]:
            raise LoadError("somebody who had been away had missed nothing")
    with Asker(server.port) as new:
        new.ask("welcome", cmd="login", name="new")
        new.ask("joined", cmd="join", room="r0")
        _, page = new.ask("history", cmd="history", room="r0", limit=50)
        if len(page["lines"]) != 50:
            raise LoadError(f"{len(page['lines'])} of the last 50 lines came")
        figures["last_ms"] = new.typical(50, "history", cmd="history", room="r0", limit=50)
        for key, text, hits in (
            ("search_ms", "wizards", 20),
            ("rare_ms", NEEDLE, 1),
            ("none_ms", "zzyzx", 0),
        ):
            _, found = new.ask("found", cmd="search", room="r0", text=text, limit=20)
            figures[f"{key}_hits"] = len(found["hits"])
            figures[f"{key}_complete"] = float(found.get("complete", True))
            if len(found["hits"]) != hits and found.get("complete", True):
                raise LoadError(f"a search for {text!r} found {len(found['hits'])} lines, not {hits}")
            figures[key] = new.typical(10, "found", cmd="search", room="r0", text=text, limit=20)
