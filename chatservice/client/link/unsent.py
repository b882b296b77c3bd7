"""Lines that are not acknowledged yet: kept in order, sent one after the other. Pure.

One line is under way at a time, so that a refusal that passes (too fast, not stored)
cannot let a later line overtake it. Every line has a random key: the same line sent again
is the same line to the server, so a cut connection costs nothing. Only when one comes
back as somebody else (the token had expired) is a line that was under way in doubt: then
the person decides.
"""

from collections import OrderedDict
from collections.abc import Iterator
from enum import Enum, auto

import msgspec

from chatservice.model.commands import Say

UNSENT_MAX = 1000  # lines kept while there is no connection


class UnsentStatus(Enum):
    WAITING = auto()
    UNDER_WAY = auto()
    FAILED = auto()


class UnsentEntry(msgspec.Struct):
    say: Say
    standing: UnsentStatus = UnsentStatus.WAITING
    reason: str = ""  # why it failed, for the person
    sent: bool = False  # at least once, so it may be on disk
    title: str = ""  # what its room is called
    private: bool = False  # whether that is for some alone


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
        """A line with all that is known of it, after those that are here."""
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
        """Send a failed line again, after those that wait; the same key, so never twice."""
        entry = self._entries.get(key)
        if entry is not None and entry.standing is UnsentStatus.FAILED:
            entry.standing, entry.reason = UnsentStatus.WAITING, ""
            self._entries.move_to_end(key)
        return entry

    def cut(self) -> None:
        """The connection is gone: what was under way goes first on the next one."""
        for entry in self._entries.values():
            if entry.standing is UnsentStatus.UNDER_WAY:
                entry.standing = UnsentStatus.WAITING

    def doubt(self, reason: str) -> list[UnsentEntry]:
        """One is somebody else now, to whom the old keys mean nothing."""
        doubtful = [e for e in self._entries.values() if e.sent and e.standing is UnsentStatus.WAITING]
        for entry in doubtful:
            entry.standing, entry.reason = UnsentStatus.FAILED, reason
        return doubtful
