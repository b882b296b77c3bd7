"""Real programs as clients: netcat, telnet, curl."""

import os
import pty
import select
import shutil
import subprocess
import time
from pathlib import Path

from tests.live.server import DEADLINE


class Program:
    """A real program on pipes, or on a terminal of its own."""

    def __init__(self, *command: str, terminal: bool = False, folder: str | Path | None = None):
        if shutil.which(command[0]) is None:
            raise AssertionError(f"{command[0]} is missing: make test installs it")
        self.seen = ""
        if terminal:
            self.fd, inner = pty.openpty()
            self.process = subprocess.Popen(
                command, stdin=inner, stdout=inner, stderr=inner, start_new_session=True, cwd=folder
            )
            os.close(inner)
            self.input = self.fd
        else:
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder
            )
            self.fd = self.process.stdout.fileno()
            self.input = self.process.stdin.fileno()

    def types(self, text: str) -> None:
        os.write(self.input, text.encode() + b"\n")

    def until(self, wanted: str) -> None:
        until = time.monotonic() + DEADLINE
        while wanted not in self.seen:
            ready, _, _ = select.select([self.fd], [], [], until - time.monotonic())
            assert ready, f"{wanted!r} never came; seen: {self.seen!r}"
            data = os.read(self.fd, 65536)
            assert data, f"{wanted!r} never came before the end; seen: {self.seen!r}"
            self.seen += data.decode("utf-8", "replace")

    def ends(self) -> int:
        """This netcat outlives its connection until its own input ends too."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        return self.process.wait(DEADLINE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(DEADLINE)
