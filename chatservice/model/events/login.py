"""Coming in, names and the last word."""

from typing import ClassVar

from chatservice.model.events.base import Answer, Passing
from chatservice.model.events.rooms import RoomInfo


class Renamed(Passing, tag="renamed", kw_only=True, frozen=True):
    """A person in one of your rooms changed their name from `was` to `name`. `told`: all in this room learned
    it in the lobby, too."""

    says: ClassVar[str] = "{was} is now called {name}."
    room: str
    rid: str = ""
    was: str
    name: str
    told: bool = False


class Hello(Answer, tag="hello", kw_only=True, frozen=True):
    """The server's first event: its name and version, and the message of the day."""

    server: str
    version: str
    motd: str = ""


class Welcome(Answer, tag="welcome", kw_only=True, frozen=True):
    """You are signed in. `rooms` are the groups and direct conversations that you are a member of.

    `here` counts everyone who is online; `people` names them up to a limit, and `languages` are those
    that programs run in, both only for clients of the pipe dialect. `role` is your role on the server.
    `token` resumes this session, and `resumed` says that a token did. `http` is the address of the HTTP
    door, for uploads and downloads.
    `mentions` counts the lines that mentioned you while you were away. `previews`: the server makes previews
    of links.
    """

    name: str
    role: str = "guest"
    epoch: str
    token: str
    rooms: list[RoomInfo] = []
    resumed: bool = False
    here: int = 0
    people: list[str] = []
    languages: list[str] = []
    http: str = ""
    mentions: int = 0
    previews: bool = False


class ScramIs(Answer, tag="scram", kw_only=True, frozen=True):
    """The server's `message` of SCRAM-SHA-256: its first, then its final one."""

    message: str


class NameIs(Answer, tag="name_is", kw_only=True, frozen=True):
    """Your name from now on."""

    says: ClassVar[str] = "You are now called {name}."
    name: str


class Bye(Answer, tag="bye", kw_only=True, frozen=True):
    """The server's last event before it closes the connection.

    `resume` is where to resume: the last seq sent to this connection, by the room's `rid`, and
    by its name for clients that use names. Send it back as `since`.
    """

    code: str
    text: str
    resume: dict[str, int] = {}
