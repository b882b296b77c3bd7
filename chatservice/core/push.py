"""Wakes the devices of people who miss something: mentions, and what is said in their private rooms.

A browser that is closed is reached through its maker's push service (Web Push). What a person reads on
another device within a few seconds wakes nobody: a line waits that long, and those that follow it in the
same room join it. What waits is in memory and bounded; what cannot be sent after some attempts is given up.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple
from urllib.parse import quote

import msgspec

from chatservice.core.ports import Clock, PushSender, Spawn, Storage
from chatservice.core.presence import Presence
from chatservice.core.rights import Rights
from chatservice.core.room import Room
from chatservice.errors import CalloutFailed, Fault
from chatservice.model.bodies import gist_of
from chatservice.model.preferences import PersonPreferences
from chatservice.model.push import PushedLine, PushMessage, PushRow
from chatservice.model.reading import Level
from chatservice.model.records import Record
from chatservice.model.values import Principal, RoomKind
from chatservice.settings.schema import Settings

WORKERS = 8  # people whose devices are sent to at once
PAUSES = (2.0, 30.0)  # seconds before each further attempt
TEXT_MAX = 200  # characters of a line
DECLARATIVE = 8030  # what Apple's browsers look for: they show such a message without a service worker


class PushNeeds(NamedTuple):
    """`base` is how the server's addresses begin; empty if it has none."""

    settings: Settings
    storage: Storage
    presence: Presence
    rights: Rights
    clock: Clock
    spawn: Spawn
    sender: PushSender
    base: Callable[[], str]


class MissedLine(msgspec.Struct):
    """What one person may have missed in one room: the newest line, how many more there are."""

    principal: int
    room: Room
    record: Record
    urgent: bool
    more: int = 0


class Habits(NamedTuple):
    """What decides whether a person is notified; `read` is None for one who is away."""

    level: Level
    preferences: PersonPreferences
    ignored: Collection[int]
    read: int | None


class PushNotices:
    """`people` are those with subscriptions: while there are none, a line costs nothing."""

    def __init__(self, needs: PushNeeds) -> None:
        self._needs = needs
        self._due: dict[tuple[int, int], MissedLine] = {}
        self._ready: deque[MissedLine] = deque()
        self._workers = 0
        self._pausing = 0
        self.people: set[int] = set()

    async def start(self) -> None:
        self.people.update(await self._needs.storage.push.people())

    def __len__(self) -> int:
        return len(self._due) + len(self._ready) + self._workers + self._pausing

    def look(self, room: Room, record: Record) -> None:
        """A line of a private room: for everyone in it."""
        urgent = room.kind is RoomKind.DIRECT
        for id_ in self.people & room.state.members.keys():
            self._note(id_, room, record, urgent)

    def mentioned(self, people: Iterable[int], room: Room, record: Record) -> None:
        for id_ in self.people.intersection(people):
            self._note(id_, room, record, urgent=True)

    def _note(self, id_: int, room: Room, record: Record, urgent: bool) -> None:
        if id_ == record.actor:
            return
        due = self._due.get((id_, room.id))
        if due is not None:
            due.more += record.seq > due.record.seq
            due.record = record if record.seq > due.record.seq else due.record
            due.urgent |= urgent
        elif len(self) < self._needs.settings.push_queue:
            self._due[id_, room.id] = MissedLine(id_, room, record, urgent)
            self._needs.clock.callLater(self._needs.settings.push_delay, lambda: self._begin(id_, room.id))

    def _begin(self, id_: int, room: int) -> None:
        self._ready.append(self._due.pop((id_, room)))
        if self._workers < WORKERS:
            self._workers += 1
            self._needs.spawn(self._work())

    async def _work(self) -> None:
        try:
            while self._ready:
                missed = self._ready.popleft()
                who = await self._who_missed(missed)
                if who is not None:
                    await self._wake(missed, who.name)
        except Fault:  # the storage cannot be read: nobody is woken
            pass
        finally:
            self._workers -= 1

    # Whether.

    async def _who_missed(self, missed: MissedLine) -> Principal | None:
        """Who is to be told of it; None if nobody is."""
        id_, room = missed.principal, missed.room
        who = await self._needs.storage.principals.principal(id_)
        if who is None or not self._needs.rights.is_in(who, room):
            return None
        habits = await self._habits(id_, room.id)
        if habits.read is not None and habits.read >= missed.record.seq:
            return None
        if missed.record.actor in habits.ignored or habits.preferences.is_quiet(self._needs.clock.now()):
            return None
        least = (Level.ALL, Level.MENTIONS) if missed.urgent else (Level.ALL,)
        return who if habits.level in least else None

    async def _habits(self, id_: int, room: int) -> Habits:
        person = self._needs.presence.get(id_)
        if person is not None:
            level = person.levels.get(room, Level.ALL)
            return Habits(level, person.preferences, person.ignored, person.read(room) or 0)
        storage = self._needs.storage
        levels = await storage.reading.levels(id_)
        ignored = [other.id for other in await storage.moderation.ignored(id_)]
        return Habits(levels.get(room, Level.ALL), await storage.preferences.of(id_), ignored, None)

    # Sending.

    async def _wake(self, missed: MissedLine, reader: str) -> None:
        rows = await self._needs.storage.push.of(missed.principal)
        if not rows:
            self.people.discard(missed.principal)
        topic, line = missed.room.rid.strip("!"), _line(missed, reader)
        message = PushMessage(self._payload(missed), topic, line, missed.urgent)
        for row in rows:
            await self._send(row, message, 0)

    async def _send(self, row: PushRow, message: PushMessage, attempts: int) -> None:
        try:
            if not await self._needs.sender.send(row, message):
                await self._needs.storage.push.drop(row.principal, row.id)
        except CalloutFailed as fault:
            if fault.again and attempts < len(PAUSES):
                self._pausing += 1
                self._needs.clock.callLater(PAUSES[attempts], lambda: self._again(row, message, attempts + 1))

    def _again(self, row: PushRow, message: PushMessage, attempts: int) -> None:
        self._pausing -= 1
        self._needs.spawn(self._send(row, message, attempts))

    def _payload(self, missed: MissedLine) -> bytes:
        """JSON that Apple's browsers show as it is; the page's service worker reads it likewise."""
        room, record = missed.room, missed.record
        sender = record.actor_name
        more = f" (+{missed.more})" if missed.more else ""
        notification = {
            "title": sender if room.kind is RoomKind.DIRECT else f"{sender} · {room.label}",
            "body": gist_of(record.kind, record.body)[:TEXT_MAX] + more,
            "navigate": f"{self._needs.base()}/r/{quote(room.rid)}",
            "tag": room.rid,
        }
        return msgspec.json.encode({"web_push": DECLARATIVE, "notification": notification})


def _line(missed: MissedLine, reader: str) -> PushedLine:
    room, record = missed.room, missed.record
    label = "" if room.kind is RoomKind.DIRECT else room.label
    text = gist_of(record.kind, record.body)[:TEXT_MAX]
    return PushedLine(reader, record.actor_name, label, room.rid, record.seq, record.ts, text)
