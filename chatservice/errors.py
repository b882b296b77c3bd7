"""What can go wrong: one class a fault, each with a stable code.

A fault carries facts, never a sentence: ``wire.phrases`` says it to people, the JSON
dialect sends the code. A fault that reaches a session is an answer, not a crash.
"""

from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(eq=False)
class Fault(Exception):
    """Something that was asked for and cannot be done.

    `ref` is that of the command it answers, set by whoever could still read it.
    `final`: the connection ends when this has been said.
    """

    code: ClassVar[str] = "fault"
    ref: str | int | None = field(default=None, init=False, repr=False)
    final: bool = field(default=False, init=False, repr=False)


# What was sent.


@dataclass(eq=False)
class BadJson(Fault):
    """The line cannot be read as a JSON object."""

    code: ClassVar[str] = "bad_json"
    reason: str


@dataclass(eq=False)
class UnknownCommand(Fault):
    """There is no such command."""

    code: ClassVar[str] = "unknown_command"
    name: str


@dataclass(eq=False)
class BadCommand(Fault):
    """The command is known; its fields are not what it takes."""

    code: ClassVar[str] = "bad_command"
    reason: str


@dataclass(eq=False)
class LineTooLong(Fault):
    """A line over its cap was thrown away. `limit` is in bytes."""

    code: ClassVar[str] = "line_too_long"
    limit: int


@dataclass(eq=False)
class TextTooLong(Fault):
    """A message, topic or name over its cap. `limit` is in bytes of UTF-8."""

    code: ClassVar[str] = "text_too_long"
    what: str
    limit: int


@dataclass(eq=False)
class EmptyText(Fault):
    """There is nothing to say in it."""

    code: ClassVar[str] = "empty_text"


@dataclass(eq=False)
class NotSupported(Fault):
    """Understood, and refused for good: `what` names it, `reason` says why."""

    code: ClassVar[str] = "not_supported"
    what: str
    reason: str


@dataclass(eq=False)
class Flood(Fault):
    """Too much that had to be refused, one after the other: the session ends."""

    code: ClassVar[str] = "flood"
    final: bool = field(default=True, init=False, repr=False)


@dataclass(eq=False)
class SlowDown(Fault):
    """Too often. In so many `seconds` it may be tried again; JSON says them as `retry_after`."""

    code: ClassVar[str] = "slow_down"
    seconds: float


@dataclass(eq=False)
class TooManyLines(Fault):
    """More came at once than `limit` lines that may wait: `first` and what came after it was
    thrown away."""

    code: ClassVar[str] = "too_many_lines"
    limit: int
    first: str


@dataclass(eq=False)
class NotSaid(Fault):
    """The session ends while lines wait until they may be said: `first` and those after it are not."""

    code: ClassVar[str] = "not_said"
    first: str


# Who is asking.


@dataclass(eq=False)
class NotLoggedIn(Fault):
    """One needs a name before that."""

    code: ClassVar[str] = "not_logged_in"


@dataclass(eq=False)
class NameWanted(Fault):
    """A room was named, and nobody."""

    code: ClassVar[str] = "name_wanted"
    room: str


@dataclass(eq=False)
class AlreadyLoggedIn(Fault):
    """The session has a name already."""

    code: ClassVar[str] = "already_logged_in"
    name: str


@dataclass(eq=False)
class BadName(Fault):
    """A name of a person or room that breaks the rules for names."""

    code: ClassVar[str] = "bad_name"
    what: str
    reason: str


@dataclass(eq=False)
class ReservedName(Fault):
    """A name that is kept for the server."""

    code: ClassVar[str] = "reserved_name"
    name: str


@dataclass(eq=False)
class NameTaken(Fault):
    """Somebody who is here has that name."""

    code: ClassVar[str] = "name_taken"
    name: str


@dataclass(eq=False)
class NameAlike(NameTaken):
    """The name looks like `like`, which is somebody else's who is here or owns it."""

    code: ClassVar[str] = "name_alike"
    like: str


@dataclass(eq=False)
class NameOwned(Fault):
    """The name belongs to an account; its password or a token is needed."""

    code: ClassVar[str] = "name_owned"
    name: str


@dataclass(eq=False)
class BadCredentials(Fault):
    """Wrong name or password: which of them is not told."""

    code: ClassVar[str] = "bad_credentials"


