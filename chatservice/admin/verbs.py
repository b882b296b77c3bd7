"""What chatctl can be asked: one type a verb. Parser, help, completion and the operator's
page are made from these types.

The tag is what is typed. A field without a default is a word after it, one with a default
an option; `Takes` says what it is. The first line of the docstring is the help.
`DONE_BY` says who does it: the server, or, when none is running, chatctl itself on the
data folder in the server's place; or always chatctl, because it is about files.
"""

from enum import Enum
from typing import Annotated, ClassVar, NamedTuple, get_args, get_type_hints

import msgspec


class Takes(NamedTuple):
    """`words`: takes all that is left of the line. `path`: completes to files.
    `choices`: one of these. `secret`: never typed on the line, where everybody on the machine
    sees it, but asked for, or read from the standard input."""

    help: str
    words: bool = False
    path: bool = False
    choices: tuple[str, ...] = ()
    secret: bool = False


class By(Enum):
    SERVER = "server"  # or chatctl in its place, when none is running
    CHATCTL = "chatctl"


class Verb(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="verb", kw_only=True):
    done_by: ClassVar[By] = By.SERVER
    asks: ClassVar[str] = ""  # what a person is asked first, because it cannot be undone
    hidden: ClassVar[bool] = False  # said by chatctl to the server, never by a person


ROOM = Takes("its name, or its number")
IN_ROOM = Takes("about this room, by its name or number, instead of the server")
NAME = Takes("the name of the account")
PASSWORD = Takes("read the password from the first line of the standard input", secret=True)
WHO = Takes("the name of the account, or #ID")
ROLES = ("owner", "admin", "moderator", "user")


class Status(Verb, tag="status", frozen=True):
    """Show whether the server is running, and what it is doing."""


class Stats(Verb, tag="stats", frozen=True):
    """Count what is kept: people, rooms, lines, bytes."""


class Sessions(Verb, tag="sessions", frozen=True):
    """List who is connected now."""


class Announce(Verb, tag="announce", frozen=True):
    """Say something to everyone who is here; who comes later hears it too.

    It stands until the next announcement, or until the server ends. `announcement.txt`
    in the data folder is for what should stand longer. Without a text the present one ends.
    """

    text: Annotated[str, Takes("what to say", words=True)] = ""


class RoomsList(Verb, tag="rooms list", frozen=True):
    """List all rooms and groups, with their numbers."""


class RoomsCreate(Verb, tag="rooms create", frozen=True):
    """Make a public room."""

    name: Annotated[str, Takes("the name of the new room")]


class RoomsDelete(Verb, tag="rooms delete", frozen=True):
    """Delete a room or group with everything said in it; who is in it is put into the lobby.

    With --empty instead of a room, all rooms go in which nobody is and nothing was ever said,
    but for those made with chatctl.
    """

    room: Annotated[str, Takes(ROOM.help, words=True)] = ""
    empty: Annotated[bool, Takes("all that are empty")] = False


class CreateChatroom(Verb, tag="create_chatroom", frozen=True):
    """The same as rooms create."""

    name: Annotated[str, Takes("the name of the new room")]


class OpenChatroom(Verb, tag="open_chatroom", frozen=True):
    """Show a room by its number, and how to enter it."""

    room: Annotated[str, ROOM]


class DeleteChatroom(Verb, tag="delete_chatroom", frozen=True):
    """The same as rooms delete."""

    room: Annotated[str, ROOM]


class RoomsKeep(Verb, tag="rooms keep", frozen=True):
    """Show or set how long lines are kept in a room: 30d, always, or default (the setting).

    What is older is removed soon, some lines at a time, and the file shrinks.
    """

    room: Annotated[str, ROOM]
    time: Annotated[str, Takes("how long", words=True)] = ""


class Admin(Verb, tag="admin", frozen=True):
    """Make an admin: a new account, or one that is there. The first one owns the server."""

    name: Annotated[str, NAME]
    password: Annotated[str, PASSWORD] = ""


class UsersList(Verb, tag="users list", frozen=True):
    """List those who have an account."""


class UsersAdd(Verb, tag="users add", frozen=True):
    """Make an account. Without a password one is made, and shown once."""

    name: Annotated[str, NAME]
    role: Annotated[str, Takes("what they are on the server", choices=ROLES)] = "user"
    password: Annotated[str, PASSWORD] = ""


class UsersRole(Verb, tag="users role", frozen=True):
    """Say what somebody is on the server."""

    name: Annotated[str, NAME]
    role: Annotated[str, Takes("what they are from now on", choices=ROLES)]


