"""Cursors in an open code document: the others', and where one's own was last told. Pure."""

from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from chatservice.model.changes import ChangeSet
from chatservice.model.events import CursorMoved
from chatservice.model.names import fold
from chatservice.model.pending import Pending
from chatservice.model.revisions import Revision
from chatservice.model.sections import MismatchedLength

CURSOR_EVERY = 0.1  # seconds between two places of one's own cursor
RECENT = 200  # revisions kept to map cursors of older versions


class RemoteCursor(msgspec.Struct):
    """Positions in the shown text."""

    name: str
    anchor: int
    head: int


class RemoteCursors:
    """`shown` by the number of the connection that they belong to. `pending` is the document's text."""

    def __init__(self, pending: Pending) -> None:
        self._pending = pending
        self._recent: deque[Revision] = deque(maxlen=RECENT)
        self.shown: dict[int, RemoteCursor] = {}

    def clear(self) -> None:
        self.shown.clear()

    def forget_revisions(self) -> None:
        """The text is another one."""
        self._recent.clear()

    def received(self, revision: Revision) -> None:
        """A revision that is part of the text now."""
        self._recent.append(revision)

    def moved(self, event: CursorMoved) -> None:
        if not event.ranges:
            self.shown.pop(event.client, None)
            return
        try:
            anchor, head = (self._position(event.version, position) for position in event.ranges[0])
        except MismatchedLength:
            return
        self.shown[event.client] = RemoteCursor(event.sender, anchor, head)

    def _position(self, version: int, position: int) -> int:
        """A position of the text of `version`, in the shown text."""
        for revision in self._recent:
            if revision.version > version:
                position = revision.changes.map_position(position)
        return min(self._pending.to_shown(position), len(self._pending.units))

    def follow(self, changes: ChangeSet) -> None:
        """The shown text has changed."""
        for cursor in self.shown.values():
            cursor.anchor = changes.map_position(cursor.anchor)
            cursor.head = changes.map_position(cursor.head)

    def follow_author(self, name: str, changes: ChangeSet) -> None:
        """A cursor is where its owner has written, until another place is told."""
        of_author = [cursor for cursor in self.shown.values() if fold(cursor.name) == fold(name)]
        splices = changes.splices()
        if len(of_author) == 1 and splices:
            of_author[0].anchor = of_author[0].head = changes.map_position(splices[-1][1], 1)

    def only(self, people: Iterable[str]) -> None:
        """Those who have the document open now."""
        here = set(map(fold, people))
        self.shown = {key: each for key, each in self.shown.items() if fold(each.name) in here}

    def rename(self, was: str, name: str) -> None:
        for cursor in self.shown.values():
            cursor.name = name if fold(cursor.name) == fold(was) else cursor.name


class OwnCursor:
    """One's own cursor, which others are told soon: `send` gets version, anchor and head in the confirmed
    text, when `is_open`."""

    def __init__(
        self,
        pending: Pending,
        later: Callable[..., Any],
        is_open: Callable[[], bool],
        send: Callable[[int, int, int], None],
    ) -> None:
        self._pending = pending
        self._later = later
        self._is_open = is_open
        self._send = send
        self._place: tuple[int, int] | None = None
        self._is_due = False
        self._sent: tuple[int, int, int] | None = None

    def place(self, anchor: int, head: int) -> None:
        """It is there, in the shown text."""
        self._place = anchor, head
        self._soon()

    def _soon(self) -> None:
        if not self._is_due:
            self._is_due = True
            self._later(CURSOR_EVERY, self._tell)

    def tell_again(self) -> None:
        """Somebody is there who does not know it."""
        self._sent = None
        if self._place is not None:
            self._soon()

    def follow(self, changes: ChangeSet) -> None:
        """The shown text has changed by others."""
        if self._place is not None and max(self._place) <= changes.length:
            anchor, head = map(changes.map_position, self._place)
            self._place = anchor, head

    def _tell(self) -> None:
        self._is_due = False
        if self._place is None or not self._is_open():
            return
        try:
            anchor, head = map(self._pending.to_confirmed, self._place)
        except MismatchedLength:
            return  # the text has become shorter; the next place is told
        place = (self._pending.version, anchor, head)
        if place != self._sent:
            self._sent = place
            self._send(*place)
