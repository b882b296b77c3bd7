"""A paste of more lines than may wait: the beginning is said, the rest thrown away as it comes.

It is over when nothing has come for a second: what comes later was typed anew.
"""

from collections.abc import Iterable

from chatservice.errors import Fault

GAP = 1.0  # seconds


class Paste:
    """From where it is too long, at the moment `now`."""

    __slots__ = ("_ends", "thrown")

    def __init__(self, now: float) -> None:
        self._ends = now + GAP
        self.thrown = 0  # bytes

    def over(self, now: float) -> bool:
        return now >= self._ends

    def throw(self, frames: Iterable[bytes | Fault], now: float) -> None:
        self._ends = now + GAP
        self.thrown += sum(len(frame) for frame in frames if isinstance(frame, bytes))


def cut(frames: list[bytes | Fault], most: int) -> str | None:
    """Take off what is more than `most`; `frames` has the next one last. The first line that is
    taken off, as text; None when none is."""
    excess = len(frames) - most
    if excess <= 0:
        return None
    first = frames[excess - 1]
    del frames[:excess]
    return first.decode("utf-8", "replace").strip() if isinstance(first, bytes) else "..."
