"""What the door knows of people and rooms, for the dialect to ask without waiting."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol

import msgspec

from chatservice.model.values import RoomRole
from chatservice.wire.irc.name_lists import ChannelNames, NameList

HOST = "people.chat"  # everyone's host: addresses are nobody else's business
USER = "~u"  # of people who are not here by IRC


class Extra(msgspec.Struct, frozen=True, gc=False):
    """What IRC says of a line and the log does not keep: whether it is a NOTICE, clients' own tags, and where
    in it the sender's client has cut a long line."""

    command: str = "PRIVMSG"
    tags: tuple[tuple[str, str], ...] = ()
    cuts: tuple[int, ...] = ()


NO_EXTRA = Extra()


class RoomView(NamedTuple):
    """A room that the reader is in."""

    name: str
    rid: str
    private: bool
    entry: str = "open"
    readonly: bool = False
    locked: bool = False
    unlisted: bool = False
    most: int = 0
    created: float = 0  # seconds since 1970, 0 if unknown

    @property
    def symbol(self) -> str:
        """What lists of its people begin with."""
        return "@" if self.private or self.unlisted else "="


class PeopleView(Protocol):
    """People who are here now, as all readers see them."""

    @property
    def server(self) -> str:
        """The server's name: the source of what it says itself."""
        ...

    @property
    def network(self) -> str:
        """What people call the chat."""
        ...

    def account(self, name: str) -> str:
        """The account of the person called `name`; empty for guests and people who are not here."""
        ...

    def user(self, name: str) -> str:
        """The user part of their source."""
        ...

    def real_name(self, name: str) -> str: ...

    def is_here(self, name: str) -> bool: ...

    def present_name(self, name: str) -> str:
        """How the person is written who is here under that name in any spelling; empty if nobody is."""
        ...

    def is_private(self, room: str) -> bool:
        """Whether the room of that name is a group."""
        ...

    def away(self, name: str) -> str | None:
        """The text of one who is away, None for others."""
        ...

    def is_staff(self, name: str) -> bool:
        """Whether they moderate the server."""
        ...

    def is_bot(self, name: str) -> bool: ...

    def metadata(self, name: str) -> Mapping[str, str]:
        """What one who is here shows to programs, by key."""
        ...

    def idle(self, name: str) -> tuple[int, int]:
        """Seconds for which they have been silent, and when they came (seconds since 1970)."""
        ...

    def extra_of(self, rid: str, seq: int) -> Extra:
        """What was said with IRC's own words of the line there."""
        ...

    def reason(self, rid: str, name: str) -> str:
        """What they said when they left that room, or (empty) the server."""
        ...

    def kicked(self, rid: str, name: str) -> None:
        """Somebody was kicked from a room: that they left it is said by that."""
        ...

    def was_kicked(self, rid: str, name: str) -> bool: ...

    def role_before(self, rid: str, name: str, seq: int, role: str) -> str:
        """Which role they had in that room before the event `seq` gave them `role`; empty if unknown."""
        ...

    def came(self, rid: str, name: str) -> None:
        """They are in the room again."""
        ...


class OwnView(PeopleView, Protocol):
    """Also what one reader sees."""

    def room(self, label: str) -> RoomView | None:
        """A room that the reader is in, by any of its names."""
        ...

    def members(self, label: str) -> Iterable[tuple[str, RoomRole]]:
        """The people in such a room and their roles; none for other rooms."""
        ...

    def names_in(self, label: str) -> ChannelNames:
        """The same, for a list of names."""
        ...

    def name_list(self, label: str) -> NameList:
        """The list of such a room that its readers share."""
        ...

    def rooms(self) -> Iterable[str]:
        """The rooms that the reader is in, direct conversations apart."""
        ...

    def shared_rooms(self, name: str) -> Iterable[tuple[str, RoomRole]]:
        """The rooms in which both the reader and `name` are."""
        ...

    def newest(self) -> Iterable[tuple[str, float]]:
        """The channels and nicknames of all conversations, each with the time of its last line."""
        ...

    def is_shown(self, name: str) -> bool:
        """Whether lists of people that the reader sees have them: who is invisible is in those of people
        in the same rooms alone."""
        ...

    def modes(self) -> str:
        """The reader's own user modes, as letters."""
        ...

    def counts(self) -> tuple[int, int, int]:
        """People, the most there were at once, rooms with people in them."""
        ...

    def unknown(self) -> int:
        """Connections that are not in yet."""
        ...

    def former(self, name: str) -> Iterable[tuple[str, str, str]]:
        """Who had that name before, newest first: name, user, real name."""
        ...

    def moderates(self) -> Iterable[str]:
        """The names of those online who moderate the server."""
        ...


def source(people: PeopleView, name: str, nickname: str) -> str:
    """The source of a message by that person: ``nick!user@host``."""
    return f"{nickname}!{people.user(name)}@{HOST}"
