"""The verbs of chatctl, one type each. Parser, help, completion and the operator's page are made
from these types.

A verb that is a single operator command is that command itself (`model.commands.users` and
`upkeep`). The tag is what is typed. A field without a default is a word after it, one with a default
an option; `ShellArg` says what it is. The first line of the docstring is the help.
"""

from typing import Annotated, ClassVar, NamedTuple, get_args, get_type_hints

import msgspec

from chatservice.model import commands as c
from chatservice.model.arguments import ShellArg
from chatservice.model.commands import OperatorCommand


class Verb(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="verb", kw_only=True):
    asks: ClassVar[str] = ""  # the confirmation that a person is asked for, because it cannot be undone
    useless: ClassVar[str] = ""  # why it needs a running server


class FileVerb(Verb, frozen=True):
    """A verb that chatctl carries out itself, with or without a running server, because it is about files."""


ROOM = ShellArg("its name, or its number")
IN_ROOM = ShellArg("about this room, by its name or number, instead of the server")
NAME = ShellArg("the name of the account")
WHO = ShellArg("the name of the account, or #ID")
ROLES = ("owner", "admin", "moderator", "user")


class AnnounceVerb(Verb, tag="announce", frozen=True):
    """Send an announcement to everyone online, and to those who sign in later.

    It stands until the next announcement, or until the server ends. `announcement.txt`
    in the data folder is for what should stand longer. Without a text the present one ends.
    """

    useless = "No server is running, so nobody would hear it."
    text: Annotated[str, ShellArg("what to say", words=True)] = ""


class RoomsCreate(Verb, tag="rooms create", frozen=True):
    """Make a public room."""

    name: Annotated[str, ShellArg("the name of the new room")]


class RoomsDelete(Verb, tag="rooms delete", frozen=True):
    """Delete a room or group with everything said in it; people in it are moved to the lobby.

    With --empty instead of a room, delete all rooms that are empty and in which nothing was ever
    said, except those made with chatctl.
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

    Older lines are removed soon, in small steps, and the file shrinks.
    """

    room: Annotated[str, ROOM]
    time: Annotated[str, ShellArg("how long", words=True)] = ""


class UsersRole(Verb, tag="users role", frozen=True):
    """Set a person's role on the server."""

    name: Annotated[str, NAME]
    role: Annotated[str, ShellArg("what they are from now on", choices=ROLES)]


class UsersEraseVerb(Verb, tag="users erase", frozen=True):
    """Erase a person permanently: name, tokens, bots, files, and what they said.

    Their lines stay in place as "(erased)", by "erased-ID". For a guest, or to be certain who is
    meant, give the id as users find shows it: #12. Backups are not changed, nor are the copies in
    the data folder that the answer names.
    """

    asks = "All that {name} said and shared is taken out for good. Go on?"
    name: Annotated[str, WHO]
    yes: Annotated[bool, ShellArg("do not ask")] = False


class UsersExport(FileVerb, tag="users export", frozen=True):
    """Write what is stored about a person as JSON, one object per line: facts, rooms, files, lines."""

    name: Annotated[str, WHO]
    to: Annotated[str, ShellArg("the file to make", path=True)] = ""


class BansVerb(Verb, tag="bans", frozen=True):
    """List who is banned or muted on the server, or in a room."""

    room: Annotated[str, IN_ROOM] = ""


class BanVerb(Verb, tag="ban", frozen=True):
    """Ban a person, a name, an address or a network, and disconnect those who are online.

    A name may be banned before anyone uses it.
    """

    target: Annotated[str, ShellArg("a name, an address, or a network such as 192.0.2.0/24")]
    time: Annotated[str, ShellArg("how long, as 30m, 2h or 1h30m; without it for good")] = "good"
    reason: Annotated[str, ShellArg("why; they are told")] = ""
    address: Annotated[bool, ShellArg("where that person is now, too")] = False
    yes: Annotated[bool, ShellArg("even if that is this machine, or everyone")] = False


class LiftBan(Verb, tag="unban", frozen=True):
    """Lift a ban, of the server or of a room."""

    target: Annotated[str, ShellArg("as bans lists it")]
    room: Annotated[str, IN_ROOM] = ""


