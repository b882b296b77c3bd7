"""Principals, rooms and log records: rows as the rest of the program sees them."""

from collections.abc import Callable
from enum import IntEnum, StrEnum
from typing import Any

import msgspec

from chatservice.model.annotations import NONE, Annotations
from chatservice.model.polls import as_poll, poll_text
from chatservice.model.rich_text import TopicMode, as_rich, rich_body
from chatservice.model.runs import as_ended


class RoomKind(StrEnum):
    PUBLIC = "public"
    GROUP = "group"
    DIRECT = "direct"
    CODE = "code"  # the log of a code document, which people see in the room that it belongs to

    @property
    def private(self) -> bool:
        return self is not RoomKind.PUBLIC


class ServerRole(IntEnum):
    """A person's role on this server; each includes the rights of those below."""

    GUEST = 0  # owns no name: it has one only while connected
    USER = 1
    MODERATOR = 2
    ADMIN = 3
    OWNER = 4

    @property
    def word(self) -> str:
        """The role as written and stored."""
        return self.name.lower()


class RoomRole(IntEnum):
    """A person's role in one room; each includes the rights of those below."""

    MUTED = 0
    MEMBER = 1
    VOICE = 2
    MODERATOR = 3
    OWNER = 4

    @property
    def word(self) -> str:
        return self.name.lower()


class RoomEntry(StrEnum):
    """The condition for entering a public room."""

    OPEN = "open"
    REGISTERED = "registered"
    INVITE = "invite"
    PASSWORD = "password"  # noqa: S105 (the word for it)


class EventKind(StrEnum):
    """The kind of a logged event. The value is stored in the database."""

    MESSAGE = "message"
    ACTION = "action"
    RICH = "rich"  # a message with more than a text; the body is JSON
    TOPIC = "topic"
    ADDED = "added"
    REMOVED = "removed"
    ROLE = "role"
    MODE = "mode"
    ROOM_RENAMED = "room_renamed"  # the body is JSON: `RenamedRoom`
    DELETED = "deleted"  # the body is the seq of the deleted line
    BLANK = "blank"  # what remains of it
    REACTION = "reaction"
    POLL = "poll"
    POLL_CLOSED = "poll_closed"  # the body is the seq of the poll
    PINNED = "pinned"  # the body is the seq of the line
    UNPINNED = "unpinned"
    EDITED = "edited"  # the body is the seq of the line whose text was changed; the text is in the line
    FILE = "file"
    FILE_GONE = "file_gone"
    RUN = "run"  # a program was started
    RUN_ENDED = "run_ended"
    DOCUMENT = "document"  # in the room that it belongs to
    DOCUMENT_CLOSED = "document_closed"
    DOCUMENT_EDIT = "edit"  # in the document's own log
    DOCUMENT_RENAMED = "retitled"
    GRANTED = "granted"  # a role in the document; without a subject, that of everyone else


# The kinds of messages: what people wrote and can change.
LINES = frozenset({EventKind.MESSAGE, EventKind.ACTION, EventKind.RICH})
# The kinds that only add something to another line, and are part of it in a page of history.
FOLDED = frozenset({EventKind.EDITED, EventKind.REACTION})
# Kinds whose events show the present text of the line that they name in their body.
OF_A_TEXT = frozenset({EventKind.EDITED, EventKind.PINNED, EventKind.POLL_CLOSED})
# Kinds that count as unread: what people said and shared, not what they changed.
COUNTED = LINES | {EventKind.FILE, EventKind.RUN, EventKind.POLL}

GONE = -1  # the access version of a deleted room: nothing can be said there
ERASED = "(erased)"  # replaces erased text
LOBBY = 1  # the id of the room that everyone is in; its number is 0


class Principal(msgspec.Struct, frozen=True, gc=False):
    """A guest, account or bot. The id is never reused; the name is the current one.

    `left` is when its last session ended (seconds since 1970), None while it is connected.
    """

    id: int
    name: str
    role: ServerRole = ServerRole.GUEST
    left: float | None = None

    @property
    def guest(self) -> bool:
        return self.role is ServerRole.GUEST


class Account(msgspec.Struct, frozen=True, gc=False):
    """A principal that owns its name. `password` is its encoded hash, empty when it has
    none and logs in by token only."""

    principal: Principal
    password: str = ""


