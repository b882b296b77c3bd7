"""The server with a watch on its reactor: how long was it away from the network?

    python -m benchmarks.watched REPORT OPTION...

A call is due every few milliseconds; its delay is how long the reactor was blocked.
On a signal USR1 the maximum since the last one is written to REPORT, in milliseconds:
in wall-clock time, which includes other programs, and in CPU time of the reactor's
thread.
"""

import signal
import sys
import time
from pathlib import Path

EVERY = 0.002  # seconds


def watch(reactor: object, report: Path) -> None:
    worst = {"wall": 0.0, "cpu": 0.0}
    last = {"wall": time.monotonic(), "cpu": time.thread_time()}

    def tick() -> None:
        now = {"wall": time.monotonic(), "cpu": time.thread_time()}
        for clock, before in last.items():
            worst[clock] = max(worst[clock], now[clock] - before)
        last.update(now)
        reactor.callLater(EVERY, tick)  # type: ignore[attr-defined]

    def tell() -> None:
        part = report.with_suffix(".part")
        part.write_text(f"{worst['wall'] * 1e3:.1f} {worst['cpu'] * 1e3:.1f}\n")
        part.rename(report)
        worst.update(wall=0.0, cpu=0.0)

    reactor.callWhenRunning(tick)  # type: ignore[attr-defined]
    signal.signal(signal.SIGUSR1, lambda *_: reactor.callFromThread(tell))  # type: ignore[attr-defined]


def main() -> None:
    report = Path(sys.argv.pop(1))
    from twisted.internet import reactor  # noqa: PLC0415

    watch(reactor, report)
    from chatservice.__main__ import main as serve  # noqa: PLC0415

    serve()


if __name__ == "__main__":
    main()
