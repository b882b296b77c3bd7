"""The events that a client may be sent.

`Logged` events have a place in a room's log and arrive in order, without gaps.
`Passing` events carry no seq, are never stored and may be dropped. Everything else is
an answer to one session. To programs an event is a JSON object whose ``event`` is the
class's tag. `ts` is seconds since 1970. `room` is the name that a room is shown under, which
may change and which two rooms may share; `rid` is its id, which never changes.
"""

from collections.abc import Callable
from typing import ClassVar

import msgspec

from chatservice.model.changes import Splice
from chatservice.model.runs import Verdict


# gc=False, here and in the other structs of this package: none of them can be part of a
# cycle, so the collector does not have to visit the thousands made every second.
class Event(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="event", gc=False):
    says: ClassVar[str] = ""  # the line that a person reads, where the fields' values are enough for it


# Logged: each has a place in a room's log.


class Logged(Event, frozen=True, kw_only=True):
    room: str
    rid: str = ""
    seq: int
    id: int
    ts: float
    sender: str


class Message(Logged, tag="message", kw_only=True, frozen=True):
    """`sender` said `text`; an `action` describes what the sender does (``/me waves``)."""

    text: str
    action: bool = False


class TopicSet(Logged, tag="topic", kw_only=True, frozen=True):
    """The room has a new topic; an empty `text` clears it."""

    text: str


class Added(Logged, tag="added", kw_only=True, frozen=True):
    """`sender` added `who` to a group."""

    who: str


class Removed(Logged, tag="removed", kw_only=True, frozen=True):
    """`sender` removed `who` from a group; if they are the same person, `who` left."""

    who: str


class RoleSet(Logged, tag="role", kw_only=True, frozen=True):
    """`sender` gave `who` the role `role` in the room."""

    who: str
    role: str


class ModeSet(Logged, tag="mode", kw_only=True, frozen=True):
    """The room's mode changed; null fields are unchanged.

    `password`: the room has a new password. `slow` is in seconds.
    """

    entry: str | None = None
    readonly: bool | None = None
    slow: float | None = None
    password: bool = False


class FileShared(Logged, tag="file", kw_only=True, frozen=True):
    """`sender` shared a file of `size` bytes, available at `url`.

    The `url` is signed: for a limited time anyone who has it can open it, in a browser too.
    """

    file: str
    name: str
    size: int
    type: str
    sha256: str
    url: str


class FileGone(Logged, tag="file_gone", kw_only=True, frozen=True):
    """`sender` deleted the file called `name`."""

    says: ClassVar[str] = "{sender} deleted the file {name}."
    file: str
    name: str


class RunStarted(Logged, tag="run_started", kw_only=True, frozen=True):
    """`sender` started a program; the run's number is the seq of this event.

    `line` is the seq of the line that contains the program, `language` the language's name in commands,
    `title` its name for people, and `sha256` the program's hash. If the program is the text of a code
    document, `doc` is its id, `document` its title, `revision` the version of the text.
    """

    language: str
    title: str
    version: str
    sha256: str
    line: int | None = None
    doc: str = ""
    document: str = ""
    revision: int | None = None


class RunEnded(Logged, tag="run_ended", kw_only=True, frozen=True):
    """`sender`'s program `run` ended after `seconds`.

    `verdict` is ok, exit (`status` is not 0), signal (`status` is 128 plus the signal's number),
    timeout, memory, output_limit, compile_error, compile_timeout, stopped (by the person in `by`),
    failed (it could not be run), or lost (the server stopped). `limit` is the limit that it exceeded, in
    bytes; `detail` is files or sockets if it opened too many. It printed `lines` lines, `size` bytes in
    all; `head` is the first of them. `wanted`: it tried to read more input than there was.
    """

    run: int
    verdict: Verdict
    status: int | None = None
    seconds: float = 0.0
    size: int = 0
    lines: int = 0
    head: str = ""
    detail: str = ""
    limit: int = 0
    by: str = ""
    wanted: bool = False


class Deleted(Logged, tag="deleted", kw_only=True, frozen=True):
    """`sender` deleted the line whose seq is `line`; its text is erased."""

    says: ClassVar[str] = "#{line} deleted"
    line: int


