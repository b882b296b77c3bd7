"""The editor of the page in a long document, while another types in it: a part of `benchmarks.page`."""

import subprocess
from collections.abc import Callable, Iterator
from typing import Any

LINES = 10_000
TEXT = "".join(
    f"def function_{each}(a, b):\n    return a + {each} * b  # twice\n" for each in range(LINES // 2)
)
ROOM = {"doc": "long.py", "room": "lobby"}
SAVED = "document.querySelector('.code-saved')?.textContent === 'Saved'"

Figure = tuple[str, float, str, float]


def editing(tab: Any, url: str, send: Callable[[dict[str, Any]], None], keys: int) -> Iterator[Figure]:
    """`send` sends commands of another person, who is in the lobby."""
    _put(f"{url}r/lobby/code/long.py?name=author")
    send({"cmd": "code_join", **ROOM})
    before = tab.bytes_in
    yield f"a document of {LINES:,} lines, from the click to the text", _opened(tab), "ms", 500
    yield "the editor, as it comes over the wire", (tab.bytes_in - before) / 1000, "kB", 250
    _in_the_middle(tab.page)
    tab.clear()
    for number in range(keys):
        tab.page.keyboard.press("xyz e"[number % 5])
        send({"cmd": "code_append", **ROOM, "text": "x = 1"})
    work = sorted(tab.figure("probe.keys"))
    tab.until(SAVED)
    yield "a key in it while another types, p99", work[int(len(work) * 0.99)], "ms", 16


def _put(address: str) -> None:
    subprocess.run(["curl", "-s", "-T", "-", address], input=TEXT.encode(), capture_output=True, check=True)


def _opened(tab: Any) -> float:
    tab.page.get_by_role("button", name="Code", exact=True).click()
    tab.page.locator(".code-document").wait_for()
    begun = tab.figure("performance.now()")
    tab.page.locator(".code-document").click()
    tab.page.locator(".cm-line").first.wait_for()
    took = float(tab.figure("performance.now()")) - begun
    tab.until(SAVED)
    return took


def _in_the_middle(page: Any) -> None:
    page.locator(".cm-content").focus()
    page.keyboard.press("Control+Home")
    for _ in range(40):
        page.keyboard.press("PageDown")