@dataclass(eq=False)
class BadPassword(Fault):
    """A new password that is too short or too long. `least` is in characters."""

    code: ClassVar[str] = "bad_password"
    least: int


@dataclass(eq=False)
class BadInvitation(Fault):
    """An invitation that was used, has expired, or never was."""

    code: ClassVar[str] = "bad_invitation"


@dataclass(eq=False)
class RegistrationClosed(Fault):
    """New accounts are made by the operator only, or with an invitation."""

    code: ClassVar[str] = "registration_closed"


@dataclass(eq=False)
class AlreadyRegistered(Fault):
    """The name is one's own already."""

    code: ClassVar[str] = "already_registered"
    name: str


@dataclass(eq=False)
class NoGuests(Fault):
    """One needs an account to come in."""

    code: ClassVar[str] = "no_guests"


@dataclass(eq=False)
class NotAllowed(Fault):
    """Known, and not for everyone. `what` is the command, `who` names whose right it is."""

    code: ClassVar[str] = "not_allowed"
    what: str
    who: str


@dataclass(eq=False)
class NoSuchToken(Fault):
    """None of one's tokens has that id."""

    code: ClassVar[str] = "no_such_token"
    id: str


@dataclass(eq=False)
class NoSuchWebhook(Fault):
    """The room has no webhook of that id."""

    code: ClassVar[str] = "no_such_webhook"
    id: str


@dataclass(eq=False)
class NameClaimed(Fault):
    """The owner of the name has come: whoever had it as a guest has to go."""

    code: ClassVar[str] = "name_claimed"
    name: str


@dataclass(eq=False)
class SignedOut(Fault):
    """The token of this connection was revoked, or the password changed."""

    code: ClassVar[str] = "signed_out"


@dataclass(eq=False)
class Busy(Fault):
    """Too much of that is waiting already: try again in a moment."""

    code: ClassVar[str] = "busy"


@dataclass(eq=False)
class BadToken(Fault):
    """Nobody has that token, or it has expired."""

    code: ClassVar[str] = "bad_token"


@dataclass(eq=False)
class NoSuchUser(Fault):
    """Nobody of that name is known here."""

    code: ClassVar[str] = "no_such_user"
    name: str


@dataclass(eq=False)
class ReplyUnclear(Fault):
    """`name` wrote last, so lately that an answer may be meant for `other`."""

    code: ClassVar[str] = "reply_unclear"
    name: str
    other: str


@dataclass(eq=False)
class Moved(Fault):
    """They were put into another room meanwhile, and what named no room was not done there."""

    code: ClassVar[str] = "moved"
    room: str


@dataclass(eq=False)
class NobodyToAnswer(Fault):
    """`/reply` before any private line came."""

    code: ClassVar[str] = "nobody_to_answer"


@dataclass(eq=False)
class Kicked(Fault):
    """Somebody ended this connection, for the reason `why`."""

    code: ClassVar[str] = "kicked"
    why: str


@dataclass(eq=False)
class Banned(Fault):
    """Who may not come in, `until` then (seconds since 1970; 0: for good)."""

    code: ClassVar[str] = "banned"
    until: float
    why: str


@dataclass(eq=False)
class BannedFrom(Fault):
    """Who may not enter that room, `until` then (0: for good)."""

    code: ClassVar[str] = "banned_from"
    room: str
    until: float
    why: str


@dataclass(eq=False)
class Silenced(Fault):
    """Who may read and not speak in that room (``*``: anywhere), `until` then (0: for good)."""

    code: ClassVar[str] = "silenced"
    place: str
    until: float
    why: str


@dataclass(eq=False)
class NoSuchSanction(Fault):
    """There is nothing to lift."""

    code: ClassVar[str] = "no_such_sanction"
    name: str


@dataclass(eq=False)
class NotThere(Fault):
    """Somebody is known, and not in that room (``*``: not here at all)."""

    code: ClassVar[str] = "not_there"
    name: str
    place: str


@dataclass(eq=False)
class NoSuchLine(Fault):
    """There is nothing said at that seq, or no more."""

    code: ClassVar[str] = "no_such_line"
    seq: int
    room: str


