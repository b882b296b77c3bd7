"""The log in memory: the same contract without a disk, for tests and throw-away servers.

A test may `hold` commits back and `release` them, and have the next one fail.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec
from twisted.internet.defer import Deferred, succeed

from chatservice.core.ports import Clock, Condition, Outcome
from chatservice.errors import Fault, NameAlike, NameOwned, NotStored, RoomNameAlike, RoomNameTaken
from chatservice.model.looks import alike
from chatservice.model.names import LOBBY as LOBBY_NAME
from chatservice.model.names import fold
from chatservice.model.sanctions import EVERYWHERE, Expect
from chatservice.model.values import (
    ERASED,
    GONE,
    LOBBY,
    Blanked,
    Draft,
    Entry,
    EventKind,
    Figures,
    Found,
    Hit,
    Member,
    Principal,
    Record,
    Role,
    RoomKind,
    RoomRole,
    RoomRow,
    RoomState,
    as_mode,
)
from chatservice.settings import Settings
from chatservice.storage import caps
from chatservice.storage.batch import Append, Decider, Head, Kept, Key, Placed
from chatservice.storage.blobs_memory import MemoryBlobs
from chatservice.storage.memory_accounts import MemoryAccounts, Token
from chatservice.storage.memory_bots import MemoryBots
from chatservice.storage.memory_files import MemoryFiles
from chatservice.storage.memory_moderation import MemoryModeration
from chatservice.storage.secrets import hash_token

T = TypeVar("T")


def _change_member(room: "_Room", draft: Draft, subject: int) -> None:
    if draft.kind is EventKind.ADDED:
        room.members.setdefault(subject, RoomRole.MEMBER)
    elif draft.kind is EventKind.ROLE:
        room.members[subject] = RoomRole[draft.body.upper()]
    elif draft.kind is EventKind.REMOVED:
        room.members.pop(subject, None)
        room.named = bool(room.members) or not room.row.kind.private


def _blank(room: "_Room", seq: int) -> None:
    room.records = [record.blank() if record.seq == seq else record for record in room.records]


class _Room(msgspec.Struct):
    row: RoomRow
    members: dict[int, RoomRole]
    records: list[Record]
    created: float = 0
    named: bool = True
    keep: float | None = None
    address: str = ""


class MemoryStorage:
    """RoomLog, Rooms and Principals of core.ports."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.log = self.rooms = self.principals = self
        self.epoch = "memory"
        self.on_batch: Callable[[], None] = lambda: None
        self.on_first: Callable[[dict[int, int]], None] = lambda first: None
        self.on_commit: Callable[[int, float], None] = lambda size, seconds: None
        self.on_reopened: Callable[[], None] = lambda: None
        self.trouble = ""
        self.condition = Condition()
        self.commits = 0
        self._settings = settings
        self._clock = clock
        self._last_id = 0
        self._numbered = 0
        self._rooms = {LOBBY: _Room(RoomRow(LOBBY, RoomKind.PUBLIC, LOBBY_NAME, number=0), {}, [])}
        self._last_room = LOBBY
        self._last_number = 0
        self.people: dict[int, Principal] = {}
        self._last_person = 0
        self._traces: set[int] = set()  # by or about whom something was logged
        self._swept: set[int] = set()
        self.tokens: dict[bytes, Token] = {}
        self.accounts = MemoryAccounts(self, settings.max_tokens)
        self.moderation = MemoryModeration(self, settings)
        self.files = MemoryFiles(self)
        self.blobs = MemoryBlobs()
        self.bots = MemoryBots(self, settings.max_bots, settings.max_webhooks)
        self._marks: dict[tuple[int, int], int] = {}
        self._keys: dict[Key, Kept] = {}
        self._decider = Decider(0, self._head, self._keys.get)  # of the batch at work
        self._waiting: list[tuple[Callable[[], Any], Callable[[Any], None]] | Append] = []
        self._again: list[Append] = []  # these go first
        self._everywhere = 0
        self._due = False
        self._held = False
        self._failing = ""

    # For tests.

    def hold(self) -> None:
        """Commit nothing until `release`."""
        self._held = True

    def release(self) -> None:
        self._held = False
        self._soon()

    def fail_next(self, reason: str) -> None:
        """The next commit finds the disk full."""
        self._failing = reason

    # Commits.

    def try_write(self) -> Deferred[None]:
        return self.change(lambda: None)

    def _add(self, unit: tuple[Callable[[], Any], Callable[[Any], None]] | Append) -> None:
        self._waiting.append(unit)
        self._soon()

    def _soon(self) -> None:
        if (self._waiting or self._again) and not self._due and not self._held:
            self._due = True
            self._clock.callLater(0, self._commit)

    def _commit(self) -> None:
        self._due = False
        if self._held:
            return
        batch = [*self._again, *self._waiting]
        self._again, self._waiting = [], []
        reason, self._failing = self._failing, ""
        answers: list[tuple[Callable[[Any], None], Any]] = []
        decider = self._decider = Decider(self._last_id, self._head, self._keys.get, self._everywhere)
        for unit in batch:
            done = unit.done if isinstance(unit, Append) else unit[1]
            answers.append((done, self._one(decider, unit, reason)))
        _, keys = decider.accept()
        self._keys.update(keys)
        self._last_id = decider.last_id
        self._everywhere = decider.everywhere
        self.commits += 1
        self.trouble = reason
        self.on_commit(len(batch), 0.0)
        for done, result in answers:
            done(result)
        self.on_batch()
        self._soon()

    def _one(
        self, decider: Decider, unit: tuple[Callable[[], Any], Callable[[Any], None]] | Append, reason: str
    ) -> Any:
        if reason:
            fault = NotStored(reason)
            return [fault] * len(unit.drafts) if isinstance(unit, Append) else fault
        if isinstance(unit, Append):
            before = len(decider.placed)
            outcomes = decider.decide(unit)
            for place in decider.placed[before:]:
                self._keep(place, decider.head(place.room).access)
            return outcomes
        try:
            return unit[0]()
        except Fault as fault:
            return fault

    def _head(self, room: int) -> Head:
        kept = self._rooms.get(room)
        return Head(kept.row.head, kept.row.access) if kept is not None else Head(0, GONE)

    def refuse_stale(self, expect: Expect | None) -> None:
        self._decider.refuse_stale(expect)

    def limit(self, room: int) -> None:
        """Somebody may do less there, from this place in the batch on."""
        access = self._decider.limit(room)
        kept = self._rooms.get(room)
        if kept is not None:
            kept.row = msgspec.structs.replace(kept.row, access=access)

    def _keep(self, place: Placed, access: int) -> None:
        draft = place.draft
        room = self._rooms[place.room]
        room.records.append(
            Record(
                place.id,
                place.seq,
                draft.ts,
                draft.kind,
                draft.actor,
                "",
                draft.body,
                draft.subject,
                "",
            )
        )
        changes: dict[str, Any] = {"head": place.seq, "access": access}
        if draft.kind is EventKind.TOPIC:
            changes["topic"] = draft.body
        elif draft.kind is EventKind.DELETED:
            _blank(room, int(draft.body))
        elif draft.kind is EventKind.MODE:
            changes |= as_mode(draft.body).changes()
            changes["password"] = draft.secret or room.row.password
        elif draft.kind is EventKind.FILE or draft.kind is EventKind.FILE_GONE:
            self.files.take_effect(place.room, draft)
        elif draft.subject is not None:
            _change_member(room, draft, draft.subject)
        room.row = msgspec.structs.replace(room.row, **changes)

    def is_seen(self, room: int, principal: Principal) -> bool:
        """Whether it is open to `principal`, who need not be in it."""
        kept = self._rooms[room]
        row = kept.row
        if row.kind is RoomKind.PUBLIC and (row.entry is Entry.OPEN or principal.role >= Role.ADMIN):
            return True
        return principal.id in kept.members

    # RoomLog.

    def append(
        self,
        room: int,
        drafts: Sequence[Draft],
        done: Callable[[Sequence[Outcome]], None],
        again: bool = False,
    ) -> None:
        if again:
            self._again.append(Append(room, drafts, done))
            self._soon()
        else:
            self._add(Append(room, drafts, done))

    def _shown(self, record: Record) -> Record:
        """With the names of now."""
        actor = self.people.get(record.actor)
        subject = self.people.get(record.subject) if record.subject is not None else None
        return msgspec.structs.replace(
            record,
            actor_name=actor.name if actor is not None else "",
            subject_name=subject.name if subject is not None else "",
        )

    def _some(self, room: int, wanted: Callable[[Record], bool]) -> list[Record]:
        kept = self._rooms.get(room)
        return [self._shown(record) for record in kept.records if wanted(record)] if kept is not None else []

    def heads(self, rooms: Sequence[int]) -> Deferred[dict[int, int]]:
        return self.change(
            lambda: {room: self._rooms[room].row.head for room in rooms if room in self._rooms}
        )

    def since(self, room: int, seq: int, limit: int) -> Deferred[list[Record]]:
        return succeed(self._some(room, lambda record: record.seq > seq)[:limit])

    def since_id(self, room: int, id_: int, limit: int) -> Deferred[list[Record]]:
        return succeed(self._some(room, lambda record: record.id > id_)[:limit])

    def before(self, room: int, seq: int | None, limit: int) -> Deferred[list[Record]]:
        some = self._some(room, lambda record: seq is None or record.seq < seq)
        return succeed(some[-limit:] if limit else [])

    def around(self, room: int, seq: int, before: int, after: int) -> Deferred[list[Record]]:
        return succeed(self._some(room, lambda record: seq - before <= record.seq <= seq + after))

    def search(
        self, rooms: Sequence[int], text: str, senders: Sequence[int] | None, before: int | None, limit: int
    ) -> Deferred[Found]:
        folded = text.casefold()

        def is_hit(record: Record) -> bool:
            return (
                record.is_line
                and record.body != ERASED
                and folded in record.body.casefold()
                and (senders is None or record.actor in senders)
                and (before is None or record.id < before)
            )

        hits = [Hit(room, record) for room in rooms for record in self._some(room, is_hit)]
        hits.sort(key=lambda hit: -hit.record.id)
        more = hits[limit - 1].record.id if len(hits) > limit else None
        return succeed(Found(hits[:limit], more, True))

    # Rooms.

    def create(
        self,
        kind: RoomKind,
        name: str,
        members: Sequence[int],
        creator: int,
        now: float,
        address: str = "",
    ) -> Deferred[RoomRow]:
        def make() -> RoomRow:
            pair = None
            if kind is RoomKind.DIRECT:
                pair = (min(members), max(members))
                for room in self._rooms.values():
                    if room.row.pair == pair:
                        return room.row
            else:
                if name and self._named(name) is not None:
                    raise RoomNameTaken(name)
                others = [r.row.name for r in self._rooms.values() if r.row.name and r.named]
                if name and any(alike(name, other) for other in others):
                    raise RoomNameAlike(name)
                caps.refuse_room(self._settings, creator, self._counts(creator, address))
            own = name
            if not name and kind is not RoomKind.DIRECT:
                self._numbered += 1
                own = f"room_{self._numbered}"
            self._last_room += 1
            number = None
            if kind is RoomKind.PUBLIC:
                number = self._last_number = self._last_number + 1
            row = RoomRow(self._last_room, kind, own, pair=pair, number=number, creator=creator)
            roles = dict.fromkeys(members, RoomRole.MEMBER)
            if kind is not RoomKind.DIRECT and creator:
                roles[creator] = RoomRole.OWNER
            self._rooms[row.id] = _Room(row, roles, [], now, address=address)
            return row

        return self.change(make)

    def _counts(self, creator: int, address: str) -> caps.RoomCounts:
        named = [r for r in self._rooms.values() if r.row.kind is not RoomKind.DIRECT]
        return caps.RoomCounts(
            len(named),
            sum(room.row.creator == creator and room.named for room in named),
            sum(room.address == address != "" for room in named),
        )

    def _named(self, name: str) -> RoomRow | None:
        for room in self._rooms.values():
            if room.row.kind is not RoomKind.DIRECT and room.named and fold(room.row.name) == fold(name):
                return room.row
        return None

    def by_name(self, name: str) -> Deferred[RoomRow | None]:
        return succeed(self._named(name))

    def by_id(self, room: int) -> Deferred[RoomRow | None]:
        kept = self._rooms.get(room)
        return succeed(kept.row if kept is not None else None)

    def state(self, room: int) -> Deferred[RoomState | None]:
        def look() -> RoomState | None:
            kept = self._rooms.get(room)
            return RoomState(kept.row, self._members_of(kept)) if kept is not None else None

        return self.change(look)

    def by_number(self, number: int) -> Deferred[RoomRow | None]:
        rows = (room.row for room in self._rooms.values())
        return succeed(next((row for row in rows if row.number == number), None))

    def listed(self, after: int, limit: int) -> Deferred[list[RoomRow]]:
        rows = [r.row for r in self._rooms.values() if r.row.kind is not RoomKind.DIRECT]
        return succeed(sorted((row for row in rows if row.id > after), key=lambda row: row.id)[:limit])

    def delete(self, room: int, expect: Expect | None = None) -> Deferred[None]:
        def end() -> None:
            self.refuse_stale(expect)
            self._end(room)

        return self.change(end)

    def _end(self, room: int) -> None:
        self._rooms.pop(room, None)
        self._marks = {place: seq for place, seq in self._marks.items() if place[1] != room}
        self._keys = {key: kept for key, kept in self._keys.items() if key[1] != room}
        self._decider.end(room)
        self.moderation.forget_room(room)
        self.bots.forget_room(room)

    def drop_empty(self, room: int) -> Deferred[bool]:
        def end() -> bool:
            if self._rooms[room].records:
                return False
            self._end(room)
            return True

        return self.change(end)

    def idle(self, before: float, after: int, limit: int) -> Deferred[list[RoomRow]]:
        def is_idle(room: _Room) -> bool:
            row, last = room.row, room.records[-1].ts if room.records else room.created
            if row.id == LOBBY or not row.creator or room.created >= before or row.kind is RoomKind.DIRECT:
                return False
            if row.kind is RoomKind.GROUP:
                return not room.members
            if room.records or room.keep is not None or self.bots.has_hooks(row.id):
                return row.entry is not Entry.OPEN and not room.members and last < before
            return True

        some = [r.row for r in self._rooms.values() if r.row.id > after and is_idle(r)]
        return succeed(sorted(some, key=lambda row: row.id)[:limit])

    def has_room(self, room: int) -> bool:
        return room in self._rooms

    def keep(self, room: int) -> Deferred[float | None]:
        return succeed(self._rooms[room].keep)

    def set_keep(self, room: int, keep: float | None) -> Deferred[None]:
        """Kept here too, and nothing is ever removed: what is in memory does not last anyway."""

        def change() -> None:
            self._rooms[room].keep = keep

        return self.change(change)

    def direct(self, one: int, other: int) -> Deferred[RoomRow | None]:
        pair = (min(one, other), max(one, other))
        return succeed(next((room.row for room in self._rooms.values() if room.row.pair == pair), None))

    def public(self, limit: int, about: str = "") -> Deferred[tuple[list[RoomRow], int]]:
        wanted = fold(about)
        public = [room for room in self._rooms.values() if room.row.kind is RoomKind.PUBLIC]
        rooms = [room for room in public if wanted in fold(room.row.name)]
        rooms.sort(key=lambda room: (-room.records[-1].id if room.records else 0, room.row.id))
        return succeed(([room.row for room in rooms[:limit]], len(rooms)))

    def private(self, principal: int) -> Deferred[list[RoomRow]]:
        return succeed([r.row for r in self._rooms.values() if r.row.kind.private and principal in r.members])

    def ended(self, principal: int, left: float) -> Deferred[list[tuple[RoomRow, str]]]:
        return succeed(
            [
                (room.row, self.people[other].name)
                for room in reversed(self._rooms.values())
                for other in room.row.pair or ()
                if principal in (room.row.pair or ()) and other != principal
                if self._is_over(self.people[other], left)
            ]
        )

    def _is_over(self, guest: Principal, left: float) -> bool:
        if not guest.guest or guest.left is None:
            return False
        return guest.left < left or all(of.principal != guest.id for of in self.tokens.values())

    def members(self, room: int) -> Deferred[list[Member]]:
        return succeed(self._members_of(self._rooms[room]))

    def _members_of(self, room: _Room) -> list[Member]:
        return [Member(self.people[member], role) for member, role in room.members.items()]

    def parts(self, principal: int) -> Deferred[list[RoomRow]]:
        some = [r.row for r in self._rooms.values() if principal in r.members]
        return succeed([row for row in some if row.kind is not RoomKind.DIRECT])

    def dismiss(self, room: int, principal: int) -> Deferred[None]:
        def drop() -> None:
            if room in self._rooms:
                self._rooms[room].members.pop(principal, None)

        return self.change(drop)

    def admit(self, room: int, principal: int) -> Deferred[None]:
        def put() -> None:
            self._rooms[room].members.setdefault(principal, RoomRole.MEMBER)

        return self.change(put)

    # Principals.

    def next_person(self) -> int:
        self._last_person += 1
        return self._last_person

    def create_guest(self, name: str, token: str, now: float) -> Deferred[Principal]:
        def make() -> Principal:
            self.refuse_owned(name, 0)
            self.refuse_alike(name, 0)
            principal = Principal(self.next_person(), name)
            self.people[principal.id] = principal
            self.tokens[hash_token(token)] = Token(principal.id, "", now)
            return principal

        return self.change(make)

    def by_token(self, token: str) -> Deferred[Principal | None]:
        kept = self.tokens.get(hash_token(token))
        return succeed(self.people.get(kept.principal) if kept is not None else None)

    def principal(self, principal: int) -> Deferred[Principal | None]:
        return succeed(self.people.get(principal))

    def named(self, name: str) -> Deferred[list[int]]:
        return succeed([p.id for p in self.people.values() if fold(p.name) == fold(name)])

    def came(self, principal: int, name: str, now: float) -> Deferred[Principal]:
        def back() -> Principal:
            self._rename(principal, name or self.people[principal].name, left=None)
            return self.people[principal]

        return self.change(back)

    def renamed(self, principal: int, name: str, now: float) -> Deferred[None]:
        return self.change(lambda: self._rename(principal, name))

    def gone(self, principal: int, now: float, over: bool = False, trace: bool = True) -> Deferred[None]:
        def leave() -> None:
            self.put(principal, left=now)
            if trace:
                self._traces.add(principal)
            if over:
                for hashed in [hashed for hashed, of in self.tokens.items() if of.principal == principal]:
                    del self.tokens[hashed]

        return self.change(leave)

    def _left_before(self, before: float) -> list[Principal]:
        guests = [person for person in self.people.values() if person.guest]
        return [person for person in guests if person.left is not None and person.left < before]

    def ended_members(self, before: float, after: int, limit: int) -> Deferred[list[Principal]]:
        rooms = [room for room in self._rooms.values() if room.row.kind is not RoomKind.DIRECT]
        some = [one for one in self._left_before(before) if one.id > after]
        return succeed([one for one in some if any(one.id in room.members for room in rooms)][:limit])

    def sweep(self, before: float, limit: int) -> Deferred[tuple[int, list[int]]]:
        def some() -> tuple[int, list[int]]:
            looked = [one.id for one in self._left_before(before) if one.id not in self._swept][:limit]
            self._swept.update(looked)
            rooms = [id_ for id_ in self._rooms if self._is_silent_direct(id_, looked)]
            for room in rooms:
                self._end(room)
            for id_ in looked:
                self._forget_guest(id_)
            return len(looked), rooms

        return self.change(some)

    def _is_silent_direct(self, room: int, of: Sequence[int]) -> bool:
        kept = self._rooms[room]
        is_theirs = kept.row.kind is RoomKind.DIRECT and any(one in of for one in kept.members)
        return is_theirs and not kept.records

    def _forget_guest(self, principal: int) -> None:
        self.tokens = {token: of for token, of in self.tokens.items() if of.principal != principal}
        self._marks = {place: seq for place, seq in self._marks.items() if place[0] != principal}
        is_member = any(principal in room.members for room in self._rooms.values())
        if principal not in self._traces and not is_member and not self.moderation.names(principal):
            del self.people[principal]

    def refuse_owned(self, name: str, principal: int) -> None:
        """NameOwned when the name belongs to somebody else than `principal`."""
        account = self.accounts.owner(name)
        if account is not None and account.id != principal:
            raise NameOwned(name)

    def refuse_alike(self, name: str, principal: int) -> None:
        for person in self.people.values():
            other = not person.guest and person.id != principal and fold(person.name) != fold(name)
            if other and alike(name, person.name):
                raise NameAlike(name, person.name)

    def _rename(self, principal: int, name: str, **changes: Any) -> None:
        self.refuse_owned(name, principal)
        if name != self.people[principal].name:
            self.refuse_alike(name, principal)
        self.put(principal, name=name, **changes)

    def put(self, principal: int, **changes: Any) -> None:
        self.people[principal] = msgspec.structs.replace(self.people[principal], **changes)

    def leave_all(self, principal: int) -> None:
        """No token of theirs is good, and they are in no room but direct ones."""
        self.tokens = {token: of for token, of in self.tokens.items() if of.principal != principal}
        self._marks = {place: seq for place, seq in self._marks.items() if place[0] != principal}
        for room in self._rooms.values():
            if room.row.kind is not RoomKind.DIRECT:
                room.members.pop(principal, None)

    def erase(self, principal: int, name: str) -> Deferred[None]:
        def forget() -> None:
            was = self.people[principal].name
            self.put(principal, name=name, role=Role.GUEST)
            self.accounts.forget(principal)
            self.files.forget_owner(principal)
            self.leave_all(principal)
            self._keys = {key: kept for key, kept in self._keys.items() if key[0] != principal}
            rooms = self._rooms.items()
            actors = {(id_, record.seq): record.actor for id_, room in rooms for record in room.records}
            self.moderation.forget(principal, was, name, actors)
            self.limit(EVERYWHERE)

        return self.change(forget)

    def blank_some(self, principal: int, after: int) -> Deferred[Blanked]:
        count, topics = 0, []
        for room in self._rooms.values():
            for place, record in enumerate(room.records):
                room.records[place] = record.erased(principal)
                count += room.records[place] != record
                is_topic = record.kind is EventKind.TOPIC and record.actor == principal
                if is_topic and record.body == room.row.topic:
                    room.row = msgspec.structs.replace(room.row, topic="")
                    topics.append(room.row.id)
        return succeed(Blanked(None, count, topics))

    def marks(self, principal: int) -> Deferred[dict[int, int]]:
        return succeed({room: seq for (of, room), seq in self._marks.items() if of == principal})

    def save_marks(self, marks: Mapping[tuple[int, int], int]) -> Deferred[None]:
        def save() -> None:
            for place, seq in marks.items():
                if place[1] in self._rooms:
                    self._marks[place] = max(seq, self._marks.get(place, 0))

        return self.change(save)

    # Life.

    def change(self, run: Callable[[], T]) -> Deferred[T]:
        done: Deferred[T] = Deferred()

        def tell(result: Any) -> None:
            if isinstance(result, Fault):
                done.errback(result)
            else:
                done.callback(result)

        self._add((run, tell))
        return done

    def figures(self) -> Deferred[Figures]:
        kinds = [room.row.kind for room in self._rooms.values()]
        return succeed(
            Figures(
                people=len(self.people),
                guests=sum(person.guest for person in self.people.values()),
                gone=len(self._left_before(math.inf)),
                rooms=kinds.count(RoomKind.PUBLIC),
                groups=kinds.count(RoomKind.GROUP),
                directs=kinds.count(RoomKind.DIRECT),
                lines=sum(len(room.records) for room in self._rooms.values()),
                bytes_used=0,
                bytes_free=0,
            )
        )

    def close(self) -> Deferred[None]:
        return self.change(lambda: None)
