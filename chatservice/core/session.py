"""A person in the chat, its sessions (one per device), and their subscriptions to rooms.

A session's states are in `session_state`, its commands in `requests`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Protocol

from chatservice.core.live_document import LiveDocument
from chatservice.core.marks import ReadMarks
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
from chatservice.model.preferences import NO_PREFERENCES
from chatservice.model.reading import Level
from chatservice.model.sanctions import OPERATOR
from chatservice.model.values import Principal, ServerRole

# Shared by all who have none.
NO_DOCUMENTS: Mapping[int, LiveDocument] = MappingProxyType({})
NO_LEVELS: Mapping[int, Level] = MappingProxyType({})
NOBODY: Mapping[int, str] = MappingProxyType({})
LABELS = 256  # of rooms and people, remembered by one session
LABEL_KEPT = 100  # characters of one of them
SAME_PASTE = 1.0  # seconds between two lines that belong to one paste


Send = Callable[[Event], None]


class Person:
    """An online principal, with its sessions (one per device) and read marks (by room)."""

    def __init__(self, principal: Principal, marks: dict[int, int]) -> None:
        self.principal = principal
        self.acts_as: Principal | None = None  # whose role on the server counts, too
        self.marks = ReadMarks(marks)
        self.levels: Mapping[int, Level] = NO_LEVELS  # what rooms notify them of; the others of everything
        self.preferences = NO_PREFERENCES
        self.mentions_listed = 0.0  # when they last looked at who mentioned them
        self.away_since = 0.0  # when they left before they came back this time, in seconds since 1970
        self.ignored: Mapping[int, str] = NOBODY  # the people whom they ignore: id, and name at that time
        self.sessions: list[Session] = []
        self.trace = False  # whether an event by or about them was logged since they signed in

    @property
    def name(self) -> str:
        return self.principal.name

    @property
    def role(self) -> ServerRole:
        """Their role on the server, or that of the account that they act as."""
        own = self.principal.role
        return max(own, self.acts_as.role) if self.acts_as is not None else own

    def read(self, room: int) -> int | None:
        """How far this person has read there, on any device."""
        marks = [self.marks[room]] if room in self.marks else []
        if not self.marks.keeps_unread(room):
            marks += [d.position(d.subscriptions[room]) for d in self.sessions if d.reads(room)]
        return max(marks, default=None)

    def tell(self, event: Event, but: "Session | None" = None) -> None:
        """Send `event` to the programs on all devices, or all but the one that knows; on a terminal it
        would be in the way."""
        for device in list(self.sessions):
            if device is not but and device.outlet.acks:
                device.outlet.send(event)


@dataclass(frozen=True, slots=True)
class CommandRow:
    """A command's row, bound to the chat."""

    handler: "Callable[[Session, Any], HandlerResult]"
    right: Right  # the right; for commands about a room, checked by the handler
    waits: bool = False  # answers at once, but not before earlier commands are done
    meter: str = ""  # the rate that counts it before it starts (core.rates)
    free: bool = False  # every person may use it, and no rate counts it before it starts


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
        "confined",
        "current",
        "documents",
        "marks",
        "meters",
        "moved",
        "name_given",
        "other_meters",
        "outlet",
        "pending_rooms",
        "person_or_none",
        "phase",
        "queue",
        "subscriptions",
        "token",
    )

    def __init__(self, around: "SessionContext", outlet: Subscriber) -> None:
        self._around = around
        self.outlet = outlet
        self.queue = CommandQueue(self, around)
        self.phase = SessionState.GREETED
        self.person_or_none: Person | None = None
        self.token = ""
        self.began = around.clock.monotonic()
        self.address = ""  # an IP address; empty on a unix socket
        self.meters: tuple[Meter, ...] = ()  # the meter of lines, from the first line on
        self.other_meters: tuple[Meter, ...] = ()  # of what else was asked for
        self.subscriptions: dict[int, Subscription] = {}
        self.documents = NO_DOCUMENTS  # that are open, by the room of their log
        self.name_given = False  # the name that the door gives to a client without one
        self.pending_rooms: tuple[Room, ...] = ()  # subscribed as soon as it has signed in
        self.marks = False  # whether the client says what is read; otherwise what it was sent is
        self.confined = False  # to the rooms that it enters itself: others add it to none
        self.current: Room | None = None
        self.answering: tuple[int, int] | None = None  # room and seq that a reply was refused for
        # Set while they may not know where they talk: 0, or until when lines are refused for it.
        self.moved: float | None = None
        # As the client wrote it -> where it is; None while there are none.
        self._labels: dict[str, Subscription] | None = None
        self._labels_of = 0  # the version of the presence that they hold for

    # Commands.

    @property
    def named(self) -> bool:
        return self.person_or_none is not None

    @property
    def closed(self) -> bool:
        return self.phase is SessionState.CLOSED

    def waits(self, command: Command) -> bool:
        return self._around.table[type(command)].waits

    def begin(self, command: Command) -> HandlerResult:
        """Start `command`, if it is allowed now and to them. Raises Fault."""
        row = self._around.table[type(command)]
        if not row.free or self.person_or_none is None:
            self._check(command, row)
        return row.handler(self, command)

    def _check(self, command: Command, row: CommandRow) -> None:
        if self.person_or_none is None:
            if not row.right.stranger:
                raise NotLoggedIn
        elif type(command) is Login and not (command.token or command.password):
            raise AlreadyLoggedIn(self.name)
        elif not self._may(row.right):
            raise NotAllowed(str(type(command).__struct_config__.tag), row.right.holders())
        if row.meter:
            self._around.charge(self, row.meter)

    @property
    def role(self) -> ServerRole:
        """Their role on the server, or that of the account that they act as."""
        return self.person_or_none.role if self.person_or_none is not None else self.principal.role

    def answer(self, event: Event) -> None:
        """Answer the command being done now, where the answer comes before the rest of its work."""
        self.queue.answer(event)

    def _may(self, right: Right) -> bool:
        """Check the right, as far as it does not depend on a room."""
        if right.operator:
            return self.is_operator
        return right.room is not None or self.role >= right.role

    def begin_again(self) -> None:
        """Sign out, on the same connection."""
        self.move(SessionState.GREETED)
        self.person_or_none = None
        self.token = ""
        self.meters = ()
        self.other_meters = ()
        self.current = self.answering = self.moved = None
        self.forget_labels()

    # Rooms.

    @property
    def name(self) -> str:
        return self.person_or_none.name if self.person_or_none is not None else ""

    @property
    def ignored(self) -> Mapping[int, str]:
        """The people whom they ignore."""
        return self.person_or_none.ignored if self.person_or_none is not None else {}

    @property
    def principal(self) -> Principal:
        return self.person.principal

    @property
    def is_operator(self) -> bool:
        return self.person_or_none is not None and self.person_or_none.principal.id == OPERATOR.id

    @property
    def list_max(self) -> int | None:
        """How many entries one answer lists; None: all."""
        return None if self.is_operator else self._around.settings.history_max

    @property
    def gone(self) -> bool:
        """Whether the person has left."""
        return self.person_or_none is None or not self.person_or_none.sessions

    @property
    def person(self) -> Person:
        if self.person_or_none is None:
            raise NotLoggedIn
        return self.person_or_none

    def subscription_to(self, label: str) -> Subscription | None:
        """The subscription to the room that the client calls `label` (empty: the current one)."""
        if not label:
            if self.current is None:
                raise NotInRoom("")
            return self.subscriptions[self.current.id]
        if self._labels is None or self._labels_of != self._around.presence.version:
            self._labels = {}
            self._labels_of = self._around.presence.version
        subscription = self._labels.get(label)
        if subscription is None:
            subscription = self._around.directory.subscription_called(self, label)
            if subscription is not None and len(label) <= LABEL_KEPT and len(self._labels) < LABELS:
                self._labels[label] = subscription
        return subscription

    def talk_in(self, room: Room) -> None:
        """Talk in that room at their request: lines without a room go there from now on."""
        before = self.subscriptions.get(self.current.id) if self.current is not None else None
        if before is not None:
            before.talked = before.room.tail.head
        self.current = room
        self.moved = None

    def refuse_moved(self) -> None:
        """Raise Moved once for lines without a room after they were moved to another: they may not have
        noticed. Lines that follow immediately are part of the same paste."""
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
        """By room, the last seq that was sent to this connection: by the room's id, and by its label, for
        clients that use labels, unless another room has the same."""
        points = {}
        for subscription in self.subscriptions.values():
            points[subscription.room.rid] = self.position(subscription)
            if self.subscription_to(subscription.room.label) is subscription:
                points[subscription.room.label] = points[subscription.room.rid]
        return points

    def position(self, subscription: Subscription) -> int:
        """The last seq that the network took, with all before it."""
        sent = subscription.cursor if subscription.variant is None else subscription.room.tail.head
        unsent = self.outlet.unsent(subscription.room.id)
        return sent if unsent is None else min(sent, unsent - 1)

    def reads(self, room: int) -> bool:
        """Whether what it is sent of that room counts as read."""
        subscription = self.subscriptions.get(room)
        return subscription is not None and not (self.marks or subscription.behind)

    # The end.

    def goodbye(self) -> None:
        """They said goodbye, or will not come back: release what a guest had."""
        self.close(None, goodbye=True)

    def close(self, fault: Fault | None, goodbye: bool = False) -> None:
        """Close it from this side, with the reason; None if the client has ended its input."""
        if self.phase is SessionState.CLOSED:
            return
        self.queue.refuse_unsaid()
        # They still get what is committed, including their own last line.
        for subscription in self.subscriptions.values():
            self._around.flush_room(subscription.room)
        resume = self.resume_points()
        self.lost(goodbye)
        self.outlet.close(fault, resume)

    def hang_up(self) -> None:
        """Close it; the last event has been sent."""
        if self.phase is not SessionState.CLOSED:
            self.lost()
            self.outlet.hang_up()

    def lost(self, goodbye: bool = False) -> None:
        """The connection is lost, or as good as lost."""
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
        """Grows whenever a name passes to another person."""
        ...


class SubscriptionFinder(Protocol):
    def subscription_called(self, session: Session, label: str) -> Subscription | None: ...


class SessionContext(QueueContext, Protocol):
    """The parts of the chat that a session uses."""

    @property
    def table(self) -> Mapping[type[Command], CommandRow]: ...

    @property
    def presence(self) -> Versioned: ...

    @property
    def directory(self) -> SubscriptionFinder: ...

    def charge(self, session: Session, meter: str) -> None:
        """Count a command before it starts. Raises SlowDown."""
        ...

    def flush_room(self, room: Room) -> None:
        """Deliver now what waits there for the end of the turn."""
        ...

    def ended(self, session: Session, goodbye: bool) -> None:
        """It is CLOSED: release what it held."""
        ...