class StoredInvitation(msgspec.Struct, frozen=True, gc=False):
    """A token that lets people in, as often as there are `uses` left. `by` is its creator, None for the
    operator; `room` the room that they enter, None for the server alone."""

    id: str
    by: int | None
    made: float
    expires: float
    uses: int = 1
    room: int | None = None


class AskRow(msgspec.Struct, frozen=True, gc=False):
    """An invitation into a group by `by` (0: none), and whether the person `left` it before, and so may
    not be added without accepting."""

    room: int
    by: int
    by_name: str
    left: bool = False
    ts: float = 0  # when they were invited, or left


class BotRow(msgspec.Struct, frozen=True, gc=False):
    """The account of a program, which logs in by token only. `owner` is its owner; `made` is
    seconds since 1970."""

    principal: Principal
    owner: int
    made: float


class HookRow(msgspec.Struct, frozen=True, gc=False):
    """A webhook: lets programs with its token write to one room, as `bot`.

    `id` identifies it and is not secret; `by` is its creator's name. `made` and `used` (last,
    about) are seconds since 1970. With a `secret`, what is posted has to show it.
    """

    id: str
    room: int
    bot: Principal
    by: str
    made: float
    used: float | None = None
    secret: str = ""


class Member(msgspec.Struct, frozen=True, gc=False):
    """A person with a role in a room: in a private one, every member."""

    principal: Principal
    role: RoomRole = RoomRole.MEMBER


class RoomRow(msgspec.Struct, frozen=True, gc=False):
    """A room as it is stored.

    `access` grows with every change of rights here; an append states the version that it
    was decided on. `head` is the last assigned seq, `first` the first one still stored
    (head + 1 if none is). `pair` holds the two principals of a direct room.
    `number` is a public room's second name, in digits.
    `password` is the encoded hash of the password for entering. In a `readonly` room
    only its moderators speak; `slow` is how many seconds others wait between two lines.
    `creator` is the principal that created it, 0 for the operator. `topics` is whether its messages have
    topics of their own, as `TopicMode`. At `most` so many people are in it at once (0: any number). Only
    moderators set the topic of a `locked` room, which `topic_by` set at `topic_at`; an `unlisted` one is
    in nobody's list but its own people's. Times are seconds since 1970, 0 if unknown.
    """

    id: int
    kind: RoomKind
    name: str
    topic: str = ""
    access: int = 0
    head: int = 0
    first: int = 1
    pair: tuple[int, int] | None = None
    entry: RoomEntry = RoomEntry.OPEN
    password: str = ""
    readonly: bool = False
    slow: float = 0
    number: int | None = None
    creator: int = 0
    topics: str = TopicMode.OPTIONAL.value
    most: int = 0
    locked: bool = False
    unlisted: bool = False
    topic_by: str = ""
    topic_at: float = 0
    created: float = 0


class Draft(msgspec.Struct, frozen=True, gc=False):
    """An event on its way into a room's log.

    `expect` is the version that the decision rested on: the sum of the room's access version and
    that of server-wide sanctions (either only grows); None where rights do not matter.
    `subject` is the principal that ADDED, REMOVED and ROLE are about, and whose file FILE_GONE ends;
    the body of ROLE is the role's word, that of MODE a JSON object of what changed. `secret` takes
    effect and is not told: the encoded password that a MODE sets. `annotations` are told and not stored with
    the event: the text that an EDITED gives its line.
    `follows` is the seq that an edit of a code document comes directly after.
    """

    kind: EventKind
    actor: int
    actor_name: str
    body: str
    ts: float
    key: str = ""
    expect: int | None = None
    subject: int | None = None
    subject_name: str = ""
    secret: str = ""
    follows: int | None = None
    annotations: Annotations | None = None


