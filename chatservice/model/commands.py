"""What a client may ask.

On the wire of programs a command is a JSON object whose ``cmd`` is the class's tag; how a
person types a field stands on the field (`model.arguments`). The first line of a docstring is
the help text, and ``docs/protocol.md`` is made from these types. A `room` is a room's id (`rid`) or its name;
empty is the current one, ``@bob`` the direct conversation with bob. `ref` comes back in the answer.
"""

from typing import Annotated, ClassVar

import msgspec

from chatservice.model import arguments


class Command(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="cmd", gc=False
):
    usage: ClassVar[str] = ""  # where the marks on the fields do not say it all
    under: ClassVar[str] = ""  # of which command it is typed as a part: run_stop is /run stop
    ref: str | int | None = None


class Login(Command, tag="login", kw_only=True, frozen=True):
    """Come in under a name, with the password if it is owned, or come back with a token.

    One is in no room then; typed, the lobby is entered with it. A guest may do it later too, with a
    token or password, and is that person from then on. The token of a guest is for one connection
    at a time: the one that had it is closed. An account is on as many as it likes; each login
    with a password gives a token of its own, kept as `device`.

    `since` maps rooms, by `rid` or name, to the last seq one has seen there: they are joined, and
    what came after is sent; one that is gone is not made anew. `epoch` names the database that
    those numbers are from.
    """

    name: Annotated[str, arguments.Word("NAME", must=True)] = ""
    password: Annotated[str, arguments.Rest("PASSWORD")] = ""
    token: Annotated[str, arguments.Alone("TOKEN", arguments.TOKEN)] = ""
    device: str = ""
    since: dict[str, int] = {}
    epoch: str = ""


class Join(Command, tag="join", kw_only=True, frozen=True):
    """Enter a room, made if it is not there, and talk in it.

    With `since`, everything after that seq is sent, then what happens, and a room that is gone is
    not made anew; without it, the last lines are sent: `lines` of them, or as many as the server has set.
    """

    room: Annotated[str, arguments.Word("ROOM")]
    password: Annotated[str, arguments.Rest("PASSWORD")] = ""
    since: int | None = None
    epoch: str = ""
    lines: int | None = None


class Leave(Command, tag="leave", kw_only=True, frozen=True):
    """Leave a room; a group is left for good."""

    room: Annotated[str, arguments.Rest("ROOM")] = ""


class Say(Command, tag="say", kw_only=True, frozen=True):
    """Say something in a room.

    The same `key` again is the same line, said once.
    """

    usage: ClassVar[str] = "TEXT, or /me TEXT"
    room: str = ""
    text: Annotated[str, arguments.RawText("TEXT")]
    key: str = ""
    action: bool = False


class Msg(Command, tag="msg", kw_only=True, frozen=True):
    """Say something to one person."""

    to: Annotated[str, arguments.Word("NAME")]
    text: Annotated[str, arguments.RawText("TEXT")]
    key: str = ""


class Reply(Command, tag="reply", kw_only=True, frozen=True):
    """Answer the last private line.

    When it has come within 10 s, and another conversation was going on, the first try is an error that says
    whose it is.
    """

    text: Annotated[str, arguments.RawText("TEXT")]
    key: str = ""


class CreateChatroom(Command, tag="create_chatroom", kw_only=True, frozen=True):
    """Make a room without entering it; the answer tells its number."""

    name: Annotated[str, arguments.Rest("NAME")]


class OpenChatroom(Command, tag="open_chatroom", kw_only=True, frozen=True):
    """Enter a room that is there, by its number or name."""

    room: Annotated[str, arguments.Rest("ID")]


class DeleteChatroom(Command, tag="delete_chatroom", kw_only=True, frozen=True):
    """Delete a room, by its number or name, with everything said in it.

    Who talks in it is put into the lobby.
    """

    room: Annotated[str, arguments.Rest("ID")]


