"""An edit of a code document on its way into the log, and what becomes of it."""

from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from chatservice.core.ports import Clock, DocumentStore, Future, RoomLog, Spawn, Subscriber
from chatservice.core.rights import Rights
from chatservice.core.room import Room
from chatservice.errors import BadChange, Fault, Stale, TooFarBehind
from chatservice.model.document import Received
from chatservice.model.edits import ChangeProblem, InvalidChange
from chatservice.model.records import Record
from chatservice.model.revisions import Revision


class Saved(NamedTuple):
    """The place of an edit. `again`: its key had already been stored."""

    version: int
    again: bool


class RevisionWriter(NamedTuple):
    """The author of a revision: the session's outlet, and the key that confirms it."""

    outlet: Subscriber
    key: str


OnSaved = Callable[[Saved | Fault], None]


class PendingEdit:
    """`check` raises if its author may not edit; `answers` are called once, after the commit."""

    __slots__ = ("answers", "check", "doubted", "name", "outlet", "received", "revision")

    def __init__(
        self, received: Received, name: str, check: Callable[[], None], outlet: Subscriber, answer: OnSaved
    ) -> None:
        self.received = received
        self.name = name
        self.check = check
        self.outlet = outlet
        self.answers = [answer]
        self.revision: Revision | None = None
        self.doubted: Revision | None = None  # one that may or may not be in the log

    def answer(self, result: Saved | Fault) -> None:
        for answer in self.answers:
            answer(result)


class EditNeeds(NamedTuple):
    """The parts of the chat that it uses: `ingest` and `flush` of the hub, `trace` for people whose edits
    are stored, `catch_up` with rights that have changed."""

    log: RoomLog
    store: DocumentStore
    rights: Rights
    clock: Clock
    spawn: Spawn
    promise: Callable[[], Future]
    ingest: Callable[[Room, Sequence[Record], Subscriber | None], None]
    flush: Callable[[Room], None]
    trace: Callable[..., None]
    catch_up: Callable[[Room, Stale], Awaitable[None]]


def as_fault(error: InvalidChange) -> Fault:
    if error.problem is ChangeProblem.TOO_FAR_BEHIND:
        return TooFarBehind(error.field)
    return BadChange(error.field, error.problem.value)
