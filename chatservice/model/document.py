"""The authority for a code document: one text, one order of changes.

Version 0 is the empty or imported text; each accepted change makes the next version. A client bases its
change on the version it knows. The change is mapped over each revision since then, one by one, and
becomes the newest revision. Clients map the other way round (pending.py) and get the same text. That
holds only if both sides map over one revision at a time: over several composed into one, insertions
at one position may come out in another order.

Later changes are mapped over a revision as soon as it is received; it is delivered and acknowledged
when the log has committed it. If that fails, `roll_back` removes it and all later ones.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from chatservice.model.changes import ChangeSet, Splice
from chatservice.model.edits import (
    LIMITS,
    ChangeLimits,
    ChangeProblem,
    InvalidChange,
    check_splits,
    check_text,
    read_changes,
)
from chatservice.model.revisions import Checkpoint, Revision
from chatservice.model.text_diff import smallest_change
from chatservice.model.utf16 import Units, from_units, to_units

# The revisions kept in memory for clients that are behind: how many, and how much text in them. Older
# ones are read from the log.
RECENT = 1_000
RECENT_UNITS = 2_000_000

# How far back `text_at` goes: each version copies the text. Older texts are read from the log.
TEXTS = 200

COMPARED = 80  # units of whole texts that are compared while one section is visited


class Received(NamedTuple):
    """A change from a client, based on version `base`: splices, or the whole new text."""

    base: int
    change: Sequence[Splice] | str
    author: int
    key: str = ""


class Receipt(NamedTuple):
    """`repeated`: the key was accepted before, as `revision`. `work`: sections visited to map it."""

    revision: Revision
    repeated: bool
    work: int = 0


class _Recent(NamedTuple):
    revision: Revision
    inverse: ChangeSet


class Document:
    """`version` and `text` include revisions that are not committed yet."""

    def __init__(
        self, checkpoint: Checkpoint, tail: Iterable[Revision] = (), limits: ChangeLimits = LIMITS
    ) -> None:
        """`tail` are all committed revisions after `checkpoint`."""
        self.version = self.committed = self.checkpoint_version = checkpoint.version
        self._units = to_units(checkpoint.text)
        self._limits = limits
        self._recent: deque[_Recent] = deque()
        self._recent_units = 0
        self._waiting: deque[Received] = deque()  # one for each version after the committed one
        self._keys: dict[tuple[int, str], Revision] = {}
        for revision in tail:
            self._add(revision)
            self.committed = self.version
            self._trim()

    @property
    def text(self) -> str:
        return from_units(self._units)

    @property
    def length(self) -> int:
        """In UTF-16 units."""
        return len(self._units)

    @property
    def oldest(self) -> int:
        """The oldest version that a change can be based on."""
        return self.version - len(self._recent)

    def text_at(self, version: int) -> str:
        """InvalidChange: `version` does not exist, or is more than TEXTS back."""
        return from_units(self._units_at(version))

    def checkpoint(self) -> Checkpoint:
        """Of the newest committed version. InvalidChange: more than TEXTS are not committed."""
        return Checkpoint(self.committed, self.text_at(self.committed))

    def since(self, version: int) -> list[Revision]:
        """The committed revisions after `version`. InvalidChange: it does not exist, or before `oldest`."""
        between = (recent.revision for recent in self._between(version))
        return [revision for revision in between if revision.version <= self.committed]

    def receive(self, received: Received) -> Receipt:
        """Accepts a change and maps it to the newest version. InvalidChange: the document is unchanged."""
        known = self._keys.get((received.author, received.key))
        if known:
            # Its content is not compared: a client that reconnects has rebased it meanwhile.
            return Receipt(known, repeated=True)
        between = self._between(received.base)
        changes = self._read(received, between)
        work = self._check_work(changes, between)
        if isinstance(received.change, str):
            work += (self.length + len(received.change)) // COMPARED
        for recent in between:
            changes = changes.map(recent.revision.changes)
        self._check(received, changes)
        revision = Revision(self.version + 1, changes, received.author, received.key)
        self._add(revision)
        self._waiting.append(received)
        return Receipt(revision, repeated=False, work=work)

    def commit(self, version: int) -> list[Revision]:
        """The log has committed all up to `version`: the revisions to deliver and acknowledge, in order."""
        waiting = self._newest(self.version - self.committed)
        revisions = [recent.revision for recent in waiting if recent.revision.version <= version]
        for _ in revisions:
            self._waiting.popleft()
        self.committed += len(revisions)
        self._trim()
        return revisions

    def follow(self, revision: Revision) -> None:
        """A revision that is in the log and was not received here. ValueError: it is not the next one."""
        if self._waiting:
            raise ValueError("the log has a revision, and others wait for their commit")
        self._add(revision)
        self.committed = self.version
        self._trim()

    def roll_back(self) -> list[Received]:
        """Removes what is not committed. The caller receives these again, in this order, without the one
        that failed: each had been mapped over those before it."""
        again = list(self._waiting)
        self._waiting.clear()
        while self.version > self.committed:
            revision, inverse = self._recent.pop()
            self._units = inverse.apply(self._units)
            self._forget(revision, inverse)
            self.version -= 1
        return again

    def _between(self, base: int) -> list[_Recent]:
        # Clients only know committed versions.
        if not 0 <= base <= self.committed:
            raise InvalidChange("base", ChangeProblem.UNKNOWN_VERSION, self.committed)
        if base < self.oldest:
            raise InvalidChange("base", ChangeProblem.TOO_FAR_BEHIND, self.oldest)
        return self._newest(self.version - base)

    def _newest(self, count: int) -> list[_Recent]:
        return [*islice(reversed(self._recent), count)][::-1]

    def _units_at(self, version: int) -> Units:
        between = self._between(version)
        if len(between) > TEXTS:
            raise InvalidChange("base", ChangeProblem.TOO_FAR_BEHIND, self.version - TEXTS)
        units = self._units
        for recent in reversed(between):
            units = recent.inverse.apply(units)
        return units

    def _read(self, received: Received, between: list[_Recent]) -> ChangeSet:
        """The change as a change set of its base version."""
        if isinstance(received.change, str):
            check_text("text", received.change, self._limits)
            return smallest_change(self._units_at(received.base), to_units(received.change))
        length = between[0].revision.changes.length if between else self.length
        return read_changes(received.change, length, self._limits)

    def _check_work(self, changes: ChangeSet, between: list[_Recent]) -> int:
        size = len(changes.sections)
        work = sum([size + len(recent.revision.changes.sections) for recent in between])
        if work > self._limits.work:
            raise InvalidChange("base", ChangeProblem.TOO_FAR_BEHIND)
        return work

    def _check(self, received: Received, changes: ChangeSet) -> None:
        """Checks `changes`, mapped to the newest version, against its text.

        A cut through a character is found here, too: revisions replace whole characters, so a
        character of the base version either still exists or has no half left to cut.
        """
        check_splits(changes.splices(), self._units, numbered=received.base == self.version)
        if changes.new_length > max(self._limits.document, self.length):
            raise InvalidChange("changes", ChangeProblem.TOO_LONG, self._limits.document)

    def _add(self, revision: Revision) -> None:
        if revision.version != self.version + 1:
            raise ValueError(f"revision {revision.version} after {self.version}")
        recent = _Recent(revision, revision.changes.invert(self._units))
        self._units = revision.changes.apply(self._units)
        self.version = revision.version
        self._recent.append(recent)
        self._recent_units += _size(revision.changes) + _size(recent.inverse)
        if revision.key:
            self._keys[revision.author, revision.key] = revision

    def _trim(self) -> None:
        while len(self._recent) > RECENT or self._recent_units > RECENT_UNITS:
            revision, inverse = self._recent[0]
            if revision.version > self.committed:
                return
            self._recent.popleft()
            self._forget(revision, inverse)

    def _forget(self, revision: Revision, inverse: ChangeSet) -> None:
        self._recent_units -= _size(revision.changes) + _size(inverse)
        self._keys.pop((revision.author, revision.key), None)


def _size(changes: ChangeSet) -> int:
    return sum([len(text) for _, text in changes.sections if text])