class Record(msgspec.Struct, frozen=True, gc=False):
    """An event as stored in the log, with current names and what was added to it since."""

    id: int
    seq: int
    ts: float
    kind: EventKind
    actor: int
    actor_name: str
    body: str
    subject: int | None = None
    subject_name: str = ""
    annotations: Annotations | None = None

    @property
    def is_line(self) -> bool:
        """Whether it is a message or an action."""
        return self.kind in LINES

    @property
    def text(self) -> str:
        """The text of a line; empty if it is none."""
        return text_of(self.kind, self.body)

    def erased(self, principal: int) -> "Record":
        """The record once `principal` is erased; unchanged if it contains nothing of theirs."""
        if self.actor != principal and (self.kind is not EventKind.FILE_GONE or self.subject != principal):
            return self
        annotations = self.annotations if self.is_line else None
        return msgspec.structs.replace(self, body=erased_body(self.kind, self.body), annotations=annotations)

    def annotated(self, **changes: Any) -> "Record":
        """With these fields of its annotations changed."""
        annotations = msgspec.structs.replace(self.annotations or NONE, **changes)
        return msgspec.structs.replace(self, annotations=annotations)

    def as_new(self) -> "Record":
        """Without what was added to the line later: for readers who also get the events that added it."""
        if self.annotations is None or self.kind in OF_A_TEXT:
            return self
        return msgspec.structs.replace(self, annotations=None)

    def edited(self, text: str, ts: float) -> "Record":
        """With another text since `ts`; unchanged if it is not a line."""
        if not self.is_line:
            return self
        body = with_text(self.kind, self.body, text)
        return msgspec.structs.replace(self, body=body).annotated(edited=ts)

    def renamed(self, principal: Principal) -> "Record":
        """As it is shown now that `principal` has its present name."""
        if principal.id not in (self.actor, self.subject):
            return self
        return msgspec.structs.replace(
            self,
            actor_name=principal.name if self.actor == principal.id else self.actor_name,
            subject_name=principal.name if self.subject == principal.id else self.subject_name,
        )

    @property
    def can_be_blank(self) -> bool:
        """Whether it has content that can be deleted: a line, or a program's output."""
        return self.is_line or self.kind is EventKind.RUN_ENDED or self.kind is EventKind.POLL

    def blank(self) -> "Record":
        """The record of a deleted line; unchanged if it is not a line."""
        if not self.can_be_blank:
            return self
        return msgspec.structs.replace(self, kind=EventKind.BLANK, body="", annotations=None)


