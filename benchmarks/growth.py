"""CPU and memory against the number of connections and the size of a room.

Figures go into ``growth.json``, pictures beside it; docs/performance.md shows them.
"""

import json
import statistics
from pathlib import Path

from benchmarks import report, svg
from benchmarks.bench import TINY, Bench, Case, Rig
from benchmarks.cases import SENDERS, WINDOW, enter, saturate, spread
from benchmarks.generator import Figures

DRAWN = ("connections", "room-sizes")  # cases that become pictures
CONNECTIONS = (100, 1_000, 2_000, 5_000, 10_000)
ROOMS = (10, 50, 100, 500, 1_000, 2_000, 5_000)
TALKERS = 100  # people in the two rooms in which is talked, however many are connected
TIMES = 3


def connections(bench: Bench) -> Case:
    """People in rooms of 50; in two of the rooms twenty of them talk."""
    case = bench.case(DRAWN[0], "Connections")
    steps = (20, 40) if bench.scale is TINY else CONNECTIONS
    active = min(TALKERS, steps[0])

    def prepare(rig: Rig) -> None:
        rig.load.tell("reserve", count=steps[-1])

    for subject in bench.subjects:
        bench.say(f"connections: {subject.title}")
        with bench.rigs(case, prepare, [subject]) as rigs:
            for rig in rigs:
                with bench.noting(case, subject):
                    there = 0
                    for people in steps:
                        case.add(subject, _crowd(bench, rig, there, people, active))
                        there = people
    return case


def _crowd(bench: Bench, rig: Rig, there: int, people: int, active: int) -> Figures:
    opened = enter(rig, people - there, size=50, room=there // 50)
    cpu = statistics.median(
        saturate(rig, bench.scale.seconds / 2, window=WINDOW, **spread(active, active // 5))["cpu_us"]
        for _ in range(TIMES)
    )
    return {
        "n": people,
        "cpu_us": cpu,
        "mb": rig.server.child.memory()["pss"] / 1e6,
        "login_ms": opened["server_cpu"] / (people - there) * 1e3,
    }


def room_sizes(bench: Bench) -> Case:
    """One room; ten senders with four lines under way each."""
    case = bench.case(DRAWN[1], "Room sizes")
    sizes = (10, 20) if bench.scale is TINY else ROOMS
    for subject in bench.subjects:
        bench.say(f"room sizes: {subject.title}")

        def prepare(rig: Rig) -> None:
            rig.load.tell("reserve", count=sizes[-1])

        with bench.rigs(case, prepare, [subject]) as rigs:
            for rig in rigs:
                with bench.noting(case, subject):
                    there = 0
                    for people in sizes:
                        case.add(subject, _room(bench, rig, there, people))
                        there = people
    return case


def _room(bench: Bench, rig: Rig, there: int, people: int) -> Figures:
    opened = enter(rig, people - there)
    got = [
        saturate(rig, bench.scale.seconds / 2, window=WINDOW, drain=60, **spread(people, SENDERS))
        for _ in range(TIMES)
    ]
    return {
        "n": people,
        "cpu_us": statistics.median(figures["cpu_us"] for figures in got),
        "line_us": statistics.median(figures["server_cpu"] / figures["sent"] * 1e6 for figures in got),
        "join_ms": opened["server_cpu"] / (people - there) * 1e3,
    }


PICTURES = (
    (
        "connections",
        "mb",
        "growth-memory",
        "Memory of the server",
        "MB (PSS), everyone in rooms of 50",
        "connections",
    ),
    (
        "connections",
        "cpu_us",
        "growth-cpu",
        "CPU of a delivery",
        "µs, two rooms of 50 talk, all others are idle",
        "connections",
    ),
    (
        "connections",
        "login_ms",
        "growth-logins",
        "CPU of a login",
        "ms, with entering a room of 50",
        "connections",
    ),
    (
        "room-sizes",
        "cpu_us",
        "growth-room",
        "CPU of a delivery",
        "µs, ten senders with four lines under way each",
        "people in the room",
    ),
    ("room-sizes", "join_ms", "growth-joins", "CPU of a login into one room", "ms", "people in the room"),
)


def growth(bench: Bench, folder: Path, versions: dict[str, str]) -> None:
    """Measure, and write figures and pictures into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    cases = {case.name: case for case in (connections(bench), room_sizes(bench))}
    titles = {subject.name: subject.title for subject in bench.subjects}
    figures = {name: case.figures for name, case in cases.items()}
    whole = {"machine": report.machine(), "cores": str(bench.cores), "versions": versions, "figures": figures}
    (folder / "growth.json").write_text(json.dumps(whole, indent=1) + "\n")
    for case, key, file, title, y_name, x_name in PICTURES:
        series = {
            titles[subject]: [(point["n"], point[key]) for point in points]
            for subject, points in figures[case].items()
        }
        if series:
            (folder / f"{file}.svg").write_text(svg.chart(title, x_name, y_name, series))
    bench.note(f"growth: figures and pictures are in {folder}")
