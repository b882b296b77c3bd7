"""The history of a code document: its text at some versions, and the changes between them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from chatservice.model.changes import ChangeSet, Splice
from chatservice.model.utf16 import count_units, from_units, to_units


class Checkpoint(msgspec.Struct, frozen=True, gc=False):
    """The text at a version."""

    version: int = 0
    text: str = ""


class Revision(msgspec.Struct, frozen=True, gc=False):
    """An accepted change: it produces version `version` from the one before.

    `author` is a principal; `key` is the idempotency key of its client.
    """

    version: int
    changes: ChangeSet
    author: int
    key: str = ""


class StoredRevision(NamedTuple):
    """A revision in its stored form; its version follows from its place."""

    splices: Sequence[Splice]
    author: int
    key: str = ""


def read_revisions(checkpoint: Checkpoint, stored: Iterable[StoredRevision]) -> Iterator[Revision]:
    """`stored` are all revisions after `checkpoint`, in order."""
    length = count_units(checkpoint.text)
    for version, (splices, author, key) in enumerate(stored, checkpoint.version + 1):
        changes = ChangeSet.of(splices, length)
        length = changes.new_length
        yield Revision(version, changes, author, key)


def text_after(checkpoint: Checkpoint, stored: Iterable[StoredRevision]) -> str:
    """The text of a past version: `checkpoint` with the revisions up to that version applied."""
    units = to_units(checkpoint.text)
    for revision in read_revisions(checkpoint, stored):
        units = revision.changes.apply(units)
    return from_units(units)
