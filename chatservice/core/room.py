"""A room in memory: its state, its newest records, its readers, and the people in it."""

from collections.abc import Callable, Iterable, Iterator

from chatservice.core.feed import Feed
from chatservice.core.room_presence import RoomPresence
from chatservice.core.slow_mode import SlowMode
from chatservice.core.tail import Tail
from chatservice.errors import DirectConversation, RoomFull, TooMany
from chatservice.model import names
from chatservice.model.events import (
    Edited,
    FileLink,
    LoggedEvent,
    PinSet,
    PollClosed,
    ReactionSet,
    plain_link,
)
from chatservice.model.fold import ServerRoomState, from_record, stored_state
from chatservice.model.records import Record
from chatservice.model.sanctions import SERVER
from chatservice.model.values import EventKind, Member, Principal, RoomEntry, RoomKind, RoomRow, ServerRole

NAMED = (RoomKind.PUBLIC, RoomKind.GROUP)
LEAST_ROLE = {RoomEntry.OPEN: ServerRole.GUEST, RoomEntry.REGISTERED: ServerRole.USER}


class Room:
    """A room's constants, how it is shown, and its four parts: `state` is the fold of its log, `tail` the
    log's newest records, `feed` the readers and what waits for them, `presence` the people in it."""

    def __init__(
        self,
        row: RoomRow,
        members: Iterable[Member],
        newest: Iterable[Record],
        ring: int,
        links: FileLink = plain_link,
        rid: str = "",
        lines: Iterable[Record] | None = None,
    ) -> None:
        """`links` tells where a file is that was shared here; `rid` is what programs call the room.
        `lines`: see `Tail`."""
        self.id = row.id
        self.rid = rid
        self.kind = row.kind
        self.pair = row.pair
        self.number = row.number
        self.creator = row.creator
        self.created = row.created  # seconds since 1970, 0 if unknown
        self.deleted = False
        self.fleeting = False  # whether a session made it only by entering it
        self.link = links
        self.state = stored_state(row, members)
        self.tail = Tail(row, newest, ring, lines)
        self.feed = Feed()
        self.presence = RoomPresence(self._guests() if row.kind is RoomKind.DIRECT else ())
        self.slow_mode = SlowMode()
        self.above: Room | None = None  # whose rights hold here, too
        self.watch: Callable[[Record], None] | None = None  # called with each record that is applied
        self.label = row.name
        self.on_name: Callable[[Room, str], None] = lambda room, was: None
        # How a direct conversation is asked for: by both names, or by that of an account.
        self.folded = ""
        self.owned: tuple[str, ...] = ()
        self.relabel()

    def _guests(self) -> list[Principal]:
        return [member for member in self.state.members.values() if member.guest]

    # Names.

    @property
    def name(self) -> str:
        """Of a public room or a group."""
        return self.state.name

    def relabel(self) -> None:
        """A direct conversation is shown as its members' names, in the same order for both."""
        if self.kind in NAMED and self.label != self.name:
            was, self.label = self.label, self.name
            self.on_name(self, was)
        if self.kind is RoomKind.DIRECT:
            members = self.state.members.values()
            self.label = direct_label(member.name for member in members)
            self.folded = names.fold(self.label)
            self.owned = tuple("@" + names.fold(m.name) for m in members if not m.guest)

    def viewer(self, name: str) -> str:
        return name if self.kind is RoomKind.DIRECT else ""

    def names(self) -> Iterator[str]:
        """The names of the people in it: all members of a private room, those present in a public one."""
        if self.kind is RoomKind.PUBLIC:
            return iter(self.presence.names.values())
        return (member.name for member in self.state.members.values())

    def people_count(self) -> int:
        return len(self.presence.sessions if self.kind is RoomKind.PUBLIC else self.state.members)

    def line(self, record: Record) -> LoggedEvent:
        """The event of `record`, as shown in this room."""
        return from_record(self.label, record, self.link, self.rid)

    def fresh(self, record: Record) -> Record:
        """`record` as it is now, which was read a while ago: its text may have gone since."""
        return record.blank() if record.seq in self.state.deleted else self.tail.fresh(record)

    # Entry.

    @property
    def is_open(self) -> bool:
        """Whether the room is visible to everyone."""
        return self.kind is RoomKind.PUBLIC and self.state.entry is RoomEntry.OPEN

    def admits(self, principal: Principal) -> bool:
        if self.deleted:
            return False
        if self.kind is RoomKind.PUBLIC and principal.role >= self._least_role():
            return True
        return principal.id in self.state.members

    def _least_role(self) -> ServerRole:
        """From which role on the server on people need no part in the public room to enter it."""
        return LEAST_ROLE.get(self.state.entry, ServerRole.ADMIN)

    def refuse_direct(self) -> None:
        if self.kind is RoomKind.DIRECT:
            raise DirectConversation(self.label)

    def refuse_more(self, principal: int, limit: int) -> None:
        """Raise TooMany if `principal` has no part here yet, and `limit` others have one."""
        if principal not in self.state.members and len(self.state.members) >= limit:
            raise TooMany("members", limit)

    def refuse_full(self, principal: Principal) -> None:
        """Raise RoomFull if so many people are in the public room as may be; those who are in it already,
        or have a part in it, enter in any case."""
        most = self.state.most
        if not most or len(self.presence) < most or self.kind is not RoomKind.PUBLIC:
            return
        if principal.id not in self.presence and principal.id not in self.state.members:
            raise RoomFull(self.label)

    def is_listed_for(self, principal: Principal) -> bool:
        """Whether lists of rooms that they see have it. A conversation in which nothing was said is there for
        who began it alone: for the other it would be a line of a list that anybody can write."""
        if self.kind is RoomKind.DIRECT:
            return self.tail.head > 0 or self.creator == principal.id
        is_known = principal.id in self.presence or principal.id in self.state.members
        return not self.state.unlisted or is_known or principal.role >= ServerRole.MODERATOR

    # Events.

    def apply(self, event: LoggedEvent, record: Record) -> None:
        """Apply `event`, made from `record`, which is next in the log."""
        state = self.state
        if record.kind is not EventKind.MESSAGE:
            self._apply_rare(event, record)
        elif state.seq < record.seq:  # all that a message changes
            state.seq = record.seq
        if self.watch is not None:
            self.watch(record)

    def _apply_rare(self, event: LoggedEvent, record: Record) -> None:
        state, subject = self.state, record.subject
        if subject is None:
            state.apply(event)
        else:
            state.apply(event, subject, state.members.get(subject) or Principal(subject, record.subject_name))
        if record.kind is EventKind.DELETED:
            self.state.delete(int(record.body))  # even if the state is ahead of what was delivered
            self.tail.blank(int(record.body))
        elif record.kind is EventKind.ROOM_RENAMED:
            self.relabel()
        elif record.kind is EventKind.RICH:
            self.tail.count_reply(record, 1)
        elif isinstance(event, Edited):
            self.tail.edit(event.line, event.text, event.ts)
        elif isinstance(event, ReactionSet):
            self.tail.react(event.line, event.emoji, event.on, event.seq)
        elif isinstance(event, PollClosed):
            self.tail.tally(event.line, event.tally)
        elif isinstance(event, PinSet):
            self.tail.pin(event.line, event.on)
        elif record.kind is EventKind.MODE and not self.state.slow:
            self.slow_mode.end()

    def become(self, state: ServerRoomState) -> None:
        """Take over the stored state, which may be ahead of what was delivered. It is unknown whether a
        password was set in between, so it counts as new."""
        state.deleted = self.state.deleted
        state.password_seq = self.state.password_seq if state.seq == self.state.seq else state.seq
        self.state = state
        self.relabel()

    def drop_part(self, principal: int) -> None:
        """Remove a person's part in a public room."""
        if self.kind is RoomKind.PUBLIC:
            self.state.drop(principal)

    def rename(self, principal: Principal) -> None:
        """Show `principal` under its present name, also in the records kept here."""
        if principal.id in self.state.members:
            self.state.members[principal.id] = principal
        self.presence.rename(principal)
        self.relabel()
        self.tail.rename(principal)


def label_of(room: Room | None) -> str:
    """The label of a room, or (None) of the server."""
    return room.label if room is not None else SERVER


def direct_label(names_of_both: Iterable[str]) -> str:
    """The label of a conversation of these two."""
    return "@" + ",".join(sorted(names_of_both, key=names.fold))
