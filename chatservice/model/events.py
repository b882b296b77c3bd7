"""What a client may be told.

`Logged` events have a place in a room's log and arrive in order, without gaps.
`Passing` events carry no seq, are never stored and may be dropped. Everything else is
an answer to one session. On the wire of programs an event is a JSON object whose
``event`` is the class's tag. `ts` is seconds since 1970. `room` is how a room is shown, which
may change and may be the same for two; `rid` is its id, which never changes.
"""

from collections.abc import Callable
from typing import ClassVar

import msgspec

from chatservice.model.changes import Splice
from chatservice.model.runs import Verdict


# gc=False, here and in the other structs of this package: none of them can be part of a
# cycle, so the collector need not look at each of the thousands made a second.
class Event(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="event", gc=False):
    says: ClassVar[str] = ""  # in one line for a person, when that takes no more than the fields' values


# Logged: one place in a room's log.


class Logged(Event, frozen=True, kw_only=True):
    room: str
    rid: str = ""
    seq: int
    id: int
    ts: float
    sender: str


class Message(Logged, tag="message", kw_only=True, frozen=True):
    """Somebody said `text`; an `action` is a thing done (``/me waves``)."""

    text: str
    action: bool = False


class TopicSet(Logged, tag="topic", kw_only=True, frozen=True):
    """The room has a new topic; empty when it was cleared."""

    text: str


class Added(Logged, tag="added", kw_only=True, frozen=True):
    """`who` became a member of a group, by `sender`."""

    who: str


class Removed(Logged, tag="removed", kw_only=True, frozen=True):
    """`who` is no longer a member of a group; left when `who` is the sender."""

    who: str


class RoleSet(Logged, tag="role", kw_only=True, frozen=True):
    """`who` is `role` in the room from now on, by `sender`."""

    who: str
    role: str


class ModeSet(Logged, tag="mode", kw_only=True, frozen=True):
    """The room asks something else of people; what is null is as it was.

    `password`: it has a new one.
    """

    entry: str | None = None
    readonly: bool | None = None
    slow: float | None = None
    password: bool = False


class FileShared(Logged, tag="file", kw_only=True, frozen=True):
    """`sender` shared a file of `size` bytes, to be had at `url`.

    The `url` is signed: for a time it opens for everyone who has it, in a browser too.
    """

    file: str
    name: str
    size: int
    type: str
    sha256: str
    url: str


class FileGone(Logged, tag="file_gone", kw_only=True, frozen=True):
    """The file called `name` was deleted by `sender`."""

    says: ClassVar[str] = "{sender} deleted the file {name}."
    file: str
    name: str


class RunStarted(Logged, tag="run_started", kw_only=True, frozen=True):
    """`sender` runs a program; its number is the seq of this event.

    `line` is the seq of the line that it stood in, `language` how that is called in a command and
    `title` for people, `sha256` the program's hash. The program may be the text of a code document:
    `doc` is its id, `document` its title, `revision` the version of the text.
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
    """The program `run` of `sender` ended after so many `seconds`.

    `verdict` is ok, exit (with another `status` than 0), signal (128 and its number as `status`),
    timeout, memory, output_limit, compile_error, compile_timeout, stopped (`by` somebody), failed
    (it could not be run), or lost (the server ended). `limit` is what it was over, in bytes; `detail`
    is files or sockets where those were too many. `head` are the first of the `lines` that it
    printed, `size` bytes in all. `wanted`: it asked for input that there was not.
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
    """The line at the seq `line` was deleted by `sender`; nothing of its text is kept."""

    says: ClassVar[str] = "#{line} deleted"
    line: int


class Blank(Logged, tag="blank", kw_only=True, frozen=True):
    """Here was a line of `sender` that was deleted."""

    says: ClassVar[str] = "#{seq} deleted"


class DocumentMade(Logged, tag="document", kw_only=True, frozen=True):
    """`sender` created a code document in the room. `doc` is its id: 8 hexadecimal digits."""

    doc: str
    title: str
    language: str


class DocumentClosed(Logged, tag="document_closed", kw_only=True, frozen=True):
    """`sender` closed a code document of the room: it can be read, but not changed any more."""

    doc: str
    title: str


