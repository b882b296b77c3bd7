"""Code documents: many who type in one, a long history of one, and programs that run."""

import json
import statistics
import sys
from pathlib import Path

from benchmarks import keystrokes
from benchmarks.bench import TINY, Bench, Column
from benchmarks.generator import Figures, LoadError
from benchmarks.process import Child
from benchmarks.subjects import CHECKOUT, ChatWatched, Server

EDITORS, KEYS_A_SECOND, LINES = 50, 10, 10_000
TINY_EDITORS, TINY_LINES = 4, 100
AT_ONCE = 8


def code(bench: Bench) -> None:
    """50 editors in a document of 10,000 lines; 100,000 keystrokes in one; the cost of the sandbox."""
    bench.dismiss()
    chosen = [subject for subject in bench.subjects if subject.project and subject.dialect.name == "JSON"]
    if not chosen:
        bench.note("code: only chatservice has code documents, and its JSON dialect does not take part")
    for subject in chosen:
        watched = ChatWatched(subject.checkout)  # type: ignore[attr-defined]
        watched.name, watched.title = subject.name, subject.title
        _typing(bench, watched)
        _history(bench, watched)
    if chosen:
        _programs(bench, chosen[0].name)


def _typing(bench: Bench, subject: ChatWatched) -> None:
    tiny = bench.scale is TINY
    editors, lines = (TINY_EDITORS, TINY_LINES) if tiny else (EDITORS, LINES)
    case = bench.case(
        "code",
        f"{editors} editors, {KEYS_A_SECOND} keys/s each, in one code document of {lines:,} lines",
        Column("key_p50_ms", "key p50 ms"),
        Column("key_p99_ms", "p99 ms"),
        Column("alone_p99_ms", "chat before: p99 ms"),
        Column("chat_p99_ms", "meanwhile: p99 ms"),
        Column("held_ms", "reactor held, CPU ms", 1),
        Column("core", "server's core"),
        Column("load", "load's core"),
    )
    for _ in range(min(3, bench.scale.rounds)):
        with bench.noting(case, subject):
            server = bench.start(subject)
            try:
                case.add(subject, _typed(bench, subject, server, editors, lines))
            finally:
                server.child.end(grace=20.0)


def _typed(bench: Bench, subject: ChatWatched, server: Server, editors: int, lines: int) -> Figures:
    seconds = bench.scale.seconds * 6
    folder = server.child.log.parent
    words = [str(word) for word in (server.port, editors, KEYS_A_SECOND, seconds, lines)]
    load = Child(
        [sys.executable, "-m", "benchmarks.typists", *words],
        core=bench.cores.load,
        log=folder / "typists.log",
        cwd=CHECKOUT,
        talks=True,
        first=True,
    )
    try:
        alone = _line(load)
        subject.held(server)
        before = server.child.cpu()
        load.stdin.write(b"go\n")
        load.stdin.flush()
        figures: Figures = _line(load)
        figures["core"] = (server.child.cpu() - before) / figures["seconds"]
        figures["held_ms"] = subject.held(server)
    finally:
        load.end()
    return {**figures, "alone_p99_ms": alone["chat_p99_ms"]}


def _line(load: Child) -> Figures:
    line = load.stdout.readline()
    if not line:
        raise LoadError(load.last_words())
    figures: Figures = json.loads(line)
    return figures


def _history(bench: Bench, subject: ChatWatched) -> None:
    # One less than what makes a checkpoint: the most edits have to be read after the last one.
    count = bench.scale.history - 1
    case = bench.case(
        "keystrokes",
        f"A code document of {count:,} keystrokes",
        Column("open_ms", "open ms", 1),
        Column("size_mb", "MB on disk", 1),
        Column("per_s", "keystrokes/s stored", 0),
    )
    with bench.noting(case, subject):
        server = bench.start(subject)
        try:
            seconds = keystrokes.type_many(server, count)
        finally:
            server.child.end(grace=20.0)
        folder = server.child.log.parent
        size = sum(file.stat().st_size for file in (folder / "data").rglob("*") if file.is_file())
        opened = [_opened(bench, subject, folder, count) for _ in range(min(3, bench.scale.rounds))]
        figures = {"size_mb": size / 1e6, "per_s": count / seconds}
        case.add(subject, {**figures, "open_ms": statistics.median(opened)})


def _opened(bench: Bench, subject: ChatWatched, folder: Path, count: int) -> float:
    """By a server that has just started."""
    server = subject.start(folder, bench.cores)
    try:
        return keystrokes.open_it(server, count)
    finally:
        server.child.end(grace=20.0)


def _programs(bench: Bench, subject: str) -> None:
    case = bench.case(
        "programs",
        "Hello world, compiling included, beside the same commands without the sandbox",
        Column("plain", "plain ms", 0),
        Column("watchdog", "watchdog ms", 0),
        Column("cgroup", "control groups ms", 0),
        Column("over", "over plain ms", 0),
        Column("at_once", f"{AT_ONCE} Python at once, s"),
        Column("held_ms", "reactor held ms", 1),
    )
    times = 3 + 2 * bench.scale.rounds
    some = ["--only", "sql", "--times", "1"] if bench.scale is TINY else ["--times", str(times)]
    child = Child(
        [sys.executable, "-m", "benchmarks.fence", *some, "--json"],
        core=None,
        log=bench.folder / "fence.log",
        cwd=CHECKOUT,
        talks=True,
        first=True,
    )
    try:
        line = child.stdout.readline()
    finally:
        child.end()
    if not line:
        bench.note(f"programs: {child.last_words()}")
        return
    rows: dict[str, Figures] = json.loads(line)
    keys = sorted({key for row in rows.values() for key in row})
    worst = {key: max(row[key] for row in rows.values() if key in row) for key in keys}
    case.titles = {subject: "the worst of them", **{name: name for name in rows}}
    case.figures = {subject: [worst], **{name: [row] for name, row in rows.items()}}
