"""The cases: what is done to every subject, and what is measured.

Each is a function of a `Bench`; the first line of its docstring is its title.
"""

import time
from collections.abc import Callable

from benchmarks.bench import Bench, Case, Column, Rig
from benchmarks.generator import Figures
from benchmarks.history import history
from benchmarks.measured_strangers import strangers
from benchmarks.subjects import Subject
from benchmarks.writing import code

OPEN_PATIENCE = 180.0  # seconds until all clients are in
MOST_PARTS = 5
NOTICE = 1.3  # seconds after which comings and goings in a large room have been told, and a bit
WINDOW = 4  # lines that a sender has under way
SENDERS = 10
CROWD_RATE = 100  # lines a second in all rooms together

CPU = Column("cpu_us", "CPU µs/delivery", 3, compared=True)
RATE = Column("per_s", "deliveries/s", 0)
P50, P99 = Column("p50_ms", "p50 ms"), Column("p99_ms", "p99 ms")
LOAD = Column("own_share", "load's core", 2)


def enter(rig: Rig, people: int, script: str = "enter", **fields: object) -> Figures:
    """Open that many clients and bring them where `script` leads; wait until it is quiet."""
    at_once = min(rig.subject.at_once, people)
    patience = OPEN_PATIENCE
    opened = rig.load.tell(
        "open",
        patience=patience + 10,
        count=people,
        script=script,
        under_way=at_once,
        timeout=patience,
        founders=int(rig.subject.project),
        **fields,
    )
    settled = rig.settle(NOTICE if rig.subject.project else None)
    return {
        **opened,
        "server_cpu": opened["server_cpu"] + settled["server_cpu"],
        "seconds": opened["seconds"] + settled["seconds"],
    }