class Announce(Command, tag="announce", kw_only=True, frozen=True):
    """Say something to everyone who is here, in whatever room; an empty text ends it.

    Who comes in later hears it too, until the next one or the end of the server.
    """

    text: Annotated[str, arguments.RawText("TEXT")] = ""


class Who(Command, tag="who", kw_only=True, frozen=True):
    """Show who is in a room; ``*`` is everyone who is here."""

    room: Annotated[str, arguments.Rest("ROOM")] = ""


class Rooms(Command, tag="rooms", kw_only=True, frozen=True):
    """Show the rooms that one may enter, or the conversations with guests who are gone for good.

    With `about`, those with that in their name. With a `limit`, only so many, the busiest first; who
    types it sees twenty, and all with ``all``.
    """

    ended: Annotated[bool, arguments.Flag("ended")] = False
    about: Annotated[str, arguments.Rest("all or WORD")] = ""
    limit: Annotated[int | None, arguments.Always("", 20)] = None


class Topic(Command, tag="topic", kw_only=True, frozen=True):
    """Show or set the topic of a room; typed, ``-`` clears it.

    An empty `text` clears it.
    """

    room: str = ""
    text: Annotated[str | None, arguments.Rest("TEXT or -", clears="-")] = None


class Nick(Command, tag="nick", kw_only=True, frozen=True):
    """Change one's name."""

    name: Annotated[str, arguments.Rest("NAME")]


class Group(Command, tag="group", kw_only=True, frozen=True):
    """Make a private group and invite people into it.

    One talks in it from then on. Without a `name` it is called ``room_1``, ``room_2`` and so on. A
    member who is not found is an error; with `skip_unknown`, as typed, the group is made without
    them, and an error names each.
    """

    name: Annotated[str, arguments.Word("NAME", must=True)] = ""
    members: Annotated[list[str], arguments.Names("PERSON,PERSON")] = []
    skip_unknown: Annotated[bool, arguments.Always("", True)] = False


class Invite(Command, tag="invite", kw_only=True, frozen=True):
    """Bring somebody into a group."""

    name: Annotated[str, arguments.Word("NAME")]
    room: Annotated[str, arguments.Rest("ROOM")] = ""


class History(Command, tag="history", kw_only=True, frozen=True):
    """Show earlier lines: the last ones, or those before or after a seq.

    With `numbered`, people see the seq of each; programs always do.
    """

    room: Annotated[str, arguments.IN_ROOM] = ""
    limit: Annotated[int, arguments.Number("N")] = 50
    before: Annotated[int | None, arguments.Keyed("SEQ", "before")] = None
    after: Annotated[int | None, arguments.Keyed("SEQ", "after")] = None
    numbered: Annotated[bool, arguments.Flag("numbered")] = False


class Missed(Command, tag="missed", kw_only=True, frozen=True):
    """Show what was said since one was last there."""

    room: Annotated[str | None, arguments.Rest("ROOM")] = None


class Search(Command, tag="search", kw_only=True, frozen=True):
    """Find lines that contain a text, newest first.

    `before` is the ``next`` of the page before; what people see says it as ``before:N``.
    """

    text: Annotated[str, arguments.Words("TEXT")]
    room: Annotated[str, arguments.IN_ROOM] = ""
    sender: Annotated[str, arguments.FROM_NAME] = ""
    limit: int = 20
    before: Annotated[int | None, arguments.BEFORE_PAGE] = None


class Files(Command, tag="files", kw_only=True, frozen=True):
    """Show the files that one can see, newest first.

    `before` is the ``next`` of the page before. Files come in and are had over HTTP.
    """

    room: Annotated[str, arguments.IN_ROOM] = ""
    sender: Annotated[str, arguments.FROM_NAME] = ""
    limit: Annotated[int, arguments.Number("N")] = 20
    before: Annotated[int | None, arguments.BEFORE_PAGE] = None


class Share(Command, tag="share", kw_only=True, frozen=True):
    """Share a file that one can see in another room too."""

    file: Annotated[str, arguments.Word("FILE")]
    room: Annotated[str, arguments.Rest("ROOM")] = ""
    key: str = ""


