"""The page's figures: ``python -m benchmarks.page``, in Debian's Chromium.

A real server, a real browser without a screen, and a writer on a socket. What the page does is timed inside
it (``page_probe.js``): a line's way begins when its bytes are handed to the page and ends when it is drawn.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.desktop import Writer
from benchmarks.page_editor import editing
from tests.live.server import Server

PROBE = Path(__file__).with_name("page_probe.js").read_text("utf-8")
PROGRAM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
SLOWED = 4  # times: a phone
PATIENCE = 120.0  # seconds
WINDOW = {"width": 1280, "height": 800}


class PageScale(NamedTuple):
    """Seconds, lines in the long room, screens scrolled in it, and keys."""

    seconds: int
    lines: int
    screens: int
    keys: int


FULL = PageScale(seconds=10, lines=100_000, screens=600, keys=200)
QUICK = PageScale(seconds=3, lines=3_000, screens=40, keys=50)


class Row(NamedTuple):
    """A figure, and the most that it should be."""

    what: str
    value: float
    unit: str
    most: float

    def __str__(self) -> str:
        met = "" if self.value <= self.most else "   missed"
        return f"{self.what:44} {self.value:9.1f} {self.unit:6} at most {self.most:g}{met}"


class Browser:
    def __init__(self) -> None:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415  # not everywhere

        self._driver = sync_playwright().start()
        flags = ["--no-sandbox", "--enable-precise-memory-info", "--js-flags=--expose-gc"]
        self._browser = self._driver.chromium.launch(executable_path=PROGRAM, args=flags)

    def enter(self, url: str, state: Any = None, slowed: int = 1) -> "Tab":
        # Without the service worker: what it fetches is not counted as the tab's.
        context = self._browser.new_context(viewport=WINDOW, storage_state=state, service_workers="block")
        return Tab(context, url, slowed)

    def end(self) -> None:
        self._browser.close()
        self._driver.stop()


class Tab:
    """A page in storage of its own, with its stopwatches; `bytes_in` counts what it was sent, as it came."""

    def __init__(self, context: Any, url: str, slowed: int) -> None:
        self.context = context
        self.page = context.new_page()
        self.bytes_in = 0.0
        self._tools = context.new_cdp_session(self.page)
        self._tools.send("Network.enable")
        self._tools.on("Network.loadingFinished", self._loaded)
        if slowed > 1:
            self._tools.send("Emulation.setCPUThrottlingRate", {"rate": slowed})
        self.page.add_init_script(PROBE)
        self.page.goto(url)

    def _loaded(self, event: Any) -> None:
        self.bytes_in += event["encodedDataLength"]

    def log_in(self, name: str) -> None:
        self.page.get_by_label("Name", exact=True).fill(name)
        self.page.keyboard.press("Enter")
        self.page.locator("#composer").wait_for()

    def figure(self, script: str) -> Any:
        return self.page.evaluate(script)

    def clear(self) -> None:
        self.figure("() => { probe.lines.length = probe.keys.length = probe.frames.length = 0; }")

    def until(self, condition: str) -> None:
        """The policy forbids Playwright's own way of waiting."""
        until = time.monotonic() + PATIENCE
        while not self.figure(condition):
            if time.monotonic() > until:
                raise TimeoutError(condition)
            time.sleep(0.02)

    def heap(self) -> float:
        """Megabytes, after a collection."""
        self._tools.send("HeapProfiler.collectGarbage")
        return float(self._tools.send("Runtime.getHeapUsage")["usedSize"]) / 1e6


def part(values: list[float], share: float) -> float:
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * share))] if values else float("nan")


@contextmanager
def started(folder: Path) -> Iterator[tuple[str, Writer]]:
    options = ("--message-rate", "none", "--join-rate", "none")
    with Server(folder / "data", *options, doors=("port", "http-port")) as server:
        yield f"http://127.0.0.1:{server.ports['http-port']}/", Writer(server.port)


