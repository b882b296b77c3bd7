"""What a door and a codec are, for all dialects.

A door understands one connection: it cuts the byte stream into frames and, one frame at
a time, turns them into commands. The two steps are apart because what a frame means may
depend on the answer to the one before it (a second name after a refused first). A codec
is the other direction and has no state, so one encoding serves everyone who speaks it.
"""

from collections.abc import Sequence
from typing import Protocol

from chatservice.errors import Fault
from chatservice.model.commands import Command
from chatservice.model.events import Event

CutFrame = bytes | Fault  # a fault stands where a frame could not be read
IDLE = 0.3  # seconds of silence after which what has no line end may be whole


class Codec(Protocol):
    name: str
    echo: bool  # whether the session that wrote a line in a room gets it back
    acks: bool  # whether it says anything for an Ack
    by_viewer: bool  # whether a direct conversation looks different to its two members
    patient: bool  # whether what comes too often waits: a person is not told to send it again
    joins: bool  # whether what happens to several people at once is told of together
    lists: bool  # whether its clients are sent everyone who is here, whenever that changes

    def encode(self, event: Event, viewer: str) -> bytes:
        """The bytes that say `event` to the person called `viewer`; empty when this
        dialect has nothing to say for it. `viewer` matters only in direct conversations."""
        ...


class Decoder(Protocol):
    name: str  # which kind of door it is
    codec: Codec  # how to speak to this connection now; changes when the dialect does
    paced: bool  # one event a write, and writes apart: the client frames by what it reads
    apart: bool  # whether the network is to keep the client's first two sends apart

    def feed(self, data: bytes) -> Sequence[CutFrame]:
        """The frames that `data` completes."""
        ...

    @property
    def patience(self) -> float:
        """Seconds of silence before `idle`."""
        ...

    @property
    def joint(self) -> str:
        """What came as one piece and may be a room and a name: `part` takes it apart."""
        ...

    def idle(self) -> Sequence[CutFrame]:
        """Nothing came for `patience`: frames that the door now takes as whole."""
        ...

    def part(self, room: str) -> Sequence[CutFrame]:
        """`joint` begins with `room`, the longest name of one that there is; empty: with none."""
        ...

    def end(self) -> Sequence[CutFrame]:
        """The client sends no more: what was left without an end is the last frame."""
        ...

    @property
    def unfinished(self) -> bool:
        """Whether `idle` could complete something."""
        ...

    def parse(self, frame: bytes, named: bool) -> Sequence[Command]:
        """What `frame` asks for; `named` once the session is logged in. Raises Fault."""
        ...

    def close_after(self, event: Event) -> bool:
        """Whether this client has nothing left to do once `event` was sent to it."""
        ...

    def writes(self, data: bytes) -> Sequence[bytes]:
        """`data`, as a codec gave it, in the pieces that leave one by one. More than one
        only where `paced`, which may also take a line end off that the client cannot bear."""
        ...
