"""A room that somebody is in: what is delivered, to whom, and who may be here."""

from collections import deque
from collections.abc import Container, Iterable, Iterator
from itertools import islice

from chatservice.core.ports import Subscriber, Variant
from chatservice.errors import DirectConversation, TooMany
from chatservice.model import names
from chatservice.model.events import Event, FileLink, LoggedEvent, plain_link
from chatservice.model.fold import ServerRoomState, from_record, stored_state
from chatservice.model.sanctions import SERVER
from chatservice.model.values import (
    EventKind,
    Member,
    Principal,
    Record,
    RoomEntry,
    RoomKind,
    RoomRole,
    RoomRow,
    ServerRole,
)

WAITING_MOST = 10_000  # people remembered who wait in slow mode; beyond, the first may speak early


class Room:
    """The living side of a RoomRow. `head` is the last seq handed to readers, `ring` the
    newest records up to it, without a gap."""

    def __init__(
        self,
        row: RoomRow,
        members: Iterable[Member],
        newest: Iterable[Record],
        ring: int,
        links: FileLink = plain_link,
        rid: str = "",
    ) -> None:
        """`links` tells where a file that was shared here is had; `rid` is what programs call it."""
        self.id = row.id
        self.rid = rid
        self.kind = row.kind
        self.state = stored_state(row, members)
        self.first = row.first
        self.head = row.head
        self.ring: deque[Record] = deque(newest, ring)
        self.spoke: dict[int, float] = {}  # principal -> when on the monotonic clock, in slow mode
        self.pair = row.pair
        self.name = row.name
        self.number = row.number
        self.creator = row.creator
        self.deleted = False
        self.fleeting = False  # whether somebody made it only by entering it
        self.label = row.name
        # How a direct conversation is asked for: by both names, or by that of an account.
        self.folded = ""
        self.owned: tuple[str, ...] = ()
        self.relabel()
        self.link = links
        # Whose text has gone since it was loaded: what was read before may still have it.
        self._erased: set[int] = set()
        # Who reads it: outlets, by how they want to be spoken to.
        self.readers: dict[Variant, dict[Subscriber, None]] = {}
        # Who is here: principal -> number of its sessions.
        self.present: dict[int, int] = {}
        self.present_names: dict[int, str] = {}
        # Of two, the guest who is not here: when they left (seconds since 1970), 0 for good.
        self.away: dict[int, float] = {}
        if row.kind is RoomKind.DIRECT:
            self.away = {p.id: p.left for p in self.members.values() if p.guest and p.left is not None}
        # What waits for the next flush.
        self.pending: list[Event] = []
        self.origins: list[Subscriber | None] = []
        self.actors: list[int] = []
        self.deaf = 0  # readers who ignore somebody
        self.came: dict[str, None] = {}
        self.went: dict[str, None] = {}
        self.notice_due = False
        # What is stored was not all handed out: up to where it is known to go, and what waits for the rest.
        self.known = row.head
        self.held: dict[int, tuple[Record, Subscriber | None]] = {}
        self.listing_due = False  # whether its readers are to be sent who is here

    def apply(self, event: LoggedEvent, record: Record) -> None:
        """`event` tells of `record`, which comes next in the log."""
        state, who = self.state, record.subject
        if who is None:
            state.apply(event)
        else:
            state.apply(event, who, state.members.get(who) or Principal(who, record.subject_name))
        if record.kind is EventKind.DELETED:
            self._blank_line(int(record.body))
        elif record.kind is EventKind.MODE and not state.slow:
            self.spoke.clear()

    def become(self, state: ServerRoomState) -> None:
        """As it is stored now, which may be ahead of what was handed out."""
        self.state = state

    @property
    def members(self) -> dict[int, Principal]:
        return self.state.members

    @property
    def roles(self) -> dict[int, RoomRole]:
        return self.state.roles

    @property
    def topic(self) -> str:
        return self.state.topic

    @property
    def access(self) -> int:
        return self.state.access

    @property
    def entry(self) -> RoomEntry:
        return self.state.entry

    @property
    def readonly(self) -> bool:
        return self.state.readonly

    @property
    def slow(self) -> float:
        return self.state.slow

    @property
    def guarded(self) -> bool:
        return self.state.guarded

    def relabel(self) -> None:
        """A direct conversation is shown as its members' names, in one order for both."""
        if self.kind is RoomKind.DIRECT:
            self.label = direct_label(member.name for member in self.members.values())
            self.folded = names.fold(self.label)
            self.owned = tuple("@" + names.fold(m.name) for m in self.members.values() if not m.guest)

    def viewer(self, name: str) -> str:
        return name if self.kind is RoomKind.DIRECT else ""

    # Who may.

    @property
    def is_open(self) -> bool:
        """Whether everyone may see it."""
        return self.kind is RoomKind.PUBLIC and self.entry is RoomEntry.OPEN

    def admits(self, principal: Principal) -> bool:
        if self.deleted:
            return False
        if self.kind is RoomKind.PUBLIC and (
            self.entry is RoomEntry.OPEN or principal.role >= ServerRole.ADMIN
        ):
            return True
        return principal.id in self.members

    def refuse_direct(self) -> None:
        if self.kind is RoomKind.DIRECT:
            raise DirectConversation(self.label)

    def part(self, principal: int) -> RoomRole:
        """What `principal` is here; whoever is in an open room is a member of it."""
        return self.state.part(principal)

    def admit(self, principal: Principal) -> None:
        """As a member, unless it has a part here already."""
        self.state.admit(principal.id, principal)

    def refuse_more(self, principal: int, most: int) -> None:
        """TooMany when `principal` has no part here yet, and `most` have one."""
        if principal not in self.members and len(self.members) >= most:
            raise TooMany("members", most)

    def wait(self, principal: int, now: float) -> float:
        """Seconds until `principal` may speak in slow mode; `now` is on the monotonic clock."""
        last = self.spoke.get(principal)
        return max(0.0, self.slow - (now - last)) if last is not None else 0.0

    def spoken(self, principal: int, now: float) -> None:
        """In slow mode: `principal` speaks, and waits from now on."""
        spoke = self.spoke
        spoke.pop(principal, None)
        while spoke:  # the longest ago come first
            first = next(iter(spoke))
            if now - spoke[first] < self.slow and len(spoke) < WAITING_MOST:
                break
            del spoke[first]
        spoke[principal] = now

    def size(self) -> int:
        """How many outlets read it."""
        return sum(map(len, self.readers.values()))

    def names(self) -> Iterator[str]:
        """Who counts as being in it: everyone of a private room, who is here of a public one."""
        if self.kind is RoomKind.PUBLIC:
            return iter(self.present_names.values())
        return (member.name for member in self.members.values())

    def here(self) -> int:
        return len(self.present if self.kind is RoomKind.PUBLIC else self.members)

    def line(self, record: Record) -> LoggedEvent:
        """What `record` tells, as it is shown here."""
        return from_record(self.label, record, self.link, self.rid)

    def fresh(self, record: Record) -> Record:
        """`record` as it is now, which was read a while ago: its text may have gone since."""
        if record.seq in self.state.deleted:
            return record.blank()
        for principal in self._erased & {record.actor, record.subject}:
            record = record.erased(principal)
        return record

    def holds(self, seq: int) -> bool:
        """Whether the ring has everything after `seq`."""
        return seq >= self.head or (bool(self.ring) and self.ring[0].seq <= seq + 1)

    def newer(self, seq: int) -> list[Record]:
        """What the ring has after `seq`."""
        return [record for record in self.ring if record.seq > seq]

    def newest(self, limit: int, ignored: Container[int] = ()) -> list[Record]:
        """The last `limit` lines, as far as the ring goes, but for those of the `ignored`."""
        shown = (record for record in reversed(self.ring) if record.actor not in ignored)
        return list(islice(shown, limit))[::-1]

    def begins_at(self, first: int) -> None:
        """Older lines are not kept any more."""
        self.first = max(self.first, first)
        while self.ring and self.ring[0].seq < first:
            self.ring.popleft()

    def _blank_line(self, seq: int) -> None:
        for place, record in enumerate(self.ring):
            if record.seq == seq:
                self.ring[place] = record.blank()

    def drop_part(self, principal: int) -> None:
        """Whatever they were in a public room, they are not any more."""
        if self.kind is RoomKind.PUBLIC:
            self.state.drop(principal)

    def blank(self, principal: int) -> None:
        """The words of `principal` are not shown any more."""
        self._erased.add(principal)
        for place, record in enumerate(self.ring):
            self.ring[place] = record.erased(principal)

    def rename(self, principal: Principal) -> None:
        """Show `principal` under its present name, in what is kept here too."""
        if principal.id in self.members:
            self.members[principal.id] = principal
        if principal.id in self.present:
            self.present_names[principal.id] = principal.name
        self.relabel()
        for place, record in enumerate(self.ring):
            if principal.id in (record.actor, record.subject):
                self.ring[place] = _renamed(record, principal)


def label_of(room: Room | None) -> str:
    """How a room, or (None) the server, is written where a room is named."""
    return room.label if room is not None else SERVER


def direct_label(both: Iterable[str]) -> str:
    """How a conversation of these two is shown."""
    return "@" + ",".join(sorted(both, key=names.fold))


def _renamed(record: Record, principal: Principal) -> Record:
    return Record(
        id=record.id,
        seq=record.seq,
        ts=record.ts,
        kind=record.kind,
        actor=record.actor,
        actor_name=principal.name if record.actor == principal.id else record.actor_name,
        body=record.body,
        subject=record.subject,
        subject_name=principal.name if record.subject == principal.id else record.subject_name,
    )
