"""What `core` needs of the world, as Protocols; drivers elsewhere fulfil them.

Every awaitable may be a Twisted Deferred: `core` only ever awaits it. Everything is
called and calls back on the reactor's thread.
"""

from collections.abc import Awaitable, Callable, Collection, Coroutine, Generator, Mapping, Sequence
from typing import Any, Protocol

import msgspec

from chatservice.errors import Fault
from chatservice.model.events import Event
from chatservice.model.values import Appended, Draft, Found, Principal, Record, RoomKind, RoomRow

Outcome = Appended | Fault


class Timer(Protocol):
    def active(self) -> bool: ...

    def cancel(self) -> None: ...


class Clock(Protocol):
    def seconds(self) -> float:
        """Seconds since 1970."""
        ...

    def callLater(self, delay: float, call: Callable[[], object]) -> Timer:  # noqa: N802
        """Call once, `delay` seconds from now (IReactorTime's own name)."""
        ...


class Spawn(Protocol):
    def __call__(self, work: Coroutine[object, object, None]) -> None:
        """Run `work`; a failure is logged. It may finish before this returns."""
        ...


class RoomLog(Protocol):
    """The truth: for each room, events with gapless seqs, in the order they were queued.

    All appends that wait together are committed in one transaction, and the whole batch
    is handed back in one turn: first every `done`, then `on_batch` once.
    """

    epoch: str
    on_batch: Callable[[], None]
    on_commit: Callable[[int, float], None]
    """Gets, before anything of a batch is told, of how many appends and changes it was
    and the seconds from handing it over to having it back."""

    @property
    def trouble(self) -> str:
        """Why the last batch could not be stored; empty when it could."""
        ...

    def try_write(self) -> Awaitable[None]:
        """Write something that changes nothing, so that `trouble` is known anew. Raises NotStored."""
        ...

    def append(self, room: int, drafts: Sequence[Draft], done: Callable[[Sequence[Outcome]], None]) -> None:
        """Queue `drafts`, all for one transaction; `done` gets an outcome for each, in order.

        An outcome is `Appended` after the commit, or the reason why this draft alone is
        not in the log: Stale (its `expect` no longer holds), KeyReused, NotStored,
        OutcomeUnknown. A key seen before in this room by this actor with the same body
        gives the first one's place, not `fresh`. ADDED, REMOVED and TOPIC take effect on
        members, topic and access version in the same transaction.
        """
        ...

    def since(self, room: int, seq: int, limit: int) -> Awaitable[list[Record]]:
        """At most `limit` events after `seq`, in order."""
        ...

    def since_id(self, room: int, id_: int, limit: int) -> Awaitable[list[Record]]:
        """At most `limit` events of `room` whose id is above `id_`, in order."""
        ...

    def before(self, room: int, seq: int | None, limit: int) -> Awaitable[list[Record]]:
        """The last `limit` events before `seq` (None: the newest), oldest first."""
        ...

    def around(self, room: int, seq: int, before: int, after: int) -> Awaitable[list[Record]]:
        """The event at `seq` with that many before and after it, oldest first."""
        ...

    def search(
        self, rooms: Sequence[int], text: str, senders: Sequence[int] | None, before: int | None, limit: int
    ) -> Awaitable[Found]:
        """Messages and actions in `rooms` that contain `text` (case folded), newest first.

        `before` is an event id: only older ones. `senders` are principals' ids.
        """
        ...


