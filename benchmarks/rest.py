"""REST: requests per second and CPU per request, beside Flask under gunicorn, in one run.

    python -m benchmarks.rest

Flask keeps everything in memory and does nothing else; the project's server has each line on
disk before it answers. Both run on one core, the load on another: connections that ask,
wait for the answer, and ask again. gunicorn's usual worker closes the connection after
each answer; the one with threads keeps it, as this server does. Flask and gunicorn go into
an environment of their own in ~/.cache.
"""

import argparse
import json
import os
import selectors
import socket
import statistics
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import report
from benchmarks.bench import temporary_folder
from benchmarks.process import Child, Cores
from benchmarks.subjects import CHECKOUT, free_port

CONNECTIONS = 16
LINES = 50  # in the page that is asked for
PATIENCE = 20.0
FLASK = Path.home() / ".cache" / "chatservice-benchmarks" / "flask"


@dataclass
class Peer:
    title: str
    command: Callable[[int, Path], list[str]]
    figures: dict[str, list[tuple[float, float]]] = field(default_factory=dict)


def ours(port: int, folder: Path) -> list[str]:
    rates = [word for name in ("message", "login", "room", "read") for word in (f"--{name}-rate", "none")]
    doors = ["--port", "none", "--http-port", str(port)]
    return [sys.executable, "-m", "chatservice", "--data", str(folder / "data"), *doors, *rates]


def flask(*options: str) -> Callable[[int, Path], list[str]]:
    def command(port: int, folder: Path) -> list[str]:
        gunicorn = str(FLASK / "bin" / "gunicorn")
        return [gunicorn, "-w", "1", *options, "-b", f"127.0.0.1:{port}", "benchmarks.flask_chat:app"]

    return command


PEERS = (
    Peer("chatservice", ours),
    Peer("Flask, gunicorn -w 1", flask()),
    Peer("Flask, gunicorn, 16 threads", flask("-k", "gthread", "--threads", "16", "--keep-alive", "75")),
)


def environment() -> None:
    if not (FLASK / "bin" / "gunicorn").exists():
        venv.create(FLASK, with_pip=True)
        subprocess.run(
            [str(FLASK / "bin" / "pip"), "install", "--quiet", "flask", "gunicorn"], check=True, timeout=300
        )


