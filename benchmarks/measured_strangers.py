"""Strangers at every door: what each costs another client and the server.

One server with its defaults has all doors open; another client sends requests all the time and
records how long it waits. Each stranger comes once to each of its doors, and its worst is shown.
"""

import os
import signal
import sys
import time
from contextlib import ExitStack, closing
from pathlib import Path

from benchmarks.bench import TINY, Bench, Case, Column
from benchmarks.generator import Figures, LoadError
from benchmarks.hostile import everything, play
from benchmarks.process import Child
from benchmarks.strangers import MEGABYTE, Stranger
from benchmarks.strangers_irc import STRANGERS
from benchmarks.subjects import CHECKOUT, Subject, free_port

DOORS = ("port", "tls-port", "pipe-port", "prompt-port", "irc-port", "http-port", "https-port")
PATIENCE = 30.0
LOOK_EVERY = 0.1  # seconds, until the server has nothing to do any more
IDLE = 0.02  # seconds of CPU in that time, which an idle server may have
EVERY_SO_MANY = 12  # of them are enough to see that the case runs


def strangers(bench: Bench) -> None:
    """Strangers: each with one connection, a megabyte to send and no login."""
    case = bench.case(
        "strangers",
        "One connection, a megabyte sent, no login: what another client waits and the server gains",
        Column("waits_ms", "another waits, ms", 1),
        Column("held_ms", "reactor held, CPU ms", 1),
        Column("mb", "MB at most", 1),
        Column("kept_mb", "MB after", 1),
        Column("sent_mb", "MB sent", 2),
        Column("got_mb", "MB got", 1),
    )
    bench.dismiss()
    for subject in bench.subjects:
        if subject.project and subject.dialect.name == "JSON":
            with bench.noting(case, subject):
                _measure(bench, case, subject)
            return
    bench.note("strangers: chatservice does not take part")


def _measure(bench: Bench, case: Case, subject: Subject) -> None:
    chosen = STRANGERS[::EVERY_SO_MANY] if bench.scale is TINY else STRANGERS
    case.titles[subject.name] = "the worst of them"
    with ExitStack() as open_:
        under_attack = open_.enter_context(closing(UnderAttack(bench, subject)))
        for who in chosen:
            of_all_doors: Figures = {}
            for _, door in everything([who], DOORS):
                worst(
                    of_all_doors, under_attack.by(who, door, MEGABYTE if bench.scale is not TINY else 50_000)
                )
            case.titles[who.name] = who.name
            case.figures[who.name] = [of_all_doors]
            case.figures[subject.name] = [worst(case.figures.get(subject.name, [{}])[0], of_all_doors)]


def worst(figures: Figures, more: Figures) -> Figures:
    for key, value in more.items():
        figures[key] = max(value, figures.get(key, value))
    return figures


class UnderAttack:
    """A server with all its doors, the watch on its reactor, and the other client."""

    def __init__(self, bench: Bench, subject: Subject) -> None:
        folder = bench.files(subject)
        folder.mkdir(parents=True)
        self._report = folder / "held"
        self._ports = {door: free_port() for door in DOORS}
        command = [
            sys.executable,
            "-m",
            "benchmarks.watched",
            str(self._report),
            "--data",
            str(folder / "data"),
        ]
        for door, port in self._ports.items():
            command += [f"--{door}", str(port)]
        environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
        self._server = Child(
            command, core=bench.cores.server, log=folder / "chat.log", env=environment, cwd=folder
        )
        try:
            self._until("Join: ")
            self._waiter = Child(
                [sys.executable, "-m", "benchmarks.waiter", str(self._ports["port"])],
                core=bench.cores.load,
                log=folder / "waiter.log",
                env=environment,
                cwd=folder,
                talks=True,
            )
            self._waited()
        except BaseException:
            self._server.end()
            raise

    def close(self) -> None:
        self._waiter.end()
        self._server.end()

    def _until(self, word: str) -> None:
        until = time.monotonic() + PATIENCE
        while word not in self._server.log.read_text(errors="replace"):
            if time.monotonic() > until or not self._server.alive:
                raise LoadError(f"the server did not come up: {self._server.last_words()}")
            time.sleep(0.01)

    def by(self, who: Stranger, door: str, limit: int) -> Figures:
        """What the stranger costs at `door`."""
        self._quiet()
        self._waited()
        self._held()
        before = self._server.memory()["rss"]
        Path(f"/proc/{self._server.pid}/clear_refs").write_text("5")  # the peak begins anew: proc(5)
        outcome = play(who, self._ports[door], door, limit)
        self._quiet()
        return {
            "waits_ms": self._waited(),
            "held_ms": self._held(),
            "mb": (self._peak() - before) / 1e6,
            "kept_mb": (self._server.memory()["rss"] - before) / 1e6,
            "sent_mb": outcome.sent / 1e6,
            "got_mb": outcome.got / 1e6,
        }

    def _quiet(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            before = self._server.cpu()
            time.sleep(LOOK_EVERY)
            if self._server.cpu() - before < IDLE:
                return

    def _waited(self) -> float:
        self._waiter.stdin.write(b"\n")
        self._waiter.stdin.flush()
        told = self._waiter.stdout.readline()
        if not told:
            raise LoadError(f"another client was not served: {self._waiter.last_words()}")
        return float(told)

    def _held(self) -> float:
        self._report.unlink(missing_ok=True)
        os.kill(self._server.pid, signal.SIGUSR1)
        until = time.monotonic() + PATIENCE
        while not self._report.exists():
            if time.monotonic() > until:
                raise LoadError("the reactor did not tell how long it was held")
            time.sleep(0.005)
        _, cpu = self._report.read_text().split()
        return float(cpu)

    def _peak(self) -> int:
        for line in Path(f"/proc/{self._server.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
        return 0
