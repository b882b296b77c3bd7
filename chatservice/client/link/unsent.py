"""Unacknowledged lines, kept in order and sent one at a time. Pure.

Only one line is under way, so that a temporary refusal (too fast, not stored) cannot let a
later line overtake it. Every line has a random key: the server stores a line that is sent
twice only once, so a cut connection costs nothing. A line under way is in doubt only when
the client comes back as another person (the token had expired): then the user decides.
"""

from collections import OrderedDict
from collections.abc import Iterator
from enum import Enum, auto

import msgspec

from chatservice.model.commands import Say

UNSENT_MAX = 1000  # lines kept while disconnected


class UnsentStatus(Enum):
    WAITING = auto()
    UNDER_WAY = auto()
    FAILED = auto()


class UnsentEntry(msgspec.Struct):
    say: Say
    standing: UnsentStatus = UnsentStatus.WAITING
    reason: str = ""  # why it failed, for the user
    sent: bool = False  # at least once, so the server may have stored it
    title: str = ""  # its room's name
    private: bool = False  # whether the room is private


class Unsent:
    def __init__(self) -> None:
        self._entries: OrderedDict[str, UnsentEntry] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[UnsentEntry]:
        return iter(self._entries.values())

    @property
    def full(self) -> bool:
        return len(self._entries) >= UNSENT_MAX

    def get(self, key: str) -> UnsentEntry | None:
        return self._entries.get(key)

    def add(self, say: Say) -> UnsentEntry:
        return self.put(UnsentEntry(say))

    def put(self, entry: UnsentEntry) -> UnsentEntry:
        """Append a line with all its details."""
        self._entries[entry.say.key] = entry
        return entry

    @property
    def under_way(self) -> UnsentEntry | None:
        return next((e for e in self._entries.values() if e.standing is UnsentStatus.UNDER_WAY), None)

    def take(self) -> Say | None:
        """The next line to send; None while one is under way."""
        for entry in self._entries.values():
            if entry.standing is UnsentStatus.UNDER_WAY:
                return None
            if entry.standing is UnsentStatus.WAITING:
                entry.standing = UnsentStatus.UNDER_WAY
                entry.sent = True
                return entry.say
        return None

    def done(self, key: str) -> UnsentEntry | None:
        return self._entries.pop(key, None)

    def failed(self, key: str, reason: str) -> UnsentEntry | None:
        entry = self._entries.get(key)
        if entry is not None:
            entry.standing, entry.reason = UnsentStatus.FAILED, reason
        return entry

    def again(self, key: str) -> UnsentEntry | None:
        """Queue a failed line again, at the end; with the same key, so never stored twice."""
        entry = self._entries.get(key)
        if entry is not None and entry.standing is UnsentStatus.FAILED:
            entry.standing, entry.reason = UnsentStatus.WAITING, ""
            self._entries.move_to_end(key)
        return entry

    def cut(self) -> None:
        """The connection is gone: the line under way goes first on the next one."""
        for entry in self._entries.values():
            if entry.standing is UnsentStatus.UNDER_WAY:
                entry.standing = UnsentStatus.WAITING

    def doubt(self, reason: str) -> list[UnsentEntry]:
        """Fail lines that may have been sent: the user is someone else now, and the old keys are void."""
        doubtful = [e for e in self._entries.values() if e.sent and e.standing is UnsentStatus.WAITING]
        for entry in doubtful:
            entry.standing, entry.reason = UnsentStatus.FAILED, reason
        return doubtful