def cpu(group: int) -> float:
    """Seconds of CPU of all processes in that group so far."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def request(port: int, method: str, path: str, body: object = None) -> bytes:
    data = b"" if body is None else json.dumps(body).encode()
    kind = b"Content-Type: application/json\r\n" if data else b""
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n".encode()
    return head + kind + b"Content-Length: %d\r\n\r\n%b" % (len(data), data)


class Asker:
    """A connection that repeats one request, and checks each answer."""

    def __init__(self, port: int, request: bytes) -> None:
        self.port, self.asked = port, request
        self.answers = 0
        self.socket: socket.socket | None = None
        self.got = b""

    def ask(self) -> None:
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.got = b""
        self.socket.sendall(self.asked)

    def read(self) -> bool:
        """Whether the answer is complete."""
        assert self.socket is not None  # noqa: S101
        self.got += self.socket.recv(262_144)
        head, end, body = self.got.partition(b"\r\n\r\n")
        if not end:
            return False
        lower = head.lower()
        length = int(lower.partition(b"content-length: ")[2].partition(b"\r\n")[0])
        if len(body) < length:
            return False
        if b" 200 " not in head[:15]:
            raise SystemExit(f"refused: {self.got[:500]!r}")
        self.answers += 1
        if b"connection: close" in lower:
            self.close()
        return True

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
            self.socket = None


def once(port: int, request: bytes) -> bytes:
    asker = Asker(port, request)
    asker.ask()
    while not asker.read():
        pass
    asker.close()
    return asker.got


def load(port: int, request: bytes, seconds: float) -> int:
    """The number of answers in that time."""
    askers = [Asker(port, request) for _ in range(CONNECTIONS)]
    with selectors.DefaultSelector() as selector:

        def go(asker: Asker) -> None:
            asker.ask()
            assert asker.socket is not None  # noqa: S101
            selector.register(asker.socket, selectors.EVENT_READ, asker)

        for asker in askers:
            go(asker)
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            for key, _ in selector.select(PATIENCE):
                asker = key.data
                before = asker.socket
                if asker.read():
                    if asker.socket is None:
                        selector.unregister(before)
                        go(asker)
                    else:
                        asker.ask()
    for asker in askers:
        asker.close()
    return sum(asker.answers for asker in askers)


def cases(port: int) -> Iterator[tuple[str, bytes]]:
    """The requests, in an order in which none makes the next one slower."""
    for name in ("ann", "bob"):
        once(port, request(port, "POST", "/register", {"username": name}))
    line = {"sender": "ann", "recipient": "bob", "message": "x" * 60}
    for _ in range(LINES):
        once(port, request(port, "POST", "/send", line))
    page = json.loads(once(port, request(port, "GET", "/messages?username=bob")).partition(b"\r\n\r\n")[2])
    last = page["messages"][-1]["id"]
    yield "GET /messages, none new", request(port, "GET", f"/messages?username=bob&last_id={last}")
    yield f"GET /messages, {LINES} lines", request(port, "GET", "/messages?username=bob&last_id=0")
    yield "POST /send", request(port, "POST", "/send", line)


def kept(port: int) -> int:
    """The number of lines left by the last case and those before it."""
    found, last = 0, 0
    while True:
        got = once(port, request(port, "GET", f"/messages?username=bob&last_id={last}"))
        page = json.loads(got.partition(b"\r\n\r\n")[2])["messages"]
        if not page:
            return found
        found += len(page)
        last = page[-1]["id"]


def one_round(peer: Peer, cores: Cores, folder: Path, seconds: float) -> None:
    folder.mkdir(parents=True)
    port = free_port()
    env = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    child = Child(peer.command(port, folder), core=cores.server, log=folder / "log", env=env, cwd=folder)
    try:
        wait_for(port, child)
        for name, asked in cases(port):
            warm = load(port, asked, seconds / 4)
            before, began = cpu(child.pid), time.perf_counter()
            answers = load(port, asked, seconds)
            took, used = time.perf_counter() - began, cpu(child.pid) - before
            peer.figures.setdefault(name, []).append((answers / took, used / answers * 1e6))
        lost = LINES + warm + answers - kept(port)
        if lost > 0:
            raise SystemExit(f"{peer.title} acknowledged {lost} lines that it does not have")
    finally:
        child.end()


def wait_for(port: int, child: Child) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and child.alive:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.01)
        else:
            return
    raise SystemExit(f"it did not come up: {child.last_words()}")


def tables(peers: Sequence[Peer]) -> str:
    said = []
    for name in peers[0].figures:
        rows = [[name, "requests/s", "CPU µs/request"]]
        for peer in peers:
            per_second, used = zip(*peer.figures[name], strict=True)
            rows.append(
                [peer.title, f"{statistics.median(per_second):,.0f}", f"{statistics.median(used):,.0f}"]
            )
        said += ["", *report.align(rows)]
    return "\n".join(said)


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rest", description=__doc__)
    parser.add_argument("--alone", action="store_true", help="without Flask")
    parser.add_argument("--seconds", type=float, default=3.0, help="for each measurement (%(default)s)")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(argv)
    peers = PEERS[:1] if options.alone else PEERS
    if not options.alone:
        environment()
    cores = Cores()
    if cores.load is not None:
        os.sched_setaffinity(0, {cores.load})
    with temporary_folder() as folder:
        for number in range(options.rounds):
            turn = number % len(peers)
            for peer in peers[turn:] + peers[:turn]:
                place = folder / f"{number}-{peer.title.replace(' ', '-')}"
                one_round(peer, cores, place, options.seconds)
    here = report.machine()
    print(f"{here['processor']}; {here['system']}; Python {here['python']}; {cores}")
    rounds = f"Medians of {options.rounds} rounds" if options.rounds > 1 else "One round"
    print(f"{rounds}; {CONNECTIONS} connections, each asks again when it has its answer.")
    print(tables(peers))


if __name__ == "__main__":
    main()