class Edited(Logged, tag="edited", kw_only=True, frozen=True):
    """`sender` changed a code document, which has the text of `version` now. To those who have it open;
    `room` and `rid` are those of its log.

    `changes` are [from, to, text] in the text of the version before, sorted; positions are UTF-16
    units. Only the session that sent the change is given its `key`, and on another connection its author.
    """

    version: int
    changes: list[Splice]
    key: str = ""


class Retitled(Logged, tag="retitled", kw_only=True, frozen=True):
    """The code document has another title. To those who have it open."""

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

FileLink = Callable[[str], str]  # from a file's id to where it is had


def plain_link(file: str) -> str:
    return f"/download/{file}"


# Passing: may be dropped, never stored.


class Passing(Event, frozen=True):
    pass


class Came(Passing, tag="came", kw_only=True, frozen=True):
    """These people entered; `more` others did too, counted but not named."""

    room: str
    rid: str = ""
    who: list[str]
    more: int = 0


class Went(Passing, tag="went", kw_only=True, frozen=True):
    """These people left; `more` others did too."""

    room: str
    rid: str = ""
    who: list[str]
    more: int = 0


class Renamed(Passing, tag="renamed", kw_only=True, frozen=True):
    """Somebody in a room that one is in has a new name."""

    says: ClassVar[str] = "{was} is now called {name}."
    room: str
    rid: str = ""
    was: str
    name: str


class Announcement(Passing, tag="announcement", kw_only=True, frozen=True):
    """The operator speaks to everyone."""

    text: str


class Moderated(Passing, tag="moderated", kw_only=True, frozen=True):
    """What was done about somebody: told in the room (``*``: the server), to whom it is about,
    and with `ref` to who did it.

    `action` is kicked, banned, unbanned, muted or unmuted. `until` is seconds since 1970; left
    out, it is for good.
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
    """The program `run` waits; so many come before it, and 0 is that it begins."""

    room: str
    rid: str = ""
    run: int
    place: int


class RunPrinted(Passing, tag="run_printed", kw_only=True, frozen=True):
    """The program `run` printed `text`, as an `error` or not; it begins in the line `at`, counted
    from 0. Of what is printed faster than it can be shown, some is left out here."""

    room: str
    rid: str = ""
    run: int
    text: str
    at: int = 0
    error: bool = False


class RunTyped(Passing, tag="run_typed", kw_only=True, frozen=True):
    """`sender` gave the program `run` a line of input."""

    room: str
    rid: str = ""
    run: int
    sender: str
    text: str


class DocumentEntered(Passing, tag="document_entered", kw_only=True, frozen=True):
    """`sender` opened the code document; `people` are those who have it open now. To them."""

    room: str
    rid: str = ""
    doc: str
    sender: str
    people: list[str]


class DocumentLeft(Passing, tag="document_left", kw_only=True, frozen=True):
    """`sender` does not have the code document open any more; `people` do."""

    room: str
    rid: str = ""
    doc: str
    sender: str
    people: list[str]


class CursorMoved(Passing, tag="cursor", kw_only=True, frozen=True):
    """Cursors and selections of `sender`, as [anchor, head] in the text of `version`: map them over
    later edits. `client` tells apart several windows of one person."""

    room: str
    rid: str = ""
    sender: str
    client: int
    version: int
    ranges: list[tuple[int, int]]


class DocumentChanged(Passing, tag="document_changed", kw_only=True, frozen=True):
    """`sender` changed a code document, and paused. To those who do not follow each edit, in place of
    `edited`.

    The lines from `first` on, counted from 1, are `lines` now; the whole text is `text`, of `version`.
    """

    room: str
    rid: str = ""
    doc: str
    sender: str
    version: int
    first: int
    lines: list[str]
    text: str = ""


# Answers to one session. `ref` is the command's own.


class Answer(Event, frozen=True, kw_only=True):
    ref: str | int | None = None


class RoomInfo(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A room as a list shows it. `here` counts people in it now, `unread` what was logged
    since one was last there. A conversation has `ended` when its other side is gone for good."""

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
    """The server speaks first: who it is, and the message of the day."""

    server: str
    version: str
    motd: str = ""


