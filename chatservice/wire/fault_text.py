"""What each fault says to a person: one plain sentence, and what to do about it.

The facts of a fault may be anything that somebody sent. They are shortened here and made
harmless where the sentence is written.
"""

from collections.abc import Callable
from typing import Any

from chatservice import errors
from chatservice.errors import Fault
from chatservice.wire.sanitize import minute

FACT_MAX = 80  # characters of one fact that are repeated to the person

# `NoSuchUser` is word for word what the clients of the pipe dialect know.
SENTENCES: dict[type[Fault], str] = {
    errors.BadJson: "This is not JSON that can be read: {reason}.",
    errors.UnknownCommand: "There is no command {name}. /help shows those there are.",
    errors.BadCommand: "Not understood: {reason}.",
    errors.LineTooLong: "This line is longer than {limit} bytes and was thrown away. Send it in parts.",
    errors.TextTooLong: "The {what} is longer than {limit} bytes. Make it shorter, or send it in parts.",
    errors.EmptyText: "There is no text in it.",
    errors.NotSupported: "{what} is not supported here: {reason}.",
    errors.Flood: "Too much that had to be refused. The connection is closed.",
    errors.SlowDown: "slow down: {seconds:.1f} s",
    errors.TooManyLines: "More than {limit} lines are waiting. Not said, with all after it: {first}",
    errors.NotSaid: "Not said, with all after it: {first}",
    errors.NotLoggedIn: "Who are you? Type your name first.",
    errors.NameWanted: "The room is {room}. Type your name and press Send; for another one: ROOM, NAME",
    errors.AlreadyLoggedIn: "You are here already, as {name}. /nick changes your name.",
    errors.BadName: "The {what} {reason}. Choose another one.",
    errors.ReservedName: "The name {name} is reserved. Choose another name.",
    errors.NameTaken: "{name} is taken. Choose another name.",
    errors.NameAlike: "{name} looks like {like}, which is taken. Choose another name.",
    errors.NameOwned: "{name} belongs to somebody. If it is you: /login {name} PASSWORD",
    errors.BadCredentials: "Wrong name or password.",
    errors.BadPassword: "A password has {least} characters or more, and not more than 1,024 bytes.",
    errors.BadInvitation: "This invitation is not good: it was used, has expired, or never was.",
    errors.RegistrationClosed: "New accounts need an invitation, or are made by the operator.",
    errors.AlreadyRegistered: "The name {name} is yours already.",
    errors.NoGuests: "One needs an account here: /login NAME PASSWORD, or a new one: /register PASSWORD",
    errors.NotAllowed: "Only {who} may do that: {what}.",
    errors.NoSuchToken: "You have no token {id}. /tokens shows those you have.",
    errors.NoSuchWebhook: "There is no webhook {id} in that room. /webhooks shows those there are.",
    errors.NameClaimed: "The owner of the name {name} has come. Come in again under another one.",
    errors.SignedOut: "You were signed out on this connection.",
    errors.Busy: "Too many are waiting for the same. Try again in a moment.",
    errors.BadToken: "Nobody has that token, or it has expired. Come in under a name.",
    errors.NoSuchUser: "User '{name}' not found",
    errors.Kicked: "You were put out{why}.",
    errors.Banned: "You are banned here{until}{why}.",
    errors.BannedFrom: "You are banned from {room}{until}{why}.",
    errors.Silenced: "You may read, and not speak, {place}{until}{why}.",
    errors.NoSuchSanction: "{name} is neither banned nor muted there.",
    errors.NotThere: "{name} is not {place}.",
    errors.NoSuchLine: "There is no line #{seq} in {room} for that. /history numbered shows the numbers.",
    errors.NoSuchReport: "There is no open report {id}.",
    errors.NotIgnored: "You do not ignore {name}.",
    errors.LockedDown: "Nobody new is let in at the moment. Try again later.",
    errors.ReplyUnclear: "{name} wrote just now, after {other}. Again for {name}, or /msg {other} TEXT",
    errors.Moved: "You are in {room} now, so this was not said. Send it again to say it there.",
    errors.NobodyToAnswer: "Nobody has written to you yet. /msg NAME TEXT writes first.",
    errors.NoSuchRoom: "There is no room {room} that you can enter. /rooms shows those there are.",
    errors.NotInRoom: "You are not in {room}. /join {room} enters it.",
    errors.RoomNameTaken: "There is a room {room} already. Choose another name.",
    errors.RoomNameAlike: "{room} looks like the name of another room. Choose another name.",
    errors.NeedsInvitation: "{room} is for those who were invited. A moderator of it can do that.",
    errors.NeedsPassword: "{room} has a password: /join {room} PASSWORD",
    errors.Muted: "You are muted in {room}: you may read, and not speak.",
    errors.ReadOnly: "Only the moderators of {room} speak there.",
    errors.AlreadyMember: "{name} is in {room} already.",
    errors.NotAGroup: "{room} is not a group. /group NAME PERSON,PERSON makes one.",
    errors.DirectConversation: "You cannot do that in {room}: it is a conversation of two.",
    errors.TooMany: "Not more than {limit} {what}.",
    errors.NoSuchFile: "There is no file {file} that you can see. /files shows those there are.",
    errors.LinkEnded: "This link has ended. Ask for a new one: /link shows it to those who see the file.",
    errors.FileTooLarge: "The file is larger than {limit} bytes, which is the most here.",
    errors.QuotaReached: "There is no room for the file: {whose} may have {limit} bytes. Delete some first.",
    errors.BadUpload: "The file did not come as it was announced: {reason}. Send it again.",
    errors.WrongOffset: "Of this file {offset} bytes are here. Go on after them, or begin anew.",
    errors.KeyReused: "The key {key} was used before for another text. Take a new one.",
    errors.Stale: "Something changed in the meantime. Try again.",
    errors.NotStored: "It could not be stored ({reason}), and nobody has seen it. Try again later.",
    errors.OutcomeUnknown: "Whether it was stored is not known. Look at /history before you say it again.",
    errors.CodeOff: "No programs can be run here: {reason}.",
    errors.NoSuchLanguage: "{name} is no language here. Those there are: {known}.",
    errors.LanguageMissing: "{title} is not installed on this server.",
    errors.NoProgram: "There is no program {where}. One stands between ```python and ```, a line each.",
    errors.AlreadyRunning: "You have a program running. /run stop {run} ends it.",
    errors.NoSuchRun: "No program #{run} was run in {room}.",
    errors.NotRunning: "Program #{run} is not running, or reads no input.",
    errors.ServerFull: "The server is full ({limit} connections). Try again later.",
    errors.TooSlow: "You were reading too slowly: more than {limit} bytes were waiting for you.",
    errors.Superseded: "You came back on another connection, so this one is closed.",
    errors.LoginTimeout: "No name came for {seconds:g} seconds. Come back when you like.",
    errors.ServerStopping: "The server is stopping.",
    errors.Restoring: "The server goes back to a backup. Come back in a moment.",
    errors.Internal: "Something went wrong in the server. It has been noted; you can go on.",
}

