"""The edits of one code document on their way into its log, in the order in which they were received.

An edit is mapped to the newest text as soon as it is received, so all later edits depend on it. Edits that
are far behind take time: after some of it, the rest are received when others had their turn. One
append of the document is under way at a time; edits received meanwhile form the next one. If the log
refuses an edit, it refuses all that follow: these are taken back and received again. The outcome of an
edit whose commit is in doubt is read from the log before anything else is done.
"""

from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import NamedTuple

import msgspec

from chatservice.core.ports import Clock, DocumentStore, Future, Outcome, RoomLog, Spawn, Subscriber
from chatservice.core.rights import Rights
from chatservice.core.room import Room
from chatservice.errors import (
    BadChange,
    Busy,
    Fault,
    OutcomeUnknown,
    Stale,
    TooFarBehind,
)
from chatservice.model.changes import ChangeSet
from chatservice.model.code_documents import StoredEdit, as_edit
from chatservice.model.compaction import is_checkpoint_due
from chatservice.model.document import Document, Received
from chatservice.model.edits import ChangeProblem, InvalidChange
from chatservice.model.revisions import Revision
from chatservice.model.utf16 import count_units
from chatservice.model.values import GONE, Appended, Draft, EventKind, Record, as_record

RETRY_AFTER = 5.0  # seconds until the log is read again after a failure
BATCH = 200  # edits in one append
PENDING_MAX = 2_000  # edits of one document that are not in the log yet
PAGE = 500  # edits read at a time
WORK = 4_000  # sections visited before others have their turn: some 5 ms


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