class UsersPassword(Verb, tag="users password", frozen=True):
    """Give somebody a new password; their tokens end, and so do their connections."""

    name: Annotated[str, NAME]
    password: Annotated[str, PASSWORD] = ""


class UsersDisable(Verb, tag="users disable", frozen=True):
    """Let nobody in under that name until it gets a new password."""

    name: Annotated[str, NAME]


class UsersErase(Verb, tag="users erase", frozen=True):
    """Take out what is known of somebody, for good: name, tokens, bots, files, and what they said.

    Their lines stay in place as "(erased)", by "erased-ID". For a guest, or to be certain whom
    it is about, give the id as users find shows it: #12. Backups keep what they hold, and so do the
    copies in the data folder that the answer names.
    """

    asks = "All that {name} said and shared is taken out for good. Go on?"
    name: Annotated[str, WHO]
    yes: Annotated[bool, Takes("do not ask")] = False


class UsersFind(Verb, tag="users find", frozen=True):
    """List everybody who is called so now, guests too."""

    name: Annotated[str, Takes("the name")]


class UsersExport(Verb, tag="users export", frozen=True):
    """Write what is known of somebody as JSON, one object a line: facts, rooms, files, lines."""

    done_by = By.CHATCTL
    name: Annotated[str, WHO]
    to: Annotated[str, Takes("the file to make", path=True)] = ""


class TokensList(Verb, tag="tokens list", frozen=True):
    """List the devices and programs that come in as somebody."""

    name: Annotated[str, NAME]


class TokensRevoke(Verb, tag="tokens revoke", frozen=True):
    """End a token of somebody, and the connection that came with it."""

    name: Annotated[str, NAME]
    id: Annotated[str, Takes("its id, as tokens list shows it, or all")]


class InvitationsCreate(Verb, tag="invitations create", frozen=True):
    """Make a token with which one person may register."""

    days: Annotated[int, Takes("how long it is good; 0: as the setting says")] = 0


class InvitationsList(Verb, tag="invitations list", frozen=True):
    """List the invitations that nobody has used yet."""


class InvitationsRevoke(Verb, tag="invitations revoke", frozen=True):
    """End an invitation."""

    id: Annotated[str, Takes("its id, as invitations list shows it")]


class Bans(Verb, tag="bans", frozen=True):
    """List who is banned or muted on the server, or in a room."""

    room: Annotated[str, IN_ROOM] = ""


class Ban(Verb, tag="ban", frozen=True):
    """Keep out a person, a name, an address or a network, and put out who is here.

    A name may be banned before anybody comes under it.
    """

    target: Annotated[str, Takes("a name, an address, or a network such as 192.0.2.0/24")]
    time: Annotated[str, Takes("how long, as 30m, 2h or 1h30m; without it for good")] = "good"
    reason: Annotated[str, Takes("why; they are told")] = ""
    address: Annotated[bool, Takes("where that person is now, too")] = False


class LiftBan(Verb, tag="unban", frozen=True):
    """Lift a ban, of the server or of a room."""

    target: Annotated[str, Takes("as bans lists it")]
    room: Annotated[str, IN_ROOM] = ""


class LiftMute(Verb, tag="unmute", frozen=True):
    """Let somebody speak again, anywhere or in a room."""

    name: Annotated[str, Takes("as bans lists it")]
    room: Annotated[str, IN_ROOM] = ""


class Kick(Verb, tag="kick", frozen=True):
    """Put somebody off the server; they may come back."""

    name: Annotated[str, Takes("who")]
    reason: Annotated[str, Takes("why; they are told")] = ""


class Lockdown(Verb, tag="lockdown", frozen=True):
    """Let in no new guests and make no new accounts, with everyone slower, or end that; or show it."""

    switch: Annotated[str, Takes("on or off", choices=("on", "off", ""))] = ""


class Audit(Verb, tag="audit", frozen=True):
    """List who did what to whom, the newest first."""

    limit: Annotated[int, Takes("how many")] = 50
    rooms: Annotated[bool, Takes("what people without a role on the server did in their rooms")] = False


class Reports(Verb, tag="reports", frozen=True):
    """List the lines that somebody reported and nobody has dealt with."""


class Backup(Verb, tag="backup", frozen=True):
    """Copy the database and the files into a new folder, while the server runs or not.

    What is copied is one state of all rooms; it says up to which line. Nobody waits for it.
    """

    done_by = By.CHATCTL
    folder: Annotated[str, Takes("the folder to make", path=True)]


