"""A key in the editor of the desktop client, in a document of 10,000 lines, until it is drawn.

    python -m benchmarks.editor

A real editor on a display without a screen; keys are events of Tk, at random lines, one in eight a line
break. Between two keys somebody else writes as well. It prints figures and judges nothing.
"""

import contextlib
import os
import random
import statistics
import subprocess
import sys
import time
from typing import Any

from benchmarks.typists import text_of
from tests.live.desktop import Display
from tests.live.server import ROOT

LINES, KEYS = 10_000, 1_000


def probe() -> None:
    """In a process of its own."""
    import tkinter as tk  # noqa: PLC0415

    from chatservice.client.model.code_document import CodeDocument, CodeNeeds  # noqa: PLC0415
    from chatservice.client.tk.editor import Editor, EditorActions  # noqa: PLC0415
    from chatservice.client.tk.theme import Theme  # noqa: PLC0415
    from chatservice.model.events import CaughtUp, DocumentInfo, DocumentIs  # noqa: PLC0415

    root = tk.Tk()
    root.geometry("900x800")
    look = Theme(root, "dark", 1.0)
    info = DocumentInfo(
        doc="0" * 8, title="long", language="python", room="lobby", creator="ann", made=0.0, people=["ann"]
    )
    opened = DocumentIs(
        room="long", rid="!log", epoch="e", document=info, role="owner", version=0, text=text_of(LINES)
    )
    keys = iter(range(10**9))
    needs = CodeNeeds(lambda command: True, lambda *_: None, lambda: f"k{next(keys)}")
    document = CodeDocument(opened, needs)
    document.caught_up(CaughtUp(room="long", rid="!log", doc=info.doc, version=0))
    nothing: Any = lambda *_: None  # noqa: E731
    editor = Editor(root, look, document, lambda: "ann", EditorActions(nothing, nothing))
    editor.pack(fill="both", expand=True)
    root.update()
    editor.text.focus_force()
    root.update()
    alone = _press(root, editor, document, others=False)
    together = _press(root, editor, document, others=True)
    if document.pending.text != editor.text.get("1.0", "end-1c"):
        raise SystemExit("the window shows another text")
    print(f"a key of one's own             {_spread(alone)}")
    print(f"the same, while others write   {_spread(together)}")


def _press(root: Any, editor: Any, document: Any, others: bool) -> list[float]:
    dice, took = random.Random(7), []
    for number in range(KEYS):
        if number % 20 == 0:
            editor.text.mark_set("insert", f"{dice.randint(1, LINES)}.5")
            editor.text.see("insert")
            root.update()
        if others:
            _another_writes(document, dice)
        began = time.perf_counter()
        editor.text.event_generate("<Key>", keysym="Return" if number % 8 == 7 else "a")
        root.update()
        took.append(time.perf_counter() - began)
        time.sleep(0.001)
    return took


def _another_writes(document: Any, dice: random.Random) -> None:
    from chatservice.model.events import DocumentEdited  # noqa: PLC0415

    pending = document.pending
    if not pending.is_saved:  # as if the server had answered
        pending.confirm(pending.again().key, pending.version + 1)
        document._push()
    place = dice.randrange(pending.length)
    event = DocumentEdited(
        room="long", rid="!log", seq=0, id=0, ts=0.0, sender="bob",
        version=pending.version + 1, changes=[(place, place, "b")],
    )  # fmt: skip
    document.edited(event)


def _spread(took: list[float]) -> str:
    cuts = statistics.quantiles(took, n=100)
    return f"p50 {1e3 * cuts[49]:.1f} ms, p99 {1e3 * cuts[98]:.1f} ms, most {1e3 * max(took):.1f} ms"


def main() -> None:
    with Display() as display:
        command = [sys.executable, "-m", "benchmarks.editor", "probe"]
        environment = {**display.env, "PYTHONPATH": str(ROOT)}
        subprocess.run(command, env=environment, check=True, preexec_fn=_first)


def _first() -> None:
    """Others on this machine wait, where we may choose that."""
    with contextlib.suppress(PermissionError):
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(5))


if __name__ == "__main__":
    if sys.argv[1:] == ["probe"]:
        probe()
    else:
        main()