class Welcome(Answer, tag="welcome", kw_only=True, frozen=True):
    """One is in. `rooms` are the groups and direct conversations one is a member of.

    `here` counts everyone who is here now; `people` names them, at most a set number, for clients
    of the pipe dialect only. `role` is what one is on the server.
    `http` is where the HTTP door is, which files come in and are had by.
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
    """One is in a room. Lines up to `head` may follow, then what happens.

    `members` names at most a set number of the `here` people.
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
    """The cursor does not fit this log (too old, or of another epoch): the last lines follow."""

    says: ClassVar[str] = "Too much happened in {room} since then. Its last lines:"
    room: str
    rid: str = ""
    head: int
    first: int
    epoch: str


class Left(Answer, tag="left", kw_only=True, frozen=True):
    """One is no longer in a room; `current` is the room one talks in now."""

    room: str
    rid: str = ""
    current: str = ""


class RoomMade(Answer, tag="room_made", kw_only=True, frozen=True):
    """There is a new room; one is not in it. Its `number` is a second name for it."""

    says: ClassVar[str] = "The room {room} is made, number {number}. /open_chatroom {number} enters it."
    room: str
    rid: str = ""
    number: int


class ChatroomDeleted(Answer, tag="chatroom_deleted", kw_only=True, frozen=True):
    """The room that one wanted deleted is gone."""

    says: ClassVar[str] = "{room} is deleted, with everything said in it."
    room: str
    rid: str = ""


class Announced(Answer, tag="announced", kw_only=True, frozen=True):
    """What one announced was told to so many people."""

    people: int


class RoomDeleted(Answer, tag="room_deleted", kw_only=True, frozen=True):
    """A room that one was in is gone, with all that was said in it; `current` is the room
    one talks in now. Without one, the lobby is entered next."""

    room: str
    rid: str = ""
    current: str = ""


class Invited(Answer, tag="invited", kw_only=True, frozen=True):
    """`sender` made one a member of a group: its lines arrive from now on. When one is only `asked`,
    they do once one joins it, and its members are not told before."""

    room: str
    rid: str = ""
    sender: str
    members: list[str]
    kind: str = "group"
    asked: bool = False


class Asked(Answer, tag="asked", kw_only=True, frozen=True):
    """These people were asked into the group, and are in it when they join it."""

    room: str
    rid: str = ""
    who: list[str]


class Ack(Answer, tag="ack", kw_only=True, frozen=True):
    """What was said is on disk, at this place. `again`: its key had been stored before."""

    room: str
    rid: str = ""
    seq: int
    id: int
    key: str = ""
    again: bool = False


class Error(Answer, tag="error", kw_only=True, frozen=True):
    """A refusal: `code` for programs, `text` for people.

    `retry_after` comes with `slow_down`: seconds until it may be tried again. `field` is the one that
    is wrong in an edit of a code document, as ``changes[2].from``.
    """

    code: str
    text: str
    key: str = ""
    room: str = ""
    retry_after: float = 0
    field: str = ""


class People(Answer, tag="people", kw_only=True, frozen=True):
    """Who is in a room; `room` is ``*`` for everyone who is here. `here` counts all of them.

    `bots` is for moderators of the server: which of the members are bots, and whose.
    """

    room: str
    rid: str = ""
    members: list[str]
    here: int
    bots: dict[str, str] = {}


class SeenIs(Answer, tag="seen", kw_only=True, frozen=True):
    """When `name` was last here, in seconds since 1970; null while it is."""

    says: ClassVar[str] = "{name}: last here {at}."
    name: str
    at: float | None


class RoomList(Answer, tag="rooms", kw_only=True, frozen=True):
    """The rooms that one may enter, and the private ones that one is in; or conversations that
    have `ended`. `more` are not listed."""

    rooms: list[RoomInfo]
    ended: bool = False
    more: int = 0


class TopicIs(Answer, tag="topic_is", kw_only=True, frozen=True):
    """The topic of a room, asked for or just set; empty when it has none."""

    room: str
    rid: str = ""
    text: str


class NameIs(Answer, tag="name_is", kw_only=True, frozen=True):
    """One's own name from now on."""

    says: ClassVar[str] = "You are now called {name}."
    name: str


