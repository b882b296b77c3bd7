"""The desktop client's figures: ``python -m benchmarks.desktop``.

A real server, a real window on a display without a screen (Xvfb), and a writer on a
socket. What the window does is timed inside its own process: a line's way begins when its
bytes are handed over by the socket and ends when Tk has drawn the page that holds it.
It prints figures and judges nothing: a person reads them.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.live.desktop import Display
from tests.live.server import ROOT, Server

LINES = 50_000


def probe(port: str, folder: str) -> None:  # noqa: PLR0915  # one stopwatch, in one place
    """In a process of its own: the window, with a stopwatch in it."""
    started = float(os.environ["STARTED"])
    import tkinter as tk  # noqa: PLC0415

    from twisted.internet import reactor  # noqa: PLC0415

    from chatservice.client.link import transport  # noqa: PLC0415
    from chatservice.client.model.preferences import Preferences, SavedServer  # noqa: PLC0415
    from chatservice.client.tk.app import App  # noqa: PLC0415
    from chatservice.model.events import Message  # noqa: PLC0415

    waiting: list[float] = []
    took: list[float] = []
    lags: list[float] = []
    figures: dict[str, Any] = {}
    arrived = [0.0]
    update, received = tk.Tk.update, transport.Receiver.received

    def timed_update(root: tk.Tk) -> None:
        begun = time.perf_counter()
        update(root)
        lags.append(time.perf_counter() - begun)

    def timed_received(receiver: transport.Receiver, data: bytes) -> None:
        arrived[0] = time.perf_counter()
        received(receiver, data)

    tk.Tk.update = timed_update  # type: ignore[method-assign]
    transport.Receiver.received = timed_received  # type: ignore[method-assign]
    app = App(reactor, Preferences(Path(folder) / "desktop.json"), "dark")
    draw, heard = app._draw, app.desk.heard

    def timed_draw() -> None:
        draw()  # Tk has drawn when it returns
        now = time.perf_counter()
        took.extend(now - each for each in waiting)
        waiting.clear()

    def timed_heard(event: Any) -> None:
        if isinstance(event, Message):
            waiting.append(arrived[0])
        heard(event)

    app._frames._draw = timed_draw
    app.desk.heard = timed_heard  # type: ignore[method-assign]
    app.root.bind("<Map>", lambda _: figures.setdefault("first_window", time.time() - started), add=True)

    def answer() -> None:
        line = sys.stdin.readline()
        if not line:
            reactor.stop()  # type: ignore[attr-defined]
            return
        conversation = app.desk.state.named("lobby")
        figures.update(
            lines=conversation.head if conversation is not None else 0,
            took=sorted(took), lag=max(lags, default=0), cpu=sum(os.times()[:2]), now=time.time(),
        )  # fmt: skip
        if line == "scroll\n" and app.main is not None:
            page = app.main.tabs.pages[app.desk.state.named("lobby").key]  # type: ignore[union-attr]
            begun = time.perf_counter()
            for _ in range(60):
                page.scroll(-1)
                update(app.root)
            figures["scroll"] = (time.perf_counter() - begun) / 60
        took.clear()
        lags.clear()
        print(json.dumps(figures), flush=True)

    reactor.addReader(_Stdin(answer))  # type: ignore[attr-defined]
    reactor.callWhenRunning(app.desk.connect, SavedServer(port=int(port), name="probe"))  # type: ignore[attr-defined]
    reactor.run()  # type: ignore[attr-defined]


class _Stdin:
    def __init__(self, answer: Any) -> None:
        self._answer = answer

    def fileno(self) -> int:
        return 0

    def doRead(self) -> None:  # noqa: N802
        self._answer()

    def connectionLost(self, reason: object) -> None:  # noqa: N802
        pass

    def logPrefix(self) -> str:  # noqa: N802
        return "probe"


class Writer:
    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self.count = 0
        self.sends({"cmd": "login", "name": "writer"}, {"cmd": "join", "room": "lobby"})

    def sends(self, *commands: dict[str, Any]) -> None:
        self._socket.sendall(b"".join(json.dumps(command).encode() + b"\n" for command in commands))

    def says(self, count: int) -> None:
        lines = [self._line(self.count + number) for number in range(count)]
        self.count += count
        self.sends(*lines)
        self._socket.setblocking(False)
        try:
            while self._socket.recv(1 << 20):
                pass
        except BlockingIOError:
            pass
        self._socket.setblocking(True)

    def _line(self, number: int) -> dict[str, Any]:
        text = f"line {number} with some **words** in it, about as long as people write them"
        return {"cmd": "say", "room": "lobby", "text": text}

    def at(self, rate: float, seconds: float, at_once: int = 1) -> None:
        begun = time.monotonic()
        step = 0
        while time.monotonic() - begun < seconds:
            self.says(at_once)
            step += 1
            time.sleep(max(0.0, begun + step * at_once / rate - time.monotonic()))


class Probe:
    def __init__(self, display: Display, port: int, folder: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.desktop", "probe", str(port), folder],
            env={**display.env, "STARTED": str(time.time()), "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, word: str = "figures") -> dict[str, Any]:
        if self.process.stdin is None or self.process.stdout is None:
            raise AssertionError("it was made with pipes")
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def memory(self) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def until(self, lines: int) -> float:
        begun = time.monotonic()
        while self.ask()["lines"] < lines:
            time.sleep(0.05)
        return time.monotonic() - begun


def spread(took: list[float]) -> str:
    if not took:
        return "nothing"
    p50, p99 = (took[min(len(took) - 1, int(len(took) * part))] * 1000 for part in (0.5, 0.99))
    return f"p50 {p50:.1f} ms, p99 {p99:.1f} ms, most {took[-1] * 1000:.1f} ms ({len(took)} lines)"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Display() as display:
        data = Path(folder) / "data"
        with Server(data, "--message-rate", "none", "--join-rate", "none") as server:
            measure(Probe(display, server.port, folder), Writer(server.port))


def measure(probe: Probe, writer: Writer) -> None:
    time.sleep(3)
    first = probe.ask()
    print(f"first window         {first['first_window']:.2f} s")
    begun = probe.ask()
    time.sleep(10)
    ended = probe.ask()
    idle = (ended["cpu"] - begun["cpu"]) / (ended["now"] - begun["now"])
    print(f"idle                 {idle:.1%} CPU, {probe.memory():.0f} MB")
    probe.ask()
    writer.at(20, 15)
    print(f"20 lines/s           {spread(probe.ask()['took'])}")
    begun = probe.ask()
    writer.at(1000, 20, at_once=20)
    behind = begun["lines"] + 20_000 - probe.ask()["lines"]
    more = probe.until(begun["lines"] + 19_000)
    ended = probe.ask()
    busy = (ended["cpu"] - begun["cpu"]) / (ended["now"] - begun["now"])
    print(f"1,000 lines/s, 20 s  {behind} behind at the end, {more:.2f} s to catch up, {busy:.0%} CPU")
    while probe.ask()["lines"] < LINES:
        writer.says(40)
        time.sleep(0.02)
    time.sleep(2)
    probe.ask()
    writer.at(20, 10)
    print(f"at {LINES:,} lines      {spread(probe.ask()['took'])}, {probe.memory():.0f} MB")
    print(f"scrolling a screen   {probe.ask('scroll')['scroll'] * 1000:.1f} ms")
    probe.process.terminate()
    probe.process.wait(10)


if __name__ == "__main__":
    if sys.argv[1:2] == ["probe"]:
        probe(*sys.argv[2:])
    else:
        main()
