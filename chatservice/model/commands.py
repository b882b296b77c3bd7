"""What a client may ask.

On the wire of programs a command is a JSON object whose ``cmd`` is the class's tag; a
person types the line in `usage`. The first line of a docstring is the help text, and
``docs/protocol.md`` is made from these types. A `room` is a room's id (`rid`) or its name;
empty is the current one, ``@bob`` the direct conversation with bob. `ref` comes back in the answer.
"""

from typing import ClassVar

import msgspec


class Command(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="cmd", gc=False
):
    usage: ClassVar[str] = ""
    ref: str | int | None = None


class Login(Command, tag="login", kw_only=True, frozen=True):
    """Come in under a name, with the password if it is owned, or come back with a token.

    One is in no room then; typed, the lobby is entered with it. The token of a guest is
    for one connection at a time: the one that had it is closed. An account is on as many
    as it likes; each login with a password gives a token of its own, kept as `device`.

    `since` maps rooms, by `rid` or name, to the last seq one has seen there: they are joined, and
    what came after is sent. `epoch` names the database that those numbers are from.
    """

    usage: ClassVar[str] = "/login NAME [PASSWORD] or /login TOKEN"
    name: str = ""
    password: str = ""
    token: str = ""
    device: str = ""
    since: dict[str, int] = {}
    epoch: str = ""


class Join(Command, tag="join", kw_only=True, frozen=True):
    """Enter a room, made if it is not there, and talk in it.

    With `since`, everything after that seq is sent, then what happens; without it, the
    last lines are: `lines` of them, or as many as the server has set.
    """

    usage: ClassVar[str] = "/join ROOM [PASSWORD]"
    room: str
    password: str = ""
    since: int | None = None
    epoch: str = ""
    lines: int | None = None


class Leave(Command, tag="leave", kw_only=True, frozen=True):
    """Leave a room; a group is left for good."""

    usage: ClassVar[str] = "/leave [ROOM]"
    room: str = ""


class Say(Command, tag="say", kw_only=True, frozen=True):
    """Say something in a room.

    The same `key` again is the same line, said once.
    """

    usage: ClassVar[str] = "TEXT, or /me TEXT"
    room: str = ""
    text: str
    key: str = ""
    action: bool = False


class Msg(Command, tag="msg", kw_only=True, frozen=True):
    """Say something to one person."""

    usage: ClassVar[str] = "/msg NAME TEXT"
    to: str
    text: str
    key: str = ""


class Reply(Command, tag="reply", kw_only=True, frozen=True):
    """Answer the last private line."""

    usage: ClassVar[str] = "/reply TEXT"
    text: str
    key: str = ""


class CreateChatroom(Command, tag="create_chatroom", kw_only=True, frozen=True):
    """Make a room without entering it; the answer tells its number."""

    usage: ClassVar[str] = "/create_chatroom NAME"
    name: str


class OpenChatroom(Command, tag="open_chatroom", kw_only=True, frozen=True):
    """Enter a room that is there, by its number or name."""

    usage: ClassVar[str] = "/open_chatroom ID"
    room: str


class DeleteChatroom(Command, tag="delete_chatroom", kw_only=True, frozen=True):
    """Delete a room, by its number or name, with everything said in it.

    Who talks in it is put into the lobby.
    """

    usage: ClassVar[str] = "/delete_chatroom ID"
    room: str


class Announce(Command, tag="announce", kw_only=True, frozen=True):
    """Say something to everyone who is here, in whatever room; an empty text ends it.

    Who comes in later hears it too, until the next one or the end of the server.
    """

    usage: ClassVar[str] = "/announce [TEXT]"
    text: str = ""


class Who(Command, tag="who", kw_only=True, frozen=True):
    """Show who is in a room; ``*`` is everyone who is here."""

    usage: ClassVar[str] = "/who [ROOM]"
    room: str = ""


class Rooms(Command, tag="rooms", kw_only=True, frozen=True):
    """Show the rooms that one may enter, or the conversations with guests who are gone for good."""

    usage: ClassVar[str] = "/rooms [ended]"
    ended: bool = False


