"""When to draw: changes are drawn together, at most once a frame; after a slow frame the next one
waits equally long, so that a flood of lines leaves time for everything else."""

from collections.abc import Callable
from typing import Any

FRAME = 0.012  # minimum seconds between two drawings
SECONDS = 0.5  # until a countdown is drawn again


class Frames:
    """`draw` draws all changes, until it is on the screen."""

    def __init__(self, reactor: Any, draw: Callable[[], None]) -> None:
        self._reactor = reactor
        self._draw = draw
        self._due: Any = None
        self._took = self._drawn = 0.0
        self._tick: Any = None
        self._stopped = False

    def look_again(self) -> None:
        """Something has changed."""
        if self._due is None and not self._stopped:
            rest = self._drawn + max(FRAME, self._took) - self._reactor.seconds()
            self._due = self._reactor.callLater(max(0.0, rest), self._frame)

    def _frame(self) -> None:
        self._due = None
        before = self._reactor.seconds()
        self._draw()
        self._drawn = self._reactor.seconds()
        self._took = self._drawn - before

    def count_down(self) -> None:
        """Draw again in a moment: seconds are shown."""
        if self._tick is None and not self._stopped:
            self._tick = self._reactor.callLater(SECONDS, self._ticked)

    def _ticked(self) -> None:
        self._tick = None
        self.look_again()

    def stop(self) -> None:
        self._stopped = True
        for call in (self._due, self._tick):
            if call is not None and call.active():
                call.cancel()
        self._due = self._tick = None
