"""Principals, rooms and what a log holds: rows as the rest of the program sees them."""

from enum import IntEnum, StrEnum
from typing import Any

import msgspec

from chatservice.model.runs import as_ended


class RoomKind(StrEnum):
    PUBLIC = "public"
    GROUP = "group"
    DIRECT = "direct"

    @property
    def private(self) -> bool:
        return self is not RoomKind.PUBLIC


class ServerRole(IntEnum):
    """What somebody is on this server; each may do what those below may."""

    GUEST = 0  # owns no name: it has it while it is here
    USER = 1
    MODERATOR = 2
    ADMIN = 3
    OWNER = 4

    @property
    def word(self) -> str:
        """How it is written, and stored."""
        return self.name.lower()


class RoomRole(IntEnum):
    """What somebody is in one room; each may do what those below may."""

    MUTED = 0
    MEMBER = 1
    MODERATOR = 2
    OWNER = 3

    @property
    def word(self) -> str:
        return self.name.lower()


class RoomEntry(StrEnum):
    """What a public room asks of whoever wants to enter it."""

    OPEN = "open"
    INVITE = "invite"
    PASSWORD = "password"  # noqa: S105 (the word for it)


class EventKind(StrEnum):
    """What a logged event is. The value is what the database holds."""

    MESSAGE = "message"
    ACTION = "action"
    TOPIC = "topic"
    ADDED = "added"
    REMOVED = "removed"
    ROLE = "role"
    MODE = "mode"
    DELETED = "deleted"  # the body is the seq of the line that is no more
    BLANK = "blank"  # what is left of it
    FILE = "file"
    FILE_GONE = "file_gone"
    RUN = "run"  # a program is run
    RUN_ENDED = "run_ended"


GONE = -1  # the access version of a room that was deleted: nothing is said there any more
ERASED = "(erased)"  # what stands where somebody's words were taken out
LOBBY = 1  # the id of the room that everyone is in; its number for people is 0


class Principal(msgspec.Struct, frozen=True, gc=False):
    """Somebody. The id is never used again; the name is how it is shown now.

    `left` is when its last session ended (seconds since 1970), None while it is here.
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
    none and comes in by token only."""

    principal: Principal
    password: str = ""


class StoredInvitation(msgspec.Struct, frozen=True, gc=False):
    """A token that lets one person register. `by` is who made it, None for the operator."""

    id: str
    by: int | None
    made: float
    expires: float


class AskRow(msgspec.Struct, frozen=True, gc=False):
    """Who asks somebody into that group (`by` is 0: nobody does), and whether they `left` it once and
    so decide by themselves."""

    room: int
    by: int
    by_name: str
    left: bool = False


class BotRow(msgspec.Struct, frozen=True, gc=False):
    """The account of a program: it comes in by token only. `owner` is whose it is; `made` is
    seconds since 1970."""

    principal: Principal
    owner: int
    made: float


class HookRow(msgspec.Struct, frozen=True, gc=False):
    """What lets a program that knows its token say something in one room, as `bot`.

    `id` names it and is no secret; `by` is the name of who made it. `made` and `used` (last,
    about) are seconds since 1970.
    """

    id: str
    room: int
    bot: Principal
    by: str
    made: float
    used: float | None = None


class Member(msgspec.Struct, frozen=True, gc=False):
    """Somebody with a part in a room: in a private one, everyone who is in it."""

    principal: Principal
    role: RoomRole = RoomRole.MEMBER


class RoomRow(msgspec.Struct, frozen=True, gc=False):
    """A room as it is stored.

    `access` grows with every change of who may do what here; an append says which one
    its decision rested on. `head` is the last seq given, `first` the first one kept
    (head + 1 when nothing is). `pair` holds the two principals of a direct room.
    `number` is a public room's second name, for those who want digits.
    `password` is the encoded hash of what one has to know to enter. In a `readonly` room
    only its moderators speak; `slow` is how many seconds others wait between two lines.
    `creator` is the principal that made it, 0 for the operator.
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


class Draft(msgspec.Struct, frozen=True, gc=False):
    """An event on its way into a room's log.

    `expect` is what the decision rested on: the room's access version and that of what is in
    force everywhere, added (either only grows); None where rights play no part.
    `subject` is the principal that ADDED, REMOVED and ROLE are about, and whose file FILE_GONE ends;
    the body of ROLE is the role's word, that of MODE a JSON object of what changed. `secret` takes
    effect and is not told: the encoded password that a MODE sets.
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


