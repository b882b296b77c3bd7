"""One run: its resources, its subjects, and the figures of each case.

A case puts the same load on every subject in turn, several rounds of it, so that a
machine that drifts drifts for all of them. All servers of a case are up at the same time
on the server's core, and idle while it is not their turn.
"""

import contextlib
import secrets
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.generator import CountError, Figures, Generator, LoadError
from benchmarks.process import Cores
from benchmarks.subjects import MissingError, Server, StartError, Subject


@dataclass(frozen=True)
class Scale:
    """The size of a run."""

    name: str
    rounds: int
    seconds: float  # of one measurement
    room: int  # people in the room that is measured most
    pairs: int
    many: int  # people where there are many
    rooms: int  # rooms where there are many
    crowd: int  # people where there are very many
    sockets: int  # WebSockets in one room
    history: int  # lines
    limit: float  # seconds after which no new case is begun
    quiet: float  # seconds without work after which a server counts as done
    unread: int  # bytes that somebody who never reads is sent
    patience: float  # seconds that a server gets after a round for work it has put off


FULL = Scale(
    "full",
    rounds=5,
    seconds=1.5,
    room=500,
    pairs=100,
    many=5_000,
    rooms=100,
    crowd=10_000,
    sockets=2_000,
    history=100_000,
    limit=1_800.0,
    quiet=0.5,
    unread=12_000_000,
    patience=3.0,
)
QUICK = replace(
    FULL,
    name="quick",
    rounds=2,
    seconds=0.5,
    many=500,
    rooms=10,
    crowd=1_000,
    sockets=500,
    history=5_000,
    limit=65.0,
    quiet=0.3,
    unread=6_000_000,
    patience=0.5,
)
# For the tests: does it run, do the counts add up.
TINY = replace(
    QUICK,
    name="tiny",
    rounds=1,
    seconds=0.1,
    room=20,
    pairs=4,
    many=30,
    rooms=3,
    crowd=30,
    sockets=20,
    history=300,
    quiet=0.1,
    unread=100_000,
    patience=0.1,
)
SCALES = {scale.name: scale for scale in (FULL, QUICK, TINY)}


@dataclass(frozen=True)
class Column:
    key: str
    head: str
    digits: int = 2
    compared: bool = False  # a ratio to the better peer is shown beside it (lower is better)


@dataclass
class Case:
    """What was measured: for every subject, the figures of each round."""

    name: str
    title: str
    columns: Sequence[Column]
    figures: dict[str, list[Figures]] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    wrong: bool = False  # lines were lost, doubled or misplaced, not by a foreign server
    titles: dict[str, str] = field(default_factory=dict)  # of rows that are no subjects

    def add(self, subject: Subject, figures: Figures) -> None:
        self.figures.setdefault(subject.name, []).append(figures)

    def values(self, subject: str, key: str) -> list[float]:
        return [figures[key] for figures in self.figures.get(subject, []) if key in figures]

    def median(self, subject: str, key: str) -> float | None:
        values = self.values(subject, key)
        return statistics.median(values) if values else None

    def ratio(
        self, subject: str, key: str, against: Sequence[str], best: Callable[..., float] = min
    ) -> float | None:
        """The median over rounds of this subject's figure to the best one in the same round."""
        ratios = self.ratios(subject, key, against, best)
        return statistics.median(ratios) if ratios else None

    def ratios(
        self, subject: str, key: str, against: Sequence[str], best: Callable[..., float] = min
    ) -> list[float]:
        """One per round: this subject's figure to the best one in the same round."""
        others = [values for name in against if (values := self.values(name, key))]
        pairs = zip(self.values(subject, key), zip(*others, strict=False), strict=False) if others else ()
        return [own / best(other) for own, other in pairs if best(other)]


@dataclass
class Rig:
    """One subject under the load of one generator."""

    server: Server
    load: Generator
    quiet: float

    def settle(self, quiet: float | None = None, most: float = 30.0) -> Figures:
        """Wait until the server has been idle for `quiet` seconds."""
        step = (quiet or self.quiet) / 5
        return self.load.tell("settle", patience=most + 10, step=step, steps=5, max=most)

    @property
    def subject(self) -> Subject:
        return self.server.subject

    def end(self) -> None:
        # The server first: clients that go while it lives would make it tell everybody.
        self.server.child.end(grace=0.0)
        self.load.end()


