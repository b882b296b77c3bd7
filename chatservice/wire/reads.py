"""Clients that end nothing they send, and take whatever they read at once for one message.

They count on each send being one read at the other end. That a client is one of them shows
when no line end comes for a while; what came until then is given back read by read.
Towards them everything leaves in writes of its own, none larger than one of their reads:
a character cut in two ends most of them.
"""

from collections.abc import Iterator

READS_MAX = 64  # that are told apart: a byte at a time would cost more than all the bytes
CONTINUES = 0x80  # the upper bits of a byte of UTF-8 that is not a character's first
UPPER = 0xC0


class Reads:
    """Where the reads ended that came before any line end."""

    __slots__ = ("_ends",)

    def __init__(self) -> None:
        self._ends: list[int] = []

    def note(self, held: int) -> None:
        """After a read, `held` bytes wait for a line end; 0 when it came."""
        if not held:
            self._ends.clear()
        elif len(self._ends) < READS_MAX:
            self._ends.append(held)
        else:
            self._ends[-1] = held

    def apart(self, taken: bytes) -> list[bytes]:
        starts = [0, *self._ends[:-1]]
        return [taken[start:end] for start, end in zip(starts, self._ends, strict=True)]


def message_of(data: bytes) -> bytes:
    """One read as a message: a line end after it does not belong to it."""
    return data.rstrip(b"\r\n\0")


def writes(data: bytes, most: int, ends: bool) -> Iterator[bytes]:
    """`data`, which is lines, in pieces of at most `most` bytes, each with its line end or
    without (`ends`)."""
    for line in data.splitlines(keepends=ends):
        start = 0
        while start < len(line):
            end = min(start + most, len(line))
            while end < len(line) and end > start + 1 and line[end] & UPPER == CONTINUES:
                end -= 1
            yield line[start:end]
            start = end