class Record(msgspec.Struct, frozen=True, gc=False):
    """An event as the log holds it; names are those shown now."""

    id: int
    seq: int
    ts: float
    kind: EventKind
    actor: int
    actor_name: str
    body: str
    subject: int | None = None
    subject_name: str = ""

    @property
    def is_line(self) -> bool:
        """Whether somebody said it."""
        return self.kind is EventKind.MESSAGE or self.kind is EventKind.ACTION

    def erased(self, principal: int) -> "Record":
        """What is left of it once `principal` is erased; what holds no word of theirs stays as it is."""
        if self.actor != principal and (self.kind is not EventKind.FILE_GONE or self.subject != principal):
            return self
        return msgspec.structs.replace(self, body=erased_body(self.kind, self.body))

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
        """Whether there is something in it that can be taken back: a line, or what a program printed."""
        return self.is_line or self.kind is EventKind.RUN_ENDED

    def blank(self) -> "Record":
        """What is left of a line that was deleted; what is none stays as it is."""
        return msgspec.structs.replace(self, kind=EventKind.BLANK, body="") if self.can_be_blank else self


class RoomMode(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """What a MODE changed; None is as it was. `password`: that one has to know a new one."""

    entry: str | None = None
    readonly: bool | None = None
    slow: float | None = None
    password: bool = False

    def changes(self) -> dict[str, Any]:
        """The fields of a room that are others now, by name."""
        some = {"entry": self.entry and RoomEntry(self.entry), "readonly": self.readonly, "slow": self.slow}
        return {name: value for name, value in some.items() if value is not None}


def as_mode(body: str) -> RoomMode:
    """The body of a MODE event."""
    return msgspec.json.decode(body, type=RoomMode)


class SharedFile(msgspec.Struct, frozen=True, gc=False):
    """The body of a FILE event, as JSON: what is shared. The event makes the file.

    `size` is in bytes, `type` a media type, `sha256` 64 hexadecimal digits.
    """

    id: str
    name: str
    size: int
    type: str
    sha256: str


class GoneFile(msgspec.Struct, frozen=True, gc=False):
    """The body of a FILE_GONE event, as JSON: the file that is no more."""

    id: str
    name: str


def erased_body(kind: EventKind, body: str) -> str:
    """The body of an event without the words of who did it, or whose file it was."""
    if kind in {EventKind.MESSAGE, EventKind.ACTION, EventKind.TOPIC}:
        return ERASED
    if kind is EventKind.FILE:
        shared = msgspec.json.decode(body, type=SharedFile)
        return _json(msgspec.structs.replace(shared, name=ERASED, type=OF_NO_TYPE, sha256=""))
    if kind is EventKind.FILE_GONE:
        return _json(msgspec.structs.replace(msgspec.json.decode(body, type=GoneFile), name=ERASED))
    if kind is EventKind.RUN_ENDED:
        return _json(msgspec.structs.replace(as_ended(body), head="", lines=0))
    return body


OF_NO_TYPE = "application/octet-stream"


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


class Blanked(msgspec.Struct, frozen=True, gc=False):
    """What one piece of erasing has done: the event to go on after (None: that was all), how many
    events were blanked, and the rooms that have no topic any more."""

    after: int | None
    events: int
    topics: list[int] = []


class StoredFile(msgspec.Struct, frozen=True, gc=False):
    """A file that may be had: what was shared, where, by whom (under the name shown now), when.

    `number` grows with each.
    """

    number: int
    file: SharedFile
    room: int
    owner: int
    owner_name: str
    ts: float


class Blob(msgspec.Struct, frozen=True, gc=False):
    """Bytes that are kept under their SHA-256 (64 hexadecimal digits)."""

    sha256: str
    size: int


class Appended(msgspec.Struct, frozen=True, gc=False):
    """Where a draft went. `fresh` is False when its key was there before: `seq` is the first one's."""

    id: int
    seq: int
    fresh: bool = True


class Hit(msgspec.Struct, frozen=True, gc=False):
    """One line that a search found."""

    room: int
    record: Record


class Found(msgspec.Struct, frozen=True, gc=False):
    """A page of hits, newest first.

    `before` is the event id to ask the next page with, None when there is no more.
    `complete` is False when the bounded scan ended before the oldest line.
    """

    hits: list[Hit]
    before: int | None
    complete: bool


class Totals(msgspec.Struct, frozen=True, gc=False):
    """How much is kept. `bytes_free` are inside the file, for what comes next."""

    people: int
    guests: int
    gone: int  # guests who are not here
    rooms: int
    groups: int
    directs: int
    lines: int
    bytes_used: int
    bytes_free: int
