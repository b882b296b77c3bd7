"""100,000 lines of history, with as many reactions and 20,000 edits: how long a start takes, the last 50,
/missed, a search.

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
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import cycle, islice
from typing import Any

from benchmarks.bench import Bench, Column, Rig
from benchmarks.generator import LoadError
from benchmarks.subjects import Server, Subject

TELLERS = 50
FEWEST = 5  # of them that react in a short history
NEEDLE = "kumquat"
PATIENCE = 30.0
WINDOW = 20  # commands that are sent before the answer to the first is awaited
KINDS = 5  # of reactions to a line
QUIET = 1.5  # seconds without work, after which the index has followed
IDLE = 0.05  # seconds of CPU in them that are no work
FACES = 0x1F600  # the first of 80 emoji with consecutive code points


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

    def ask_all(self, answer: str, commands: list[dict[str, Any]]) -> None:
        """Send `commands`, some at a time, until each has the event called `answer`."""
        for start in range(0, len(commands), WINDOW):
            chunk = commands[start : start + WINDOW]
            for command in chunk[:-1]:
                self.send(**command, ref="")
            self.ask(answer, **chunk[-1])

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
        Column("page_ms", "a page before ms"),
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
        figures |= _mark(server, lines)
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
                _until_idle(server)
                _ask(figures, server, str(welcome["token"]))
        finally:
            server.child.end(grace=20.0)
    figures["start_s"] = statistics.median(starts)
    return figures


def _until_idle(server: Server) -> None:
    """Wait until the search index has followed: it may lag, and then a search looks at lines one by one."""
    until = time.monotonic() + 60.0
    while time.monotonic() < until:
        before = server.child.cpu()
        time.sleep(QUIET)
        if server.child.cpu() - before < IDLE:
            return


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


def _mark(server: Server, lines: int) -> dict[str, float]:
    """As many reactions as there are `lines`, and a fifth as many edits, all of the last lines and all
    after them: what a page of those lines has to pass over, and to show. Each of these lines has
    reactions of so many kinds by everyone."""
    tellers = min(TELLERS, max(FEWEST, lines // 100))
    marked = max(TELLERS, lines // KINDS // TELLERS)
    edits = lines // 5 // marked
    with ExitStack() as stack, ThreadPoolExecutor(tellers) as pool:
        people = [stack.enter_context(Asker(server.port)) for _ in range(tellers)]
        for number, person in enumerate(people):
            person.ask("welcome", cmd="login", name=f"marker{number}")
            person.ask("joined", cmd="join", room="r0")
        said = [
            (person, person.ask("ack", cmd="say", room="r0", text="to be marked")[1]["seq"])
            for person in islice(cycle(people), marked)
        ]
        seqs = [seq for _, seq in said]
        changes = {
            person: [
                {"cmd": "edit", "room": "r0", "seq": seq, "text": f"text {number}"}
                for other, seq in said
                if other is person
                for number in range(edits)
            ]
            for person in people
        }
        for future in [pool.submit(person.ask_all, "ack", changes[person]) for person in people]:
            future.result()
        emoji = [chr(FACES + number) for number in range(KINDS)]
        marks = [{"cmd": "react", "room": "r0", "seq": seq, "emoji": e} for seq in seqs for e in emoji]
        for future in [pool.submit(person.ask_all, "reacted", marks) for person in people]:
            future.result()
    return {"edits": float(edits * marked), "reactions": float(len(marks) * tellers)}


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
        if "edited" not in page["lines"][-1] or "reactions" not in page["lines"][-1]:
            raise LoadError("the last lines were edited and reacted to, and the page does not say so")
        figures["last_ms"] = new.typical(50, "history", cmd="history", room="r0", limit=50)
        before = page["lines"][-1]["seq"] + 1
        figures["page_ms"] = new.typical(50, "history", cmd="history", room="r0", limit=50, before=before)
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