class LiftMute(Verb, tag="unmute", frozen=True):
    """Lift a mute, of the server or of a room."""

    name: Annotated[str, ShellArg("as bans lists it")]
    room: Annotated[str, IN_ROOM] = ""


class KickVerb(Verb, tag="kick", frozen=True):
    """Disconnect a person; they may come back."""

    name: Annotated[str, ShellArg("who")]
    reason: Annotated[str, ShellArg("why; they are told")] = ""


class LockdownVerb(Verb, tag="lockdown", frozen=True):
    """Refuse new guests and accounts and slow everyone down, or end that; or show the state."""

    switch: Annotated[str, ShellArg("on or off", choices=("on", "off", ""))] = ""


class AuditVerb(Verb, tag="audit", frozen=True):
    """List the audit log, newest first."""

    limit: Annotated[int, ShellArg("how many")] = 50
    rooms: Annotated[bool, ShellArg("what people without a role on the server did in their rooms")] = False


class ReportsVerb(Verb, tag="reports", frozen=True):
    """List the unresolved reports."""


class Backup(FileVerb, tag="backup", frozen=True):
    """Copy the database and the files into a new folder, while the server runs or not.

    The copy is one state of all rooms, and records its last lines. It does not hold up the server.
    """

    folder: Annotated[str, ShellArg("the folder to make", path=True)]


class Verify(FileVerb, tag="verify", frozen=True):
    """Check a backup by restoring it beside itself, for a trial: database, and files if it has them.

    The trial is removed again; nothing else is changed.
    """

    backup: Annotated[str, ShellArg("the folder that backup made, or a database file", path=True)]


class Restore(FileVerb, tag="restore", frozen=True):
    """Restore a backup, while the server runs or not; the previous data is kept beside it.

    The backup is checked before anything is changed. Clients of a running server are disconnected,
    and told to reload when they come back. A copy of the database alone can be restored too.
    """

    backup: Annotated[str, ShellArg("the folder that backup made, or a database file", path=True)]


class Export(FileVerb, tag="export", frozen=True):
    """Write what was said in a room, oldest first, to a file or to the terminal.

    Times are UTC unless they name a zone: 2026-11-21, or 2026-11-21T14:30. Lines that arrive during
    the export are not included. The texts of its code documents follow, as they are now.
    """

    room: Annotated[str, ROOM]
    format: Annotated[str, ShellArg("how", choices=("text", "json", "html"))] = "text"
    since: Annotated[str, ShellArg("from this time on")] = ""
    until: Annotated[str, ShellArg("before this time")] = ""
    to: Annotated[str, ShellArg("the file to make", path=True)] = ""


class DoctorVerb(FileVerb, tag="doctor", frozen=True):
    """Check for problems: settings, folder, disk, database, certificate, limits, clock.

    The exit status is 3 if something has to be mended.
    """


class Completion(FileVerb, tag="completion", frozen=True):
    """Write the completion for bash: put  . <(chatctl completion)  into ~/.bashrc."""


# In the order of the list. Operator commands are verbs as they are.
VERBS: tuple[type[Verb | OperatorCommand], ...] = (
    c.Status,
    c.SettingsList,
    c.Stats,
    c.Usage,
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
    Verify,
    Restore,
    Export,
    DoctorVerb,
    Completion,
)

AnyVerb = Verb | OperatorCommand


class Argument(NamedTuple):
    """A field of a verb on the command line. `default` is None for a required word."""

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
    """The words that the verb starts with."""
    name = str(verb.__struct_config__.tag)
    return name.replace("_", " ") if issubclass(verb, OperatorCommand) else name


def about(verb: type[AnyVerb]) -> tuple[str, str]:
    """The line of help, and the details."""
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
    """The verb as it is typed."""
    words = [tag(verb)]
    for argument in arguments(verb):
        placeholder = argument.name.upper()
        if argument.arg.words or argument.required:
            words.append(placeholder if argument.required else f"[{placeholder}]")
        elif argument.kind is bool or argument.arg.secret:
            words.append(f"[{argument.option}]")
        else:
            words.append(f"[{argument.option} {placeholder}]")
    return " ".join(words)
