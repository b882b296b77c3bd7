"""One connection's conversation: its states, and the order in which commands are done.

`say` is pipelined: it is queued for the log at once and the session goes on. Everything
else is a barrier: it waits for what is under way and holds back what comes after, so the
answers come in the order of the questions.

    GREETED --login--> LIVE --quit, fault, cut--> CLOSED
       \\----------------- quit, cut ---------------^

A guest in LIVE who shows by a token or password who they are is GREETED for the moment between.
"""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from chatservice.core.meters import Meter
from chatservice.core.ports import Subscriber, Variant
from chatservice.core.presence import Person
from chatservice.core.room import Room
from chatservice.errors import (
    AlreadyLoggedIn,
    Fault,
    Flood,
    Internal,
    Moved,
    NotAllowed,
    NotInRoom,
    NotLoggedIn,
    NotSaid,
    SlowDown,
)
from chatservice.model.commands import Command, Login
from chatservice.model.events import Event
from chatservice.model.values import Principal

if TYPE_CHECKING:
    from chatservice.core.chat import Chat


LABELS = 256  # of rooms and people, remembered by one session
LABEL_KEPT = 100  # characters of one of them
PATIENCE = 2.0  # seconds that somebody who types is made to wait, rather than told to
SAME_PASTE = 1.0  # seconds between two lines that belong to one paste


class SessionState(Enum):
    GREETED = auto()
    LIVE = auto()
    CLOSED = auto()


MOVES: dict[SessionState, frozenset[SessionState]] = {
    SessionState.GREETED: frozenset({SessionState.LIVE, SessionState.CLOSED}),
    SessionState.LIVE: frozenset({SessionState.GREETED, SessionState.CLOSED}),
    SessionState.CLOSED: frozenset(),
}


class Later(Enum):
    """What a command returns whose answer comes when the session has gone on to others."""

    LATER = auto()


LATER: Final = Later.LATER
Work = Coroutine[Any, Any, Event | Later | None]
Answer = Work | Event | Later | None
OnAnswer = Callable[[Event | Fault | None], None]
Send = Callable[[Event], None]


class Subscription:
    """A session's place in a room: the cursor.

    A live seat (`voice` set) has been given everything up to the room's head; one that is
    catching up has been given everything up to `cursor`. `mark` is what the person had
    seen when it came, `entered` the room's head then.
    """

    __slots__ = ("cursor", "entered", "mark", "pull", "room", "saved", "voice")

    def __init__(self, room: Room, mark: int | None) -> None:
        self.room = room
        self.voice: Variant | None = None
        self.cursor = room.tail.head
        self.entered = room.tail.head
        self.mark = mark
        self.saved = -1
        self.pull = 0  # which catching up is the present one


