"""The waiting frames of a connection, and how they become commands.

The meaning of a frame may depend on the answer to the one before it (a second name after a refused
first), so each is parsed when the session is ready for more. Until then nothing is read from the
network.

If a person pastes more lines than may wait, the first are sent and the rest discarded as they arrive,
rather than left in the network, from where they would come later. The paste is over when nothing has
come for a second: later lines were typed.
"""

from collections.abc import Sequence
from typing import Protocol

from chatservice.core.ports import Clock
from chatservice.core.session import Session
from chatservice.core.session_state import SessionState
from chatservice.errors import Fault, Flood, TooManyLines
from chatservice.model.commands import Command
from chatservice.settings.schema import Settings
from chatservice.wire.codec import CutFrame

AT_ONCE = 100  # frames parsed before others have their turn
LIVE = SessionState.LIVE
GAP = 1.0  # seconds after which a paste is over


class Reader(Protocol):
    """The connection that frames come from."""

    def parse(self, frame: bytes, named: bool) -> Sequence[Command]:
        """Like `wire.codec.Decoder.parse`."""
        ...

    def parse_all(self, frames: Sequence[CutFrame]) -> Sequence[Command]:
        """Like `wire.codec.Decoder.parse_all`."""
        ...

    def read(self, more: bool) -> None:
        """Continue (`more`) or pause reading from the network."""
        ...


class FrameQueue:
    __slots__ = (
        "_clock",
        "_ended",
        "_frames",
        "_holds",
        "_paste",
        "_reader",
        "_reading",
        "_session",
        "_settings",
        "_stopped",
        "_yielded",
    )

    def __init__(self, reader: Reader, session: Session, settings: Settings, clock: Clock) -> None:
        self._reader = reader
        self._session = session
        self._settings = settings
        self._clock = clock
        self._frames: list[CutFrame] = []  # the next one last
        self._paste: Paste | None = None  # a paste that is too long
        self._stopped = False  # until the session takes more
        self._yielded = False  # until others have had their turn
        self._holds = 0  # long answers of the connection's own that are not complete
        self._reading = True
        self._ended = False

    @property
    def waiting(self) -> int:
        return len(self._frames)

    @property
    def size(self) -> int:
        """The number of waiting bytes."""
        return sum(len(frame) for frame in self._frames if isinstance(frame, bytes))

    def receive(self, frames: Sequence[CutFrame]) -> None:
        if self._paste is not None and self._is_pasted(self._paste, frames):
            return
        if len(frames) > 1 and self._understood(frames):
            return
        self._frames[:0] = reversed(frames)
        if self._stopped:
            self._refuse_excess()
        self._give()

    def _understood(self, frames: Sequence[CutFrame]) -> bool:
        """Give the session the commands in `frames` at once, if they can be parsed together now."""
        session = self._session
        if self._frames or self._stopped or self._yielded or self._holds or session.phase is not LIVE:
            return False
        if len(frames) > min(AT_ONCE, self._settings.max_under_way - session.queue.under_way):
            return False
        commands = self._reader.parse_all(frames)
        if commands:
            session.queue.receive(commands)
        return bool(commands)

    def end(self) -> None:
        """No more frames will come."""
        self._ended = True
        self._give()

    def clear(self) -> None:
        self._frames.clear()

    def hold(self) -> None:
        """The connection answers a frame bit by bit: those that follow wait for `release`."""
        self._holds += 1

    def release(self) -> None:
        self._holds -= 1
        self._give()

    # Called by the session, through its connection.

    def pause(self) -> None:
        self._stopped = True
        self._refuse_excess()

    def resume(self) -> None:
        self._stopped = False
        self._give()

    def _give(self) -> None:
        """Give the session as many frames as it takes now."""
        session, frames, parsed = self._session, self._frames, 0
        while frames and not (self._stopped or self._yielded or self._holds):
            if parsed == AT_ONCE:
                self._yielded = True
                self._clock.callLater(0, self._go_on)
            else:
                parsed += 1
                self._understand(session, frames.pop())
        if self._ended and not (frames or self._holds):
            session.queue.end()
        reading = not frames or self._paste is not None
        if reading is not self._reading:
            self._reading = reading
            self._reader.read(reading)

    def _go_on(self) -> None:
        self._yielded = False
        self._give()

    def _understand(self, session: Session, frame: CutFrame) -> None:
        try:
            if isinstance(frame, Fault):
                raise frame
            commands = self._reader.parse(frame, session.phase is LIVE)
        except Fault as fault:
            session.queue.refuse(fault, fault.ref)
        else:
            if commands:
                session.queue.receive(commands)

    # A paste that is too long.

    def _refuse_excess(self) -> None:
        """While lines come faster than the rate allows, discard those above the cap of waiting lines, and
        all that follow immediately."""
        if self._session.queue.slowed:
            limit = self._settings.max_under_way
            first = cut(self._frames, limit)
            if first is not None:
                self._paste = Paste(self._clock.monotonic())
                self._session.outlet.refuse(TooManyLines(limit, first))

    def _is_pasted(self, paste: "Paste", frames: Sequence[CutFrame]) -> bool:
        """Whether `frames` belong to the paste that is too long."""
        now = self._clock.monotonic()
        if paste.over(now):
            self._paste = None
            return False
        paste.throw(frames, now)
        if paste.thrown > self._settings.max_paste:
            self._session.close(Flood())
        return True


class Paste:
    """A paste from where it is too long, at the time `now`."""

    __slots__ = ("_ends", "thrown")

    def __init__(self, now: float) -> None:
        self._ends = now + GAP
        self.thrown = 0  # bytes

    def over(self, now: float) -> bool:
        return now >= self._ends

    def throw(self, frames: Sequence[CutFrame], now: float) -> None:
        self._ends = now + GAP
        self.thrown += sum(len(frame) for frame in frames if isinstance(frame, bytes))


def cut(frames: list[CutFrame], limit: int) -> str | None:
    """Remove the frames above `limit`; the next frame is the last of `frames`. Returns the first
    removed line as text, None if none was removed."""
    excess = len(frames) - limit
    if excess <= 0:
        return None
    first = frames[excess - 1]
    del frames[:excess]
    return first.decode("utf-8", "replace").strip() if isinstance(first, bytes) else "..."