class RoomMode(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """The changes of a MODE; None is unchanged. `password`: there is a new one."""

    entry: str | None = None
    readonly: bool | None = None
    slow: float | None = None
    topics: str | None = None
    most: int | None = None
    locked: bool | None = None
    unlisted: bool | None = None
    password: bool = False

    def changes(self) -> dict[str, Any]:
        """The changed fields of a room, by name."""
        fields = {name: getattr(self, name) for name in OF_MODE}
        changed = {name: value for name, value in fields.items() if value is not None}
        return changed | {"entry": RoomEntry(self.entry)} if self.entry else changed


# What a mode says of a room: the fields of `RoomRow` and `RoomState` of the same names.
OF_MODE = tuple(name for name in RoomMode.__struct_fields__ if name != "password")


def as_mode(body: str) -> RoomMode:
    """The body of a MODE event."""
    return msgspec.json.decode(body, type=RoomMode)


class RenamedRoom(msgspec.Struct, frozen=True, gc=False):
    """The body of a ROOM_RENAMED event, as JSON: how the room was called and is called now."""

    was: str
    name: str
    reason: str = ""


def as_room_names(body: str) -> RenamedRoom:
    return msgspec.json.decode(body, type=RenamedRoom)


class SharedFile(msgspec.Struct, frozen=True, gc=False):
    """The body of a FILE event, as JSON: the shared file. The event creates it.

    `size` is in bytes, `type` a media type, `sha256` 64 hexadecimal digits.
    """

    id: str
    name: str
    size: int
    type: str
    sha256: str


class GoneFile(msgspec.Struct, frozen=True, gc=False):
    """The body of a FILE_GONE event, as JSON: the deleted file."""

    id: str
    name: str


OF_NO_TYPE = "application/octet-stream"


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _no_words(body: str) -> str:
    return ERASED


def _no_file(body: str) -> str:
    shared = msgspec.json.decode(body, type=SharedFile)
    return _json(msgspec.structs.replace(shared, name=ERASED, type=OF_NO_TYPE, sha256=""))


def _no_file_gone(body: str) -> str:
    return _json(msgspec.structs.replace(msgspec.json.decode(body, type=GoneFile), name=ERASED))


def _no_poll(body: str) -> str:
    poll = as_poll(body)
    choices = (ERASED,) * len(poll.choices)
    return _json(msgspec.structs.replace(poll, question=ERASED, choices=choices))


def _no_reason(body: str) -> str:
    return _json(msgspec.structs.replace(as_room_names(body), reason=""))


def _no_output(body: str) -> str:
    return _json(msgspec.structs.replace(as_ended(body), head="", lines=0))


# The kinds whose body has something of its author's own in it, and the body without it.
def _no_rich_words(body: str) -> str:
    return rich_body(msgspec.structs.replace(as_rich(body), text=ERASED, topic=""))


ERASURES: dict[EventKind, Callable[[str], str]] = {
    EventKind.MESSAGE: _no_words,
    EventKind.ACTION: _no_words,
    EventKind.RICH: _no_rich_words,
    EventKind.TOPIC: _no_words,
    EventKind.ROOM_RENAMED: _no_reason,
    EventKind.FILE: _no_file,
    EventKind.FILE_GONE: _no_file_gone,
    EventKind.RUN_ENDED: _no_output,
    EventKind.POLL: _no_poll,
}


def erased_body(kind: EventKind, body: str) -> str:
    """The body of an event without its author's text or file name."""
    erase = ERASURES.get(kind)
    return erase(body) if erase is not None else body


def text_of(kind: EventKind, body: str) -> str:
    """The text of a line with that body; empty if it is none."""
    if kind is EventKind.RICH:
        return as_rich(body).text
    return body if kind in LINES else ""


def with_text(kind: EventKind, body: str, text: str) -> str:
    """The body of a line whose text was replaced."""
    return rich_body(msgspec.structs.replace(as_rich(body), text=text)) if kind is EventKind.RICH else text


def gist_of(kind: EventKind, body: str) -> str:
    """What is shown of a line elsewhere: its text, its file's name, its question with the choices."""
    if kind is EventKind.FILE:
        return msgspec.json.decode(body, type=SharedFile).name
    if kind is EventKind.POLL:
        poll = as_poll(body)
        return poll_text(poll) if poll.question != ERASED else ERASED
    return text_of(kind, body)


class Blanked(msgspec.Struct, frozen=True, gc=False):
    """The result of one step of erasing: the event to continue after (None: finished), how many
    events were blanked, and the rooms that lost their topic."""

    after: int | None
    events: int
    topics: list[int] = []


class StoredFile(msgspec.Struct, frozen=True, gc=False):
    """A file that can be downloaded: what was shared, where, by whom (with the current name), when.

    `number` grows with each.
    """

    number: int
    file: SharedFile
    room: int
    owner: int
    owner_name: str
    ts: float


class Blob(msgspec.Struct, frozen=True, gc=False):
    """Bytes stored under their SHA-256 (64 hexadecimal digits)."""

    sha256: str
    size: int


class Appended(msgspec.Struct, frozen=True, gc=False):
    """The seq of a draft. `fresh` is False if its key was used before: then `seq` is the first one's."""

    id: int
    seq: int
    fresh: bool = True


def as_record(draft: Draft, at: Appended) -> Record:
    """`draft` as the log holds it."""
    return Record(
        at.id,
        at.seq,
        draft.ts,
        draft.kind,
        draft.actor,
        draft.actor_name,
        draft.body,
        draft.subject,
        draft.subject_name,
        draft.annotations,
    )


class Hit(msgspec.Struct, frozen=True, gc=False):
    """One line that a search found."""

    room: int
    record: Record


class FormerText(msgspec.Struct, frozen=True, gc=False):
    """What a line said until it was edited at `ts`."""

    ts: float
    text: str


class StoredTopic(msgspec.Struct, frozen=True, gc=False):
    """A topic of messages: how many lines have it, and the seq of the last one."""

    name: str
    lines: int
    last: int


class Found(msgspec.Struct, frozen=True, gc=False):
    """A page of hits, newest first.

    `before` is the event id to request the next page with, None if there is no more.
    `complete` is False when the bounded scan ended before the oldest line.
    """

    hits: list[Hit]
    before: int | None
    complete: bool


class Totals(msgspec.Struct, frozen=True, gc=False):
    """How much is stored. `bytes_free` is unused space inside the file."""

    people: int
    guests: int
    gone: int  # guests who are not connected
    admins: int  # owners and admins of the server who can log in
    rooms: int
    groups: int
    directs: int
    lines: int
    bytes_used: int
    bytes_free: int
