"""A room in memory: what it is, its newest records, who reads it, and who is here."""

from collections.abc import Callable, Iterable, Iterator

from chatservice.core.feed import Feed
from chatservice.core.room_presence import RoomPresence
from chatservice.core.slow_mode import SlowMode
from chatservice.core.tail import Tail
from chatservice.errors import DirectConversation, TooMany
from chatservice.model import names
from chatservice.model.events import FileLink, LoggedEvent, plain_link
from chatservice.model.fold import ServerRoomState, from_record, stored_state
from chatservice.model.sanctions import SERVER
from chatservice.model.values import (
    EventKind,
    Member,
    Principal,
    Record,
    RoomEntry,
    RoomKind,
    RoomRow,
    ServerRole,
)


class Room:
    """What never changes in a room, how it is shown, and its four parts: `state` is the fold of its
    log, `tail` the log's newest records, `feed` the readers and what waits for them, `presence`
    who is here."""

    def __init__(
        self,
        row: RoomRow,
        members: Iterable[Member],
        newest: Iterable[Record],
        ring: int,
        links: FileLink = plain_link,
        rid: str = "",
    ) -> None:
        """`links` tells where a file is that was shared here; `rid` is what programs call the room."""
        self.id = row.id
        self.rid = rid
        self.kind = row.kind
        self.pair = row.pair
        self.name = row.name
        self.number = row.number
        self.creator = row.creator
        self.deleted = False
        self.fleeting = False  # whether a session made it only by entering it
        self.link = links
        self.state = stored_state(row, members)
        self.tail = Tail(row, newest, ring)
        self.feed = Feed()
        self.presence = RoomPresence(self._guests() if row.kind is RoomKind.DIRECT else ())
        self.slow_mode = SlowMode()
        self.above: Room | None = None  # whose rights hold here, too
        self.watch: Callable[[Record], None] = _unwatched  # called with each record that is applied
        self.label = row.name
        # How a direct conversation is asked for: by both names, or by that of an account.
        self.folded = ""
        self.owned: tuple[str, ...] = ()
        self.relabel()

    def _guests(self) -> list[Principal]:
        return [member for member in self.state.members.values() if member.guest]

    # How it is shown.

    def relabel(self) -> None:
        """A direct conversation is shown as its members' names, in one order for both."""
        if self.kind is RoomKind.DIRECT:
            members = self.state.members.values()
            self.label = direct_label(member.name for member in members)
            self.folded = names.fold(self.label)
            self.owned = tuple("@" + names.fold(m.name) for m in members if not m.guest)

    def viewer(self, name: str) -> str:
        return name if self.kind is RoomKind.DIRECT else ""

    def names(self) -> Iterator[str]:
        """Who counts as being in it: everyone of a private room, who is here of a public one."""
        if self.kind is RoomKind.PUBLIC:
            return iter(self.presence.names.values())
        return (member.name for member in self.state.members.values())

    def here(self) -> int:
        return len(self.presence.sessions if self.kind is RoomKind.PUBLIC else self.state.members)

    def line(self, record: Record) -> LoggedEvent:
        """What `record` tells, as it is shown here."""
        return from_record(self.label, record, self.link, self.rid)

    def fresh(self, record: Record) -> Record:
        """`record` as it is now, which was read a while ago: its text may have gone since."""
        return record.blank() if record.seq in self.state.deleted else self.tail.fresh(record)

    # Who may.

    @property
    def is_open(self) -> bool:
        """Whether everyone may see it."""
        return self.kind is RoomKind.PUBLIC and self.state.entry is RoomEntry.OPEN

    def admits(self, principal: Principal) -> bool:
        if self.deleted:
            return False
        if self.kind is RoomKind.PUBLIC and (
            self.state.entry is RoomEntry.OPEN or principal.role >= ServerRole.ADMIN
        ):
            return True
        return principal.id in self.state.members

    def refuse_direct(self) -> None:
        if self.kind is RoomKind.DIRECT:
            raise DirectConversation(self.label)

    def refuse_more(self, principal: int, most: int) -> None:
        """TooMany when `principal` has no part here yet, and `most` have one."""
        if principal not in self.state.members and len(self.state.members) >= most:
            raise TooMany("members", most)

    # What happens.

    def apply(self, event: LoggedEvent, record: Record) -> None:
        """`event` tells of `record`, which comes next in the log."""
        state, who = self.state, record.subject
        if who is None:
            state.apply(event)
        else:
            state.apply(event, who, state.members.get(who) or Principal(who, record.subject_name))
        if record.kind is EventKind.DELETED:
            state.delete(int(record.body))  # also where the state is ahead of what was handed out
            self.tail.blank(int(record.body))
        elif record.kind is EventKind.MODE and not state.slow:
            self.slow_mode.end()
        self.watch(record)

    def become(self, state: ServerRoomState) -> None:
        """As it is stored, which may be ahead of what was handed out. Whether a password was set on the
        way is not known, so it counts as a new one."""
        state.deleted = self.state.deleted
        state.password_seq = self.state.password_seq if state.seq == self.state.seq else state.seq
        self.state = state
        self.relabel()

    def drop_part(self, principal: int) -> None:
        """Whatever they were in a public room, they are not any more."""
        if self.kind is RoomKind.PUBLIC:
            self.state.drop(principal)

    def rename(self, principal: Principal) -> None:
        """Show `principal` under its present name, in what is kept here too."""
        if principal.id in self.state.members:
            self.state.members[principal.id] = principal
        self.presence.rename(principal)
        self.relabel()
        self.tail.rename(principal)


def _unwatched(record: Record) -> None:
    """Most rooms are nothing but rooms."""


def label_of(room: Room | None) -> str:
    """How a room, or (None) the server, is written where a room is named."""
    return room.label if room is not None else SERVER


def direct_label(both: Iterable[str]) -> str:
    """How a conversation of these two is shown."""
    return "@" + ",".join(sorted(both, key=names.fold))
