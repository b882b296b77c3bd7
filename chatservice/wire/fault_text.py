"""Each fault as one plain sentence for people, with what to do about it.

The facts of a fault may be arbitrary user input. They are shortened here and made harmless
where the sentence is written.
"""

from collections.abc import Callable
from typing import Any

from chatservice import errors
from chatservice.errors import Fault
from chatservice.wire.sanitize import minute

FACT_MAX = 200  # characters of one fact that are repeated to the user

# The clients of the pipe dialect know `NoSuchUser` word for word.
SENTENCES: dict[type[Fault], str] = {
    errors.BadJson: "This is not valid JSON: {reason}.",
    errors.UnknownCommand: "There is no command {name}.{meant} /help lists the commands.",
    errors.BadCommand: "Not understood: {reason}.",
    errors.LineTooLong: "This line is longer than {limit} bytes and was discarded. Send it in parts.",
    errors.TextTooLong: "The {what} is longer than {limit} bytes. Make it shorter, or send it in parts.",
    errors.EmptyText: "The text is empty.",
    errors.NotSupported: "{what} is not supported here: {reason}.",
    errors.Flood: "Too many of your lines were refused. The connection is closed.",
    errors.SlowDown: "slow down: {seconds:.1f} s",
    errors.TooManyLines: "More than {limit} lines are waiting. Not said, nor anything after it: {first}",
    errors.NotSaid: "Not said, nor anything after it: {first}",
    errors.NotLoggedIn: "Who are you? Type your name first.",
    errors.NameWanted: "The room is {room}. Type your name and press Send; for another one: ROOM, NAME",
    errors.AlreadyLoggedIn: "You are already logged in as {name}. /nick changes your name.",
    errors.BadName: "The {what} {reason}. Choose another one.",
    errors.ReservedName: "The name {name} is reserved. Choose another name.",
    errors.NameTaken: "{name} is taken. Choose another name.",
    errors.NameAlike: "{name} looks like {like}, which is taken. Choose another name.",
    errors.NameOwned: "{name} is registered. If it is yours: /login {name} PASSWORD",
    errors.BadCredentials: "Wrong name or password.",
    errors.BadPassword: "A password has {least} characters or more, and not more than 1,024 bytes.",
    errors.BadInvitation: "This invitation is invalid: it was used, has expired, or never existed.",
    errors.RegistrationClosed: "You need an invitation to register, or an account that the operator creates.",
    errors.AlreadyRegistered: "You already own the name {name}.",
    errors.NoGuests: "You need an account here: /login NAME PASSWORD, or a new one: /register PASSWORD",
    errors.NotAllowed: "Only {who} may do that: {what}.",
    errors.NoSuchToken: "You have no token {id}. /tokens lists yours.",
    errors.NoSuchWebhook: "There is no webhook {id} in that room. /webhooks lists them.",
    errors.BadPushKeys: "The keys of the push subscription are invalid.",
    errors.PreviewsOff: "This server makes no previews of links.",
    errors.NoSuchPush: "You have no notified device {id}. /notified lists them.",
    errors.BadUrl: "This address {reason}.",
    errors.NoSuchOutgoing: "There is no outgoing webhook {id} here. /outgoing list shows them.",
    errors.CalloutFailed: "The program that answers this cannot: {reason}.",
    errors.BadSignature: "This webhook takes only what is signed with its secret, or shows it.",
    errors.NameClaimed: "The owner of the name {name} has logged in. Come back under another name.",
    errors.SignedOut: "You were signed out on this connection.",
    errors.Busy: "Too many such requests are waiting. Try again in a moment.",
    errors.NoSuchCertificate: "Your account has no certificate {fingerprint}. /cert lists yours.",
    errors.BadCertificate: "Your client's certificate logs in to no account, or to several. Log in with a "
    "password, and add it with /cert add.",
    errors.BadToken: "That token is invalid or has expired. Log in with a name.",
    errors.NoSuchUser: "User '{name}' not found",
    errors.Kicked: "You were kicked{why}.",
    errors.Banned: "You are banned here{until}{why}.",
    errors.BannedFrom: "You are banned from {room}{until}{why}.",
    errors.Silenced: "You are muted {place}{until}{why}.",
    errors.NoSuchSanction: "{name} is neither banned nor muted there.",
    errors.NotThere: "{name} is not {place}.",
    errors.NoSuchLine: "There is no line #{seq} in {room} for that. /history numbered shows the numbers.",
    errors.NoLineOfYours: "None of the last lines in {room} is yours. /history numbered shows the numbers.",
    errors.NoSuchEmoji: "{emoji} is no emoji that is known here: type one, +1, -1 or a name such as :tada:",
    errors.NotReacted: "You have not reacted to #{seq} with {emoji}.",
    errors.NotYourLine: "Line #{seq} in {room} is not yours: only its author can edit it.",
    errors.TooLateToEdit: "Line #{seq} is too old to be edited: that is possible for {hours:g} hours.",
    errors.BadTime: "That time is past, too far away or not understood: {text}. Type 10m, 2h, 18:30 "
    "or 2026-11-30 18:30 (UTC), within a year.",
    errors.NotScheduled: "You have nothing to come with the number {id}.",
    errors.NotPinned: "Line #{seq} is not pinned. /pins shows what is.",
    errors.NoBookmark: "You have no bookmark at #{seq}. /bookmarks shows yours.",
    errors.NoSuchPoll: "There is no poll #{seq} there. /history numbered shows the numbers.",
    errors.PollEnded: "The poll #{seq} is closed. /poll show {seq} shows its result.",
    errors.BadVote: "The poll #{seq} has the choices 1 to {choices}: /vote {seq} NUMBER, and only one "
    "where it is not for many.",
    errors.NoSuchReport: "There is no open report {id}.",
    errors.AccountDisabled: "{name} is disabled: set a new password first, with users password.",
    errors.NoSuchInvitation: "There is no invitation {id}.",
    errors.NotIgnored: "You do not ignore {name}.",
    errors.LockedDown: "New users are not admitted at the moment. Try again later.",
    errors.ReplyUnclear: "{name} wrote just now, after {other}. Repeat it for {name}, or /msg {other} TEXT",
    errors.Moved: "You are in {room} now, so this was not said. Send it again to say it there.",
    errors.NothingNew: "Nothing new was said in your other rooms.",
    errors.NobodyToAnswer: "Nobody has written to you yet. /msg NAME TEXT writes first.",
    errors.NoSuchRoom: "There is no room {room} that you can enter. /rooms lists the rooms.",
    errors.NotInRoom: "You are not in {room}. /join {room} enters it.",
    errors.RoomNameTaken: "There is a room {room} already. Choose another name.",
    errors.RoomNameAlike: "{room} looks like the name of another room. Choose another name.",
    errors.NeedsAccount: "{room} is for people with an account: /register PASSWORD makes one.",
    errors.RoomFull: "{room} is full. Its moderators may invite you.",
    errors.NeedsInvitation: "{room} is by invitation only. Ask one of its moderators.",
    errors.NeedsPassword: "{room} has a password: /join {room} PASSWORD",
    errors.Muted: "You are muted in {room}: you may read, but not speak.",
    errors.ReadOnly: "Only the moderators of {room} speak there, and those with a voice.",
    errors.TopicsOff: "Messages in {room} have no topics: send it without one.",
    errors.TopicRequired: "Messages in {room} need a topic: #t TOPIC: TEXT. /topics lists those in use.",
    errors.AlreadyMember: "{name} is in {room} already.",
    errors.NotAGroup: "{room} is not a group. /group NAME PERSON,PERSON makes one.",
    errors.NotPrivate: "{room} is public: only groups and conversations of two show who has read a line.",
    errors.DirectConversation: "You cannot do that in {room}: it is a conversation of two.",
    errors.TooMany: "No more than {limit} {what}.",
    errors.NoSuchFile: "There is no file {file} that you can see. /files lists the files.",
    errors.LinkEnded: "This link has expired. Anyone who sees the file can make a new one with /link.",
    errors.FileTooLarge: "The file is larger than {limit} bytes, the limit here.",
    errors.QuotaReached: "There is no space for the file: {whose} may have {limit} bytes. Delete some first.",
    errors.BadUpload: "The upload is invalid: {reason}.",
    errors.WrongOffset: "The server has {offset} bytes of this file. Continue after them, or start over.",
    errors.KeyReused: "The key {key} was used before for another text. Use a new one.",
    errors.Stale: "Something changed in the meantime. Try again.",
    errors.NotStored: "It could not be stored ({reason}), and no one has seen it. Try again later.",
    errors.OutcomeUnknown: "It is unknown whether this was stored. Check /history before you say it again.",
    errors.CodeOff: "Programs cannot be run here: {reason}.",
    errors.NoSuchLanguage: "There is no language {name} here. Available: {known}.",
    errors.LanguageMissing: "{title} is not installed on this server.",
    errors.NoProgram: "There is no program {where}. Put it between ```python and ```, each on its own line.",
    errors.AlreadyRunning: "You have a program running. /run stop {run}{at} ends it.",
    errors.NoSuchRun: "No program #{run} was run in {room}.",
    errors.NotRunning: "Program #{run} is not running, or reads no input.",
    errors.NoSuchDocument: "There is no code document {doc} here. /code list shows those of the room.",
    errors.DocumentEnded: "The code document {title} is closed: it can be read, but not changed.",
    errors.DocumentLinkEnded: "That link into a code document is not valid any more.",
    errors.NoSuchDocumentLink: "There is no link {id}. /code links shows those into the document.",
    errors.DocumentTitleTaken: "There is a code document {title} in this room. Choose another title.",
    errors.DocumentNotOpen: "You have not opened {title}. /code join {title} opens it.",
    errors.BadChange: "The change is invalid: {field} {problem}.",
    errors.TooFarBehind: "The change starts from a version that is too old. Catch up and send it again.",
    errors.NoCopies: "Nobody has a copy of {title}. /code hand-out {title} gives everyone in the room one.",
    errors.ClassRunning: "The copies of {title} are being run already. Their results come at the end.",
    errors.DocumentRuns: "{title} is running. /run stop {run}{at} ends it.",
    errors.ServerFull: "The server is full ({limit} connections). Try again later.",
    errors.TooSlow: "You were reading too slowly: more than {limit} bytes were waiting for you.",
    errors.Superseded: "You reconnected on another connection, so this one is closed.",
    errors.LoginTimeout: "You sent no name for {seconds:g} seconds. Come back any time.",
    errors.ServerStopping: "The server is stopping.",
    errors.Restoring: "The server is restoring a backup. Come back in a moment.",
    errors.Internal: "An internal error occurred and was logged. You can continue.",
}

