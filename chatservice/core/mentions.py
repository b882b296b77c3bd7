"""Finds whom the lines of rooms mention, stores it, and tells the devices of those people.

A line is examined after it is committed and handed to the room's readers, so that none waits for it: one
that contains an @, or that was edited, or any, while people have keywords. Whom an edit mentions, or
no longer does, is told what is unread now. If the server stops in
between, it is examined at the next start.
"""

from collections import deque
from collections.abc import Awaitable, Callable, Collection, Iterable
from contextlib import suppress
from typing import NamedTuple

import msgspec

from chatservice.core.ports import Clock, PreferenceStore, ReadingStore, Spawn
from chatservice.core.presence import Presence
from chatservice.core.rights import Rights
from chatservice.core.room import Room
from chatservice.core.session import Person
from chatservice.errors import Fault
from chatservice.model import mention_text
from chatservice.model.events import Mentioned
from chatservice.model.names import fold
from chatservice.model.reading import EVERYONE, Level
from chatservice.model.records import Record
from chatservice.model.values import EventKind, Principal, RoomEntry, RoomKind
from chatservice.settings.schema import Settings

EXAMINED_AT_START = 10_000  # the newest events, those after the last mention that was stored
WORKERS = 16  # lines examined at once, so that what they mention shares commits
QUOTED = 200  # characters of a line in a notification


class MentionNeeds(NamedTuple):
    """`room` finds the room of that id, None if there is none. `wake` is given whom a line mentions,
    `recount` whom the line of that seq does since an edit, or no longer does, and all when it is deleted."""

    settings: Settings
    reading: ReadingStore
    preferences: PreferenceStore
    presence: Presence
    rights: Rights
    clock: Clock
    spawn: Spawn
    room: Callable[[int], Awaitable[Room | None]]
    wake: Callable[[Iterable[int], Room, Record], None]
    recount: Callable[[Collection[int], Room, int], None]


