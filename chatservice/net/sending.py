"""What leaves by one connection: events, encoded in the dialect of its client.

What a session sends during a turn waits here and leaves in one write, together with the
lines of its rooms.
"""

from collections.abc import Callable, Sequence

from twisted.internet.defer import Deferred

from chatservice.core.ports import Timer
from chatservice.core.session import Session
from chatservice.errors import TooSlow
from chatservice.model.events import Ack, Event, Welcome
from chatservice.net.context import ServerContext
from chatservice.net.outbox import Outbox
from chatservice.net.parcel import Answers, Parcel
from chatservice.wire.codec import Decoder

ACK = 160  # bytes of an acknowledgement that is not encoded yet, about
PACE = 0.02  # seconds between two writes to a client that takes each read for a message


def not_now(data: bytes) -> int:
    """Something is queued before it."""
    return 0


class EventSender:
    """The way out, to the client of `door`."""

    _outbox: Outbox

    def __init__(self, shared: ServerContext, door: Decoder) -> None:
        self._shared = shared
        self._door = door
        self._codec = door.codec
        self.acks = self._codec.acks
        self._answers = self._codec.encode_all
        self.session: Session | None = None
        self._waiting: list[Parcel] = []
        self._waiting_size = 0
        self._pacing: Timer | None = None
        self._unpaced: tuple[Deferred[None], ...] = ()  # fire when nothing waits to be paced
        self._closing = False
        self.paced = False
        self._direct: Callable[[bytes], int] | None = None
        # Called first by a fan-out: the kernel's send, while nothing is queued before it.
        self.send_now: Callable[[bytes], int] = not_now

    def _let_stay(self) -> None:
        """They have logged in."""

    @property
    def clear(self) -> bool:
        """Whether the network takes what is written."""
        return self._outbox.clear

    @property
    def backlog(self) -> int:
        return self._outbox.size + self._waiting_size

    def send(self, event: Event, room: int = 0, first: int = 0) -> None:
        if self._closing:
            return
        if type(event) is Ack and self._answers is not None and not self.paced:
            waiting = self._waiting
            if waiting and type(waiting[-1]) is Answers:
                waiting[-1].answers.append(event)
                self._waiting_size += ACK
            else:
                self._acknowledge(self._answers, event)
            return
        if type(event) is Welcome:
            self._let_stay()
        data = self._codec.encode(event, self.session.name if self.session is not None else "")
        self._wait(Parcel(data, room, first))

    def _acknowledge(self, encode: Callable[[Sequence[Event]], bytes], ack: Ack) -> None:
        """Those that come one after the other are encoded together when the turn ends."""
        if not self._waiting:
            self._shared.turn.touch(self)
            self.send_now = not_now
        self._waiting.append(Answers(encode, ack))
        self._waiting_size += ACK

    def _wait(self, parcel: Parcel) -> None:
        """Queue it until the turn ends; at a paced door it leaves piece by piece."""
        if self.paced:
            for event in parcel.singly():
                for piece in self._door.writes(event.data):
                    self._add(Parcel(piece, event.room, event.first))
        else:
            self._add(parcel)

    def _add(self, parcel: Parcel) -> None:
        size = len(parcel.data)
        if size:
            if not self._waiting:
                self._shared.turn.touch(self)
                self.send_now = not_now
            self._waiting.append(parcel)
            self._waiting_size += size

    def push(self, parcel: Parcel, taken: int = 0) -> None:
        """Send encoded lines of a room, of which the network has already taken `taken` bytes."""
        if self._closing or not parcel.data:
            return
        if self.paced:
            self._wait(parcel)
        elif self._waiting:
            self._waiting.append(parcel)
            self.flush()
        else:
            self._outbox.write(parcel, taken)

    def put(self, data: bytes) -> None:
        """Send bytes that are not an event, after those that wait for the network."""
        self._outbox.write(Parcel(data))

    def flush(self) -> None:
        """Hand over what waited for the end of the turn."""
        if not self._waiting or self._closing:
            return
        if self.paced:
            self._write_one()
            return
        waiting, self._waiting = self._waiting, []
        self._waiting_size = 0
        self._outbox.write_all(waiting)
        self.turned()

    def turned(self) -> None:
        """Decide whether the next lines may go straight to the kernel."""
        ready = self._direct is not None and self._outbox.clear
        if ready and not (self._waiting or self.paced or self._closing):
            self.send_now = self._direct  # type: ignore[assignment]
        else:
            self.send_now = not_now

    def _write_one(self) -> None:
        """One event per write, with pauses: the client takes each read for one event."""
        if self._pacing is None and self._waiting:
            first = self._waiting.pop(0)
            self._waiting_size -= len(first.data)
            self._outbox.write(first)
            self._pacing = self._shared.clock.callLater(PACE, self._next)  # also before one of a later turn
            if self._waiting_size > self._shared.settings.outbox:
                self.overflowed()
            elif not self._waiting:
                self._paced_out()

    def _next(self) -> None:
        self._pacing = None
        self._write_one()

    def _paced_out(self) -> None:
        unpaced, self._unpaced = self._unpaced, ()
        for waiting in unpaced:
            self._outbox.drained().chainDeferred(waiting)

    def overflowed(self) -> None:
        """Not at once: this may come from the middle of a fan-out."""
        self._shared.clock.callLater(0, self._close_too_slow)

    def _close_too_slow(self) -> None:
        if self.session is not None and not self._closing:
            self._shared.tally.slow_readers += 1
            self.session.close(TooSlow(self._shared.settings.outbox))

    def drained(self) -> Deferred[None]:
        self.flush()
        if not self._waiting:
            return self._outbox.drained()
        waiting: Deferred[None] = Deferred()  # for events that leave piece by piece
        self._unpaced += (waiting,)
        return waiting

    def unsent(self, room: int) -> int | None:
        first = self._outbox.unsent(room)
        if first is not None:
            return first
        return next((p.first for p in self._waiting if p.room == room and p.first), None)
