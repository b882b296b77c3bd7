"""Delivery: the receivers of events, and how these are encoded."""

from collections.abc import Awaitable, Collection, Mapping
from typing import Protocol

import msgspec

from chatservice.errors import Fault
from chatservice.model.events import Event
from chatservice.model.preferences import TerminalView


class Subscriber(Protocol):
    """The outlet of a session; bytes and sockets are behind it. After `close` it is inert."""

    @property
    def backlog(self) -> int:
        """Bytes that wait for the network."""
        ...

    @property
    def acks(self) -> bool:
        """Whether the client is sent an acknowledgement when its message is on disk."""
        ...

    @property
    def patient(self) -> bool:
        """Whether commands that exceed a rate are delayed instead of refused."""
        ...

    @property
    def lists(self) -> bool:
        """Whether it is sent everyone who is here, whenever that changes."""
        ...

    @property
    def listens(self) -> bool:
        """Whether it gets events that nobody asked for."""
        ...

    @property
    def certificate(self) -> str:
        """The SHA-256 fingerprint of the client's certificate, in lower-case hexadecimal digits; empty
        without one."""
        ...

    def send(self, event: Event, room: int = 0, first: int = 0) -> None:
        """Queue `event`; it is written with the others of this turn. If it contains lines of a room's log,
        `room` and their `first` seq are given, for `unsent`."""
        ...

    def refuse(self, fault: Fault, ref: str | int | None = None, key: str = "", room: str = "") -> None:
        """Send `fault` as an Error event."""
        ...

    def close(self, fault: Fault | None, resume: Mapping[str, int]) -> None:
        """Send what is queued and a Bye (none if `fault` is None: the client ended it), then close."""
        ...

    def hang_up(self) -> None:
        """Send what is queued, then close."""
        ...

    def pause(self) -> None:
        """The session takes no more commands until `resume`."""
        ...

    def resume(self) -> None: ...

    def drained(self) -> Awaitable[object]:
        """Wait until the network has taken what was queued, or the connection is lost."""
        ...

    def unsent(self, room: int) -> int | None:
        """The lowest seq of that room that the network has not taken; None when it took all."""
        ...

    def show_as(self, view: TerminalView) -> None:
        """What the person wants to see from now on, if this is a terminal."""
        ...

    def variant(self, viewer: str) -> "Variant":
        """The form in which this outlet gets its events; see `Variant`. `viewer` is the name of the reader in
        a direct conversation, whose label differs for each of the two; empty in other rooms."""
        ...


class Batch(msgspec.Struct, frozen=True, eq=False):
    """The events of one flush of a room, each with the outlet of the session that caused it (None if that
    does not matter) and the id of the principal that ignore filters look at (0 for none).

    `first` is the lowest seq in it, or the room's head + 1 when it holds only passing events.
    """

    room: int
    first: int
    events: list[Event]
    origins: list["Subscriber | None"]
    actors: list[int]


class Variant(Protocol):
    """A way of encoding: a codec, and the reader whose view it is.

    Outlets with the same variant get the same bytes.
    """

    @property
    def lists(self) -> bool:
        """Whether its outlets are sent everyone who is here, whenever that changes."""
        ...

    def fanout(self, batch: Batch, outlets: Collection[Subscriber]) -> None:
        """Encode once, and deliver to each of `outlets`."""
        ...