def spread(people: int, senders: int) -> dict[str, int]:
    """`senders` spread evenly over `people`."""
    return {"senders": senders, "step": max(1, people // senders)}


def talk(rig: Rig, seconds: float, **fields: object) -> Figures:
    """Lines in rooms; a delivery is one line at one reader."""
    dialect = rig.subject.dialect
    figures = rig.load.say(seconds, line=dialect.say, own=int(dialect.own), **fields)
    figures["cpu_us"] = figures["server_cpu"] / max(1, figures["delivered"]) * 1e6
    figures["per_s"] = figures["window_delivered"] / figures["seconds"]
    figures["lines_per_s"] = figures["window_sent"] / figures["seconds"]
    figures["batch"] = figures["delivered"] / max(1, figures["reads"])
    return figures


def saturate(rig: Rig, seconds: float, **fields: object) -> Figures:
    return talk(rig, seconds, mode="saturated", **fields)


def pace(rig: Rig, seconds: float, rate: float, **fields: object) -> Figures:
    return talk(rig, seconds, mode="paced", rate=rate, **fields)


def one_room(bench: Bench, case: Case) -> list[Rig]:
    """Everyone in one room; the cases that need this follow each other."""
    return bench.crowd(case, "room", lambda rig: enter(rig, bench.scale.room))


def room(bench: Bench) -> None:
    """Many lines at once in a room of 500: ten senders, four lines under way each."""
    scale = bench.scale
    case = bench.case(
        "room",
        f"Many lines at once in a room of {scale.room}: {SENDERS} senders, {WINDOW} lines under way each",
        CPU,
        RATE,
        P99,
        Column("batch", "lines/read", 1),
        Column("line_us", "CPU µs/line", 0),
        Column("later_us", "later µs/line", 1),
        LOAD,
    )

    def measure(rig: Rig) -> Figures:
        figures = saturate(rig, scale.seconds, window=WINDOW, **spread(scale.room, SENDERS))
        figures["line_us"] = figures["server_cpu"] / figures["sent"] * 1e6
        return figures

    rigs = one_room(bench, case)
    for rig in rigs:
        with bench.noting(case, rig.subject):
            saturate(rig, scale.seconds / 3, window=WINDOW, **spread(scale.room, SENDERS))
    bench.rounds_and_later(case, rigs, measure)


def windows(bench: Bench) -> None:
    """Batching: from one line under way in the room to a hundred."""
    scale = bench.scale
    shapes = [(1, 1), (1, WINDOW), (SENDERS, 1), (scale.room // 5, 1)]
    case = bench.case(
        "windows",
        f"A room of {scale.room}, CPU µs per delivery with other numbers of lines under way",
        *(Column(f"cpu_{s}x{w}", f"{s} x {w}", 2) for s, w in shapes),
    )

    def measure(rig: Rig) -> Figures:
        figures: Figures = {}
        for senders, window in shapes:
            got = saturate(rig, scale.seconds / 2, window=window, **spread(scale.room, senders))
            figures[f"cpu_{senders}x{window}"] = got["cpu_us"]
        return figures

    bench.rounds(case, one_room(bench, case), measure, min(2, scale.rounds))


def paced(bench: Bench) -> None:
    """50 lines a second in a room of 500."""
    scale = bench.scale
    case = bench.case(
        "paced",
        f"50 lines/s in a room of {scale.room}",
        CPU,
        P50,
        Column("p99_ms", "p99 ms", 2, compared=True),
    )

    def measure(rig: Rig) -> Figures:
        return pace(rig, 2 * scale.seconds, 50, **spread(scale.room, SENDERS))

    bench.rounds(case, one_room(bench, case), measure)


def latency(bench: Bench) -> None:
    """Latency at 10, 50 and 80 % of each subject's capacity."""
    scale = bench.scale
    shares = (10, 50, 80)
    case = bench.case(
        "latency",
        f"A room of {scale.room}: latency in ms at a share of each one's own capacity",
        Column("lines_per_s", "lines/s at 100 %", 0),
        *(
            Column(f"{quantile}_{share}", f"{quantile} at {share} %")
            for share in shares
            for quantile in ("p50", "p99")
        ),
    )

    def measure(rig: Rig) -> Figures:
        full = saturate(rig, scale.seconds / 2, window=WINDOW, **spread(scale.room, SENDERS))
        figures = {"lines_per_s": full["lines_per_s"]}
        for share in shares:
            rate = max(1.0, full["lines_per_s"] * share / 100)
            got = pace(rig, scale.seconds / 2, rate, **spread(scale.room, scale.room // 5))
            for quantile in ("p50", "p99"):
                figures[f"{quantile}_{share}"] = got[f"{quantile}_ms"]
        return figures

    bench.rounds(case, one_room(bench, case), measure, min(3, scale.rounds))


def pairs(bench: Bench) -> None:
    """100 pairs, four private lines under way each."""
    scale = bench.scale
    case = bench.case(
        "pairs",
        f"{scale.pairs} pairs, {WINDOW} private lines under way each",
        Column("line_us", "CPU µs/line", 2, compared=True),
        Column("lines_per_s", "lines/s", 0),
        P99,
        Column("later_us", "later µs/line", 1),
        LOAD,
    )

    def measure(rig: Rig) -> Figures:
        dialect = rig.subject.dialect
        figures = rig.load.say(
            scale.seconds,
            mode="saturated",
            pairs=1,
            window=WINDOW,
            line=dialect.tell,
            own=int(dialect.own_private),
            senders=scale.pairs,
            step=2,
        )
        figures["line_us"] = figures["server_cpu"] / figures["sent"] * 1e6
        figures["lines_per_s"] = figures["window_sent"] / figures["seconds"]
        return figures

    rigs = bench.crowd(case, "pairs", lambda rig: enter(rig, 2 * scale.pairs, "login"))
    bench.rounds_and_later(case, rigs, measure)


def logins(bench: Bench) -> None:
    """5,000 logins into one room, and then talk in it."""
    scale = bench.scale
    case = bench.case(
        "logins",
        f"{scale.many:,} logins into one room, then 5 lines/s and many lines at once in it",
        Column("login_cpu_s", "logins: CPU s", 2, compared=True),
        Column("login_s", "seconds"),
        Column("mb", "memory MB", 0),
        Column("paced_us", "5/s: µs/deliv."),
        Column("paced_p99", "p99 ms", 1),
        Column("cpu_us", "many: µs/deliv.", 3),
        Column("per_s", "deliveries/s", 0),
    )
    for subject in bench.subjects:  # one at a time: for some this is more than a core can hold twice
        if scale.many > subject.one_room_most:
            bench.note(f"logins: {subject.title} is left out, for it so many in one room take minutes")
            continue
        opened: Figures = {}

        def prepare(rig: Rig, opened: Figures = opened) -> None:
            opened.update(enter(rig, scale.many, "one-room"))

        with bench.rigs(case, prepare, [subject]) as rigs:
            for rig in rigs:
                with bench.noting(case, subject):
                    few = spread(scale.many, SENDERS)
                    memory = rig.server.child.memory()["pss"]
                    slow = pace(rig, 2 * scale.seconds, 5, room=0, **few)
                    full = saturate(rig, scale.seconds, window=WINDOW, drain=60, **few)
                    case.add(
                        subject,
                        {
                            "login_cpu_s": opened["server_cpu"],
                            "login_s": opened["seconds"],
                            "mb": memory / 1e6,
                            "paced_us": slow["cpu_us"],
                            "paced_p99": slow["p99_ms"],
                            "cpu_us": full["cpu_us"],
                            "per_s": full["per_s"],
                        },
                    )


def idle(bench: Bench) -> None:
    """An idle server; then 5,000 idle clients."""
    scale = bench.scale
    case = bench.case(
        "idle",
        f"An idle server, and {scale.many:,} silent clients in rooms of 50",
        Column("start_s", "start s"),
        Column("empty_mb", "empty: MB", 1),
        Column("empty_cpu", "% of a core", 2),
        Column("kb", "kB/client in all", 2, compared=True),
        Column("more_kb", "kB/client more", 2),
        Column("cpu", "% of a core", 2),
    )
    long = 4 * scale.seconds

    def share(rigs: list[Rig]) -> list[float]:
        before = [(time.monotonic(), rig.server.child.cpu()) for rig in rigs]
        time.sleep(long)
        return [
            (rig.server.child.cpu() - cpu) / (time.monotonic() - at) * 100
            for rig, (at, cpu) in zip(rigs, before, strict=True)
        ]

    with bench.rigs(case, lambda _: None) as rigs:
        time.sleep(min(1.0, scale.seconds))
        empty = share(rigs)
        figures: dict[str, Figures] = {}
        for rig, cpu in zip(rigs, empty, strict=True):
            figures[rig.subject.name] = {
                "start_s": rig.server.start_seconds,
                "empty_mb": rig.server.child.memory()["pss"] / 1e6,
                "empty_cpu": cpu,
            }
        for rig in rigs:
            with bench.noting(case, rig.subject):
                enter(rig, scale.many, size=50)
        ready = [rig for rig in rigs if rig.subject.name not in case.failures]
        for rig, cpu in zip(ready, share(ready), strict=True):
            mine = figures[rig.subject.name]
            memory = rig.server.child.memory()["pss"]
            mine["kb"] = memory / scale.many / 1e3
            mine["more_kb"] = (memory - mine["empty_mb"] * 1e6) / scale.many / 1e3
            mine["cpu"] = cpu
            case.add(rig.subject, mine)


def rooms(bench: Bench) -> None:
    """100 rooms of 50, one sender in each."""
    scale = bench.scale
    size = 50 if scale.rooms * 50 <= scale.many else 10
    people = scale.rooms * size
    case = bench.case("rooms", f"{scale.rooms} rooms of {size}, a sender in each", CPU, RATE, P99, LOAD)

    def measure(rig: Rig) -> Figures:
        return saturate(rig, scale.seconds, window=WINDOW, senders=scale.rooms, step=size)

    rigs = bench.crowd(case, "rooms", lambda rig: enter(rig, people, size=size))
    bench.rounds(case, rigs, measure, min(3, scale.rounds))


def crowd(bench: Bench) -> None:
    """10,000 connections in rooms of 50, 100 lines a second in all."""
    scale = bench.scale
    size = 50 if scale.crowd >= 1_000 else 10
    senders = scale.crowd // size
    case = bench.case(
        "crowd",
        f"{scale.crowd:,} connections in {senders} rooms of {size}, {CROWD_RATE} lines/s in all",
        Column("login_us", "login: CPU µs", 0),
        CPU,
        Column("line_us", "CPU µs/line", 0),
        P50,
        P99,
        Column("kb", "kB/client", 1),
    )
    for subject in bench.subjects:  # one at a time: twice so many descriptors are more than most may have
        opened: Figures = {}

        def prepare(rig: Rig, opened: Figures = opened) -> None:
            opened.update(enter(rig, scale.crowd, size=size))

        with bench.rigs(case, prepare, [subject]) as rigs:
            for rig in rigs:
                with bench.noting(case, subject):
                    got = pace(rig, 4 * scale.seconds, CROWD_RATE, senders=senders, step=size)
                    got["line_us"] = got["server_cpu"] / max(1, got["sent"]) * 1e6
                    got["login_us"] = opened["server_cpu"] / scale.crowd * 1e6
                    got["kb"] = rig.server.child.memory()["pss"] / scale.crowd / 1e3
                    case.add(subject, got)


def slow(bench: Bench) -> None:
    """A room of 500 in which one reader never reads."""
    scale = bench.scale
    case = bench.case(
        "slow",
        f"A room of {scale.room} in which one never reads: what it costs the others and the memory",
        Column("before_us", "before: µs/deliv.", 3),
        Column("cpu_us", "with it", 3),
        Column("before_p99", "p99 ms before"),
        Column("p99_ms", "with it"),
        Column("unread_mb", "MB unread", 0),
        Column("more_mb", "memory: MB more", 1),
        Column("dropped", "let go of", 0),
    )

    def prepare(rig: Rig) -> None:
        rig.load.tell("reserve", count=scale.room + 1)
        enter(rig, scale.room)
        enter(rig, 1, rcvbuf=4096)

    def measure(rig: Rig) -> Figures:
        load = {"window": 4 * WINDOW, "body": 400, **spread(scale.room, SENDERS)}
        before = saturate(rig, scale.seconds, **load)
        memory = rig.server.child.memory()["pss"]
        rig.load.tell("mute", first=scale.room, count=1)
        parts: list[Figures] = []
        while len(parts) < MOST_PARTS and sum(part["sent"] for part in parts) * 400 < scale.unread:
            parts.append(saturate(rig, scale.seconds, **load))
        more = rig.server.child.memory()["pss"] - memory
        total = {
            key: sum(part[key] for part in parts) for key in ("server_cpu", "delivered", "sent", "dropped")
        }
        return {
            **total,
            "before_us": before["cpu_us"],
            "before_p99": before["p99_ms"],
            "cpu_us": total["server_cpu"] / total["delivered"] * 1e6,
            "p99_ms": max(part["p99_ms"] for part in parts),
            "unread_mb": total["sent"] * 400 / 1e6,
            "more_mb": more / 1e6,
        }

    with bench.rigs(case, prepare) as rigs:
        bench.rounds(case, rigs, measure, 1)


def storm(bench: Bench) -> None:
    """People join and leave a room of 500 while others talk in it."""
    scale = bench.scale
    crowd = max(2, scale.room // 10)
    case = bench.case(
        "storm",
        f"{crowd} people join and leave a room of {scale.room} over and over, 10 lines/s meanwhile",
        Column("churn_us", "CPU µs/join+leave", 0, compared=True),
        Column("churn_s", "join+leave/s", 0),
        P50,
        P99,
    )

    def prepare(rig: Rig) -> None:
        rig.load.tell("reserve", count=scale.room + crowd)
        enter(rig, scale.room)
        enter(rig, crowd, "login", checked=0)

    def measure(rig: Rig) -> Figures:
        got = pace(
            rig,
            scale.seconds,
            10,
            **{"in": "join", "out": "leave"},
            churn_first=scale.room,
            churn_count=crowd,
            **spread(scale.room, SENDERS),
        )
        settled = rig.settle(NOTICE if rig.subject.project else None)
        got["churn_us"] = (got["server_cpu"] + settled["server_cpu"]) / max(1, got["churned"]) * 1e6
        got["churn_s"] = got["churned"] / (got["seconds"] + got["drained"])
        return got

    with bench.rigs(case, prepare) as rigs:
        bench.rounds(case, rigs, measure, min(3, scale.rounds))


def tls(bench: Bench) -> None:
    """Many lines at once in a room of 500, over TLS."""
    secure = [subject for subject in bench.subjects if subject.tls() is not None]
    if not secure:
        bench.note("tls: no subject has a TLS door yet")
        return
    scale = bench.scale
    case = bench.case(
        "tls",
        f"The same over TLS: {SENDERS} senders, {WINDOW} lines under way each, {scale.room} readers",
        CPU,
        RATE,
        P99,
        LOAD,
    )
    among = [variant for subject in secure if (variant := subject.tls()) is not None]

    def measure(rig: Rig) -> Figures:
        return saturate(rig, scale.seconds, window=WINDOW, **spread(scale.room, SENDERS))

    with bench.rigs(case, lambda rig: enter(rig, scale.room), among) as rigs:
        bench.rounds(case, rigs, measure, min(3, scale.rounds))


def websocket(bench: Bench) -> None:
    """Many lines at once in a room of 500, over WebSocket and on the line door."""
    _sockets(bench, "websocket", bench.scale.room)


def sockets(bench: Bench) -> None:
    """The same with 2,000 readers."""
    _sockets(bench, "sockets", bench.scale.sockets)


def _sockets(bench: Bench, name: str, people: int) -> None:
    among: list[Subject] = []
    for subject in bench.subjects:
        if (socket := subject.socket()) is not None:
            among += [subject, socket]
    if not among:
        bench.note(f"{name}: no subject has a WebSocket")
        return
    scale = bench.scale
    case = bench.case(
        name,
        f"WebSocket and line door: {SENDERS} senders, {WINDOW} lines under way each, {people:,} readers",
        CPU,
        RATE,
        P99,
        Column("paced_us", "50/s: µs/deliv.", 2),
        Column("kb", "kB/client", 1),
        LOAD,
    )

    def measure(rig: Rig) -> Figures:
        few = spread(people, SENDERS)
        figures = saturate(rig, scale.seconds, window=WINDOW, **few)
        figures["paced_us"] = pace(rig, scale.seconds, 50, **few)["cpu_us"]
        figures["kb"] = rig.server.child.memory()["pss"] / people / 1e3
        return figures

    with bench.rigs(case, lambda rig: enter(rig, people), among) as rigs:
        bench.rounds(case, rigs, measure, min(3, scale.rounds))


CASES: dict[str, Callable[[Bench], None]] = {
    function.__name__: function
    for function in (
        room,
        paced,
        windows,
        latency,
        pairs,
        history,
        idle,
        logins,
        rooms,
        crowd,
        slow,
        storm,
        tls,
        websocket,
        sockets,
        strangers,
        code,
    )
}

__all__ = ["CASES", "Case"]