class Blank(Logged, tag="blank", kw_only=True, frozen=True):
    """Placeholder for a deleted line of `sender`."""

    says: ClassVar[str] = "#{seq} deleted"


class DocumentMade(Logged, tag="document", kw_only=True, frozen=True):
    """`sender` created a code document in the room. `doc` is its id: 8 hexadecimal digits."""

    doc: str
    title: str
    language: str


class DocumentClosed(Logged, tag="document_closed", kw_only=True, frozen=True):
    """`sender` closed a code document of the room: it can still be read, but no longer changed."""

    doc: str
    title: str


class Edited(Logged, tag="edited", kw_only=True, frozen=True):
    """`sender` changed a code document; its text is now at `version`. Sent to those who have it open;
    `room` and `rid` are those of its log.

    `changes` are [from, to, text] in the text of the previous version, sorted; positions are in UTF-16
    units. Only the session that sent the change, and its author on another connection, receive its `key`.
    """

    version: int
    changes: list[Splice]
    key: str = ""


class Retitled(Logged, tag="retitled", kw_only=True, frozen=True):
    """The code document has a new title. Sent to those who have it open."""

    title: str


LoggedEvent = (
    Message
    | TopicSet
    | Added
    | Removed
    | RoleSet
    | ModeSet
    | FileShared
    | FileGone
    | RunStarted
    | RunEnded
    | DocumentMade
    | DocumentClosed
    | Edited
    | Retitled
    | Deleted
    | Blank
)

FileLink = Callable[[str], str]  # from a file's id to its URL


def plain_link(file: str) -> str:
    return f"/download/{file}"


# Passing: may be dropped, never stored.


class Passing(Event, frozen=True):
    pass


class Came(Passing, tag="came", kw_only=True, frozen=True):
    """The people in `who` entered, and `more` others who are counted but not named."""

    room: str
    rid: str = ""
    who: list[str]
    more: int = 0


class Went(Passing, tag="went", kw_only=True, frozen=True):
    """The people in `who` left, and `more` others who are counted but not named."""

    room: str
    rid: str = ""
    who: list[str]
    more: int = 0


class Renamed(Passing, tag="renamed", kw_only=True, frozen=True):
    """A person in one of your rooms changed their name from `was` to `name`."""

    says: ClassVar[str] = "{was} is now called {name}."
    room: str
    rid: str = ""
    was: str
    name: str


class Announcement(Passing, tag="announcement", kw_only=True, frozen=True):
    """The operator's message to everyone."""

    text: str


class Moderated(Passing, tag="moderated", kw_only=True, frozen=True):
    """A moderator acted against `who`. Sent to the room (``*``: the whole server), to `who`,
    and with `ref` to the moderator.

    `action` is kicked, banned, unbanned, muted or unmuted. `until` is seconds since 1970;
    when it is left out, the action is permanent.
    """

    action: str
    who: str
    by: str
    room: str
    rid: str = ""
    until: float = 0
    reason: str = ""
    ref: str | int | None = None


class RunPlace(Passing, tag="run_place", kw_only=True, frozen=True):
    """The program `run` is waiting; `place` programs are ahead of it. 0 means that it starts."""

    room: str
    rid: str = ""
    run: int
    place: int


class RunPrinted(Passing, tag="run_printed", kw_only=True, frozen=True):
    """The program `run` printed `text`, on standard error if `error`; the text begins in line `at`,
    counted from 0. Output that arrives faster than it can be shown is partly left out."""

    room: str
    rid: str = ""
    run: int
    text: str
    at: int = 0
    error: bool = False


class RunTyped(Passing, tag="run_typed", kw_only=True, frozen=True):
    """`sender` sent the program `run` a line of input."""

    room: str
    rid: str = ""
    run: int
    sender: str
    text: str


class DocumentEntered(Passing, tag="document_entered", kw_only=True, frozen=True):
    """`sender` opened the code document. Sent to `people`, who have it open now."""

    room: str
    rid: str = ""
    doc: str
    sender: str
    people: list[str]


class DocumentLeft(Passing, tag="document_left", kw_only=True, frozen=True):
    """`sender` closed their view of the code document; `people` still have it open."""

    room: str
    rid: str = ""
    doc: str
    sender: str
    people: list[str]