class Topic(Command, tag="topic", kw_only=True, frozen=True):
    """Show or set the topic of a room; typed, ``-`` clears it.

    An empty `text` clears it.
    """

    usage: ClassVar[str] = "/topic [TEXT or -]"
    room: str = ""
    text: str | None = None


class Nick(Command, tag="nick", kw_only=True, frozen=True):
    """Change one's name."""

    usage: ClassVar[str] = "/nick NAME"
    name: str


class Group(Command, tag="group", kw_only=True, frozen=True):
    """Make a private group and invite people into it.

    One talks in it from then on. Without a `name` it is called ``room_1``, ``room_2`` and so on. A
    member who is not found is an error; with `skip_unknown`, as typed, the group is made without
    them, and an error names each.
    """

    usage: ClassVar[str] = "/group NAME PERSON,PERSON"
    name: str = ""
    members: list[str] = []
    skip_unknown: bool = False


class Invite(Command, tag="invite", kw_only=True, frozen=True):
    """Bring somebody into a group."""

    usage: ClassVar[str] = "/invite NAME [ROOM]"
    name: str
    room: str = ""


class History(Command, tag="history", kw_only=True, frozen=True):
    """Show earlier lines: the last ones, or those before or after a seq.

    With `numbered`, people see the seq of each; programs always do.
    """

    usage: ClassVar[str] = "/history [N] [before SEQ or after SEQ] [in:ROOM] [numbered]"
    room: str = ""
    limit: int = 50
    before: int | None = None
    after: int | None = None
    numbered: bool = False


class Missed(Command, tag="missed", kw_only=True, frozen=True):
    """Show what was said since one was last there."""

    usage: ClassVar[str] = "/missed [ROOM]"
    room: str | None = None


class Search(Command, tag="search", kw_only=True, frozen=True):
    """Find lines that contain a text, newest first.

    `before` is the ``next`` of the page before; what people see says it as ``before:N``.
    """

    usage: ClassVar[str] = "/search TEXT [in:ROOM] [from:NAME] [before:N]"
    text: str
    room: str = ""
    sender: str = ""
    limit: int = 20
    before: int | None = None


class Files(Command, tag="files", kw_only=True, frozen=True):
    """Show the files that one can see, newest first.

    `before` is the ``next`` of the page before. Files come in and are had over HTTP.
    """

    usage: ClassVar[str] = "/files [N] [in:ROOM] [from:NAME] [before:N]"
    room: str = ""
    sender: str = ""
    limit: int = 20
    before: int | None = None


class Share(Command, tag="share", kw_only=True, frozen=True):
    """Share a file that one can see in another room too."""

    usage: ClassVar[str] = "/share FILE [ROOM]"
    file: str
    room: str = ""
    key: str = ""


class Link(Command, tag="link", kw_only=True, frozen=True):
    """Make a link to a file that is good for a time to whoever has it."""

    usage: ClassVar[str] = "/link FILE"
    file: str


class DeleteFile(Command, tag="delete_file", kw_only=True, frozen=True):
    """Delete a file that one has shared."""

    usage: ClassVar[str] = "/delete_file FILE"
    file: str


class Bot(Command, tag="bot", kw_only=True, frozen=True):
    """Make an account for a program of one's own, or a new token for it.

    The token is told once; the one before it is worth nothing then. With `off` there is no
    new one, and the bot stays out. With `delete` the bot is no more, and its name is free.
    """

    usage: ClassVar[str] = "/bot NAME [off or delete]"
    name: str
    off: bool = False
    delete: bool = False


class Bots(Command, tag="bots", kw_only=True, frozen=True):
    """Show one's bots.

    Moderators of the server may give a `name`: they see the bots of that person, or whose bot it is.
    """

    usage: ClassVar[str] = "/bots [NAME]"
    name: str = ""


class Webhook(Command, tag="webhook", kw_only=True, frozen=True):
    """Make an address where programs can post lines for a room, said by a bot of that name."""

    usage: ClassVar[str] = "/webhook NAME [ROOM]"
    name: str
    room: str = ""


class Webhooks(Command, tag="webhooks", kw_only=True, frozen=True):
    """Show the webhooks of a room."""

    usage: ClassVar[str] = "/webhooks [ROOM]"
    room: str = ""


