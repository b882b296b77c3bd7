"""Principals and rooms: rows as the rest of the program sees them."""

from enum import IntEnum, StrEnum

import msgspec

from chatservice.model.rich_text import TopicMode


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


class StoredTopic(msgspec.Struct, frozen=True, gc=False):
    """A topic of messages: how many lines have it, and the seq of the last one."""

    name: str
    lines: int
    last: int


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
