"""Does at its time what people asked for: says their lines, and reminds them.

One timer, for the entry that is due first. What is due is found in the storage, so that a restart loses
nothing, and a line has a key, so that it is said once. A line is checked when it is due, as if its
author said it then. A reminder waits until its person is here.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple, Protocol

from chatservice.core.composing import compose
from chatservice.core.ports import Clock, Spawn, Storage, Subscriber, Timer
from chatservice.core.room import Room
from chatservice.errors import Fault, NoSuchRoom, NoSuchUser, NotStored, OutcomeUnknown, SlowDown
from chatservice.model.events import LaterInfo, NotSaidLater, Reminder
from chatservice.model.later import LaterEntry, LaterKind
from chatservice.model.records import Draft
from chatservice.model.values import Principal, RoomRow
from chatservice.settings.schema import Settings

SOME = 100  # entries in one look
LOOK_AT_LEAST = 60.0  # seconds; the wall clock may be set meanwhile
AGAIN = 5.0  # seconds after a failure of the storage


class DeviceOfPerson(Protocol):
    """The parts of a session that are used."""

    outlet: Subscriber
    confined: bool


class ScheduleNeeds(NamedTuple):
    """The parts of the chat that are used. `sessions_of` are those of an online principal, and
    `say`
    appends a line, if its author may speak there."""

    settings: Settings
    storage: Storage
    clock: Clock
    spawn: Spawn
    load: Callable[[RoomRow], Awaitable[Room]]
    sessions_of: Callable[[int], Sequence[DeviceOfPerson]]
    say: Callable[[Principal, Room, Draft], Awaitable[object]]


class Schedule:
    def __init__(self, needs: ScheduleNeeds) -> None:
        self._needs = needs
        self._store = needs.storage.later
        self._timer: Timer | None = None
        self._at = 0.0  # when the timer is due, on the wall clock
        self._looking = False
        self._stopped = False
        self._waiting: set[int] = set()  # people for whom a reminder waits

    async def start(self) -> None:
        self._waiting = await self._store.waiting()
        self._wake(self._needs.clock.now())

    def stop(self) -> None:
        self._stopped = True
        if self._timer is not None and self._timer.active():
            self._timer.cancel()

    def added(self, due: float) -> None:
        """An entry was stored."""
        if self._timer is None or not self._timer.active() or due < self._at:
            self._wake(due)

    def arrived(self, principal: int) -> None:
        """A session of theirs has signed in."""
        if principal in self._waiting:
            self._needs.spawn(self._remind_again(principal))

    async def _remind_again(self, principal: int) -> None:
        self._waiting.discard(principal)
        try:
            for entry in await self._store.waiting_for(principal):
                await self._remind(entry)
        except Fault:
            self._waiting.add(principal)

    def _wake(self, due: float) -> None:
        if self._stopped:
            return
        if self._timer is not None and self._timer.active():
            self._timer.cancel()
        self._at = due
        delay = min(max(0.0, due - self._needs.clock.now()), LOOK_AT_LEAST)
        self._timer = self._needs.clock.callLater(delay, self._look_soon)

    def _look_soon(self) -> None:
        if not self._looking:
            self._needs.spawn(self._look())

    async def _look(self) -> None:
        self._looking = True
        clock = self._needs.clock
        next_look = clock.now() + AGAIN
        try:
            for entry in await self._store.due(clock.now(), SOME):
                await self._do(entry)
            due = await self._store.next_due()
            next_look = due if due is not None else clock.now() + LOOK_AT_LEAST
        except (NotStored, OutcomeUnknown):
            pass  # later; the line has a key
        finally:
            self._looking = False
            self._wake(next_look)

    async def _do(self, entry: LaterEntry) -> None:
        if entry.kind is LaterKind.REMINDER:
            await self._remind(entry)
            return
        try:
            await self._say(entry)
        except (NotStored, OutcomeUnknown):
            raise
        except SlowDown as slow:  # a room in slow mode
            await self._store.postpone(entry.id, self._needs.clock.now() + slow.seconds)
        except Fault as fault:
            await self._store.refused(entry.id, fault.code)
            self._tell(entry.principal, NotSaidLater(entry=await self.info(entry, fault.code)))
        else:
            await self._store.done(entry.id)

    async def _say(self, entry: LaterEntry) -> None:
        author = await self._author(entry.principal)
        room = await self._room(entry.room)
        if room is None:
            raise NoSuchRoom("")
        now = self._needs.clock.now()
        kind, body = compose(room, entry.text)
        draft = Draft(kind, author.id, author.name, body, now, f"later {entry.id}")
        await self._needs.say(author, room, draft)

    async def _author(self, principal: int) -> Principal:
        """Raises NoSuchUser for a guest who is gone for good."""
        author = await self._needs.storage.principals.principal(principal)
        over = self._needs.clock.now() - self._needs.settings.guest_grace
        if author is None or (author.guest and author.left is not None and author.left < over):
            raise NoSuchUser(author.name if author is not None else "")
        return author

    async def _room(self, room: int) -> Room | None:
        row = await self._needs.storage.rooms.by_id(room) if room else None
        return await self._needs.load(row) if row is not None else None

    async def info(self, entry: LaterEntry, why: str = "") -> LaterInfo:
        """How `entry` is shown to its person."""
        room = await self._room(entry.room)
        return LaterInfo(
            id=entry.id,
            due=entry.due,
            text=entry.text,
            room=room.label if room is not None else "",
            rid=room.rid if room is not None else "",
            line=entry.line,
            why=why or entry.why,
        )

    # Reminders.

    async def _remind(self, entry: LaterEntry) -> None:
        reminder = Reminder(entry=await self.info(entry))
        if self._tell(entry.principal, reminder):
            await self._store.done(entry.id)
        else:
            await self._store.wait(entry.id)
            self._waiting.add(entry.principal)

    def _tell(self, principal: int, event: Reminder | NotSaidLater) -> bool:
        """Whether a device of theirs gets it."""
        devices = [
            device
            for device in self._needs.sessions_of(principal)
            if device.outlet.listens and not device.confined
        ]
        for device in devices:
            device.outlet.send(event)
        return bool(devices)
