"""The way out: who gets events, and how they are encoded."""

from collections.abc import Awaitable, Collection, Mapping
from typing import Protocol

import msgspec

from chatservice.errors import Fault
from chatservice.model.events import Event


class Subscriber(Protocol):
    """The way out of one session. Bytes and sockets are behind it. After `close` it is inert."""

    @property
    def backlog(self) -> int:
        """Bytes that wait for the network."""
        ...

    @property
    def acks(self) -> bool:
        """Whether whoever is behind it is told when what they said is on disk."""
        ...

    @property
    def patient(self) -> bool:
        """Whether what comes too often waits for a moment, instead of being refused."""
        ...

    @property
    def lists(self) -> bool:
        """Whether it is sent everyone who is here, whenever that changes."""
        ...

    def send(self, event: Event, room: int = 0, first: int = 0) -> None:
        """Queue `event`; it leaves with all else of this turn. One that shows lines of a room's
        log names that `room` and the `first` seq of them, for `unsent`."""
        ...

    def refuse(self, fault: Fault, ref: str | int | None = None, key: str = "", room: str = "") -> None:
        """Say why not, as an Error event."""
        ...

    def close(self, fault: Fault | None, resume: Mapping[str, int]) -> None:
        """Send what is queued and a Bye (None: they said goodbye themselves), then close."""
        ...

    def hang_up(self) -> None:
        """Send what is queued, then close."""
        ...

    def pause(self) -> None:
        """The session takes no more commands until `resume`."""
        ...

    def resume(self) -> None: ...

    def drained(self) -> Awaitable[object]:
        """When what was queued has been handed to the network, or the connection is gone."""
        ...

    def unsent(self, room: int) -> int | None:
        """The lowest seq of that room that the network has not taken; None when it took all."""
        ...

    def variant(self, viewer: str) -> "Variant":
        """The form in which this outlet gets its events; see `Variant`. `viewer` is the name of the reader in
        a direct conversation, whose label differs for each of the two; empty in other rooms."""
        ...


class Batch(msgspec.Struct, frozen=True, eq=False):
    """What one flush of a room carries: its events, and for each the outlet of the
    session that wrote it (None where that does not matter) and the principal whose doing it is
    (0 where nobody may mind).

    `first` is the lowest seq in it, or the room's head + 1 when it holds only passing events.
    """

    room: int
    first: int
    events: list[Event]
    origins: list["Subscriber | None"]
    actors: list[int]


class Variant(Protocol):
    """One way of encoding: a codec, and whose eyes it is for.

    Outlets with the same variant get the same bytes.
    """

    @property
    def lists(self) -> bool:
        """Whether its outlets are sent everyone who is here, whenever that changes."""
        ...

    def fanout(self, batch: Batch, outlets: Collection[Subscriber]) -> None:
        """Encode once, hand to each."""
        ...
