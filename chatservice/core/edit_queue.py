"""The edits of one code document on their way into its log, in the order in which they were received.

An edit is mapped to the newest text as soon as it is received, so all later edits depend on it. Edits that
are far behind take time: after some of it, the rest are received when others had their turn. One
append of the document is under way at a time; edits received meanwhile form the next one. If the log
refuses an edit, it refuses all that follow: these are taken back and received again. The outcome of an
edit whose commit is in doubt is read from the log before anything else is done.
"""

from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

import msgspec

from chatservice.core.checkpoints import CheckpointWriter
from chatservice.core.pending_edits import EditNeeds, PendingEdit, RevisionWriter, Saved, as_fault
from chatservice.core.ports import Outcome, Subscriber
from chatservice.core.room import Room
from chatservice.errors import Busy, Fault, OutcomeUnknown, Stale
from chatservice.model.changes import ChangeSet
from chatservice.model.code_documents import StoredEdit, as_edit
from chatservice.model.document import Document
from chatservice.model.edits import InvalidChange
from chatservice.model.records import Appended, Draft, Record, as_record
from chatservice.model.revisions import Revision
from chatservice.model.values import GONE, EventKind

RETRY_AFTER = 5.0  # seconds until the log is read again after a failure
BATCH = 200  # edits in one append
PENDING_MAX = 2_000  # edits of one document that are not in the log yet
PAGE = 500  # edits read at a time
WORK = 4_000  # sections visited before others have their turn: some 5 ms


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
        self._checkpoints = CheckpointWriter(needs.store, needs.spawn, room, text)
        room.watch = self.watch

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
            head = self._room.tail.head
            drafts = [self._draft(edit, head + place) for place, edit in enumerate(edits)]
            self._needs.log.append(self._room.id, drafts, partial(self._appended, drafts))

    def _draft(self, edit: PendingEdit, follows: int) -> Draft:
        if edit.revision is None:
            raise AssertionError("an edit is received before it is appended")
        revision, needs = edit.revision, self._needs
        needs.trace(revision.author)
        body = msgspec.json.encode(StoredEdit(revision.version, revision.changes.splices())).decode()
        expect = needs.rights.version(self._room)
        return Draft(
            *(EventKind.DOCUMENT_EDIT, revision.author, edit.name, body, needs.clock.now(), revision.key),
            expect=expect,
            follows=follows,
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
        self._checkpoints.count(revisions)

    def _take_back(self, failed: list[PendingEdit], outcomes: Sequence[Outcome]) -> None:
        """The log refused the first of `failed`: take back the edits after it, which depend on it."""
        self.text.roll_back()
        later, self._pending = self._pending, []
        again: list[PendingEdit] = []
        stale = outcomes[0] if isinstance(outcomes[0], Stale) else None
        if self._in_doubt or any(isinstance(outcome, OutcomeUnknown) for outcome in outcomes):
            self._in_doubt = True
            self._needs.spawn(self._find_out())
        elif stale is not None and stale.access == GONE:
            self._room.deleted = True
        elif stale is not None:
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
        """Something came first: rights have changed, or the document has, also by another process. Read it
        before the edits are decided again."""
        if self._needs.rights.is_behind(self._room, stale):
            with suppress(Fault):
                await self._needs.catch_up(self._room, stale)
        await self._find_out()

    def _go_on(self) -> None:
        self._needs.flush(self._room)
        self._in_doubt = False
        self._take_incoming()

    def watch(self, record: Record) -> None:
        """`record` is delivered: an edit that was in doubt is now part of the text."""
        if record.kind is EventKind.DOCUMENT_EDIT:
            stored = as_edit(record.body)
            if stored.version > self.text.committed:
                self._make_way()
                changes = ChangeSet.of(stored.splices, self.text.length)
                revision = Revision(stored.version, changes, record.actor)
                edit = next((edit for edit in self._incoming if _is_of(edit.doubted, revision)), None)
                if edit is not None:
                    revision = msgspec.structs.replace(revision, key=edit.received.key)
                    self.writers[revision.version] = RevisionWriter(edit.outlet, edit.received.key)
                self.text.follow(revision)
                self._on_revision(revision, record.actor_name, None)

    def _make_way(self) -> None:
        """An edit of another process came first: those in the append under way will be refused and taken
        again, the others are taken again now."""
        if self.text.version > self.text.committed:
            self.text.roll_back()
            self._in_doubt = self._in_doubt or bool(self._sent)
            later, self._pending = self._pending[self._sent :], self._pending[: self._sent]
            self._needs.clock.callLater(0, partial(self._take_again, later))


def _is_of(doubted: Revision | None, revision: Revision) -> bool:
    return doubted is not None and msgspec.structs.replace(doubted, key="") == revision


def _is_fresh(outcome: Outcome) -> bool:
    return isinstance(outcome, Appended) and outcome.fresh
