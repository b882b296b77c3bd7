"""What chatctl can be asked: one type a verb. Parser, help, completion and the operator's
page are made from these types.

A verb that asks one thing that only the operator asks is that command itself (`model.commands.users` and
`upkeep`). The tag is what is typed. A field without a default is a word after it, one with a default
an option; `ShellArg` says what it is. The first line of the docstring is the help.
"""

from typing import Annotated, ClassVar, NamedTuple, get_args, get_type_hints

import msgspec

from chatservice.model import commands as c
from chatservice.model.arguments import ShellArg
from chatservice.model.commands import OperatorCommand


class Verb(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="verb", kw_only=True):
    asks: ClassVar[str] = ""  # what a person is asked first, because it cannot be undone
    useless: ClassVar[str] = ""  # why it is, when no server is running


class FileVerb(Verb, frozen=True):
    """What chatctl does itself, whether a server is running or not, because it is about files."""


ROOM = ShellArg("its name, or its number")
IN_ROOM = ShellArg("about this room, by its name or number, instead of the server")
NAME = ShellArg("the name of the account")
WHO = ShellArg("the name of the account, or #ID")
ROLES = ("owner", "admin", "moderator", "user")


class AnnounceVerb(Verb, tag="announce", frozen=True):
    """Say something to everyone who is here; who comes later hears it too.

    It stands until the next announcement, or until the server ends. `announcement.txt`
    in the data folder is for what should stand longer. Without a text the present one ends.
    """

    useless = "No server is running, so nobody would hear it."
    text: Annotated[str, ShellArg("what to say", words=True)] = ""


class RoomsCreate(Verb, tag="rooms create", frozen=True):
    """Make a public room."""

    name: Annotated[str, ShellArg("the name of the new room")]


class RoomsDelete(Verb, tag="rooms delete", frozen=True):
    """Delete a room or group with everything said in it; who is in it is put into the lobby.

    With --empty instead of a room, all rooms go in which nobody is and nothing was ever said,
    but for those made with chatctl.
    """

    room: Annotated[str, ShellArg(ROOM.help, words=True)] = ""
    empty: Annotated[bool, ShellArg("all that are empty")] = False


class CreateChatroomVerb(RoomsCreate, tag="create_chatroom", frozen=True):
    """The same as rooms create."""


class OpenChatroomVerb(Verb, tag="open_chatroom", frozen=True):
    """Show a room by its number, and how to enter it."""

    room: Annotated[str, ROOM]


class DeleteChatroomVerb(Verb, tag="delete_chatroom", frozen=True):
    """The same as rooms delete."""

    room: Annotated[str, ROOM]


class RoomsKeep(Verb, tag="rooms keep", frozen=True):
    """Show or set how long lines are kept in a room: 30d, always, or default (the setting).

    What is older is removed soon, some lines at a time, and the file shrinks.
    """

    room: Annotated[str, ROOM]
    time: Annotated[str, ShellArg("how long", words=True)] = ""


class UsersRole(Verb, tag="users role", frozen=True):
    """Say what somebody is on the server."""

    name: Annotated[str, NAME]
    role: Annotated[str, ShellArg("what they are from now on", choices=ROLES)]


class UsersEraseVerb(Verb, tag="users erase", frozen=True):
    """Take out what is known of somebody, for good: name, tokens, bots, files, and what they said.

    Their lines stay in place as "(erased)", by "erased-ID". For a guest, or to be certain whom
    it is about, give the id as users find shows it: #12. Backups keep what they hold, and so do the
    copies in the data folder that the answer names.
    """

    asks = "All that {name} said and shared is taken out for good. Go on?"
    name: Annotated[str, WHO]
    yes: Annotated[bool, ShellArg("do not ask")] = False


class UsersExport(FileVerb, tag="users export", frozen=True):
    """Write what is known of somebody as JSON, one object a line: facts, rooms, files, lines."""

    name: Annotated[str, WHO]
    to: Annotated[str, ShellArg("the file to make", path=True)] = ""


class BansVerb(Verb, tag="bans", frozen=True):
    """List who is banned or muted on the server, or in a room."""

    room: Annotated[str, IN_ROOM] = ""


class BanVerb(Verb, tag="ban", frozen=True):
    """Keep out a person, a name, an address or a network, and put out who is here.

    A name may be banned before anybody comes under it.
    """

    target: Annotated[str, ShellArg("a name, an address, or a network such as 192.0.2.0/24")]
    time: Annotated[str, ShellArg("how long, as 30m, 2h or 1h30m; without it for good")] = "good"
    reason: Annotated[str, ShellArg("why; they are told")] = ""
    address: Annotated[bool, ShellArg("where that person is now, too")] = False


class LiftBan(Verb, tag="unban", frozen=True):
    """Lift a ban, of the server or of a room."""

    target: Annotated[str, ShellArg("as bans lists it")]
    room: Annotated[str, IN_ROOM] = ""


class LiftMute(Verb, tag="unmute", frozen=True):
    """Let somebody speak again, anywhere or in a room."""

    name: Annotated[str, ShellArg("as bans lists it")]
    room: Annotated[str, IN_ROOM] = ""