class HistoryPage(Answer, tag="history", kw_only=True, frozen=True):
    """Lines of one room, oldest first.

    `more`: there are others beyond them, earlier ones, or later ones when `forward`. When
    `numbered`, people are shown the seq of each.
    """

    room: str
    rid: str = ""
    lines: list[LoggedEvent]
    more: bool = False
    forward: bool = False
    numbered: bool = False


class MissedPage(Answer, tag="missed", kw_only=True, frozen=True):
    """What was said since one was last there, room by room."""

    rooms: list[HistoryPage]


class FoundLine(msgspec.Struct, frozen=True, kw_only=True):
    """A hit with the lines around it."""

    line: LoggedEvent
    before: list[LoggedEvent]
    after: list[LoggedEvent]


class FoundPage(Answer, tag="found", kw_only=True, frozen=True):
    """Hits, newest first. `next` asks for the next page; `complete` is False when only
    part of the history could be looked through."""

    text: str
    hits: list[FoundLine]
    next: int | None = None
    complete: bool = True


class FileInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A file as a list shows it. `room` is where it was shared, `kind` that room's."""

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
    """A link to a file that is good until then (seconds since 1970) to whoever has it."""

    file: str
    name: str
    url: str
    until: int


class RunIs(Answer, tag="run", kw_only=True, frozen=True):
    """The number of the program that one runs; so many wait before it."""

    room: str
    rid: str = ""
    run: int
    place: int = 0


class RunOutput(Answer, tag="run_output", kw_only=True, frozen=True):
    """What the program `run` printed, from the line `start` on (counted from 0), of `lines` in all.

    `next` is the line to go on with, None when this is the end. `gone`: it is not kept any more.
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
    """A code document as a list shows it. `room` is the room that it belongs to; `people` have it open."""

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
    """The code documents of a room, the newest first."""

    room: str
    rid: str = ""
    documents: list[DocumentInfo]


class DocumentIs(Answer, tag="document_is", kw_only=True, frozen=True):
    """A code document that is open now, in the `version` of `text`.

    `room` and `rid` are those of its log, as in `edited`. Without `text`, the edits after the version
    that was given as `since` follow. Then comes `caught_up`, then what happens. `role` is what one may do:
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
    """All edits up to `version` were sent: now send again what is not confirmed."""

    room: str
    rid: str = ""
    doc: str
    version: int


class DocumentText(Answer, tag="document_text", kw_only=True, frozen=True):
    """The text of a code document at `version`; `head` is the newest version. People are shown it from
    the line `start` on, counted from 1."""

    document: DocumentInfo
    version: int
    head: int
    text: str
    start: int = 1


class EditSaved(Answer, tag="edit_saved", kw_only=True, frozen=True):
    """An edit is on disk as `version` of the document; after all edits before it were sent to those who
    have it open. `again`: its key had been stored before."""

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
    """A language that programs can be in; without a `version` it is not installed."""

    name: str
    title: str
    version: str = ""


class DoctorIs(Answer, tag="doctor", kw_only=True, frozen=True):
    """Whether programs can be run, what fences them in, and in which languages; or the `reason` why not."""

    fence: str = ""
    reason: str = ""
    remedy: str = ""
    languages: list[LanguageIs] = []


class BotIs(Answer, tag="bot", kw_only=True, frozen=True):
    """The one token of a bot of one's own; empty when it is switched off, or `deleted`."""

    name: str
    token: str = ""
    deleted: bool = False


class BotInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A bot and whose it is; `made` is seconds since 1970."""

    name: str
    made: float
    owner: str


class BotList(Answer, tag="bots", kw_only=True, frozen=True):
    """One's bots, or those that a moderator asked for: then `name` is what was asked."""

    bots: list[BotInfo]
    name: str = ""


class WebhookIs(Answer, tag="webhook", kw_only=True, frozen=True):
    """A new webhook. What is posted at `path` of the HTTP door is said in the room; who knows
    the path may post."""

    id: str
    name: str
    room: str
    rid: str = ""
    path: str