class Unhook(Command, tag="unhook", kw_only=True, frozen=True):
    """Make a webhook's address worthless; `id` as webhooks shows it."""

    usage: ClassVar[str] = "/unhook ID [ROOM]"
    id: str
    room: str = ""


class Motd(Command, tag="motd", frozen=True):
    """Show the message of the day."""

    usage: ClassVar[str] = "/motd"


class Token(Command, tag="token", kw_only=True, frozen=True):
    """Show the token with which a cut connection comes back as the same person.

    With a `label`, an account gets another one, for a device or program of that name.
    """

    usage: ClassVar[str] = "/token [LABEL]"
    label: str = ""


class Tokens(Command, tag="tokens", frozen=True):
    """Show the tokens of one's account: what they are for, and when they were used."""

    usage: ClassVar[str] = "/tokens"


class Revoke(Command, tag="revoke", kw_only=True, frozen=True):
    """Make a token worthless, and sign out what came in with it; `id` as tokens shows it."""

    usage: ClassVar[str] = "/revoke ID"
    id: str


class Register(Command, tag="register", kw_only=True, frozen=True):
    """Own the name one has: history, groups and all stay with it.

    Whoever has not come in yet gives the `name` too. Where registration is by invitation,
    `invitation` is the token that somebody gave.
    """

    usage: ClassVar[str] = "/register PASSWORD [INVITATION]"
    password: str
    name: str = ""
    invitation: str = ""


class Password(Command, tag="password", kw_only=True, frozen=True):
    """Change one's password; other devices are signed out.

    Typed, an old one with blanks in it stands in quotes: "correct horse".
    """

    usage: ClassVar[str] = "/password OLD NEW"
    old: str
    new: str


class Invitation(Command, tag="invitation", frozen=True):
    """Make a token with which one person can register."""

    usage: ClassVar[str] = "/invitation"


class Role(Command, tag="role", kw_only=True, frozen=True):
    """Make somebody owner, moderator, member or muted in a room.

    With the room ``*`` it is about the server: owner, admin, moderator or user.
    """

    usage: ClassVar[str] = "/role NAME ROLE [ROOM or *]"
    name: str
    role: str
    room: str = ""


class Mode(Command, tag="mode", kw_only=True, frozen=True):
    """Show or set what a room asks of people.

    `entry` is who may enter: ``open``, ``invite`` (those invited) or ``password`` (with the
    `password` given here). In a `readonly` room only moderators speak. `slow` is how many
    seconds others have to wait between two lines.
    """

    usage: ClassVar[str] = "/mode [open | invite | password WORD] [readonly on|off] [slow SECONDS] [in:ROOM]"
    room: str = ""
    entry: str | None = None
    password: str = ""
    readonly: bool | None = None
    slow: float | None = None


class Kick(Command, tag="kick", kw_only=True, frozen=True):
    """Put somebody out of a room; with the room ``*``, off the server. They may come back."""

    usage: ClassVar[str] = "/kick NAME [in:ROOM or in:*] [REASON]"
    name: str
    room: str = ""
    reason: str = ""


class Ban(Command, tag="ban", kw_only=True, frozen=True):
    """Keep somebody out: a person, a name, an address or a network such as 192.0.2.0/24.

    It is about the server, or one `room`. With `address`, where that person is at this
    moment is banned too. Without `seconds` it is for good.
    """

    usage: ClassVar[str] = "/ban NAME or ADDRESS or NETWORK [for TIME] [in:ROOM] [+address] [REASON]"
    target: str
    room: str = "*"
    seconds: float | None = None
    address: bool = False
    reason: str = ""


class Unban(Command, tag="unban", kw_only=True, frozen=True):
    """Lift a ban."""

    usage: ClassVar[str] = "/unban NAME or ADDRESS or NETWORK [in:ROOM]"
    target: str
    room: str = "*"


class Bans(Command, tag="bans", kw_only=True, frozen=True):
    """Show who is banned and muted on the server, or in a room; with `name`, those with that in it.

    They are the newest ones, when there are many.
    """

    usage: ClassVar[str] = "/bans [ROOM or *] [NAME]"
    room: str = "*"
    name: str = ""