class EditQueue:
    """`room` has the document's log. `on_revision` is called with each committed revision before it is
    delivered, with its author's name and outlet."""

    def __init__(
        self,
        needs: EditNeeds,
        room: Room,
        text: Document,
        on_revision: Callable[[Revision, str, Subscriber | None], None],
    ) -> None:
        self.text = text
        self.writers: dict[int, RevisionWriter] = {}  # of the revisions being delivered, by version
        self._needs = needs
        self._room = room
        self._on_revision = on_revision
        self._incoming: deque[PendingEdit] = deque()  # not received yet
        self._work = 0  # in this turn
        self._has_turn = False  # whether `_next_turn` comes
        self._pending: list[PendingEdit] = []  # in the order of their versions
        self._sent = 0  # how many of them are in the append under way
        self._is_due = False
        self._in_doubt = False
        self._since = text.version - text.checkpoint_version
        self._units = 0
        room.watch = self._watch

    def receive(self, edit: PendingEdit) -> None:
        """Raises BadChange, TooFarBehind, Busy, and what `check` does: then nothing has changed."""
        edit.check()
        if len(self._incoming) + len(self._pending) >= PENDING_MAX:
            raise Busy
        if self._incoming or self._in_doubt or self._work >= WORK:
            self._incoming.append(edit)
            self._take_incoming()
        else:
            self._take(edit)

    def _take_incoming(self) -> None:
        while self._incoming and not self._in_doubt and self._work < WORK:
            edit = self._incoming.popleft()
            try:
                edit.check()
                self._take(edit)
            except Fault as fault:
                edit.answer(fault)
        if self._incoming and not self._in_doubt and not self._has_turn:
            self._has_turn = True
            self._needs.clock.callLater(0, self._next_turn)

    def _next_turn(self) -> None:
        self._has_turn, self._work = False, 0
        self._take_incoming()

    def _take(self, edit: PendingEdit) -> None:
        try:
            revision, repeated, work = self.text.receive(edit.received)
        except InvalidChange as error:
            raise as_fault(error) from None
        self._work += work
        if not repeated:
            edit.revision = revision
            self._pending.append(edit)
            self._soon()
        elif revision.version <= self.text.committed:
            edit.answer(Saved(revision.version, again=True))
        else:
            same = next(waiting for waiting in self._pending if waiting.revision is revision)
            same.answers += edit.answers

    def _soon(self) -> None:
        if not self._is_due and not self._sent and not self._in_doubt:
            self._is_due = True
            self._needs.clock.callLater(0, self._append)

    def _append(self) -> None:
        self._is_due, self._work = False, 0
        edits = self._pending[:BATCH]
        if edits and not self._sent and not self._in_doubt:
            self._sent = len(edits)
            drafts = [self._draft(edit) for edit in edits]
            self._needs.log.append(self._room.id, drafts, partial(self._appended, drafts))

    def _draft(self, edit: PendingEdit) -> Draft:
        if edit.revision is None:
            raise AssertionError("an edit is received before it is appended")
        revision, needs = edit.revision, self._needs
        needs.trace(revision.author)
        body = msgspec.json.encode(StoredEdit(revision.version, revision.changes.splices())).decode()
        expect = needs.rights.version(self._room)
        return Draft(
            EventKind.DOCUMENT_EDIT, revision.author, edit.name, body, needs.clock.now(), revision.key, expect
        )

    # Outcomes.

    def _appended(self, drafts: Sequence[Draft], outcomes: Sequence[Outcome]) -> None:
        sent, self._pending = self._pending[: self._sent], self._pending[self._sent :]
        self._sent = 0
        placed = 0
        while placed < len(sent) and _is_fresh(outcomes[placed]):
            placed += 1
        try:
            if placed:
                self._deliver(sent[:placed], drafts, outcomes)
        finally:
            if placed < len(sent):
                self._take_back(sent[placed:], outcomes[placed:])
            self._soon()

    def _deliver(
        self, edits: Sequence[PendingEdit], drafts: Sequence[Draft], outcomes: Sequence[Outcome]
    ) -> None:
        needs, room = self._needs, self._room
        needs.flush(room)
        self.writers.clear()
        revisions = self.text.commit(self.text.committed + len(edits))
        for edit, revision in zip(edits, revisions, strict=True):
            self.writers[revision.version] = RevisionWriter(edit.outlet, revision.key)
        for edit, draft, outcome, revision in zip(edits, drafts, outcomes, revisions, strict=False):
            if isinstance(outcome, Appended):
                self._on_revision(revision, draft.actor_name, edit.outlet)
                needs.ingest(room, (as_record(draft, outcome),), edit.outlet)
        needs.flush(room)
        for edit, revision in zip(edits, revisions, strict=True):
            edit.answer(Saved(revision.version, again=False))
        self._count(revisions)

    def _take_back(self, failed: list[PendingEdit], outcomes: Sequence[Outcome]) -> None:
        """The log refused the first of `failed`: take back the edits after it, which depend on it."""
        self.text.roll_back()
        later, self._pending = self._pending, []
        again: list[PendingEdit] = []
        stale = outcomes[0] if isinstance(outcomes[0], Stale) else None
        if any(isinstance(outcome, OutcomeUnknown) for outcome in outcomes):
            self._in_doubt = True
            self._needs.spawn(self._find_out())
        elif stale is not None and stale.access == GONE:
            self._room.deleted = True
        elif stale is not None and self._needs.rights.is_behind(self._room, stale):
            self._in_doubt = True
            self._needs.spawn(self._learn(stale))
        for edit, outcome in zip(failed, outcomes, strict=True):
            if isinstance(outcome, Stale):
                again.append(edit)
            elif isinstance(outcome, Appended):
                self._needs.spawn(self._answer_known(edit, outcome))
            elif isinstance(outcome, OutcomeUnknown) and edit.received.key:
                edit.doubted = edit.revision
                again.append(edit)
            else:
                edit.answer(outcome)
        self._take_again([*again, *later])

    def _take_again(self, edits: Sequence[PendingEdit]) -> None:
        for edit in edits:
            edit.revision = None
        self._incoming.extendleft(reversed(edits))
        self._take_incoming()

    async def _answer_known(self, edit: PendingEdit, at: Appended) -> None:
        """The log had its key already, at an earlier revision than those in memory."""
        try:
            (record,) = await self._needs.log.around(self._room.id, at.seq, 0, 0)
            edit.answer(Saved(as_edit(record.body).version, again=True))
        except (Fault, ValueError):
            edit.answer(OutcomeUnknown())

    # Unknown outcomes of commits.

    async def _find_out(self) -> None:
        """Read from the log what was committed, and continue."""
        needs, room = self._needs, self._room
        while True:
            try:
                heads = await needs.log.heads([room.id])
                if room.id not in heads:
                    room.deleted = True
                while not room.deleted and room.tail.head < heads[room.id]:
                    page = await needs.log.since(room.id, room.tail.head, PAGE)
                    for record in page:
                        needs.ingest(room, (record,), None)
                    if not page:
                        break
                break
            except Fault:
                promise = needs.promise()
                needs.clock.callLater(RETRY_AFTER, partial(promise.callback, None))
                await promise
        self._go_on()

    async def _learn(self, stale: Stale) -> None:
        """Rights have changed in the storage: read them before the edits are decided."""
        with suppress(Fault):
            await self._needs.catch_up(self._room, stale)
        self._go_on()

    def _go_on(self) -> None:
        self._needs.flush(self._room)
        self._in_doubt = False
        self._take_incoming()

    def _watch(self, record: Record) -> None:
        """`record` is delivered: an edit that was in doubt is now part of the text."""
        if record.kind is EventKind.DOCUMENT_EDIT:
            stored = as_edit(record.body)
            if stored.version > self.text.committed:
                changes = ChangeSet.of(stored.splices, self.text.length)
                revision = Revision(stored.version, changes, record.actor)
                edit = next((edit for edit in self._incoming if _is_of(edit.doubted, revision)), None)
                if edit is not None:
                    revision = msgspec.structs.replace(revision, key=edit.received.key)
                    self.writers[revision.version] = RevisionWriter(edit.outlet, edit.received.key)
                self.text.follow(revision)
                self._on_revision(revision, record.actor_name, None)

    # Checkpoints.

    def _count(self, revisions: Sequence[Revision]) -> None:
        self._since += len(revisions)
        self._units += sum(count_units(text) for r in revisions for _, _, text in r.changes.splices())
        if is_checkpoint_due(self._since, self._units):
            self._since = self._units = 0
            self._needs.spawn(self._keep())

    async def _keep(self) -> None:
        with suppress(Fault, InvalidChange):  # the next checkpoint replaces it
            checkpoint = self.text.checkpoint()
            await self._needs.store.keep_checkpoint(
                self._room.id, checkpoint.version, self._room.tail.head, checkpoint.text
            )


def _is_of(doubted: Revision | None, revision: Revision) -> bool:
    return doubted is not None and msgspec.structs.replace(doubted, key="") == revision


def _is_fresh(outcome: Outcome) -> bool:
    return isinstance(outcome, Appended) and outcome.fresh


def as_fault(error: InvalidChange) -> Fault:
    if error.problem is ChangeProblem.TOO_FAR_BEHIND:
        return TooFarBehind(error.field)
    return BadChange(error.field, error.problem.value)