class WebhookInfo(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A webhook as those see it who may revoke it. `by` made it; `made` and `used` (last) are
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
    """The webhook's address is worth nothing any more."""

    says: ClassVar[str] = "The webhook {id} of {room} is gone."
    id: str
    room: str
    rid: str = ""


class MotdIs(Answer, tag="motd", kw_only=True, frozen=True):
    """The message of the day; empty when there is none."""

    text: str


class TokenIs(Answer, tag="token", kw_only=True, frozen=True):
    """What brings this session back as the same person: keep it like a password."""

    token: str


class TokenInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A token as its owner sees it; `id` is not secret. `made` and `used` (last) are
    seconds since 1970."""

    id: str
    label: str
    made: float
    used: float | None = None


class TokenList(Answer, tag="tokens", kw_only=True, frozen=True):
    """The tokens of one's account."""

    tokens: list[TokenInfo]


class Revoked(Answer, tag="revoked", kw_only=True, frozen=True):
    """The token is worth nothing any more."""

    says: ClassVar[str] = "The token {id} is revoked."
    id: str


class Registered(Answer, tag="registered", kw_only=True, frozen=True):
    """The name is one's own from now on."""

    name: str


class PasswordChanged(Answer, tag="password_changed", kw_only=True, frozen=True):
    """The new password holds, and other devices are signed out."""

    says: ClassVar[str] = "Your password is changed; your other devices are signed out."


class InvitationIs(Answer, tag="invitation", kw_only=True, frozen=True):
    """Whoever has this token can register once, until `expires` (seconds since 1970)."""

    token: str
    expires: float


class RoleIs(Answer, tag="role_is", kw_only=True, frozen=True):
    """What somebody is in a room, or (``*``) on the server."""

    name: str
    role: str
    room: str
    rid: str = ""


class ModeIs(Answer, tag="mode_is", kw_only=True, frozen=True):
    """What a room asks of people. `slow` is in seconds."""

    room: str
    rid: str = ""
    entry: str
    readonly: bool
    slow: float


class SanctionInfo(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A ban or a mute. `network` is for admins; others see that there is one. `made` and
    `until` are seconds since 1970; `until` is left out when it is for good."""

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
    """A line that somebody found wrong, as it was then. `ts` is seconds since 1970."""

    id: int
    room: str
    seq: int
    sender: str
    text: str
    by: str
    ts: float
    reason: str = ""


class Reported(Passing, tag="reported", kw_only=True, frozen=True):
    """To moderators of the server: somebody has reported a line."""

    report: ReportInfo


class ReportList(Answer, tag="reports", kw_only=True, frozen=True):
    """The reports that nobody has dealt with yet, the oldest first."""

    reports: list[ReportInfo]


class ReportIs(Answer, tag="report", kw_only=True, frozen=True):
    """The report `id` was made, or (`resolved`) dealt with."""

    id: int
    resolved: bool = False


class IgnoredAre(Answer, tag="ignored", kw_only=True, frozen=True):
    """Whom one hears nothing of."""

    who: list[str]


class LockdownIs(Answer, tag="lockdown", kw_only=True, frozen=True):
    """Whether nobody new is let in. `by` is who changed it just now."""

    on: bool
    by: str = ""


class DeedInfo(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A line of the audit log. `ts` is seconds since 1970."""

    ts: float
    actor: str
    action: str
    target: str = ""
    room: str = ""
    detail: str = ""


class AuditPage(Answer, tag="audit", kw_only=True, frozen=True):
    """Who did what to whom, the newest first; `next` asks for the next page."""

    deeds: list[DeedInfo]
    next: int | None = None


class HelpIs(Answer, tag="help", kw_only=True, frozen=True):
    """Pairs of what to type and what it does."""

    commands: list[tuple[str, str]]


class Pong(Answer, tag="pong", frozen=True):
    """The server is there, and has done what was asked before."""

    says: ClassVar[str] = "pong"


class Bye(Answer, tag="bye", kw_only=True, frozen=True):
    """The last word of the server before it closes.

    `resume` is where to come back: the last seq handed to this connection, by the room's `rid`,
    and by its name too, for clients that go by that. It may be given as `since`.
    """

    code: str
    text: str
    resume: dict[str, int] = {}