class Mute(Command, tag="mute", kw_only=True, frozen=True):
    """Let somebody read and not speak in a room; with the room ``*``, anywhere.

    Without `seconds` it is for good.
    """

    usage: ClassVar[str] = "/mute NAME [for TIME] [in:ROOM or in:*] [REASON]"
    name: str
    room: str = ""
    seconds: float | None = None
    reason: str = ""


class Unmute(Command, tag="unmute", kw_only=True, frozen=True):
    """Let somebody speak again."""

    usage: ClassVar[str] = "/unmute NAME [in:ROOM or in:*]"
    name: str
    room: str = ""


class Ignore(Command, tag="ignore", kw_only=True, frozen=True):
    """Hear nothing more of somebody; without a name, show whom one ignores."""

    usage: ClassVar[str] = "/ignore [NAME]"
    name: str = ""


class Unignore(Command, tag="unignore", kw_only=True, frozen=True):
    """Hear of somebody again."""

    usage: ClassVar[str] = "/unignore NAME"
    name: str


class Delete(Command, tag="delete", kw_only=True, frozen=True):
    """Delete a line, one's own or another's: its text is gone, its number stays.

    Without a `seq` it is the last one that one said there.
    """

    usage: ClassVar[str] = "/delete [SEQ] [in:ROOM]"
    room: str = ""
    seq: int | None = None


class Report(Command, tag="report", kw_only=True, frozen=True):
    """Show a line to the moderators of the server, who see its text then."""

    usage: ClassVar[str] = "/report SEQ [in:ROOM] [REASON]"
    room: str = ""
    seq: int
    reason: str = ""


class Reports(Command, tag="reports", frozen=True):
    """Show the reports that nobody has dealt with."""

    usage: ClassVar[str] = "/reports"


class Resolve(Command, tag="resolve", kw_only=True, frozen=True):
    """Say that a report is dealt with."""

    usage: ClassVar[str] = "/resolve ID"
    id: int


class Lockdown(Command, tag="lockdown", kw_only=True, frozen=True):
    """Let in no new guests and make no new accounts, and everyone is slower; or end that."""

    usage: ClassVar[str] = "/lockdown [on or off]"
    on: bool | None = None


class Audit(Command, tag="audit", kw_only=True, frozen=True):
    """Show who did what to whom: the newest first.

    It is what the operator and those with a role on the server did; with `rooms`, what others did
    in their rooms. `before` is the ``next`` of the page before; what people see says it as
    ``before N``.
    """

    usage: ClassVar[str] = "/audit [N] [before N] [rooms]"
    limit: int = 20
    before: int | None = None
    rooms: bool = False


class Ping(Command, tag="ping", frozen=True):
    """Ask whether the server is there."""

    usage: ClassVar[str] = "/ping"


class Help(Command, tag="help", kw_only=True, frozen=True):
    """Show the commands, or how one of them is used."""

    usage: ClassVar[str] = "/help [COMMAND]"
    about: str = ""


class Quit(Command, tag="quit", frozen=True):
    """Say goodbye. A bare quit does it too."""

    usage: ClassVar[str] = "/quit"


AnyCommand = (
    Login
    | Join
    | Leave
    | Say
    | Msg
    | Reply
    | CreateChatroom
    | OpenChatroom
    | DeleteChatroom
    | Announce
    | Who
    | Rooms
    | Topic
    | Nick
    | Group
    | Invite
    | History
    | Missed
    | Search
    | Files
    | Share
    | Link
    | DeleteFile
    | Bot
    | Bots
    | Webhook
    | Webhooks
    | Unhook
    | Motd
    | Token
    | Tokens
    | Revoke
    | Register
    | Password
    | Invitation
    | Role
    | Mode
    | Kick
    | Ban
    | Unban
    | Bans
    | Mute
    | Unmute
    | Ignore
    | Unignore
    | Delete
    | Report
    | Reports
    | Resolve
    | Lockdown
    | Audit
    | Ping
    | Help
    | Quit
)
