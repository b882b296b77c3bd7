"""A room is the fold of its log: its state follows from its events, applied in order. Pure.

`KINDS` says for each kind of event which event clients receive and what it changes. The server
folds what it has committed, keyed by the ids of principals; the desktop client folds what it receives,
keyed by name. What an event changes in the database is in `storage.sqlite.effects`.
"""

from collections.abc import Callable, Iterable
from typing import Any, Generic, NamedTuple, TypeVar

from chatservice.model import event_fields as fields
from chatservice.model import events
from chatservice.model.bodies import RoomMode
from chatservice.model.event_fields import EventFields
from chatservice.model.events import FileLink, LoggedEvent, plain_link
from chatservice.model.records import Record
from chatservice.model.rich_text import TopicMode
from chatservice.model.values import EventKind, Member, Principal, RoomEntry, RoomRole, RoomRow

DELETED_KEPT = 1_000  # deleted lines remembered, for pages that are being read at that moment

Key = TypeVar("Key")
MemberShown = TypeVar("MemberShown")


class RoomState(Generic[Key, MemberShown]):
    """A room after the event `seq` of its log.

    `members` is everyone with a part in it, in the order in which they were added: in a private room all
    who are in it, in a public one those with a role or an invitation. `roles` has the roles other than
    member. `access` grows with every change of a person's rights. `password_seq` is the event that set
    the present password, 0 if that was before this state was loaded. `guarded` is whether there may be
    people in the room who are not allowed to speak, or messages that are not allowed.
    """

    __slots__ = (
        "access",
        "deleted",
        "entry",
        "guarded",
        "locked",
        "members",
        "most",
        "name",
        "password_seq",
        "readonly",
        "roles",
        "seq",
        "slow",
        "topic",
        "topic_at",
        "topic_by",
        "topics",
        "unlisted",
    )

    def __init__(self) -> None:
        self.seq = 0
        self.name = ""
        self.topic = ""
        self.access = 0
        self.entry = RoomEntry.OPEN
        self.readonly = False
        self.slow = 0.0
        self.topics = TopicMode.OPTIONAL.value
        self.most = 0
        self.locked = False
        self.unlisted = False
        self.topic_by = ""
        self.topic_at = 0.0
        self.password_seq = 0
        self.guarded = False
        self.members: dict[Key, MemberShown] = {}
        self.roles: dict[Key, RoomRole] = {}
        self.deleted: dict[int, None] = {}

    def apply(self, event: LoggedEvent, who: Key | None = None, member: MemberShown | None = None) -> bool:
        """Whether `event` is new. `who` is the person it is about, and `member` how that person
        is shown."""
        if event.seq <= self.seq:
            return False
        self.seq = event.seq
        row = _EFFECTS.get(type(event))
        if row is not None:
            row.effect(self, event, who, member)
            self.access += row.access
        return True

    def part(self, who: Key) -> RoomRole:
        """The role of `who`; everyone in an open room is a member of it."""
        return self.roles.get(who, RoomRole.MEMBER)

    def put(self, who: Key, member: MemberShown, role: RoomRole = RoomRole.MEMBER) -> None:
        self.members[who] = member
        if role is RoomRole.MEMBER:
            self.roles.pop(who, None)
        else:
            self.roles[who] = role
        self._guard()

    def admit(self, who: Key, member: MemberShown) -> None:
        """Add `who` as a member, unless they already have a part in the room."""
        if who not in self.members:
            self.put(who, member)

    def drop(self, who: Key) -> None:
        self.members.pop(who, None)
        self.roles.pop(who, None)
        self._guard()

    def change(self, mode: RoomMode) -> None:
        for name, value in mode.changes().items():
            setattr(self, name, value)
        if mode.password:
            self.password_seq = self.seq
        self._guard()

    def delete(self, line: int) -> None:
        self.deleted[line] = None
        if len(self.deleted) > DELETED_KEPT:
            del self.deleted[next(iter(self.deleted))]

    def _guard(self) -> None:
        needs_topics = self.topics == TopicMode.REQUIRED.value
        is_limited = self.readonly or self.slow > 0 or RoomRole.MUTED in self.roles.values()
        self.guarded = is_limited or needs_topics or self.entry is RoomEntry.REGISTERED


ServerRoomState = RoomState[int, Principal]
# What the storage has of a room as it is, under the same name.
STORED = tuple(name for name in RoomState.__slots__ if name in RoomRow.__struct_fields__)


def stored_state(row: RoomRow, members: Iterable[Member]) -> ServerRoomState:
    """The state of a room as it is stored."""
    state = ServerRoomState()
    state.seq = row.head
    for name in STORED:
        setattr(state, name, getattr(row, name))
    for member in members:
        state.put(member.principal.id, member.principal, member.role)
    state._guard()
    return state


# What each kind of event changes.

Effect = Callable[[RoomState[Any, Any], Any, Any, Any], None]


def _topic(state: RoomState[Key, MemberShown], event: events.TopicSet, who: Key, member: MemberShown) -> None:
    state.topic = event.text
    state.topic_by = event.sender
    state.topic_at = event.ts