class Bench:
    def __init__(self, subjects: Sequence[Subject], scale: Scale, cores: Cores, folder: Path) -> None:
        self.subjects = list(subjects)
        self.scale = scale
        self.cores = cores
        self.folder = folder
        self.cases: list[Case] = []
        self.notes: list[str] = []
        self.began = time.monotonic()
        self._started = 0
        self._crowd_name = ""
        self._crowd: list[Rig] = []
        self._crowd_failures: dict[str, str] = {}

    @property
    def everyone(self) -> list[Subject]:
        """The subjects, with their other doors, which only some cases use."""
        doors = [door for subject in self.subjects for door in (subject.tls(), subject.socket())]
        return [*self.subjects, *(door for door in doors if door is not None)]

    def note(self, text: str) -> None:
        """Something that the reader of the table has to know."""
        if text not in self.notes:
            self.notes.append(text)
            self.say(text)

    def say(self, text: str) -> None:
        print(f"{time.monotonic() - self.began:6.1f} s  {text}", file=sys.stderr, flush=True)

    def case(self, name: str, title: str, *columns: Column) -> Case:
        case = Case(name, title, columns)
        self.cases.append(case)
        return case

    def files(self, subject: Subject) -> Path:
        """A fresh folder."""
        self._started += 1
        return self.folder / f"{self._started}-{subject.name}"

    def start(self, subject: Subject) -> Server:
        return subject.start(self.files(subject), self.cores)

    def rig(self, server: Server) -> Rig:
        """A generator aimed at `server`, without clients yet."""
        load = Generator(core=self.cores.load, log=self.folder / "load.log")
        try:
            load.aim(server.subject.dialect, port=server.port, pid=server.child.pid, tag=secrets.token_hex(2))
        except BaseException:
            load.end()
            raise
        return Rig(server, load, self.scale.quiet)

    @contextlib.contextmanager
    def rigs(
        self, case: Case, prepare: Callable[[Rig], object], among: Sequence[Subject] | None = None
    ) -> Iterator[list[Rig]]:
        """All subjects running, each prepared; one that fails is noted and left out."""
        self.dismiss()
        ready: list[Rig] = []
        try:
            for subject in self.subjects if among is None else among:
                with self.noting(case, subject):
                    ready.append(self._prepared(subject, prepare))
            yield ready
        finally:
            for rig in ready:
                rig.end()

    def _prepared(self, subject: Subject, prepare: Callable[[Rig], object]) -> Rig:
        server = self.start(subject)
        try:
            rig = self.rig(server)
        except BaseException:
            server.end()
            raise
        try:
            prepare(rig)
        except BaseException:
            rig.end()
            raise
        return rig

    def crowd(self, case: Case, name: str, prepare: Callable[[Rig], object]) -> list[Rig]:
        """As `rigs`, but they keep running for the next case that uses the crowd of that name."""
        if self._crowd_name != name:
            self.dismiss()
            self._crowd_name = name
            for subject in self.subjects:
                with self.noting(case, subject):
                    self._crowd.append(self._prepared(subject, prepare))
            self._crowd_failures = dict(case.failures)
        case.failures.update(self._crowd_failures)
        return [rig for rig in self._crowd if rig.subject in self.subjects]

    def dismiss(self) -> None:
        """End the running crowd."""
        self._crowd_name = ""
        self._crowd_failures = {}
        while self._crowd:
            self._crowd.pop().end()

    @contextlib.contextmanager
    def noting(self, case: Case, subject: Subject) -> Iterator[None]:
        """Note a failure of one subject in the case, and keep the others' figures."""
        try:
            yield
        except (LoadError, StartError, MissingError) as error:
            case.failures[subject.name] = str(error)
            self.say(f"{case.name}: {subject.title}: {error}")
            if isinstance(error, CountError) and not subject.foreign:
                case.wrong = True
                return
            for rig in [rig for rig in self._crowd if rig.subject is subject]:
                self._crowd.remove(rig)
                self._crowd_failures[subject.name] = str(error)
                rig.end()

    def rounds(
        self, case: Case, rigs: list[Rig], measure: Callable[[Rig], Figures], rounds: int | None = None
    ) -> None:
        """Each subject in turn, in another order each round; a failed one is dropped."""
        for number in range(self.scale.rounds if rounds is None else rounds):
            turn = number % len(rigs) if rigs else 0
            for rig in rigs[turn:] + rigs[:turn]:
                if rig.subject.name not in case.failures:
                    with self.noting(case, rig.subject):
                        case.add(rig.subject, measure(rig))

    def rounds_and_later(self, case: Case, rigs: list[Rig], measure: Callable[[Rig], Figures]) -> None:
        """As `rounds`, and what a server does per line outside of them (``later_us``).

        A search index, say, that follows when there is time: the CPU it used from the
        first round on, less that of the rounds themselves.
        """
        before = {rig.subject.name: rig.server.child.cpu() for rig in rigs}

        def measure_and_wait(rig: Rig) -> Figures:
            figures = measure(rig)
            if rig.subject.project:
                rig.settle(most=self.scale.patience)
            return figures

        self.rounds(case, rigs, measure_and_wait)
        for rig in rigs:
            name = rig.subject.name
            if rig.subject.project and name not in case.failures:
                with self.noting(case, rig.subject):
                    rig.settle()
                    later = rig.server.child.cpu() - before[name] - sum(case.values(name, "server_cpu"))
                    case.figures[name][-1]["later_us"] = later / sum(case.values(name, "sent")) * 1e6


@contextlib.contextmanager
def temporary_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="chat-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
