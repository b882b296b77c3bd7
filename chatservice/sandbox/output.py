"""What comes out of a run: counted in bytes as it is read, cut at the limit, told now and then.

What comes in many small pieces is gathered: nobody is told more than ten times a second,
however much a program prints, and what it prints first is told nearly at once.
"""

from collections.abc import Callable
from typing import Any

from chatservice.sandbox.terminal import PlainStream

EVERY = 0.1  # seconds
SOON = 0.02  # seconds, in which a line comes together
OUT, ERR = 1, 2

Tell = Callable[[str, bool], None]


class Output:
    """`tell` gets text, and whether it is of the error stream; nothing before `open`."""

    def __init__(self, limit: int, clock: Any, tell: Tell) -> None:
        self.size = 0  # bytes
        self._left = limit
        self._clock = clock
        self._tell = tell
        self._readings = {OUT: PlainStream(), ERR: PlainStream()}
        self._waiting: list[tuple[int, str]] = []
        self._due: Any = None
        self._told = -EVERY  # when
        self._open = False

    def take(self, stream: int, data: bytes) -> bool:
        """Whether all of it is within the limit; what is beyond is gone."""
        fits = len(data) <= self._left
        data = data[: self._left]
        self._left -= len(data)
        self.size += len(data)
        self._keep(stream, self._readings[stream].feed(data))
        return fits

    def open(self) -> None:
        """What was and what will be printed is the program's."""
        self._open = True
        self._pass_on()

    def close(self) -> None:
        """Nothing more comes: tell the rest."""
        for stream, reading in self._readings.items():
            self._keep(stream, reading.feed(b"", final=True), later=True)
        self._flush()

    def unsaid(self) -> str:
        """What was printed before `open`: by the sandbox, not by the program."""
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
            wait = max(SOON, self._told + EVERY - self._clock.seconds())
            self._due = self._clock.callLater(wait, self._flush)

    def _flush(self) -> None:
        if self._due is not None and self._due.active():
            self._due.cancel()
        self._due = None
        if self._open:
            self._told = self._clock.seconds()
            waiting, self._waiting = self._waiting, []
            for stream, text in waiting:
                self._tell(text, stream == ERR)
