"""Bounded lines out of a byte stream.

A line ends in LF, CR LF, or CR NUL (what telnet sends for Enter in character mode, RFC
854 "The NVT printer and keyboard"); any other NUL is dropped. A lone CR stays in the
line: it is text, and made harmless where it is shown. The same bytes give the same
frames however they are cut.

One unfinished line is held, never more than its limit and a CR. A line over the limit
becomes one `LineTooLong` and is skipped up to its end; one that exceeds `ENDLESS` times its
limit is a `Flood`, and nothing is read after it. A line that begins with ``{`` has its own
limit, `wide`, in every dialect: a client may send its first JSON line and a long second one
in one piece, before the first has been parsed. Dialects without JSON refuse such a line when
they parse it.
"""

from collections.abc import Sequence

from chatservice.errors import Flood, LineTooLong
from chatservice.wire.codec import CutFrame
from chatservice.wire.telnet import IAC, Telnet, TelnetState

ENDLESS = 16
DATA = TelnetState.DATA
_OPENING = 16  # bytes that are searched for the first non-space


class Lines:
    """`limit` and `wide` are in bytes, without the line end."""

    __slots__ = ("_after_cr", "_dead", "_endless", "_held", "_skipped", "_telnet", "limit", "wide")

    def __init__(self, limit: int, wide: int | None = None) -> None:
        self.limit = limit
        self.wide = max(limit, wide or 0)
        self._telnet = Telnet()
        self._held = bytearray()
        self._skipped = 0  # bytes of an overlong line that were discarded
        self._endless = 0  # as many of them are a flood
        self._after_cr = False
        self._dead = False

    @property
    def held(self) -> int:
        return len(self._held)

    def feed(self, data: bytes) -> Sequence[CutFrame]:
        if self._dead:
            return []
        if self._telnet.state is not DATA or IAC in data:
            data = self._telnet.strip(data)
        if b"\0" in data:
            data = self._without_nul(data)
        if not data:
            return []
        self._after_cr = data.endswith(b"\r")
        if not self._held and not self._skipped and len(data) <= self.limit and data.endswith(b"\n"):
            # Whole lines, none of which can be too long: nearly every read.
            lines = data[:-1].split(b"\n")
            return [line.removesuffix(b"\r") for line in lines] if b"\r" in data else lines
        return self._cut(data)

    @property
    def unended(self) -> bytes:
        """The held bytes of an unfinished line."""
        return bytes(self._held)

    def take(self) -> bytes:
        """Take the held bytes of an unfinished line, as they are."""
        line = bytes(self._held)
        self._held.clear()
        return line

    def end(self) -> Sequence[CutFrame]:
        """The last line, when the stream ended without a line end."""
        line = self.take()
        self._dead = True
        return [line.removesuffix(b"\r")] if line else []

    def _without_nul(self, data: bytes) -> bytes:
        # CR NUL becomes CR LF; the CR may have arrived in the previous piece.
        if self._after_cr and data[0] == 0:
            data = b"\n" + data[1:]
        return data.replace(b"\r\0", b"\r\n").replace(b"\0", b"")

    def _cut(self, data: bytes) -> list[CutFrame]:
        frames: list[CutFrame] = []
        *ended, rest = data.split(b"\n")
        for piece in ended:
            self._take_in(piece, frames)
            if self._dead:
                return frames
            if self._skipped:
                self._skipped = 0
            else:
                frames.append(self.take().removesuffix(b"\r"))
        self._take_in(rest, frames)
        return frames

    def _take_in(self, piece: bytes, frames: list[CutFrame]) -> None:
        """Hold `piece`, or discard it with the rest of an overlong line."""
        held = self._held
        if self._skipped:
            self._skipped += len(piece)
        else:
            held += piece
            # A trailing CR may yet belong to the line end.
            size = len(held) - held.endswith(b"\r")
            if size <= self.limit or size <= (limit := self._limit()):
                return
            self._skipped = len(held)
            self._endless = limit * ENDLESS
            held.clear()
            frames.append(LineTooLong(limit))
        if self._skipped > self._endless:
            self._dead = True
            frames.append(Flood())

    def _limit(self) -> int:
        return self.wide if self._held[:_OPENING].lstrip()[:1] == b"{" else self.limit
