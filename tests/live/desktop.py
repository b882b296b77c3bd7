"""A display without a screen, windows on it, and hands: for the tests of the desktop client.

Nothing sleeps blindly: a hand does something, then `until` asks the window what it shows
until it shows it, with a deadline that only a failing test reaches.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tests.live.server import DEADLINE, ROOT

SPOTS = "row", "word", "tab", "choice", "add", "line_word"
WITHIN = 20.0  # seconds for a window to show something
PICTURES = ROOT / ".pictures"  # what the windows looked like; not kept in the repository


class Display:
    def __init__(self, size="1700x900x24"):
        for program in ("Xvfb", "xdotool", "import"):
            if shutil.which(program) is None:
                raise AssertionError(f"{program} is missing: .ci/prepare tools installs it")
        reading, writing = os.pipe()
        self.process = subprocess.Popen(
            # No key repeats itself while a busy machine keeps it down; no reset when the last window goes.
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp", "-r", "-noreset"],
            pass_fds=[writing],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading) as pipe:
            number = pipe.readline().strip()
        assert number, "no display: Xvfb has ended"
        self.name = f":{number}"
        self.env = {**os.environ, "DISPLAY": self.name, "PYTHONPATH": str(ROOT)}

    def hand(self, *words):
        subprocess.run(["xdotool", *map(str, words)], env=self.env, check=True, timeout=DEADLINE)

    def picture(self, name):
        PICTURES.mkdir(exist_ok=True)
        file = PICTURES / f"{name}.png"
        subprocess.run(["import", "-window", "root", str(file)], env=self.env, check=True, timeout=DEADLINE)
        return file

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(DEADLINE)


def until(holds):
    """Look until it holds."""
    end = time.monotonic() + WITHIN
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


class Window:
    """One desktop client; `ask` is answered by what its widgets show."""

    def __init__(self, display: Display, folder: Path, place: str, theme="dark"):
        self.display = display
        (folder / "Downloads").mkdir(parents=True, exist_ok=True)
        self.errors = folder / "errors"
        with self.errors.open("wb") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.live.desktop_driver", str(folder), place, theme],
                cwd=ROOT,
                env={**display.env, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
            )

    def ask(self, *question):
        try:
            self.process.stdin.write(json.dumps(question).encode() + b"\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except BrokenPipeError:
            answer = b""
        if not answer:
            raise EOFError(self.errors.read_text())
        answer = json.loads(answer)
        if isinstance(answer, dict) and "failed" in answer:
            raise LookupError(answer["failed"])
        return answer

    def until(self, wanted, *question):
        """Ask until the answer satisfies `wanted` (or contains it, when it is a text)."""
        until = time.monotonic() + WITHIN
        seen = None
        while time.monotonic() < until:
            try:
                seen = self.ask(*question)
            except LookupError as error:
                seen = error
            else:
                if wanted(seen) if callable(wanted) else wanted in seen:
                    return seen
            time.sleep(0.02)
        self.display.picture("failed")
        raise AssertionError(f"{question}: {seen!r}; {self.errors.read_text()}")

    # Hands.

    def hand(self, *words):
        """As the display's, until the window has handled it: keys go to where a click has put the focus."""
        self.display.hand(*words)
        with contextlib.suppress(EOFError, LookupError):  # it was closed by that
            self.ask("settles")

    def place(self, *question):
        """Where that is which `at` finds, or one of SPOTS: [x, y] on the screen."""
        spot = question if question[0] in SPOTS else ("at", *question)
        return self.until(bool, "rests", *spot)

    def click(self, *question, times=1, button=1):
        """Click on it."""
        x, y = self.place(*question)
        self.hand("mousemove", x, y, "click", "--repeat", times, "--delay", 10, button)

    def types(self, text, *keys):
        """Type into what has the focus, then press keys.

        Without a window manager the X server addresses keys to the widget under the mouse. What follows a
        key that closes that widget may be lost: wait until it is gone.
        """
        typed = ("type", "--delay", 2, "--args", 1, text) if text else ()
        pressed = ("key", *keys) if keys else ()
        if typed or pressed:
            self.hand(*typed, *pressed)

    def fills(self, text, *where):
        """Click a field and write over what is in it."""
        self.click(*where)
        self.types("", "ctrl+a")
        self.types(text)

    def says(self, text):
        self.click("composer")
        self.types(text, "Return")

    def logs_in(self, name, port, host="127.0.0.1"):
        self.fills(f"{host}:{port}", "server")
        self.fills(name, "name")
        self.types("", "Return")
        self.is_in()

    def is_in(self):
        """Until it is logged in and a conversation is open, which comes after the welcome."""
        self.until("online", "status")
        self.until(bool, "tabs")

    def page(self, wanted):
        return self.until(wanted, "page")

    def ended(self):
        assert self.process.wait(DEADLINE) == 0, self.errors.read_text()

    def __enter__(self):
        return self

    def __exit__(self, failed, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(DEADLINE)
        with contextlib.suppress(BrokenPipeError):  # a question that it did not read any more
            self.process.stdin.close()
        self.process.stdout.close()
        if not failed:
            told = self.errors.read_text()
            assert told == "", told