@dataclass(eq=False)
class NoSuchReport(Fault):
    """No open report has that number."""

    code: ClassVar[str] = "no_such_report"
    id: int


@dataclass(eq=False)
class NotIgnored(Fault):
    """One hears of them as of anybody."""

    code: ClassVar[str] = "not_ignored"
    name: str


@dataclass(eq=False)
class LockedDown(Fault):
    """Nobody new is let in at the moment."""

    code: ClassVar[str] = "lockdown"


# Rooms.


@dataclass(eq=False)
class NoSuchRoom(Fault):
    """Also the answer for a room that the asker may not see."""

    code: ClassVar[str] = "no_such_room"
    room: str


@dataclass(eq=False)
class NotInRoom(Fault):
    """One has to be in the room for that."""

    code: ClassVar[str] = "not_in_room"
    room: str


@dataclass(eq=False)
class RoomNameTaken(Fault):
    """There is a room or group of that name."""

    code: ClassVar[str] = "room_name_taken"
    room: str


@dataclass(eq=False)
class RoomNameAlike(RoomNameTaken):
    """The name looks like that of another room or group."""

    code: ClassVar[str] = "room_name_alike"


@dataclass(eq=False)
class NeedsInvitation(Fault):
    """The room is for those who were invited into it."""

    code: ClassVar[str] = "needs_invitation"
    room: str


@dataclass(eq=False)
class NeedsPassword(Fault):
    """The room has a password, and this was not it."""

    code: ClassVar[str] = "needs_password"
    room: str


@dataclass(eq=False)
class Muted(Fault):
    """One may read there, and not speak."""

    code: ClassVar[str] = "muted"
    room: str


@dataclass(eq=False)
class ReadOnly(Fault):
    """Only the moderators of that room speak in it."""

    code: ClassVar[str] = "read_only"
    room: str


@dataclass(eq=False)
class AlreadyMember(Fault):
    """They are a member of the group already."""

    code: ClassVar[str] = "already_member"
    room: str
    name: str


@dataclass(eq=False)
class NotAGroup(Fault):
    """Only a group has members that can be invited."""

    code: ClassVar[str] = "not_a_group"
    room: str


@dataclass(eq=False)
class TooMany(Fault):
    """A cap is reached. `what` names the things, `limit` how many are allowed."""

    code: ClassVar[str] = "too_many"
    what: str
    limit: int


# Files.


@dataclass(eq=False)
class NoSuchFile(Fault):
    """Also the answer for a file that the asker may not see."""

    code: ClassVar[str] = "no_such_file"
    file: str


@dataclass(eq=False)
class LinkEnded(Fault):
    """The signed link was good, and is no more."""

    code: ClassVar[str] = "link_ended"


@dataclass(eq=False)
class FileTooLarge(Fault):
    """The file is over the cap. `limit` is in bytes."""

    code: ClassVar[str] = "file_too_large"
    limit: int


@dataclass(eq=False)
class QuotaReached(Fault):
    """There is no room for the file. `whose` names the quota, `limit` is in bytes."""

    code: ClassVar[str] = "quota_reached"
    whose: str
    limit: int


@dataclass(eq=False)
class BadUpload(Fault):
    """What came is not a file as it was announced."""

    code: ClassVar[str] = "bad_upload"
    reason: str


@dataclass(eq=False)
class WrongOffset(Fault):
    """An upload is gone on with where it was broken off: after `offset` bytes."""

    code: ClassVar[str] = "wrong_offset"
    offset: int


# The log.


@dataclass(eq=False)
class KeyReused(Fault):
    """The key was used before in this room by this principal, with another text."""

    code: ClassVar[str] = "key_reused"
    key: str


@dataclass(eq=False)
class Stale(Fault):
    """What the decision rested on has changed: `core` decides again, by the versions of then, of
    the room's access and of what is in force everywhere."""

    access: int
    everywhere: int

    code: ClassVar[str] = "stale"


@dataclass(eq=False)
class NotStored(Fault):
    """The disk refused it (full, I/O error): nothing was kept, nobody saw it."""

    code: ClassVar[str] = "not_stored"
    reason: str


@dataclass(eq=False)
class OutcomeUnknown(Fault):
    """The commit's outcome could not be learnt. Sending again with the key is safe."""

    code: ClassVar[str] = "outcome_unknown"