def _room_renamed(
    state: RoomState[Key, MemberShown], event: events.RoomRenamed, who: Key, member: MemberShown
) -> None:
    state.name = event.name


def _added(state: RoomState[Key, MemberShown], event: events.Added, who: Key, member: MemberShown) -> None:
    if who is not None:
        state.admit(who, member)


def _removed(
    state: RoomState[Key, MemberShown], event: events.Removed, who: Key, member: MemberShown
) -> None:
    if who is not None:
        state.drop(who)


def _role(state: RoomState[Key, MemberShown], event: events.RoleSet, who: Key, member: MemberShown) -> None:
    if who is not None:
        state.put(who, member, RoomRole[event.role.upper()])


def _mode(state: RoomState[Key, MemberShown], event: events.ModeSet, who: Key, member: MemberShown) -> None:
    state.change(RoomMode(**{name: getattr(event, name) for name in RoomMode.__struct_fields__}))


def _deleted(
    state: RoomState[Key, MemberShown], event: events.Deleted, who: Key, member: MemberShown
) -> None:
    state.delete(event.line)


def _nothing(state: RoomState[Key, MemberShown], event: LoggedEvent, who: Key, member: MemberShown) -> None:
    pass


class KindRow(NamedTuple):
    """One kind of event: the event that clients receive, where its fields come from, what it changes,
    and whether it changes rights in the room."""

    event: type[LoggedEvent]
    fields: EventFields = fields.no_fields
    effect: Effect = _nothing
    access: bool = False


KINDS: dict[EventKind, KindRow] = {
    EventKind.MESSAGE: KindRow(events.Message, fields.text),
    EventKind.ACTION: KindRow(events.Message, fields.action_text),
    EventKind.RICH: KindRow(events.Message, fields.rich_text),
    EventKind.TOPIC: KindRow(events.TopicSet, fields.text, _topic),
    EventKind.ROOM_RENAMED: KindRow(events.RoomRenamed, fields.both_names, _room_renamed),
    EventKind.ADDED: KindRow(events.Added, fields.who, _added, access=True),
    EventKind.REMOVED: KindRow(events.Removed, fields.who, _removed, access=True),
    EventKind.ROLE: KindRow(events.RoleSet, fields.who_and_role, _role, access=True),
    EventKind.MODE: KindRow(events.ModeSet, fields.changed_mode, _mode, access=True),
    EventKind.DELETED: KindRow(events.Deleted, fields.line, _deleted),
    EventKind.BLANK: KindRow(events.Blank),
    EventKind.POLL: KindRow(events.PollAsked, fields.poll),
    EventKind.POLL_CLOSED: KindRow(events.PollClosed, fields.poll_closed),
    EventKind.PINNED: KindRow(events.PinSet, fields.pinned),
    EventKind.UNPINNED: KindRow(events.PinSet, fields.unpinned),
    EventKind.REACTION: KindRow(events.ReactionSet, fields.reaction),
    EventKind.EDITED: KindRow(events.Edited, fields.edited),
    EventKind.FILE: KindRow(events.FileShared, fields.shared_file),
    EventKind.FILE_GONE: KindRow(events.FileGone, fields.gone_file),
    EventKind.RUN: KindRow(events.RunStarted, fields.started_run),
    EventKind.RUN_ENDED: KindRow(events.RunEnded, fields.ended_run),
    EventKind.DOCUMENT: KindRow(events.DocumentMade, fields.made_document),
    EventKind.DOCUMENT_CLOSED: KindRow(events.DocumentClosed, fields.closed_document, access=True),
    EventKind.DOCUMENT_EDIT: KindRow(events.DocumentEdited, fields.edit),
    EventKind.DOCUMENT_RENAMED: KindRow(events.DocumentRenamed, fields.title),
    EventKind.GRANTED: KindRow(events.DocumentRoleSet, fields.granted_role, access=True),
}
OF_ACCESS = frozenset(kind for kind, row in KINDS.items() if row.access)
OF_MEMBERS = frozenset({EventKind.ADDED, EventKind.REMOVED, EventKind.ROLE})

_EFFECTS: dict[type[LoggedEvent], KindRow] = {
    row.event: row for row in KINDS.values() if row.access or row.effect is not _nothing
}


def from_record(room: str, record: Record, link: FileLink = plain_link, rid: str = "") -> LoggedEvent:
    """The event that clients receive for `record`; `room` is how the room is shown, `rid` its id."""
    if (
        record.kind is EventKind.MESSAGE and record.annotations is None
    ):  # the same as by its row, in a third of the time: nearly all records are messages
        return events.Message(
            room=room,
            rid=rid,
            seq=record.seq,
            id=record.id,
            ts=record.ts,
            sender=record.actor_name,
            text=record.body,
        )
    row = KINDS[record.kind]
    own = row.fields(record, link)
    if record.annotations is not None and issubclass(row.event, events.Line):
        own |= record.annotations.fields()
    return row.event(
        room=room,
        rid=rid,
        seq=record.seq,
        id=record.id,
        ts=record.ts,
        sender=record.actor_name,
        **own,
    )