class MentionFinder:
    """`keywords` are people's own words, folded, and whose they are; empty while nobody has any."""

    def __init__(self, needs: MentionNeeds) -> None:
        self._needs = needs
        self._waiting: deque[tuple[Room, Record, bool]] = deque()
        self._workers = 0
        self.keywords: dict[str, set[int]] = {}

    async def start(self) -> None:
        for principal, words in (await self._needs.preferences.keywords()).items():
            self.listen(principal, (), words)
        for room_id, record in await self._needs.reading.unexamined(EXAMINED_AT_START):
            room = await self._needs.room(room_id)
            if room is not None:
                self.look(room, record)

    def listen(self, principal: int, was: Iterable[str], words: Iterable[str]) -> None:
        """The keywords of `principal` are `words`, no longer those that they were."""
        for word in was:
            listeners = self.keywords.get(word, set())
            listeners.discard(principal)
            if not listeners:
                self.keywords.pop(word, None)
        for word in words:
            self.keywords.setdefault(word, set()).add(principal)

    def forget(self, principal: int) -> None:
        """They are erased."""
        self.listen(principal, [word for word, who in self.keywords.items() if principal in who], ())

    def look(self, room: Room, record: Record) -> None:
        """Examine the line soon. Above the cap of what waits, lines are not examined."""
        line = _line_of(record)
        edited = line is not record
        if record.kind is EventKind.DELETED:
            self._needs.recount(self._all_in(room), room, int(record.body))
        if line is None or room.kind is RoomKind.CODE or not (edited or self._may_mention(line.text)):
            return
        if len(self._waiting) < self._needs.settings.mentions_queue:
            self._waiting.append((room, line, edited))
        if self._workers < WORKERS:
            self._workers += 1
            self._needs.spawn(self._work())

    def _may_mention(self, text: str) -> bool:
        return "@" in text or bool(self.keywords and mention_text.words_in(text, self.keywords))

    async def _work(self) -> None:
        try:
            while self._waiting:
                with suppress(Fault):  # it cannot be stored: the next start examines it
                    await self._examine(*self._waiting.popleft())
        finally:
            self._workers -= 1

    async def _examine(self, room: Room, record: Record, edited: bool) -> None:
        mentions = mention_text.mentioned_names(record.text)
        everyone = any(map(mention_text.is_everyone, mentions)) and self._may_address_all(room, record)
        people = await self._people(room, mentions) if mentions else {}
        words = mention_text.words_in(record.text, self.keywords) if self.keywords else ()
        listening = {id_ for word in words for id_ in self.keywords[word]} - set(people)
        named = {id_ for id_, who in people.items() if self._reaches(room, record, who)}
        heard = {id_ for id_ in listening if self._hears(room, record, id_)}
        here = {id_ for id_ in heard if self._has_been_in(room, id_)}
        named, heard = named | here, heard - here
        reading = self._needs.reading
        before = await reading.mentioned_in(room.id, record.seq) if edited else ()
        if not (named or heard or everyone or before):
            return
        change = await reading.mention(room.id, record, named, heard, everyone, edited)
        all_new = everyone and EVERYONE not in before
        ids = {*change.new, *(self._all_in(room) if all_new else ())} - {record.actor}
        if edited:
            gone = self._all_in(room) if EVERYONE in change.gone else change.gone
            self._needs.recount(ids.union(gone), room, record.seq)
        self._needs.wake(ids, room, record)
        for id_ in ids:
            person = self._needs.presence.get(id_)
            if person is not None and record.actor not in person.ignored:
                self._notify(person, room, record)

    # Who.

    async def _people(self, room: Room, mentions: list[list[str]]) -> dict[int, Principal]:
        """Who is online under one of these names, or owns it."""
        needs, found = self._needs, {}
        names = {fold(name): name for readings in mentions for name in readings}
        accounts = {fold(a.name): a for a in await needs.reading.accounts_named(list(names.values()))}
        for readings in mentions:
            for name in readings:
                who = needs.presence.principal_named(name) or accounts.get(fold(name))
                if who is not None:
                    found[who.id] = who
                    break
        return found

    def _reaches(self, room: Room, record: Record, who: Principal) -> bool:
        """Whether a mention of `who` by the author counts: they may see the room."""
        person = self._needs.presence.get(who.id)
        if who.id == record.actor or (person is not None and record.actor in person.ignored):
            return False
        if not self._needs.rights.is_in(who, room):
            return False
        is_open = room.kind is not RoomKind.PUBLIC or room.state.entry is RoomEntry.OPEN
        return is_open or who.id in room.state.members or who.id in room.presence.sessions

    def _hears(self, room: Room, record: Record, id_: int) -> bool:
        """Like `_reaches`, for a person with a keyword."""
        if id_ == record.actor:
            return False
        who = self._needs.presence.principal_of(id_) or room.state.members.get(id_)
        if who is None and room.kind is RoomKind.PUBLIC and room.state.entry is RoomEntry.OPEN:
            return True  # the storage knows whether they have been there
        return who is not None and self._reaches(room, record, who)

    def _has_been_in(self, room: Room, id_: int) -> bool:
        """Of somebody online; of others the storage knows."""
        person = self._needs.presence.get(id_)
        return person is not None and person.read(room.id) is not None

    def _may_address_all(self, room: Room, record: Record) -> bool:
        author = room.state.members.get(record.actor) or Principal(record.actor, record.actor_name)
        if room.kind is RoomKind.DIRECT:
            return False
        try:
            self._needs.rights.check(author, "mention_room", room)
        except Fault:
            return False
        return True

    def _all_in(self, room: Room) -> list[int]:
        return list(room.state.members if room.kind.private else room.presence.sessions)

    # Their devices.

    def _notify(self, person: Person, room: Room, record: Record) -> None:
        quiet = person.levels.get(room.id) is Level.NONE or person.preferences.is_quiet(
            self._needs.clock.now()
        )
        for session in list(person.sessions):
            session.outlet.send(
                Mentioned(
                    room=room.label,
                    rid=room.rid,
                    seq=record.seq,
                    id=record.id,
                    ts=record.ts,
                    sender=record.actor_name,
                    text=record.text[:QUOTED],
                    elsewhere=room.id not in session.subscriptions,
                    notify=not quiet,
                )
            )


def _line_of(record: Record) -> Record | None:
    """The line that `record` is, or of which it is an edit; None if it is neither."""
    if record.is_line:
        return record
    text = record.annotations.text if record.annotations is not None else ""
    if record.kind is not EventKind.EDITED or not text:
        return None
    return msgspec.structs.replace(record, kind=EventKind.MESSAGE, seq=int(record.body), body=text)