TLS_WANTED = b"! This door speaks TLS: openssl s_client -quiet -connect HOST:PORT\r\n"
GOODBYE = "Goodbye."
NOWHERE = "You are in no room. /join ROOM enters one."


def sentence(fault: Fault) -> str:
    """What `fault` says to a person; may hold what somebody sent, not yet made harmless."""
    if isinstance(fault, errors.NotInRoom) and not fault.room:
        return NOWHERE
    words = SENTENCES.get(type(fault))
    if words is None:
        return f"This cannot be done ({fault.code})."
    return words.format(**{name: _said(name, fact) for name, fact in vars(fault).items()})


def until(ts: float) -> str:
    """` until 2026-11-21 15:00`; nothing when it is for good."""
    return f" until {minute(ts)} UTC" if ts else ""


def because(why: str) -> str:
    """`: spam`, or nothing."""
    return f": {why}" if why else ""


def place(room: str) -> str:
    return "on this server" if room == "*" else f"in {room}"


def _said(name: str, fact: Any) -> object:
    """A fact as it stands in a sentence."""
    fact = _short(fact)
    ways: dict[str, Callable[[Any], str]] = {"until": until, "why": because, "place": place}
    return ways[name](fact) if name in ways else fact


def _short(fact: object) -> object:
    if isinstance(fact, str) and len(fact) > FACT_MAX:
        return fact[:FACT_MAX] + "..."
    return fact
