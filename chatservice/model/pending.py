"""An editor's side of a code document: the confirmed text, and changes that are not confirmed yet.

The text on screen is the confirmed one with two changes on top: one in flight to the server, and one
composed of everything written since. A revision by others is mapped over both, and both over it, as
the server does (document.py), so that all end up with the same text. Own revisions are recognized by
their key, in the stream of revisions or in an acknowledgement.
"""

from collections.abc import Callable

import msgspec

from chatservice.model.changes import ChangeSet, Splice
from chatservice.model.revisions import Checkpoint, Revision
from chatservice.model.utf16 import Units, from_units, to_units


class OutOfStep(Exception):
    """The revision does not follow `version`. Fetch the revisions since `version`, or reload."""


class Outgoing(msgspec.Struct, frozen=True):
    """A change to send. It may be sent again with the same key, also after it was rebased."""

    key: str
    base: int
    changes: list[Splice]


class SavedPending(msgspec.Struct, frozen=True):
    """The state of a `Pending`, for a restart of the client."""

    version: int
    text: str
    key: str = ""
    in_flight: list[Splice] | None = None
    waiting: list[Splice] | None = None


class Copy(msgspec.Struct, frozen=True):
    """Your own text when a change was refused; `back` turns it into the confirmed text."""

    text: str
    back: ChangeSet


class Pending:
    """`text` is what the editor shows; `version` is the confirmed one."""

    def __init__(self, checkpoint: Checkpoint, new_key: Callable[[], str]) -> None:
        self._new_key = new_key
        self._start(checkpoint)

    def _start(self, checkpoint: Checkpoint) -> None:
        self.version = checkpoint.version
        self._confirmed = self._units = to_units(checkpoint.text)
        self._key = ""  # of the change in flight
        self._in_flight: ChangeSet | None = None
        self._waiting: ChangeSet | None = None

    @property
    def text(self) -> str:
        return from_units(self._units)

    @property
    def units(self) -> Units:
        return self._units

    @property
    def length(self) -> int:
        """Of the confirmed text, in UTF-16 units."""
        return len(self._confirmed)

    @property
    def is_saved(self) -> bool:
        return self._in_flight is None and self._waiting is None

    def edit(self, changes: ChangeSet) -> None:
        """Records a local edit of `text`. MismatchedLength: it starts from another text."""
        self._units = changes.apply(self._units)
        self._waiting = self._waiting.compose(changes) if self._waiting else changes

    def outgoing(self) -> Outgoing | None:
        """The change to send now: None while one is in flight."""
        if self._waiting is not None and self._waiting.is_empty:
            self._waiting = None  # others have deleted the same text
        if self._in_flight is not None or self._waiting is None:
            return None
        self._key, self._in_flight, self._waiting = self._new_key(), self._waiting, None
        return self.again()

    def again(self) -> Outgoing | None:
        """The change in flight, to send on a new connection once all missed revisions are received."""
        if self._in_flight is None:
            return None
        return Outgoing(self._key, self.version, self._in_flight.splices())

    def receive(self, revision: Revision) -> ChangeSet | None:
        """Applies a revision. Returns its change of the shown text; None for an own one. OutOfStep."""
        if revision.version <= self.version:
            return None  # repeated after a reconnect
        if self._in_flight is not None and revision.key == self._key:
            if revision.changes != self._in_flight:
                raise OutOfStep
            self.confirm(revision.key, revision.version)
            return None
        self._follow(revision.version, revision.changes)
        return self._rebase(revision.changes)

    def confirm(self, key: str, version: int) -> None:
        """The change sent with `key` became `version`. OutOfStep: revisions before it are missing."""
        if self._in_flight is None or key != self._key:
            return
        self._follow(version, self._in_flight)
        self._key, self._in_flight = "", None

    def _follow(self, version: int, changes: ChangeSet) -> None:
        if version != self.version + 1 or changes.length != len(self._confirmed):
            raise OutOfStep
        self._confirmed = changes.apply(self._confirmed)
        self.version = version

    def _rebase(self, theirs: ChangeSet) -> ChangeSet:
        if self._in_flight is not None:
            mine, self._in_flight = self._in_flight, self._in_flight.map(theirs)
            theirs = theirs.map(mine, before=True)
        if self._waiting is not None:
            mine, self._waiting = self._waiting, self._waiting.map(theirs)
            theirs = theirs.map(mine, before=True)
        self._units = theirs.apply(self._units)
        return theirs

    def give_up(self) -> Copy:
        """The change in flight was refused: returns to the confirmed text, with a copy of your own."""
        copy = Copy(self.text, self._unconfirmed().invert(self._confirmed))
        self._start(Checkpoint(self.version, from_units(self._confirmed)))
        return copy

    def reload(self, checkpoint: Checkpoint) -> str | None:
        """Too far behind: starts again from `checkpoint`. Returns your own text if part of it was not
        confirmed, to be saved as a copy."""
        text = None if self.is_saved else self.text
        self._start(checkpoint)
        return text

    def to_shown(self, position: int) -> int:
        """Where `position` of the confirmed text is in the shown one. MismatchedLength."""
        for mine in (self._in_flight, self._waiting):
            position = mine.map_position(position) if mine else position
        return position

    def to_confirmed(self, position: int) -> int:
        """Where `position` of the shown text is in the confirmed one. MismatchedLength."""
        return self._unconfirmed().invert(self._confirmed).map_position(position)

    def _unconfirmed(self) -> ChangeSet:
        changes = ChangeSet.unchanged(len(self._confirmed))
        for mine in (self._in_flight, self._waiting):
            changes = changes.compose(mine) if mine else changes
        return changes

    def save(self) -> SavedPending:
        return SavedPending(
            self.version,
            from_units(self._confirmed),
            self._key,
            None if self._in_flight is None else self._in_flight.splices(),
            None if self._waiting is None else self._waiting.splices(),
        )

    @classmethod
    def restore(cls, saved: SavedPending, new_key: Callable[[], str]) -> "Pending":
        pending = cls(Checkpoint(saved.version, saved.text), new_key)
        if saved.in_flight is not None:
            pending.edit(ChangeSet.of(saved.in_flight, len(pending.units)))
            pending._key, pending._in_flight, pending._waiting = saved.key, pending._waiting, None
        if saved.waiting is not None:
            pending.edit(ChangeSet.of(saved.waiting, len(pending.units)))
        return pending
