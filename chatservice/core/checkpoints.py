"""Keeps a code document's text from time to time, so that it need not be built from all its edits."""

from collections.abc import Sequence
from contextlib import suppress

from chatservice.core.ports import DocumentStore, Spawn
from chatservice.core.room import Room
from chatservice.errors import Fault
from chatservice.model.compaction import is_checkpoint_due
from chatservice.model.document import Document
from chatservice.model.edits import InvalidChange
from chatservice.model.revisions import Revision
from chatservice.model.utf16 import count_units


class CheckpointWriter:
    """`room` has the log of the document `text`."""

    def __init__(self, store: DocumentStore, spawn: Spawn, room: Room, text: Document) -> None:
        self._store = store
        self._spawn = spawn
        self._room = room
        self._text = text
        self._since = text.version - text.checkpoint_version  # revisions
        self._units = 0  # of text inserted since

    def count(self, revisions: Sequence[Revision]) -> None:
        """These are in the log now."""
        self._since += len(revisions)
        self._units += sum(count_units(text) for r in revisions for _, _, text in r.changes.splices())
        if is_checkpoint_due(self._since, self._units):
            self._since = self._units = 0
            self._spawn(self._keep())

    async def _keep(self) -> None:
        with suppress(Fault, InvalidChange):  # the next checkpoint replaces it
            checkpoint = self._text.checkpoint()
            head = self._room.tail.head
            await self._store.keep_checkpoint(self._room.id, checkpoint.version, head, checkpoint.text)