class Restore(Verb, tag="restore", frozen=True):
    """Go back to a backup, while the server runs or not; what was there is kept beside it.

    It is checked before anything is changed. Clients of a running server are sent away, and
    told to reload when they come back. A copy of a database alone will do too.
    """

    done_by = By.CHATCTL
    backup: Annotated[str, Takes("the folder that backup made, or a database file", path=True)]


class Export(Verb, tag="export", frozen=True):
    """Write what was said in a room, oldest first, to a file or to the terminal.

    Times are UTC unless they say otherwise: 2026-11-21, or 2026-11-21T14:30. What is said
    while it is written is not in it.
    """

    done_by = By.CHATCTL
    room: Annotated[str, ROOM]
    format: Annotated[str, Takes("how", choices=("text", "json", "html"))] = "text"
    since: Annotated[str, Takes("from this time on")] = ""
    until: Annotated[str, Takes("before this time")] = ""
    to: Annotated[str, Takes("the file to make", path=True)] = ""


class Doctor(Verb, tag="doctor", frozen=True):
    """Look for what may be wrong: settings, folder, disk, database, certificate, limits, clock.

    The exit status is 3 when something has to be mended.
    """

    done_by = By.CHATCTL


class Completion(Verb, tag="completion", frozen=True):
    """Write the completion for bash: put  . <(chatctl completion)  into ~/.bashrc."""

    done_by = By.CHATCTL


class Checkup(Verb, tag="checkup", frozen=True):
    """What the running server knows of its own health; `version` is chatctl's."""

    hidden = True
    version: Annotated[str, Takes("its version")]


class Swap(Verb, tag="swap", frozen=True):
    """Go on with the database that lies in the data folder under that name."""

    hidden = True
    incoming: Annotated[str, Takes("its name")]


# The union is what a request is decoded into; `verbs` gives the types in this order.
AnyVerb = (
    Status
    | Stats
    | Sessions
    | Announce
    | RoomsList
    | RoomsCreate
    | RoomsDelete
    | CreateChatroom
    | OpenChatroom
    | DeleteChatroom
    | RoomsKeep
    | Admin
    | UsersList
    | UsersAdd
    | UsersRole
    | UsersPassword
    | UsersDisable
    | UsersFind
    | UsersErase
    | UsersExport
    | TokensList
    | TokensRevoke
    | InvitationsCreate
    | InvitationsList
    | InvitationsRevoke
    | Bans
    | Ban
    | LiftBan
    | LiftMute
    | Kick
    | Lockdown
    | Audit
    | Reports
    | Backup
    | Restore
    | Export
    | Doctor
    | Completion
    | Checkup
    | Swap
)


class Argument(NamedTuple):
    """One field of a verb, as the command line takes it. `default` is None for a word
    that has to be there."""

    name: str
    takes: Takes
    kind: type
    required: bool
    default: object

    @property
    def option(self) -> str:
        if self.takes.secret:
            return f"--{self.name}-stdin"
        return "--" + self.name.replace("_", "-")


def verbs() -> list[type[Verb]]:
    """Those that are typed."""
    return [verb for verb in get_args(AnyVerb) if not verb.hidden]


def tag(verb: type[Verb]) -> str:
    return str(verb.__struct_config__.tag)


def about(verb: type[Verb]) -> tuple[str, str]:
    """The line of help, and what there is to say beyond it."""
    first, _, rest = (verb.__doc__ or "").partition("\n")
    return first, " ".join(rest.split())


def arguments(verb: type[Verb]) -> list[Argument]:
    hints = get_type_hints(verb, include_extras=True)
    found = []
    for field in msgspec.structs.fields(verb):
        plain, takes = get_args(hints[field.name])
        kinds = [kind for kind in get_args(plain) or (plain,) if kind is not type(None)]
        default = None if field.required else field.default
        found.append(Argument(field.name, takes, kinds[0], field.required, default))
    return found


def usage(verb: type[Verb]) -> str:
    """As one types it."""
    words = [tag(verb)]
    for argument in arguments(verb):
        shown = argument.name.upper()
        if argument.takes.words or argument.required:
            words.append(shown if argument.required else f"[{shown}]")
        elif argument.kind is bool or argument.takes.secret:
            words.append(f"[{argument.option}]")
        else:
            words.append(f"[{argument.option} {shown}]")
    return " ".join(words)