class ShareLink(Command, tag="link", kw_only=True, frozen=True):
    """Make a link to a file that is good for a time to whoever has it."""

    file: Annotated[str, arguments.Rest("FILE")]


class DeleteFile(Command, tag="delete_file", kw_only=True, frozen=True):
    """Delete a file that one has shared."""

    file: Annotated[str, arguments.Rest("FILE")]


class Bot(Command, tag="bot", kw_only=True, frozen=True):
    """Make an account for a program of one's own, or a new token for it.

    The token is told once; the one before it is worth nothing then. With `off` there is no
    new one, and the bot stays out. With `delete` the bot is no more, and its name is free.
    """

    name: Annotated[str, arguments.Word("NAME")]
    off: Annotated[bool, arguments.Flag("off")] = False
    delete: Annotated[bool, arguments.Flag("delete")] = False


class Bots(Command, tag="bots", kw_only=True, frozen=True):
    """Show one's bots.

    Moderators of the server may give a `name`: they see the bots of that person, or whose bot it is.
    """

    name: Annotated[str, arguments.Rest("NAME")] = ""


class Webhook(Command, tag="webhook", kw_only=True, frozen=True):
    """Make an address where programs can post lines for a room, said by a bot of that name."""

    name: Annotated[str, arguments.Word("NAME")]
    room: Annotated[str, arguments.Rest("ROOM")] = ""


class Webhooks(Command, tag="webhooks", kw_only=True, frozen=True):
    """Show the webhooks of a room."""

    room: Annotated[str, arguments.Rest("ROOM")] = ""


class Unhook(Command, tag="unhook", kw_only=True, frozen=True):
    """Make a webhook's address worthless; `id` as webhooks shows it."""

    id: Annotated[str, arguments.Word("ID")]
    room: Annotated[str, arguments.Rest("ROOM")] = ""


class Motd(Command, tag="motd", frozen=True):
    """Show the message of the day."""


class Token(Command, tag="token", kw_only=True, frozen=True):
    """Show the token with which a cut connection comes back as the same person.

    With a `label`, an account gets another one, for a device or program of that name.
    """

    label: Annotated[str, arguments.Rest("LABEL")] = ""


class Tokens(Command, tag="tokens", frozen=True):
    """Show the tokens of one's account: what they are for, and when they were used."""


class Revoke(Command, tag="revoke", kw_only=True, frozen=True):
    """Make a token worthless, and sign out what came in with it; `id` as tokens shows it."""

    id: Annotated[str, arguments.Rest("ID")]


class Register(Command, tag="register", kw_only=True, frozen=True):
    """Own the name one has: history, groups and all stay with it.

    Whoever has not come in yet gives the `name` too; typed, it is the name that was typed before and
    refused, or stands before the password and an invitation. Where registration is by invitation,
    `invitation` is the token that somebody gave.
    """

    password: Annotated[str, arguments.Rest("PASSWORD")]
    name: str = ""
    invitation: Annotated[str, arguments.Last("INVITATION", arguments.TOKEN)] = ""


class Password(Command, tag="password", kw_only=True, frozen=True):
    """Change one's password; other devices are signed out.

    Typed, an old one with blanks in it stands in quotes: "correct horse".
    """

    old: Annotated[str, arguments.Word("OLD", quoted=True)]
    new: Annotated[str, arguments.Rest("NEW")]


class Invitation(Command, tag="invitation", frozen=True):
    """Make a token with which one person can register."""


class Role(Command, tag="role", kw_only=True, frozen=True):
    """Make somebody owner, moderator, member or muted in a room.

    With the room ``*`` it is about the server: owner, admin, moderator or user.
    """

    name: Annotated[str, arguments.Word("NAME")]
    role: Annotated[str, arguments.Word("ROLE")]
    room: Annotated[str, arguments.Rest("ROOM or *")] = ""


