"""Clients that send no line ends, and take each read as one message.

They assume that each send is one read at the other end. Such a client is recognised when no
line end arrives for a while; its input so far is then split where the reads ended. Everything
sent to it leaves in separate writes, none larger than one of its reads: most such clients
crash on half a character.
"""

from collections.abc import Iterator

READS_MAX = 64  # that are told apart: a byte at a time would cost more than the bytes themselves
CONTINUES = 0x80  # the upper bits of a UTF-8 continuation byte
UPPER = 0xC0


class Reads:
    """The ends of the reads that came before any line end."""

    __slots__ = ("_ends",)

    def __init__(self) -> None:
        self._ends: list[int] = []

    def note(self, held: int) -> None:
        """Note a read: `held` bytes wait for a line end; 0 once it came."""
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
    """One read as a message, without a line end after it."""
    return data.rstrip(b"\r\n\0")


def writes(data: bytes, size: int, ends: bool) -> Iterator[bytes]:
    """`data`, which is lines, in pieces of at most `size` bytes, each with its line end or
    without (`ends`)."""
    for line in data.splitlines(keepends=ends):
        start = 0
        while start < len(line):
            end = min(start + size, len(line))
            while end < len(line) and end > start + 1 and line[end] & UPPER == CONTINUES:
                end -= 1
            yield line[start:end]
            start = end
