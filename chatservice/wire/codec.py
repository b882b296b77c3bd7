"""Decoders and codecs: the interface of all dialects.

A decoder reads one connection: it cuts the byte stream into frames and, one frame at a time,
turns them into commands. These are two steps because the meaning of a frame may depend on
the answer to the previous one (a second name after a refused first). A codec works in the
other direction and is stateless, so one encoding serves all readers of a dialect.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from chatservice.errors import Fault
from chatservice.model.commands import Command
from chatservice.model.events import Event

CutFrame = bytes | Fault  # a fault stands for a frame that could not be read
IDLE = 0.3  # seconds of silence after which text without a line end may be complete


class Codec(Protocol):
    name: str
    echo: bool  # whether the session that wrote a line in a room gets it back
    acks: bool  # whether it encodes an Ack
    by_viewer: bool  # whether a direct conversation looks different to its two members
    patient: bool  # whether lines sent too fast wait: a person is not asked to send them again
    joins: bool  # whether the same event of several people at once is encoded as one
    lists: bool  # whether clients get the full list of people whenever it changes

    @property
    def encode_all(self) -> Callable[[Sequence[Event]], bytes] | None:
        """Encodes several events in one go, where the dialect has the same words for everyone: what `encode`
        makes of each, joined."""
        ...

    def encode(self, event: Event, viewer: str) -> bytes:
        """`event` for the person called `viewer`; empty when this dialect has no words for it.
        `viewer` matters only in direct conversations."""
        ...


class Decoder(Protocol):
    name: str  # the kind of decoder
    codec: Codec  # encodes for this connection; changes with the dialect
    paced: bool  # one event per write, each separate: the client takes each read as a frame
    apart: bool  # whether the network should keep the client's first two sends apart

    def feed(self, data: bytes) -> Sequence[CutFrame]:
        """The frames that `data` completes."""
        ...

    @property
    def patience(self) -> float:
        """Seconds of silence before `idle`."""
        ...

    @property
    def joint(self) -> str:
        """Text that arrived as one piece and may be a room and a name: `part` splits it."""
        ...

    def idle(self) -> Sequence[CutFrame]:
        """Nothing arrived for `patience`: frames that now count as complete."""
        ...

    def part(self, room: str) -> Sequence[CutFrame]:
        """Split `joint` after `room`, the longest existing room name it begins with, or none if empty."""
        ...

    def end(self) -> Sequence[CutFrame]:
        """The client sends no more: text without a line end is the last frame."""
        ...

    @property
    def unfinished(self) -> bool:
        """Whether `idle` could complete a frame."""
        ...

    def parse(self, frame: bytes, named: bool) -> Sequence[Command]:
        """The commands in `frame`; `named` once the session is logged in. Raises Fault."""
        ...

    @property
    def parse_all(self) -> Callable[[Sequence[CutFrame]], Sequence[Command]] | None:
        """Parses several frames of a client that is logged in, where no frame depends on the answer to one
        before it. No commands: they are to be parsed one by one."""
        ...

    def close_after(self, event: Event) -> bool:
        """Whether to disconnect this client, if it is not logged in, once `event` was sent to it."""
        ...

    def writes(self, data: bytes) -> Sequence[bytes]:
        """`data`, as encoded, in the pieces to write separately. More than one only if `paced`; a
        piece may also lose a line end that the client cannot handle."""
        ...