class Mode(Command, tag="mode", kw_only=True, frozen=True):
    """Show or set what a room asks of people.

    `entry` is who may enter: ``open``, ``invite`` (those invited) or ``password`` (with the
    `password` given here). In a `readonly` room only moderators speak. `slow` is how many
    seconds others have to wait between two lines.
    """

    entry: Annotated[
        str | None,
        arguments.OneOf(
            "open | invite | password WORD", ("open", "invite", "password"), (("password", "password"),)
        ),
    ] = None
    password: str = ""
    readonly: Annotated[bool | None, arguments.Keyed("on|off", "readonly", "switch")] = None
    slow: Annotated[float | None, arguments.Keyed("SECONDS", "slow", "seconds")] = None
    room: Annotated[str, arguments.IN_ROOM] = ""


class Kick(Command, tag="kick", kw_only=True, frozen=True):
    """Put somebody out of a room; with the room ``*``, off the server. They may come back."""

    name: Annotated[str, arguments.Word("NAME")]
    room: Annotated[str, arguments.Prefix("ROOM or *", "in:")] = ""
    reason: Annotated[str, arguments.Reason("REASON")] = ""


class Ban(Command, tag="ban", kw_only=True, frozen=True):
    """Keep somebody out: a person, a name, an address or a network such as 192.0.2.0/24.

    It is about the server, or one `room`. With `address`, where that person is at this
    moment is banned too. Without `seconds` it is for good.
    """

    target: Annotated[str, arguments.Word("NAME or ADDRESS or NETWORK")]
    seconds: Annotated[float | None, arguments.Until("for TIME")] = None
    room: Annotated[str, arguments.IN_ROOM] = "*"
    address: Annotated[bool, arguments.Flag("+address")] = False
    reason: Annotated[str, arguments.Reason("REASON")] = ""


class Unban(Command, tag="unban", kw_only=True, frozen=True):
    """Lift a ban."""

    target: Annotated[str, arguments.Word("NAME or ADDRESS or NETWORK")]
    room: Annotated[str, arguments.IN_ROOM] = "*"


class Bans(Command, tag="bans", kw_only=True, frozen=True):
    """Show who is banned and muted on the server, or in a room; with `name`, those with that in it.

    They are the newest ones, when there are many.
    """

    room: Annotated[str, arguments.Word("ROOM or *")] = "*"
    name: Annotated[str, arguments.Rest("NAME")] = ""


class Mute(Command, tag="mute", kw_only=True, frozen=True):
    """Let somebody read and not speak in a room; with the room ``*``, anywhere.

    Without `seconds` it is for good.
    """

    name: Annotated[str, arguments.Word("NAME")]
    seconds: Annotated[float | None, arguments.Until("for TIME")] = None
    room: Annotated[str, arguments.Prefix("ROOM or *", "in:")] = ""
    reason: Annotated[str, arguments.Reason("REASON")] = ""


class Unmute(Command, tag="unmute", kw_only=True, frozen=True):
    """Let somebody speak again."""

    name: Annotated[str, arguments.Word("NAME")]
    room: Annotated[str, arguments.Prefix("ROOM or *", "in:")] = ""


class Ignore(Command, tag="ignore", kw_only=True, frozen=True):
    """Hear nothing more of somebody; without a name, show whom one ignores."""

    name: Annotated[str, arguments.Rest("NAME")] = ""


class Unignore(Command, tag="unignore", kw_only=True, frozen=True):
    """Hear of somebody again."""

    name: Annotated[str, arguments.Rest("NAME")]


class Delete(Command, tag="delete", kw_only=True, frozen=True):
    """Delete a line, one's own or another's: its text is gone, its number stays.

    Without a `seq` it is the last one that one said there.
    """

    room: Annotated[str, arguments.IN_ROOM] = ""
    seq: Annotated[int | None, arguments.LINE] = None


class Report(Command, tag="report", kw_only=True, frozen=True):
    """Show a line to the moderators of the server, who see its text then."""

    room: Annotated[str, arguments.IN_ROOM] = ""
    seq: Annotated[int, arguments.LINE]
    reason: Annotated[str, arguments.Rest("REASON")] = ""