# HTTP.


@dataclass(eq=False)
class BadRequest(Fault):
    """The request cannot be understood."""

    code: ClassVar[str] = "bad_request"
    reason: str


@dataclass(eq=False)
class NoSuchPage(Fault):
    """There is nothing at that address."""

    code: ClassVar[str] = "no_such_page"


@dataclass(eq=False)
class MethodNotAllowed(Fault):
    """What is at that address does not take this method. `allowed` lists those it takes."""

    code: ClassVar[str] = "method_not_allowed"
    method: str
    allowed: str


@dataclass(eq=False)
class UpgradeNeeded(Fault):
    """What is at that address speaks WebSocket, version 13."""

    code: ClassVar[str] = "upgrade_needed"


@dataclass(eq=False)
class BodyTooLarge(Fault):
    """The body of a request is over its cap. `limit` is in bytes."""

    code: ClassVar[str] = "body_too_large"
    limit: int


@dataclass(eq=False)
class HeadTooLarge(Fault):
    """The head of a request is longer than `limit` bytes, or has more than `lines` lines."""

    code: ClassVar[str] = "head_too_large"
    limit: int
    lines: int


@dataclass(eq=False)
class RequestTooSlow(Fault):
    """The request did not come whole in its time."""

    code: ClassVar[str] = "request_too_slow"


@dataclass(eq=False)
class ForeignHost(Fault):
    """The server was asked for under a name that it does not go by."""

    code: ClassVar[str] = "foreign_host"
    host: str


@dataclass(eq=False)
class ForeignOrigin(Fault):
    """A page of another site asked, and may not."""

    code: ClassVar[str] = "foreign_origin"
    origin: str


@dataclass(eq=False)
class LoginNeeded(Fault):
    """Who asks has to be shown by a token."""

    code: ClassVar[str] = "login_needed"


# Programs.


@dataclass(eq=False)
class CodeOff(Fault):
    """No programs are run on this server."""

    code: ClassVar[str] = "code_off"
    reason: str


@dataclass(eq=False)
class NoSuchLanguage(Fault):
    """There is no such language; `known` are those there are."""

    code: ClassVar[str] = "no_such_language"
    name: str
    known: str


@dataclass(eq=False)
class LanguageMissing(Fault):
    """The language is not installed on this server."""

    code: ClassVar[str] = "language_missing"
    title: str


@dataclass(eq=False)
class NoProgram(Fault):
    """There is no block of code there."""

    code: ClassVar[str] = "no_program"
    where: str


@dataclass(eq=False)
class AlreadyRunning(Fault):
    """They have a program that runs, or waits to."""

    code: ClassVar[str] = "already_running"
    run: int


@dataclass(eq=False)
class NoSuchRun(Fault):
    """No program was run there."""

    code: ClassVar[str] = "no_such_run"
    run: int
    room: str


@dataclass(eq=False)
class NotRunning(Fault):
    """That program has ended, or reads no input."""

    code: ClassVar[str] = "not_running"
    run: int


# The server.


@dataclass(eq=False)
class ServerFull(Fault):
    """No more connections are taken."""

    code: ClassVar[str] = "server_full"
    limit: int


@dataclass(eq=False)
class TooSlow(Fault):
    """The outbox of a connection is over its cap (bytes): it ends, and may resume."""

    code: ClassVar[str] = "too_slow"
    limit: int


@dataclass(eq=False)
class Superseded(Fault):
    """The same principal came back with its token: this connection is its ghost."""

    code: ClassVar[str] = "superseded"


@dataclass(eq=False)
class LoginTimeout(Fault):
    """No name came in time after connecting."""

    code: ClassVar[str] = "login_timeout"
    seconds: float


@dataclass(eq=False)
class ServerStopping(Fault):
    """The server is about to end."""

    code: ClassVar[str] = "server_stopping"


@dataclass(eq=False)
class Restoring(Fault):
    """The server goes back to a backup, and is there again in a moment."""

    code: ClassVar[str] = "restoring"


@dataclass(eq=False)
class Internal(Fault):
    """A defect of the server. It is in the log; the session lives on."""

    code: ClassVar[str] = "internal"


class StartError(Exception):
    """The server cannot start. The text is one line that says what to do."""
