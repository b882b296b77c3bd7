"""The output of a run: counted in bytes as it is read, cut at the limit, delivered in batches.

Small pieces are collected: the watcher is called at most ten times a second, however much a
program prints, but almost at once for the first output.
"""

from collections.abc import Callable
from typing import Any

from chatservice.sandbox.terminal import PlainStream

EVERY = 0.1  # seconds
SOON = 0.02  # seconds for a line to become complete
OUT, ERR = 1, 2

Tell = Callable[[str, bool], None]


class Output:
    """`tell` gets text, and whether it is from stderr; nothing before `open`."""

    def __init__(self, limit: int, clock: Any, tell: Tell) -> None:
        self.size = 0  # bytes
        self._left = limit
        self._clock = clock
        self._tell = tell
        self._readings = {OUT: PlainStream(), ERR: PlainStream()}
        self._waiting: list[tuple[int, str]] = []
        self._due: Any = None
        self._delivered = -EVERY  # when
        self._open = False

    def take(self, stream: int, data: bytes) -> bool:
        """Whether `data` is within the limit; the rest is dropped."""
        fits = len(data) <= self._left
        data = data[: self._left]
        self._left -= len(data)
        self.size += len(data)
        self._keep(stream, self._readings[stream].feed(data))
        return fits

    def open(self) -> None:
        """Earlier and later output is the program's: deliver it."""
        self._open = True
        self._pass_on()

    def close(self) -> None:
        """No more output follows: deliver the rest."""
        for stream, reading in self._readings.items():
            self._keep(stream, reading.feed(b"", final=True), later=True)
        self._flush()

    def unsaid(self) -> str:
        """The output before `open`: the sandbox's, not the program's."""
        return "".join(text for _, text in self._waiting)

    def _keep(self, stream: int, text: str, later: bool = False) -> None:
        if not text:
            return
        if self._waiting and self._waiting[-1][0] == stream:
            text = self._waiting.pop()[1] + text
        self._waiting.append((stream, text))
        if not later:
            self._pass_on()

    def _pass_on(self) -> None:
        if self._open and self._waiting and self._due is None:
            wait = max(SOON, self._delivered + EVERY - self._clock.seconds())
            self._due = self._clock.callLater(wait, self._flush)

    def _flush(self) -> None:
        if self._due is not None and self._due.active():
            self._due.cancel()
        self._due = None
        if self._open:
            self._delivered = self._clock.seconds()
            waiting, self._waiting = self._waiting, []
            for stream, text in waiting:
                self._tell(text, stream == ERR)