class KickVerb(Verb, tag="kick", frozen=True):
    """Put somebody off the server; they may come back."""

    name: Annotated[str, ShellArg("who")]
    reason: Annotated[str, ShellArg("why; they are told")] = ""


class LockdownVerb(Verb, tag="lockdown", frozen=True):
    """Let in no new guests and make no new accounts, with everyone slower, or end that; or show it."""

    switch: Annotated[str, ShellArg("on or off", choices=("on", "off", ""))] = ""


class AuditVerb(Verb, tag="audit", frozen=True):
    """List who did what to whom, the newest first."""

    limit: Annotated[int, ShellArg("how many")] = 50
    rooms: Annotated[bool, ShellArg("what people without a role on the server did in their rooms")] = False


class ReportsVerb(Verb, tag="reports", frozen=True):
    """List the lines that somebody reported and nobody has dealt with."""


class Backup(FileVerb, tag="backup", frozen=True):
    """Copy the database and the files into a new folder, while the server runs or not.

    What is copied is one state of all rooms; it says up to which line. Nobody waits for it.
    """

    folder: Annotated[str, ShellArg("the folder to make", path=True)]


class Restore(FileVerb, tag="restore", frozen=True):
    """Go back to a backup, while the server runs or not; what was there is kept beside it.

    It is checked before anything is changed. Clients of a running server are sent away, and
    told to reload when they come back. A copy of a database alone will do too.
    """

    backup: Annotated[str, ShellArg("the folder that backup made, or a database file", path=True)]


class Export(FileVerb, tag="export", frozen=True):
    """Write what was said in a room, oldest first, to a file or to the terminal.

    Times are UTC unless they say otherwise: 2026-11-21, or 2026-11-21T14:30. What is said
    while it is written is not in it.
    """

    room: Annotated[str, ROOM]
    format: Annotated[str, ShellArg("how", choices=("text", "json", "html"))] = "text"
    since: Annotated[str, ShellArg("from this time on")] = ""
    until: Annotated[str, ShellArg("before this time")] = ""
    to: Annotated[str, ShellArg("the file to make", path=True)] = ""


class DoctorVerb(FileVerb, tag="doctor", frozen=True):
    """Look for what may be wrong: settings, folder, disk, database, certificate, limits, clock.

    The exit status is 3 when something has to be mended.
    """


class Completion(FileVerb, tag="completion", frozen=True):
    """Write the completion for bash: put  . <(chatctl completion)  into ~/.bashrc."""


# As they are listed. What only the operator asks is typed as it is asked.
VERBS: tuple[type[Verb | OperatorCommand], ...] = (
    c.Status,
    c.Stats,
    c.Sessions,
    AnnounceVerb,
    c.RoomsList,
    RoomsCreate,
    RoomsDelete,
    CreateChatroomVerb,
    OpenChatroomVerb,
    DeleteChatroomVerb,
    RoomsKeep,
    c.Admin,
    c.UsersList,
    c.UsersAdd,
    UsersRole,
    c.UsersPassword,
    c.UsersDisable,
    c.UsersFind,
    UsersEraseVerb,
    UsersExport,
    c.TokensList,
    c.TokensRevoke,
    c.InvitationsCreate,
    c.InvitationsList,
    c.InvitationsRevoke,
    BansVerb,
    BanVerb,
    LiftBan,
    LiftMute,
    KickVerb,
    LockdownVerb,
    AuditVerb,
    ReportsVerb,
    Backup,
    Restore,
    Export,
    DoctorVerb,
    Completion,
)

AnyVerb = Verb | OperatorCommand


class Argument(NamedTuple):
    """One field of a verb, as the command line takes it. `default` is None for a word
    that has to be there."""

    name: str
    arg: ShellArg
    kind: type
    required: bool
    default: object

    @property
    def option(self) -> str:
        if self.arg.secret:
            return f"--{self.name}-stdin"
        return "--" + self.name.replace("_", "-")


def tag(verb: type[AnyVerb]) -> str:
    """The words that it begins with."""
    name = str(verb.__struct_config__.tag)
    return name.replace("_", " ") if issubclass(verb, OperatorCommand) else name


def about(verb: type[AnyVerb]) -> tuple[str, str]:
    """The line of help, and what there is to say beyond it."""
    first, _, rest = (verb.__doc__ or "").partition("\n")
    return first, " ".join(rest.split())


def arguments(verb: type[AnyVerb]) -> list[Argument]:
    hints = get_type_hints(verb, include_extras=True)
    found = []
    for field in msgspec.structs.fields(verb):
        kind, *marks = get_args(hints[field.name]) or (None,)
        if marks and isinstance(marks[0], ShellArg):
            default = None if field.required else field.default
            found.append(Argument(field.name, marks[0], kind, field.required, default))
    return found


def usage(verb: type[AnyVerb]) -> str:
    """As one types it."""
    words = [tag(verb)]
    for argument in arguments(verb):
        shown = argument.name.upper()
        if argument.arg.words or argument.required:
            words.append(shown if argument.required else f"[{shown}]")
        elif argument.kind is bool or argument.arg.secret:
            words.append(f"[{argument.option}]")
        else:
            words.append(f"[{argument.option} {shown}]")
    return " ".join(words)