def first_visit(browser: Browser, url: str, writer: Writer) -> Iterator[Row]:
    writer.says(60)
    tab = browser.enter(url)
    tab.log_in("probe")
    tab.until("probe.first > 0")
    yield Row("a first visit, as it comes over the wire", tab.bytes_in / 1000, "kB", 120)
    state = tab.context.storage_state()
    tab.context.close()
    took = []
    for _ in range(5):
        tab = browser.enter(url, state, SLOWED)  # nothing is in its cache
        tab.until("probe.first > 0")
        took.append(tab.figure("probe.first"))
        tab.context.close()
    yield Row(f"until the first line, {SLOWED} times slowed", part(took, 0.5), "ms", 500)


def live(tab: Tab, writer: Writer, scale: PageScale) -> Iterator[Row]:
    tab.clear()
    writer.at(20, scale.seconds)
    tab.until(f"probe.newest >= {writer.count - 1}")
    lines = tab.figure("probe.lines")
    yield Row("a line from the socket to the screen, p50", part(lines, 0.5), "ms", 20)
    yield Row("the same, p99", part(lines, 0.99), "ms", 30)
    tab.clear()
    writer.at(1_000, scale.seconds, at_once=20)
    ended = time.time() * 1000
    tab.until(f"probe.drawn >= {writer.count - 1}")
    # By the page's own clock: the driver has a backlog of its own after so many frames.
    behind = tab.figure("performance.timeOrigin + probe.drawnAt") - ended
    frames = tab.figure("probe.frames")
    yield Row("1,000 lines a second: the longest frame", max(frames), "ms", 100)
    yield Row("and the last one is shown after", behind, "ms", 250)


def typing(tab: Tab, scale: PageScale) -> Iterator[Row]:
    tab.clear()
    tab.page.locator("#composer").focus()
    for _ in range(scale.keys):
        tab.page.keyboard.press("a")
    keys = tab.figure("probe.keys")
    tab.page.locator("#composer").fill("")
    yield Row("a key in the composer, p99", part(keys, 0.99), "ms", 16)


def edited(browser: Browser, url: str, writer: Writer, scale: PageScale) -> Iterator[Row]:
    tab = browser.enter(url)
    tab.log_in("editor")
    for figure in editing(tab, url, writer.sends, scale.keys):
        yield Row(*figure)
    tab.context.close()


def scrolling(tab: Tab, writer: Writer, scale: PageScale) -> Iterator[Row]:
    while writer.count < scale.lines:
        writer.says(50)
        time.sleep(0.01)
    tab.until(f"probe.newest >= {writer.count - 1}")
    tab.clear()
    tab.page.mouse.move(700, 400)
    for _ in range(scale.screens):
        tab.page.mouse.wheel(0, -600)
        time.sleep(0.03)
    frames = tab.figure("probe.frames")
    yield Row("scrolling a long room: share of frames over 34 ms", 100 * _late(frames), "%", 5)
    yield Row("the longest", max(frames), "ms", 100)
    yield Row("rows in the page, at most", tab.figure("probe.rows"), "", 400)
    yield Row(f"heap, with {writer.count:,} lines in the room", tab.heap(), "MB", 80)


def _late(frames: list[float]) -> float:
    return sum(frame > 34 for frame in frames) / max(1, len(frames))


def measured(scale: PageScale) -> Iterator[Row]:
    browser = Browser()
    try:
        with tempfile.TemporaryDirectory() as folder, started(Path(folder)) as (url, writer):
            yield from first_visit(browser, url, writer)
            tab = browser.enter(url)
            tab.log_in("reader")
            tab.until("probe.first > 0")
            yield from live(tab, writer, scale)
            yield from typing(tab, scale)
            yield from edited(browser, url, writer, scale)
            yield from scrolling(tab, writer, scale)
    finally:
        browser.end()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller numbers")
    scale = QUICK if parser.parse_args().quick else FULL
    if PROGRAM is None:
        print("the page is left out: there is no Chromium (.ci/prepare tools installs it)")
        return 0
    for row in measured(scale):
        print(row, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
