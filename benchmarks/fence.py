"""The cost of the sandbox: hello world in each language, beside the same commands without it.

    python -m benchmarks.fence [--times N] [--json]

Both are started in turn, so that the machine's other work affects both alike; the results are
medians in ms, and the median of the differences. Then eight runs of Python at once, and how long
the reactor was blocked meanwhile. `python -m benchmarks code` shows the same in a table.
"""

import argparse
import json
import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from twisted.internet import reactor
from twisted.internet.defer import Deferred, DeferredList, ensureDeferred
from twisted.internet.task import LoopingCall, deferLater
from twisted.internet.threads import deferToThread

from chatservice.model.runs import Ending, Program, Verdict
from chatservice.sandbox import cgroup, host, policy, selftest
from chatservice.sandbox.languages import LANGUAGES, Language
from chatservice.sandbox.policy import PHASE, RunLimits
from chatservice.sandbox.start import Starter
from tests.live.fence import UID, missing
from tests.live.test_sandbox import HELLO

TICK = 0.001
AT_ONCE = 8


class Ended:
    """A watcher that only waits."""

    def __init__(self) -> None:
        self.over: Deferred[Ending] = Deferred()

    def running(self) -> None: ...

    def printed(self, text: str, error: bool) -> None: ...

    def ended(self, ending: Ending) -> None:
        self.over.callback(ending)


async def inside(starter: Starter, language: Language) -> float:
    began, told = time.perf_counter(), Ended()
    starter.start(Program(language.name, HELLO[language.name]), language, RunLimits(), told)
    ending = await told.over
    if ending.verdict is not Verdict.OK:
        raise SystemExit(f"{language.title}: {ending}")
    return time.perf_counter() - began


async def plain(language: Language) -> float:
    """The script that the sandbox runs, without the sandbox."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, language.source).write_text(HELLO[language.name])
        Path(folder, "preload").write_text(language.preload)
        script = policy.script(language, RunLimits()).replace("/run/preload", f"{folder}/preload")
        if language.rename is not None:
            Path(folder, "names").write_text("\n".join([*language.rename(HELLO[language.name]), ""]))
            script = script.replace("/run/names", f"{folder}/names")
        began = time.perf_counter()
        await deferToThread(
            subprocess.run,
            ["/bin/sh", "-c", f"exec {PHASE}>/dev/null\n{script}"],
            cwd=folder,
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": folder},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
        )
        return time.perf_counter() - began


async def compare(starters: dict[str, Starter], language: Language, times: int) -> dict[str, float]:
    """Medians in ms: without and with the sandbox, and the most that it adds (`over`)."""
    took: dict[str, list[float]] = {"plain": [], **{each: [] for each in starters}}
    for _ in range(times):
        took["plain"].append(await plain(language))
        for each, starter in starters.items():
            took[each].append(await inside(starter, language))
    over = [
        statistics.median(b - a for a, b in zip(took["plain"], took[each], strict=True)) for each in starters
    ]
    medians = {each: 1e3 * statistics.median(values) for each, values in took.items()}
    return {**medians, "over": 1e3 * max(over)}


async def at_once(starter: Starter, language: Language, count: int) -> tuple[float, float]:
    """Seconds for all of them, and the longest time that the reactor was blocked."""
    last, longest = time.perf_counter(), 0.0

    def tick() -> None:
        nonlocal last, longest
        now = time.perf_counter()
        longest, last = max(longest, now - last - TICK), now

    ticking = LoopingCall(tick)
    ticking.start(TICK, now=False)
    began = time.perf_counter()
    some = []
    for _ in range(count):  # each in a turn of its own, as the server starts them
        some.append(ensureDeferred(inside(starter, language)))
        await deferLater(reactor, 0)
    await DeferredList(some)
    took = time.perf_counter() - began
    ticking.stop()
    return took, longest


async def several(starter: Starter, language: Language, count: int) -> dict[str, float]:
    """Of five times that `count` run at once, and of as many self-tests, the medians."""
    rounds = [await at_once(starter, language, count) for _ in range(5)]
    took, held = (statistics.median(values) for values in zip(*rounds, strict=True))
    tests = []
    for _ in range(5):
        began = time.perf_counter()
        await selftest.try_fence(starter, [], [])
        tests.append(time.perf_counter() - began)
    return {"at_once": took, "held_ms": 1e3 * held, "selftest": 1e3 * statistics.median(tests)}


async def main(times: int, only: str = "") -> dict[str, dict[str, float]]:
    """Figures by language, and those of several at once by what holds their memory."""
    here, place = host.examine(UID, owner=0), cgroup.find()
    starters = {"watchdog": Starter(here, None, reactor, deferToThread)}
    if place is not None:
        starters["cgroup"] = Starter(here, place, reactor, deferToThread)
    rows = {}
    for language in LANGUAGES:
        if not missing(language.name) and only in ("", language.name):
            rows[language.title] = await compare(starters, language, times)
    python = next(language for language in LANGUAGES if language.name == (only or "python"))
    for each, starter in starters.items():
        rows[f"{AT_ONCE} at once, {each}"] = await several(starter, python, AT_ONCE)
    return rows


def show(rows: dict[str, dict[str, float]], times: int) -> None:
    print(f"median of {times} in ms, load {os.getloadavg()[0]:.1f}")
    for name, row in rows.items():
        print(f"{name:22}", "  ".join(f"{key} {value:.2f}" for key, value in row.items()))


def run() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=11)
    parser.add_argument("--only", default="", metavar="LANGUAGE")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    failed: list[object] = []

    async def measure() -> None:
        rows = await main(options.times, options.only)
        if options.json:
            print(json.dumps(rows), flush=True)
        else:
            show(rows, options.times)

    def start() -> None:
        work = ensureDeferred(measure())
        work.addErrback(lambda failure: failed.append(failure.getTraceback()))
        work.addBoth(lambda _: reactor.stop())

    reactor.callWhenRunning(start)
    reactor.run()
    if failed:
        raise SystemExit(str(failed[0]))


if __name__ == "__main__":
    run()