TLS_WANTED = b"! This door speaks TLS: openssl s_client -quiet -connect HOST:PORT\r\n"
TLS_WANTED_HTTP = b"This door speaks TLS: https://, not http://\n"
GOODBYE = "Goodbye."
NOWHERE = "You are in no room. /join ROOM enters one."


def sentence(fault: Fault) -> str:
    """The sentence for `fault`; may contain user input that is not yet made harmless."""
    if isinstance(fault, errors.NotInRoom) and not fault.room:
        return NOWHERE
    words = SENTENCES.get(type(fault))
    if words is None:
        return f"This cannot be done ({fault.code})."
    return words.format(**{name: _worded(name, fact) for name, fact in vars(fault).items()})


def until(ts: float) -> str:
    """` until 2026-11-21 15:00`; empty when permanent."""
    return f" until {minute(ts)} UTC" if ts else ""


def because(why: str) -> str:
    """`: spam`, or empty."""
    return f": {why}" if why else ""


def place(room: str) -> str:
    return "on this server" if room == "*" else f"in {room}"


def _worded(name: str, fact: Any) -> object:
    """A fact as worded in a sentence."""
    fact = _short(fact)
    ways: dict[str, Callable[[Any], str]] = {
        "until": until,
        "why": because,
        "at": lambda room: f" in:{room}" if room else "",
        "place": place,
        "problem": _problem,
        "meant": lambda meant: f" Did you mean {meant}?" if meant else "",
    }
    return ways[name](fact) if name in ways else fact


def _problem(problem: str) -> str:
    return PROBLEMS.get(problem, problem)


# What is wrong with a change of a code document (`model.edits.ChangeProblem`).
PROBLEMS = {
    "out_of_range": "is outside the text",
    "out_of_order": "begins before the previous one ends",
    "splits_character": "is in the middle of a character",
    "lone_surrogate": "has half of a character",
    "forbidden_character": "has a CR or NUL",
    "not_text": "is not text in UTF-8",
    "changes_nothing": "changes nothing",
    "too_long": "makes the text too long",
    "too_many": "has too many parts",
    "unknown_version": "is not a version of this document",
}


def _short(fact: object) -> object:
    if isinstance(fact, str) and len(fact) > FACT_MAX:
        return fact[:FACT_MAX] + "..."
    return fact
