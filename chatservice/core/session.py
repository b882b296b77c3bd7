"""Who somebody is in the chat and where: a person, its sessions (one a device), their places in rooms.

A session's states are in `session_state`, what it asks for in `requests`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Protocol

from chatservice.core.live_document import LiveDocument
from chatservice.core.meters import Meter
from chatservice.core.ports import Subscriber
from chatservice.core.queue_context import QueueContext
from chatservice.core.requests import CommandQueue
from chatservice.core.results import HandlerResult
from chatservice.core.rights import Right
from chatservice.core.room import Room
from chatservice.core.session_state import MOVES, SessionState
from chatservice.core.subscription import Subscription
from chatservice.errors import AlreadyLoggedIn, Fault, Moved, NotAllowed, NotInRoom, NotLoggedIn
from chatservice.model.commands import Command, Login
from chatservice.model.events import Event
from chatservice.model.sanctions import OPERATOR
from chatservice.model.values import Principal

NO_DOCUMENTS: Mapping[int, LiveDocument] = MappingProxyType({})  # one for all who have none
LABELS = 256  # of rooms and people, remembered by one session
LABEL_KEPT = 100  # characters of one of them
SAME_PASTE = 1.0  # seconds between two lines that belong to one paste


Send = Callable[[Event], None]


class Person:
    """A principal that is here, with its sessions (one a device) and read marks (by room)."""

    def __init__(self, principal: Principal, marks: dict[int, int]) -> None:
        self.principal = principal
        self.marks = marks
        self.unstored: set[int] = set()  # rooms they have left whose mark is not stored yet
        self.ignored: dict[int, str] = {}  # whom they want to hear nothing of: id, and name then
        self.sessions: dict[Session, None] = {}
        self.trace = False  # whether anything by or about them was logged since they came

    @property
    def name(self) -> str:
        return self.principal.name

    def read(self, room: int) -> int | None:
        """How far this person has read there, on whichever device."""
        marks = [self.marks[room]] if room in self.marks else []
        marks += [d.position(d.seats[room]) for d in self.sessions if room in d.seats]
        return max(marks, default=None)


@dataclass(frozen=True, slots=True)
class CommandRow:
    """What is done for a command, bound to the chat."""

    handler: "Callable[[Session, Any], HandlerResult]"
    right: Right  # whose it is; where a room plays a part, the handler has it checked
    waits: bool = False  # answers at once, but not before what is under way
    meter: str = ""  # which rate counts it before it begins (core.rates)


class Session:
    """`outlet` is the way back."""

    __slots__ = (
        "__weakref__",
        "_around",
        "_labels",
        "_labels_of",
        "address",
        "answering",
        "began",
        "brought",
        "confined",
        "current",
        "documents",
        "meters",
        "moved",
        "name_given",
        "other_meters",
        "outlet",
        "person",
        "phase",
        "queue",
        "seats",
        "token",
    )

    def __init__(self, around: "SessionContext", outlet: Subscriber) -> None:
        self._around = around
        self.outlet = outlet
        self.queue = CommandQueue(self, around)
        self.phase = SessionState.GREETED
        self.person: Person | None = None
        self.token = ""
        self.began = around.clock.monotonic()
        self.address = ""  # an IP address; empty on a unix socket
        self.meters: tuple[Meter, ...] = ()  # of lines, once the first was said
        self.other_meters: tuple[Meter, ...] = ()  # of what else was asked for
        self.seats: dict[int, Subscription] = {}
        self.documents = NO_DOCUMENTS  # that are open, by the room of their log
        self.name_given = False  # by the door, to somebody who has none
        self.brought: tuple[Room, ...] = ()  # where it is to be seated as soon as it is in
        self.confined = False  # to the rooms it asked for: nobody else seats it
        self.current: Room | None = None
        self.answering: tuple[int, int] | None = None  # room and seq that a reply was refused for
        # Set while they may not know where they talk: 0, or until when lines are refused for it.
        self.moved: float | None = None
        # As the client wrote it -> where it is; None while there are none.
        self._labels: dict[str, Subscription] | None = None
        self._labels_of = 0  # the version of the presence that they hold for

    # What it asks for.

    @property
    def named(self) -> bool:
        return self.person is not None

    @property
    def closed(self) -> bool:
        return self.phase is SessionState.CLOSED

    def waits(self, command: Command) -> bool:
        return self._around.table[type(command)].waits

    def begin(self, command: Command) -> HandlerResult:
        """Do `command`, if it may be asked now and by them. Raises Fault."""
        row = self._around.table[type(command)]
        if self.person is None:
            if not row.right.stranger:
                raise NotLoggedIn
        elif type(command) is Login and not self._may_come_back(command):
            raise AlreadyLoggedIn(self.name)
        elif not self._may(row.right):
            raise NotAllowed(str(type(command).__struct_config__.tag), row.right.who())
        if row.meter:
            self._around.charge(self, row.meter)
        return row.handler(self, command)

    def answer(self, event: Event) -> None:
        """Answer the command being done now, where the answer comes before the rest of its work."""
        self.queue.answer(event)

    def _may(self, right: Right) -> bool:
        """As far as no room plays a part."""
        if right.operator:
            return self.is_operator
        return right.room is not None or self.principal.role >= right.role

    def _may_come_back(self, command: Login) -> bool:
        """A guest may have typed a name before the token, as one does."""
        return self.who.principal.guest and bool(command.token or command.password)

    def begin_again(self) -> None:
        """They are nobody again, on the same connection."""
        self.move(SessionState.GREETED)
        self.person = None
        self.token = ""
        self.meters = ()
        self.other_meters = ()
        self.current = self.answering = self.moved = None
        self.forget_labels()

    # Where one is.

    @property
    def name(self) -> str:
        return self.person.name if self.person is not None else ""

    @property
    def ignored(self) -> Mapping[int, str]:
        """Whom they want to hear nothing of."""
        return self.person.ignored if self.person is not None else {}

    @property
    def principal(self) -> Principal:
        return self.who.principal

    @property
    def is_operator(self) -> bool:
        return self.person is not None and self.person.principal.id == OPERATOR.id

    @property
    def list_max(self) -> int | None:
        """How many entries one answer lists; None: all."""
        return None if self.is_operator else self._around.settings.history_max

    @property
    def gone(self) -> bool:
        """Whether nobody is here any more as that person."""
        return self.person is None or not self.person.sessions

    @property
    def who(self) -> Person:
        if self.person is None:
            raise NotLoggedIn
        return self.person

    def seat_of(self, label: str) -> Subscription | None:
        """The seat in the room that the client calls `label` (empty: the current one)."""
        if not label:
            if self.current is None:
                raise NotInRoom("")
            return self.seats[self.current.id]
        if self._labels is None or self._labels_of != self._around.presence.version:
            self._labels = {}
            self._labels_of = self._around.presence.version
        seat = self._labels.get(label)
        if seat is None:
            seat = self._around.directory.seat_called(self, label)
            if seat is not None and len(label) <= LABEL_KEPT and len(self._labels) < LABELS:
                self._labels[label] = seat
        return seat

    def talk_in(self, room: Room) -> None:
        """They asked for it: what names no room goes there from here on."""
        self.current = room
        self.moved = None

    def refuse_moved(self) -> None:
        """Moved, once for what is sent without a room after they were put somewhere else: they
        may not have seen it. What comes right behind is of the same paste."""
        if self.moved is None or self.current is None:
            return
        now = self._around.clock.monotonic()
        if self.moved and now >= self.moved:
            self.moved = None
        else:
            self.moved = now + SAME_PASTE
            raise Moved(self.current.label)

    def forget_labels(self) -> None:
        self._labels = None

    def resume_points(self) -> dict[str, int]:
        """By room, the last seq that this connection was handed: by its id, and by its label, for
        clients that go by that, unless another room has the same."""
        points = {}
        for seat in self.seats.values():
            points[seat.room.rid] = self.position(seat)
            if self.seat_of(seat.room.label) is seat:
                points[seat.room.label] = points[seat.room.rid]
        return points

    def position(self, seat: Subscription) -> int:
        """The last seq that the network took, and all before it."""
        given = seat.cursor if seat.voice is None else seat.room.tail.head
        unsent = self.outlet.unsent(seat.room.id)
        return given if unsent is None else min(given, unsent - 1)

    # The end.

    def goodbye(self) -> None:
        """They said it, or will not come back: what a guest had is given up."""
        self.close(None, goodbye=True)

    def close(self, fault: Fault | None, goodbye: bool = False) -> None:
        """End it from this side, with the reason; None when they have sent all they wanted."""
        if self.phase is SessionState.CLOSED:
            return
        self.queue.refuse_unsaid()
        # What is committed is theirs too, their own last line among it.
        for seat in self.seats.values():
            self._around.flush_room(seat.room)
        resume = self.resume_points()
        self.lost(goodbye)
        self.outlet.close(fault, resume)

    def hang_up(self) -> None:
        """End it; the last word has been said."""
        if self.phase is not SessionState.CLOSED:
            self.lost()
            self.outlet.hang_up()

    def lost(self, goodbye: bool = False) -> None:
        """The connection is gone, or as good as gone."""
        if self.phase is SessionState.CLOSED:
            return
        self.move(SessionState.CLOSED)
        self.queue.clear()
        self._around.ended(self, goodbye)

    def move(self, phase: SessionState) -> None:
        if phase not in MOVES[self.phase]:
            raise AssertionError(f"session: {self.phase} -> {phase}")
        self.phase = phase


class Versioned(Protocol):
    @property
    def version(self) -> int:
        """Grows whenever a name changes hands."""
        ...


class SeatFinder(Protocol):
    def seat_called(self, session: Session, label: str) -> Subscription | None: ...


class SessionContext(QueueContext, Protocol):
    """What a session uses of the chat."""

    @property
    def table(self) -> Mapping[type[Command], CommandRow]: ...

    @property
    def presence(self) -> Versioned: ...

    @property
    def directory(self) -> SeatFinder: ...

    def charge(self, session: Session, meter: str) -> None:
        """A command is counted before it begins. Raises SlowDown."""
        ...

    def flush_room(self, room: Room) -> None:
        """Hand out now what waits there for the end of the turn."""
        ...

    def ended(self, session: Session, goodbye: bool) -> None:
        """It is CLOSED: what it took is given up."""
        ...