class Session:
    """`outlet` is the way back."""

    __slots__ = (
        "__weakref__",
        "_commands",
        "_ending",
        "_garbage",
        "_held",
        "_labels",
        "_labels_of",
        "_most_unread",
        "_paused",
        "_pumping",
        "_replies",
        "_work",
        "_working",
        "address",
        "answering",
        "began",
        "brought",
        "chat",
        "confined",
        "current",
        "meters",
        "moved",
        "name_given",
        "other_meters",
        "outlet",
        "person",
        "phase",
        "seats",
        "slowed",
        "token",
        "under_way",
    )

    def __init__(self, chat: "Chat", outlet: Subscriber) -> None:
        self.chat = chat
        self.outlet = outlet
        self.phase = SessionState.GREETED
        self.person: Person | None = None
        self.token = ""
        self.began = chat.clock.monotonic()
        self.address = ""  # an IP address; empty on a unix socket
        self.meters: tuple[Meter, ...] = ()  # of lines, once the first was said
        self.other_meters: dict[str, Meter] = {}
        self.seats: dict[int, Subscription] = {}
        self.name_given = False  # by the door, to somebody who has none
        self.brought: tuple[Room, ...] = ()  # where it is to be seated as soon as it is in
        self.confined = False  # to the rooms it asked for: nobody else seats it
        self.current: Room | None = None
        self.answering: tuple[int, int] | None = None  # room and seq that a reply was refused for
        # Set while they may not know where they talk: 0, or until when lines are refused for it.
        self.moved: float | None = None
        self.under_way = 0
        self._labels: dict[str, Subscription] = {}  # as the client wrote it -> where it is
        self._labels_of = 0  # the version of the presence that they hold for
        # The next one last: a list, because an empty deque would be a tenth of the memory
        # that a silent client takes.
        self._commands: list[Command] = []
        self._work: Work | None = None  # a barrier that waits for what is under way
        self._working: Command | None = None
        # For commands (by their id) that are not answered by way of the outlet.
        self._replies: dict[int, tuple[Command, OnAnswer]] | None = None
        self._pumping = False
        self._paused = False
        self._held = False  # until the answers given so far are read
        self.slowed = False  # until the rate allows more
        self._most_unread = chat.settings.outbox // 4
        self._garbage = 0
        self._ending = False

    def comes_from(self, address: str) -> Fault | None:
        """The connection's other end; before the login only. Why they cannot stay, if so."""
        limits = self.chat.limits
        limits.disconnected(self.address)
        self.address = address
        return limits.connected(address) or self.chat.rights.banned_at(address)

    # What comes in.

    def receive(self, commands: Sequence[Command]) -> None:
        """Do `commands` in their order, when all before them are done. Those of one line come
        together: if its login is refused, the others are dropped."""
        if len(commands) == 1 and not self._commands:
            self._commands.append(commands[0])
        else:
            self._commands[:0] = reversed(commands)
        self._pump()

    def ask(self, command: Command, reply: OnAnswer) -> None:
        """Do `command` when all before it are done. `reply` gets its answer, None when it is done and has
        none, or why it is refused; nothing when the session ends before."""
        if self._replies is None:
            self._replies = {}
        self._replies[id(command)] = command, reply
        self.receive((command,))

    def end(self) -> None:
        """The client sends no more, and is let go when all it sent is done. That is no goodbye:
        the end of a stream looks the same when the program was killed."""
        self._ending = True
        self._pump()

    def _pump(self) -> None:
        if self._pumping:
            return
        self._pumping = True
        commands = self._commands
        try:
            while commands and not (self._working or self._held or self.slowed):
                if self.under_way and self.under_way >= self._limit_for(commands[-1]):
                    break
                if self.outlet.backlog > self._most_unread:
                    self._hold()
                    break
                self._do(commands.pop())
        finally:
            self._pumping = False
        if commands or self._working is not None or self._paused or self._ending:
            self._regulate()

    def _limit_for(self, command: Command) -> int:
        """So many lines under way hold it back."""
        return 1 if self.chat.table[type(command)].waits else self.chat.settings.max_under_way

    def _regulate(self) -> None:
        """Take no more commands while those that came wait."""
        if self.phase is SessionState.CLOSED:
            return
        if self._commands or self._working is not None:
            if not self._paused:
                self._paused = True
                self.outlet.pause()
        elif self._paused:
            self._paused = False
            self.outlet.resume()
        if self._ending and not (self._commands or self._working or self.under_way):
            self.close(None)

    def _hold(self) -> None:
        """A short line may ask for a long answer: what comes next waits until those before
        it are read, and gives way to everybody else's."""
        self._held = True
        self.chat.spawn(self._until_read())

    async def _until_read(self) -> None:
        await self.outlet.drained()
        self.chat.clock.callLater(0, self._go_on)

    def _go_on(self) -> None:
        self._held = False
        self._pump()

    def _waits(self, fault: SlowDown, command: Command) -> bool:
        """Whether `command` is tried again when the rate allows it: a person who pastes a text
        wants all of it said, and would not know which of its lines were refused."""
        if not self.outlet.patient or fault.seconds > PATIENCE:
            return False
        self._commands.append(command)
        self.slowed = self._paused = True
        self.chat.clock.callLater(fault.seconds, self._try_again)
        self.outlet.pause()
        return True

    def _try_again(self) -> None:
        self.slowed = False
        self._pump()

    def _do(self, command: Command) -> None:
        row = self.chat.table[type(command)]
        try:
            if self.person is None:
                if not row.right.stranger:
                    raise NotLoggedIn
            elif isinstance(command, Login) and not self._may_come_back(command):
                raise AlreadyLoggedIn(self.name)
            elif row.right.room is None and self.person.principal.role < row.right.role:
                raise NotAllowed(str(type(command).__struct_config__.tag), row.right.who())
            if row.meter:
                self.chat.limits.ask(self, row.meter)
            work = row.handler(self, command)
        except Fault as fault:
            if not (isinstance(fault, SlowDown) and self._waits(fault, command)):
                self._failed(fault, command)
            return
        if work is LATER or work is None or isinstance(work, Event):
            if work is not LATER:
                self._answer(command, work)
            self._garbage = 0
            return
        self._working = command
        if self.under_way:
            self._work = work
        else:
            self.chat.spawn(self._run(work, command))

    def _answer(self, command: Command, answer: Event | Later | None) -> None:
        if answer is None:
            self._reply(command, None)
        elif answer is not LATER:
            self.answer_to(command, answer if command.ref is None else replace(answer, ref=command.ref))

    def answer_to(self, command: Command, answer: Event) -> None:
        """`answer` carries the command's `ref`."""
        if not self._reply(command, answer):
            self.outlet.send(answer)

    def refuse_to(self, command: Command, fault: Fault, key: str, room: str) -> None:
        """What `command` asked for is refused, after the session went on to others."""
        if not self._reply(command, fault):
            self.outlet.refuse(fault, command.ref, key, room)

    def _reply(self, command: Command, answer: Event | Fault | None) -> bool:
        """Whether `command` was to be answered otherwise than by way of the outlet."""
        if self._replies is None:
            return False
        _, reply = self._replies.pop(id(command), (command, None))
        if reply is None:
            return False
        reply(answer)
        return True

    def answer(self, event: Event) -> None:
        """Answer the command being done now, where the answer comes before the rest of its work."""
        if self._working is not None:
            self._answer(self._working, event)
        else:  # a door does it without a command
            self.outlet.send(event)

    def _may_come_back(self, command: Login) -> bool:
        """A guest may have typed a name before the token, as one does."""
        return self.who.principal.guest and bool(command.token or command.password)

    def begin_again(self) -> None:
        """They are nobody again, on the same connection."""
        self.move(SessionState.GREETED)
        self.person = None
        self.token = ""
        self.meters = ()
        self.other_meters = {}
        self.current = self.answering = self.moved = None
        self.forget_labels()

    async def _run(self, work: Work, command: Command) -> None:
        try:
            self._answer(command, await work)
            self._garbage = 0
        except Fault as fault:
            if not (isinstance(fault, SlowDown) and self._waits(fault, command)):
                self._failed(fault, command)
        except Exception as error:
            self.chat.report(error, command)
            self._failed(Internal(), command)
        finally:
            self._working = None
        self._pump()

    def settled(self) -> None:
        """One line less is under way: go on with what waited for it."""
        self.under_way -= 1
        if self._work is not None:
            if not self.under_way:
                work, self._work = self._work, None
                if self.phase is SessionState.CLOSED or self._working is None:
                    work.close()
                else:
                    self.chat.spawn(self._run(work, self._working))
        elif self._commands or self._ending:
            self._pump()

    # What goes wrong.

    def _failed(self, fault: Fault, command: Command) -> None:
        if type(command) is Login or self.person is None:
            self._commands.clear()  # what the same line asked for next makes no sense now
        if not self._reply(command, fault):
            self.refuse(fault, command.ref, getattr(command, "key", ""), getattr(command, "room", "") or "")
        elif fault.final:
            self.hang_up()

    def refuse(self, fault: Fault, ref: str | int | None, key: str = "", room: str = "") -> None:
        if self.phase is SessionState.CLOSED:
            return
        if isinstance(fault, Flood):
            self.close(fault)
            return
        self.outlet.refuse(fault, ref, key, room)
        if fault.final:
            self.hang_up()
            return
        self._garbage += 1
        if self._garbage >= self.chat.settings.max_garbage:
            self.close(Flood())

    @property
    def closed(self) -> bool:
        return self.phase is SessionState.CLOSED

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
        if self._labels_of != self.chat.presence.version:
            self._labels.clear()
            self._labels_of = self.chat.presence.version
        seat = self._labels.get(label)
        if seat is None:
            seat = self.chat.directory.seat_called(self, label)
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
        now = self.chat.clock.monotonic()
        if self.moved and now >= self.moved:
            self.moved = None
        else:
            self.moved = now + SAME_PASTE
            raise Moved(self.current.label)

    def forget_labels(self) -> None:
        self._labels.clear()

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
        if self.slowed and self._commands:
            self.outlet.refuse(NotSaid(getattr(self._commands[-1], "text", "...")))
        # What is committed is theirs too, their own last line among it.
        for seat in self.seats.values():
            self.chat.hub.flush_room(seat.room)
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
        self.chat.limits.disconnected(self.address)
        self._commands.clear()
        self._replies = None
        self._ending = False
        if self._work is not None:
            self._work.close()
            self._work = None
        self.chat.sessions.pop(self, None)
        if self.person is not None:
            self.chat.departures.give_up(self, goodbye)

    def move(self, phase: SessionState) -> None:
        if phase not in MOVES[self.phase]:
            raise AssertionError(f"session: {self.phase} -> {phase}")
        self.phase = phase