class Reports(Command, tag="reports", frozen=True):
    """Show the reports that nobody has dealt with."""


class Resolve(Command, tag="resolve", kw_only=True, frozen=True):
    """Say that a report is dealt with."""

    id: Annotated[int, arguments.Number("ID")]


class Lockdown(Command, tag="lockdown", kw_only=True, frozen=True):
    """Let in no new guests and make no new accounts, and everyone is slower; or end that."""

    on: Annotated[bool | None, arguments.Switch("on or off")] = None


class Audit(Command, tag="audit", kw_only=True, frozen=True):
    """Show who did what to whom: the newest first.

    It is what the operator and those with a role on the server did; with `rooms`, what others did
    in their rooms. `before` is the ``next`` of the page before; what people see says it as
    ``before N``.
    """

    limit: Annotated[int, arguments.Number("N")] = 20
    before: Annotated[int | None, arguments.Keyed("N", "before")] = None
    rooms: Annotated[bool, arguments.Flag("rooms")] = False


class Run(Command, tag="run", kw_only=True, frozen=True):
    """Run the program in a message: the newest between lines of three backticks, or that of line N.

    The language stands after the first backticks, or in `language`; of several blocks in a
    message, `block` says which, counted from 1. `input` is all that the program can read, unless it is
    `interactive`: then more can be typed. Programs may give the `source` itself.
    """

    line: Annotated[int | None, arguments.Number("N")] = None
    room: Annotated[str, arguments.IN_ROOM] = ""
    language: Annotated[str, arguments.Prefix("LANGUAGE", "as:")] = ""
    block: Annotated[int, arguments.Prefix("N", "block:", number=True)] = 1
    interactive: Annotated[bool, arguments.Flag("interactive")] = False
    input: Annotated[str, arguments.After("INPUT", key="with")] = ""
    source: str = ""


class RunShow(Command, tag="run_show", kw_only=True, frozen=True):
    """Show what a program printed, from a line on, counted from 0."""

    under: ClassVar[str] = "run"
    run: Annotated[int, arguments.Number("ID")]
    start: Annotated[int, arguments.Number("LINE")] = 0
    room: Annotated[str, arguments.IN_ROOM] = ""
    limit: int = 500


class RunStop(Command, tag="run_stop", kw_only=True, frozen=True):
    """End a program, one's own or another's."""

    under: ClassVar[str] = "run"
    run: Annotated[int, arguments.Number("ID")]
    room: Annotated[str, arguments.IN_ROOM] = ""


class RunInput(Command, tag="run_input", kw_only=True, frozen=True):
    """Give an interactive program of one's own a line to read."""

    under: ClassVar[str] = "run"
    run: Annotated[int, arguments.Number("ID")]
    room: Annotated[str, arguments.IN_ROOM] = ""
    text: Annotated[str, arguments.RawText("TEXT")] = ""


class RunEof(Command, tag="run_eof", kw_only=True, frozen=True):
    """End the input of an interactive program of one's own."""

    under: ClassVar[str] = "run"
    run: Annotated[int, arguments.Number("ID")]
    room: Annotated[str, arguments.IN_ROOM] = ""


class Doctor(Command, tag="doctor", frozen=True):
    """Show whether programs can be run here, in which languages, and what fences them in."""


class Ping(Command, tag="ping", frozen=True):
    """Ask whether the server is there."""


class Help(Command, tag="help", kw_only=True, frozen=True):
    """Show the commands, or how one of them is used."""

    about: Annotated[str, arguments.Rest("COMMAND")] = ""


class Quit(Command, tag="quit", frozen=True):
    """Say goodbye. A bare quit does it too."""


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
    | ShareLink
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
    | Run
    | RunShow
    | RunStop
    | RunInput
    | RunEof
    | Doctor
    | Ping
    | Help
    | Quit
)
