"""What a release must reach and what the project aims for, beside the measured figures."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.bench import Bench, Case
from benchmarks.subjects import Subject

PEERS = ("ngircd", "inspircd")


@dataclass(frozen=True)
class Goal:
    """`key` of `case`, as a ratio to the better of `against` in the same round, or absolute."""

    what: str
    case: str
    key: str
    must: float
    goal: float | None = None
    against: tuple[str, ...] = ()
    more: bool = False  # more is better: both are least values
    unit: str = ""


GOALS = (
    Goal("many lines at once: CPU per delivery / better IRC server", "room", "cpu_us", 0.8, 0.65, PEERS),
    Goal(
        "many lines at once: deliveries/s / better IRC server", "room", "per_s", 1.0, None, PEERS, more=True
    ),
    Goal("50 lines/s: CPU per delivery / InspIRCd", "paced", "cpu_us", 1.25, 1.0, ("inspircd",)),
    Goal("50 lines/s: p99 latency / InspIRCd", "paced", "p99_ms", 1.5, 1.0, ("inspircd",)),
    Goal("many lines at once: CPU per delivery / Redis", "room", "cpu_us", 1.5, 1.0, ("redis",)),
    Goal("50 lines/s: CPU per delivery / Redis", "paced", "cpu_us", 1.5, 1.0, ("redis",)),
    Goal("pairs: CPU per line / Redis", "pairs", "line_us", 3.0, 2.0, ("redis",)),
    Goal("pairs: CPU per line / ejabberd", "pairs", "line_us", 1 / 30, 1 / 50, ("ejabberd",)),
    Goal("10,000 connections: CPU per delivery", "crowd", "cpu_us", 16.0, unit="µs"),
    Goal("10,000 connections: p99 latency", "crowd", "p99_ms", 10.0, unit="ms"),
    Goal("logins into one room: CPU / InspIRCd", "logins", "login_cpu_s", 0.5, 0.2, ("inspircd",)),
    Goal(
        "idle clients, rooms of 50: memory, start included / InspIRCd", "idle", "kb", 1.0, 0.7, ("inspircd",)
    ),
    Goal("as many in one room: memory / InspIRCd", "logins", "mb", 1.0, 0.7, ("inspircd",)),
    Goal(
        "WebSocket, many lines at once: CPU per delivery / the line door's in JSON",
        "websocket",
        "cpu_us",
        1.3,
        1.1,
        ("chat-json",),
    ),
    Goal("many lines at once: CPU per delivery / text", "room", "cpu_us", 1.15, 1.0, ("chat-text",)),
    Goal("history: the last 50", "history", "last_ms", 2.0, unit="ms"),
    Goal("history: 50 lines with all reactions and edits", "history", "page_ms", 2.0, unit="ms"),
    Goal("history: a search", "history", "search_ms", 20.0, unit="ms"),
    Goal("history: a search for one line", "history", "rare_ms", 20.0, unit="ms"),
    Goal("history: start", "history", "start_s", 1.0, unit="s"),
    Goal("code: a key of 50 editors, until the others have it: p99", "code", "key_p99_ms", 100.0, unit="ms"),
    Goal("code: the reactor held meanwhile", "code", "held_ms", 20.0, unit="ms"),
    Goal("code: 100,000 keystrokes: to open", "keystrokes", "open_ms", 500.0, unit="ms"),
    Goal("code: 100,000 keystrokes: on disk", "keystrokes", "size_mb", 10.0, unit="MB"),
    Goal("code: what the sandbox adds to hello world, at most", "programs", "over", 40.0, unit="ms"),
    Goal("code: eight Python at once", "programs", "at_once", 1.0, unit="s"),
    Goal("a stranger: what another client waits", "strangers", "waits_ms", 20.0, unit="ms"),
    Goal("a stranger: memory at most", "strangers", "mb", 20.0, unit="MB"),
    Goal("an idle server: memory", "idle", "empty_mb", 42.0, 36.0, unit="MB"),
    Goal("an idle server: CPU", "idle", "empty_cpu", 1.0, unit="% of a core"),
)


@dataclass(frozen=True)
class Verdict:
    goal: Goal
    subject: Subject
    value: float

    @property
    def met(self) -> str:
        """``goal``, ``must`` or ``missed``."""
        if self.goal.goal is not None and self._reaches(self.goal.goal):
            return "goal"
        return "must" if self._reaches(self.goal.must) else "missed"

    def _reaches(self, bound: float) -> bool:
        return self.value >= bound if self.goal.more else self.value <= bound


def verdicts(bench: Bench) -> list[Verdict]:
    """One for each goal and each dialect of the project's server that was measured."""
    cases: dict[str, Case] = {case.name: case for case in bench.cases}
    found: list[Verdict] = []
    for goal in GOALS:
        case = cases.get(goal.case)
        if case is None:
            continue
        for subject in bench.everyone:
            if not subject.project or subject.earlier or subject.name in goal.against:
                continue
            value = (
                case.ratio(subject.name, goal.key, goal.against, max if goal.more else min)
                if goal.against
                else case.median(subject.name, goal.key)
            )
            if value is not None:
                found.append(Verdict(goal, subject, value))
    return found


def table(found: Sequence[Verdict]) -> list[list[str]]:
    rows = [["", "dialect", "must", "goal", "measured", "met"]]
    for verdict in found:
        goal = verdict.goal
        rows.append(
            [
                goal.what,
                verdict.subject.dialect.name,
                f"{goal.must:.3g}",
                f"{goal.goal:.3g}" if goal.goal is not None else "",
                f"{verdict.value:.2f} {goal.unit}".rstrip(),
                verdict.met,
            ]
        )
    return rows