class Rooms(Protocol):
    """Rooms and their members, as stored. Changes come back after their commit."""

    def create(
        self, kind: RoomKind, name: str, members: Sequence[int], creator: int, now: float
    ) -> Awaitable[RoomRow]:
        """A new room with these members. RoomNameTaken when the folded name is in use by
        a public room or a group; TooMany over the cap of rooms. Without a name it is called
        ``room_1``, ``room_2`` and so on, which nobody can choose. A direct room has no name;
        for a pair that has one already, that one."""
        ...

    def by_name(self, name: str) -> Awaitable[RoomRow | None]:
        """The public room or group of that name, compared folded."""
        ...

    def by_id(self, room: int) -> Awaitable[RoomRow | None]: ...

    def direct(self, one: int, other: int) -> Awaitable[RoomRow | None]: ...

    def public(self, limit: int) -> Awaitable[list[RoomRow]]:
        """The public rooms, those with the newest lines first."""
        ...

    def private(self, principal: int) -> Awaitable[list[RoomRow]]:
        """Groups and direct conversations that the principal is a member of."""
        ...

    def members(self, room: int) -> Awaitable[list[Principal]]: ...


class Principals(Protocol):
    """Who there is and was. Changes come back after their commit."""

    def create_guest(self, name: str, token: str, now: float) -> Awaitable[Principal]:
        """`token` is stored hashed."""
        ...

    def by_token(self, token: str) -> Awaitable[Principal | None]: ...

    def came(self, principal: int, name: str) -> Awaitable[None]:
        """It is here again, under this name."""
        ...

    def renamed(self, principal: int, name: str, now: float) -> Awaitable[None]: ...

    def gone(self, principal: int, now: float, over: bool = False) -> Awaitable[None]:
        """Its last session ended; `over`: it said goodbye, and its token is worth nothing."""
        ...

    def principal(self, principal: int) -> Awaitable[Principal | None]: ...

    def named(self, name: str) -> Awaitable[list[int]]:
        """The ids of all who are shown under that name now, compared folded: guests who
        are gone and those who took the name after them."""
        ...

    def marks(self, principal: int) -> Awaitable[dict[int, int]]:
        """By room, the last seq that it has seen."""
        ...

    def save_marks(self, marks: Mapping[tuple[int, int], int]) -> Awaitable[None]:
        """{(principal, room): seq}; a mark never goes back."""
        ...


class Storage(Protocol):
    """One database: three ports on it, one life."""

    @property
    def log(self) -> RoomLog: ...

    @property
    def rooms(self) -> Rooms: ...

    @property
    def principals(self) -> Principals: ...

    def close(self) -> Awaitable[None]:
        """After everything that is under way is committed."""
        ...


class Promise(Protocol):
    """Something to wait for that this side fulfils; Twisted's Deferred is one."""

    def callback(self, result: object) -> None: ...

    def __await__(self) -> Generator[Any, None, object]: ...


class Outlet(Protocol):
    """The way out of one session. Bytes and sockets are behind it. After `close` it is inert."""

    @property
    def backlog(self) -> int:
        """Bytes that wait for the network."""
        ...

    @property
    def acks(self) -> bool:
        """Whether whoever is behind it is told when what they said is on disk."""
        ...

    def send(self, event: Event) -> None:
        """Queue `event`; it leaves with all else of this turn."""
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
        """Read no more until `resume`."""
        ...

    def resume(self) -> None: ...

    def drained(self) -> Awaitable[object]:
        """When what was queued has been handed to the network, or the connection is gone."""
        ...

    def unsent(self, room: int) -> int | None:
        """The lowest seq of that room that still waits for the network; None when all went."""
        ...

    def voice(self, viewer: str) -> "Voice":
        """How this outlet wants to be spoken to; see `Voice`. `viewer` is whose eyes a
        direct conversation is shown to, empty in other rooms."""
        ...


class Batch(msgspec.Struct, frozen=True, eq=False):
    """What one flush of a room carries: its events, and for each the outlet of the
    session that wrote it (None where that does not matter).

    `first` is the lowest seq in it, or the room's head + 1 when it holds only passing events.
    """

    room: int
    first: int
    events: list[Event]
    origins: list["Outlet | None"]


class Voice(Protocol):
    """One way of encoding: a codec, and whose eyes it is for.

    Outlets with the same voice get the same bytes.
    """

    def fanout(self, batch: Batch, outlets: Collection[Outlet]) -> None:
        """Encode once, hand to each."""
        ...
