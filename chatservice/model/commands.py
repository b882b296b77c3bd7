"""What a client may ask.

On the wire of programs a command is a JSON object whose ``cmd`` is the class's tag; a
person types the line in `usage`. The first line of a docstring is the help text, and
``docs/protocol.md`` is made from these types. An empty `room` is the current one;
``@bob`` is the direct conversation with bob. `ref` comes back in the answer.
"""

from typing import ClassVar

import msgspec


class Command(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="cmd", gc=False
):
    usage: ClassVar[str] = ""
    ref: str | int | None = None


class Login(Command, tag="login", kw_only=True, frozen=True):
    """Come in under a name, or come back with a token.

    One is in no room then; typed, the lobby is entered with it. A token is for one
    connection at a time: the one that had it is closed.

    `since` maps rooms to the last seq one has seen there: they are joined, and what came
    after is sent. `epoch` names the database that those numbers are from.
    """

    usage: ClassVar[str] = "/login NAME or /login TOKEN"
    name: str = ""
    token: str = ""
    since: dict[str, int] = {}
    epoch: str = ""


class Join(Command, tag="join", kw_only=True, frozen=True):
    """Enter a room, made if it is not there, and talk in it.

    With `since`, everything after that seq is sent, then what happens; without it, the
    last lines are.
    """

    usage: ClassVar[str] = "/join ROOM"
    room: str
    since: int | None = None
    epoch: str = ""


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


class Who(Command, tag="who", kw_only=True, frozen=True):
    """Show who is in a room; ``*`` is everyone who is here."""

    usage: ClassVar[str] = "/who [ROOM]"
    room: str = ""


class Rooms(Command, tag="rooms", frozen=True):
    """Show the rooms that one may enter."""

    usage: ClassVar[str] = "/rooms"


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

    Without a `name` it is called ``room_1``, ``room_2`` and so on.
    """

    usage: ClassVar[str] = "/group NAME PERSON,PERSON"
    name: str = ""
    members: list[str] = []


class Invite(Command, tag="invite", kw_only=True, frozen=True):
    """Bring somebody into a group."""

    usage: ClassVar[str] = "/invite NAME [ROOM]"
    name: str
    room: str = ""


class History(Command, tag="history", kw_only=True, frozen=True):
    """Show earlier lines: the last ones, or those before or after a seq."""

    usage: ClassVar[str] = "/history [N] [before SEQ or after SEQ] [in:ROOM]"
    room: str = ""
    limit: int = 50
    before: int | None = None
    after: int | None = None


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


class Motd(Command, tag="motd", frozen=True):
    """Show the message of the day."""

    usage: ClassVar[str] = "/motd"


class Token(Command, tag="token", frozen=True):
    """Show the token with which a cut connection comes back as the same person."""

    usage: ClassVar[str] = "/token"


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
    | Who
    | Rooms
    | Topic
    | Nick
    | Group
    | Invite
    | History
    | Missed
    | Search
    | Motd
    | Token
    | Ping
    | Help
    | Quit
)