class CursorMoved(Passing, tag="cursor", kw_only=True, frozen=True):
    """Cursors and selections of `sender`, as [anchor, head] in the text of `version`: map them through
    later edits. `client` distinguishes several windows of one person."""

    room: str
    rid: str = ""
    sender: str
    client: int
    version: int
    ranges: list[tuple[int, int]]


class DocumentChanged(Passing, tag="document_changed", kw_only=True, frozen=True):
    """`sender` changed a code document, then paused. Sent instead of `edited` to those who do not follow
    each edit.

    `lines` are the new lines from `first` on, counted from 1; `text` is the whole text at `version`.
    """

    room: str
    rid: str = ""
    doc: str
    sender: str
    version: int
    first: int
    lines: list[str]
    text: str = ""


# Answers to one session. `ref` is that of the command.


class Answer(Event, frozen=True, kw_only=True):
    ref: str | int | None = None


class RoomInfo(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A room in a list. `here` counts the people in it now, `unread` the events logged since you
    were last there. A conversation has `ended` when the other person is gone for good."""

    room: str
    rid: str = ""
    kind: str
    topic: str = ""
    here: int = 0
    head: int = 0
    joined: bool = False
    entry: str = "open"
    unread: int = 0
    ended: bool = False


class Hello(Answer, tag="hello", kw_only=True, frozen=True):
    """The server's first event: its name and version, and the message of the day."""

    server: str
    version: str
    motd: str = ""


class Welcome(Answer, tag="welcome", kw_only=True, frozen=True):
    """You are signed in. `rooms` are the groups and direct conversations that you are a member of.

    `here` counts everyone who is online; `people` names them up to a limit, only for clients
    of the pipe dialect. `role` is your role on the server. `token` resumes this session, and `resumed`
    says that a token did. `http` is the address of the HTTP door, for uploads and downloads.
    """

    name: str
    role: str = "guest"
    epoch: str
    token: str
    rooms: list[RoomInfo] = []
    resumed: bool = False
    here: int = 0
    people: list[str] = []
    http: str = ""


class Joined(Answer, tag="joined", kw_only=True, frozen=True):
    """You are in a room. Lines up to `head` may follow, then live events.

    `here` counts the people in the room; `members` names them up to a limit.
    """

    room: str
    rid: str = ""
    kind: str
    head: int
    first: int
    epoch: str
    topic: str = ""
    here: int = 0
    members: list[str] = []


class Reload(Answer, tag="reload", kw_only=True, frozen=True):
    """The cursor does not match this log (it is too old, or from another epoch): the last lines follow."""

    says: ClassVar[str] = "Too much happened in {room} since then. Its last lines:"
    room: str
    rid: str = ""
    head: int
    first: int
    epoch: str


class Left(Answer, tag="left", kw_only=True, frozen=True):
    """You are no longer in `room`; `current` is the room that you now speak in."""

    room: str
    rid: str = ""
    current: str = ""


class RoomMade(Answer, tag="room_made", kw_only=True, frozen=True):
    """The room was created; you have not entered it. `number` is a second name for it."""

    says: ClassVar[str] = "The room {room} is made, number {number}. /open_chatroom {number} enters it."
    room: str
    rid: str = ""
    number: int


class ChatroomDeleted(Answer, tag="chatroom_deleted", kw_only=True, frozen=True):
    """The room was deleted at your request."""

    says: ClassVar[str] = "{room} is deleted, with everything said in it."
    room: str
    rid: str = ""


class Announced(Answer, tag="announced", kw_only=True, frozen=True):
    """Your announcement was sent to this many people."""

    people: int


class RoomDeleted(Answer, tag="room_deleted", kw_only=True, frozen=True):
    """A room that you were in was deleted, with its history; `current` is the room that you now
    speak in. If it is empty, you enter the lobby next."""

    room: str
    rid: str = ""
    current: str = ""


class Invited(Answer, tag="invited", kw_only=True, frozen=True):
    """`sender` made you a member of a group: its lines arrive from now on. If you were only `asked`,
    they arrive once you join, and until then `members` is empty."""

    room: str
    rid: str = ""
    sender: str
    members: list[str]
    kind: str = "group"
    asked: bool = False


class Asked(Answer, tag="asked", kw_only=True, frozen=True):
    """The people in `who` were invited to the group; they become members when they join."""

    room: str
    rid: str = ""
    who: list[str]


class Ack(Answer, tag="ack", kw_only=True, frozen=True):
    """What you sent is on disk, at this `seq`. `again`: its key had already been stored."""

    room: str
    rid: str = ""
    seq: int
    id: int
    key: str = ""
    again: bool = False


class Error(Answer, tag="error", kw_only=True, frozen=True):
    """A command failed: `code` for programs, `text` for people.

    `retry_after` comes with `slow_down`: seconds until you can try again. `field` is the invalid
    field of an edit of a code document, such as ``changes[2].from``.
    """

    code: str
    text: str
    key: str = ""
    room: str = ""
    retry_after: float = 0
    field: str = ""


class People(Answer, tag="people", kw_only=True, frozen=True):
    """Who is in a room; `room` is ``*`` for everyone online. `here` counts all of them.

    `bots` is for moderators of the server: which members are bots, and their owners.
    """

    room: str
    rid: str = ""
    members: list[str]
    here: int
    bots: dict[str, str] = {}


class SeenIs(Answer, tag="seen", kw_only=True, frozen=True):
    """When `name` was last online, in seconds since 1970; null while online."""

    says: ClassVar[str] = "{name}: last here {at}."
    name: str
    at: float | None


class RoomList(Answer, tag="rooms", kw_only=True, frozen=True):
    """The rooms that you may enter, and the private ones that you are in; or conversations that
    have `ended`. `more` others are not listed."""

    rooms: list[RoomInfo]
    ended: bool = False
    more: int = 0


class TopicIs(Answer, tag="topic_is", kw_only=True, frozen=True):
    """The topic of a room, on request or just set; empty when it has none."""

    room: str
    rid: str = ""
    text: str


class NameIs(Answer, tag="name_is", kw_only=True, frozen=True):
    """Your name from now on."""

    says: ClassVar[str] = "You are now called {name}."
    name: str


class HistoryPage(Answer, tag="history", kw_only=True, frozen=True):
    """Lines of one room, oldest first.

    `more`: there are earlier lines, or later ones when `forward`. When `numbered`, people
    are shown the seq of each line.
    """

    room: str
    rid: str = ""
    lines: list[LoggedEvent]
    more: bool = False
    forward: bool = False
    numbered: bool = False


class MissedPage(Answer, tag="missed", kw_only=True, frozen=True):
    """What was said since you were last there, room by room."""

    rooms: list[HistoryPage]


class FoundLine(msgspec.Struct, frozen=True, kw_only=True):
    """A hit with the lines around it."""

    line: LoggedEvent
    before: list[LoggedEvent]
    after: list[LoggedEvent]


class FoundPage(Answer, tag="found", kw_only=True, frozen=True):
    """Search hits, newest first. `next` asks for the next page; `complete` is false when only
    part of the history could be searched."""

    text: str
    hits: list[FoundLine]
    next: int | None = None
    complete: bool = True


class FileInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A file in a list. `room` is where it was shared, `kind` that room's kind."""

    file: str
    name: str
    size: int
    type: str
    sha256: str
    sender: str
    ts: float
    room: str
    rid: str = ""
    kind: str
    url: str


class FileList(Answer, tag="files", kw_only=True, frozen=True):
    """Files, newest first; `next` asks for the next page."""

    files: list[FileInfo]
    next: int | None = None


class LinkIs(Answer, tag="link", kw_only=True, frozen=True):
    """A link to a file, valid until `until` (seconds since 1970) for anyone who has it."""

    file: str
    name: str
    url: str
    until: int


class RunIs(Answer, tag="run", kw_only=True, frozen=True):
    """Your program's number; `place` programs are ahead of it."""

    room: str
    rid: str = ""
    run: int
    place: int = 0


class RunOutput(Answer, tag="run_output", kw_only=True, frozen=True):
    """What the program `run` printed, from line `start` (counted from 0) of `lines` in all.

    `next` is the line to continue with, null at the end. `gone`: the output is no longer stored.
    """

    room: str
    rid: str = ""
    run: int
    text: str
    start: int = 0
    lines: int = 0
    next: int | None = None
    running: bool = False
    gone: bool = False


class DocumentInfo(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A code document in a list. `room` is the room that it belongs to; `people` have it open."""

    doc: str
    title: str
    language: str
    room: str
    rid: str = ""
    creator: str
    made: float
    closed: bool = False
    people: list[str] = []


class DocumentList(Answer, tag="documents", kw_only=True, frozen=True):
    """The code documents of a room, newest first."""

    room: str
    rid: str = ""
    documents: list[DocumentInfo]


class DocumentIs(Answer, tag="document_is", kw_only=True, frozen=True):
    """A code document that you opened; `text` is its text at `version`.

    `room` and `rid` are those of its log, as in `edited`. Without `text`, the edits after the version
    that you sent as `since` follow. Then comes `caught_up`, then live events. `role` is your role:
    viewer, runner, editor or owner.
    """

    room: str
    rid: str = ""
    epoch: str
    document: DocumentInfo
    role: str
    version: int
    text: str | None = None


class CaughtUp(Answer, tag="caught_up", kw_only=True, frozen=True):
    """All edits up to `version` have been sent: now send your unconfirmed edits again."""

    room: str
    rid: str = ""
    doc: str
    version: int


class DocumentText(Answer, tag="document_text", kw_only=True, frozen=True):
    """The text of a code document at `version`; `head` is the newest version. People see it from
    line `start`, counted from 1."""

    document: DocumentInfo
    version: int
    head: int
    text: str
    start: int = 1


class EditSaved(Answer, tag="edit_saved", kw_only=True, frozen=True):
    """Your edit is on disk as `version` of the document; sent after all earlier edits. `again`: its key
    had already been stored."""

    room: str
    rid: str = ""
    doc: str
    version: int
    key: str = ""
    again: bool = False


class DocumentDone(Answer, tag="document_done", kw_only=True, frozen=True):
    """The code document was left, closed or renamed, as `done` says."""

    room: str
    rid: str = ""
    doc: str
    title: str
    done: str


class LanguageIs(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A language that programs can be written in; without a `version` it is not installed."""

    name: str
    title: str
    version: str = ""


class DoctorIs(Answer, tag="doctor", kw_only=True, frozen=True):
    """Whether programs can be run, what isolates them and in which languages; otherwise the `reason`
    and a `remedy`."""

    fence: str = ""
    reason: str = ""
    remedy: str = ""
    languages: list[LanguageIs] = []


class BotIs(Answer, tag="bot", kw_only=True, frozen=True):
    """The only token of a bot of yours; empty when the bot is switched off or `deleted`."""

    name: str
    token: str = ""
    deleted: bool = False


class BotInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A bot and its owner; `made` is seconds since 1970."""

    name: str
    made: float
    owner: str


class BotList(Answer, tag="bots", kw_only=True, frozen=True):
    """Your bots, or those that a moderator looked up by `name`."""

    bots: list[BotInfo]
    name: str = ""


class WebhookIs(Answer, tag="webhook", kw_only=True, frozen=True):
    """A new webhook. What is posted to `path` of the HTTP door is said in the room; anyone who
    knows the path may post."""

    id: str
    name: str
    room: str
    rid: str = ""
    path: str


class WebhookInfo(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A webhook, for those who may revoke it. `by` created it; `made` and `used` (last) are
    seconds since 1970."""

    id: str
    name: str
    by: str
    made: float
    used: float | None = None


class WebhookList(Answer, tag="webhooks", kw_only=True, frozen=True):
    """The webhooks of a room."""

    room: str
    rid: str = ""
    webhooks: list[WebhookInfo]


class Unhooked(Answer, tag="unhooked", kw_only=True, frozen=True):
    """The webhook is revoked; its address no longer works."""

    says: ClassVar[str] = "The webhook {id} of {room} is gone."
    id: str
    room: str
    rid: str = ""


class MotdIs(Answer, tag="motd", kw_only=True, frozen=True):
    """The message of the day; empty when there is none."""

    text: str


class TokenIs(Answer, tag="token", kw_only=True, frozen=True):
    """The token that resumes this session as the same person: keep it like a password."""

    token: str


class TokenInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A token, for its owner; `id` is not secret. `made` and `used` (last) are
    seconds since 1970."""

    id: str
    label: str
    made: float
    used: float | None = None


class TokenList(Answer, tag="tokens", kw_only=True, frozen=True):
    """The tokens of your account."""

    tokens: list[TokenInfo]


class Revoked(Answer, tag="revoked", kw_only=True, frozen=True):
    """The token is revoked and no longer valid."""

    says: ClassVar[str] = "The token {id} is revoked."
    id: str


class Registered(Answer, tag="registered", kw_only=True, frozen=True):
    """The name belongs to your account from now on."""

    name: str


class PasswordChanged(Answer, tag="password_changed", kw_only=True, frozen=True):
    """The new password is valid; your other devices are signed out."""

    says: ClassVar[str] = "Your password is changed; your other devices are signed out."


class InvitationIs(Answer, tag="invitation", kw_only=True, frozen=True):
    """An invitation: its token allows one registration, until `expires` (seconds since 1970)."""

    token: str
    expires: float


class RoleIs(Answer, tag="role_is", kw_only=True, frozen=True):
    """A person's role in a room, or (``*``) on the server."""

    name: str
    role: str
    room: str
    rid: str = ""


class ModeIs(Answer, tag="mode_is", kw_only=True, frozen=True):
    """A room's mode: who may enter and write. `slow` is in seconds."""

    room: str
    rid: str = ""
    entry: str
    readonly: bool
    slow: float


class SanctionInfo(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A ban or a mute. Only admins see the `network` itself; others see that there is one. `made` and
    `until` are seconds since 1970; `until` is left out when the sanction is permanent."""

    measure: str
    name: str = ""
    network: str = ""
    by: str
    made: float
    until: float = 0
    reason: str = ""


class SanctionList(Answer, tag="bans", kw_only=True, frozen=True):
    """Who is banned and muted in a room, or (``*``) on the server; `more` older ones are not listed."""

    room: str
    rid: str = ""
    sanctions: list[SanctionInfo]
    more: int = 0


class ReportInfo(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A reported line, as it was when `by` reported it. `ts` is seconds since 1970."""

    id: int
    room: str
    seq: int
    sender: str
    text: str
    by: str
    ts: float
    reason: str = ""


class Reported(Passing, tag="reported", kw_only=True, frozen=True):
    """Sent to moderators of the server: a line was reported."""

    report: ReportInfo


class ReportList(Answer, tag="reports", kw_only=True, frozen=True):
    """The unresolved reports, oldest first."""

    reports: list[ReportInfo]


class ReportIs(Answer, tag="report", kw_only=True, frozen=True):
    """The report `id` was created, or `resolved`."""

    id: int
    resolved: bool = False


class IgnoredAre(Answer, tag="ignored", kw_only=True, frozen=True):
    """The people whom you ignore."""

    who: list[str]


class LockdownIs(Answer, tag="lockdown", kw_only=True, frozen=True):
    """Whether newcomers are kept out. `by` is the person who just changed it."""

    on: bool
    by: str = ""


class DeedInfo(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """An audit entry. `ts` is seconds since 1970."""

    ts: float
    actor: str
    action: str
    target: str = ""
    room: str = ""
    detail: str = ""


class AuditPage(Answer, tag="audit", kw_only=True, frozen=True):
    """Audit entries, newest first; `next` asks for the next page."""

    deeds: list[DeedInfo]
    next: int | None = None


class HelpIs(Answer, tag="help", kw_only=True, frozen=True):
    """The commands: pairs of what to type and what it does."""

    commands: list[tuple[str, str]]


class Pong(Answer, tag="pong", frozen=True):
    """The server is alive, and has carried out your earlier commands."""

    says: ClassVar[str] = "pong"


class Bye(Answer, tag="bye", kw_only=True, frozen=True):
    """The server's last event before it closes the connection.

    `resume` is where to resume: the last seq sent to this connection, by the room's `rid`, and
    by its name for clients that use names. Send it back as `since`.
    """

    code: str
    text: str
    resume: dict[str, int] = {}
