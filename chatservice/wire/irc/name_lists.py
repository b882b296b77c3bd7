"""The people in a channel, as lines of NAMES.

Everyone who enters a large room gets all its names: so what is put together for one is kept for the next,
and people who come are added at its end. When somebody leaves or gets another name or role, it is put
together anew.
"""

from collections.abc import Callable, Mapping
from itertools import islice
from typing import NamedTuple

from chatservice.model.values import RoomRole
from chatservice.wire.irc.message import body

NAMES_LINE = 400  # bytes
PREFIXES = {RoomRole.OWNER: "@", RoomRole.MODERATOR: "@", RoomRole.VOICE: "+"}  # one at most: `multi-prefix`


class ChannelNames(NamedTuple):
    """Who is in a room, by id, in the order in which they came. `version` grows whenever one of them leaves
    or gets another name."""

    version: int
    names: Mapping[int, str]
    roles: Mapping[int, RoomRole]


def prefix(role: RoomRole | None) -> str:
    """That of someone with that role in lists of names."""
    return PREFIXES.get(role, "") if role is not None else ""


class NameList:
    """For one room; `word` is how a name is written."""

    def __init__(self, word: Callable[[str], str]) -> None:
        self._word = word
        self._of: tuple[str, str, int, dict[int, RoomRole]] | None = None
        self._begin(NAMES_LINE)

    def _begin(self, limit: int) -> None:
        self._limit = limit
        self._count = 0
        self._full: list[bytes] = []
        self._words: list[str] = []
        self._size = 0

    def lines(self, kind: str, target: str, room: ChannelNames) -> list[bytes]:
        """What follows the nickname in each line for the channel `target`; `kind` is its symbol."""
        of = (kind, target, room.version, dict(room.roles))
        if of != self._of:
            self._of = of
            self._begin(NAMES_LINE - len(target.encode()))
        for principal, name in islice(room.names.items(), self._count, None):
            self._add(kind, target, prefix(room.roles.get(principal)) + self._word(name))
        self._count = len(room.names)
        return [*self._full, self._line(kind, target)] if self._words else []

    def _add(self, kind: str, target: str, word: str) -> None:
        size = len(word.encode())
        if self._words and self._size + size > self._limit:
            self._full.append(self._line(kind, target))
            self._words, self._size = [], 0
        self._words.append(word)
        self._size += size + 1

    def _line(self, kind: str, target: str) -> bytes:
        return body("", kind, target, " ".join(self._words))
