"""A code document that is open in this client, folded from events. Pure.

`Pending` keeps the text. One change is in flight at a time; what is written meanwhile goes out as the
next one. After a cut the document is opened again from its version: the missed edits arrive, then
`caught_up`, and only then the change in flight is sent again. The text can be edited all the while.
"""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any

import msgspec

from chatservice.client.link.unsaved_file import UnsavedCode
from chatservice.client.model.code_cursors import OwnCursor, RemoteCursor, RemoteCursors
from chatservice.client.model.code_past import CodePast
from chatservice.client.model.code_runs import ProgramRun
from chatservice.client.model.code_sharing import CodeSharing
from chatservice.client.model.state import CODE
from chatservice.client.words import _
from chatservice.model import commands
from chatservice.model.changes import ChangeSet
from chatservice.model.commands import Command
from chatservice.model.events import CaughtUp, DocumentEdited, DocumentIs, EditSaved, Error, Event
from chatservice.model.names import fold
from chatservice.model.pending import OutOfStep, Pending
from chatservice.model.revisions import Checkpoint, Revision
from chatservice.model.sections import MismatchedLength
from chatservice.model.undo import UndoHistory

AGAIN = 1.0  # seconds until a change is sent again, when the server names no time
PASSING = frozenset({"slow_down", "busy", "stale"})
READ_ONLY = frozenset({"viewer", "runner"})


class CodePhase(StrEnum):
    OPEN = "open"
    CATCHING_UP = "catching_up"
    AWAY = "away"  # the connection is cut
    GONE = "gone"  # it cannot be opened any more; the text stays as it was


class CodeNeeds(msgspec.Struct, frozen=True):
    """`send` returns False when not connected; `later` takes seconds and a function. `new_key` makes keys
    that are unique among a person's edits; each is stored, so they are short. `changed`: there may be
    something to keep on disk. `lines` are those of a room (its id), as far as they are known."""

    send: Callable[[Command], bool]
    later: Callable[..., Any]
    new_key: Callable[[], str]
    changed: Callable[[], None] = lambda: None
    lines: Callable[[str], Iterable[Event]] = lambda room: ()


class CodeDocument:
    """`on_text` is called with each change of the shown text that is not written here, at once; with
    None when the text is another one as a whole."""

    def __init__(self, opened: DocumentIs, needs: CodeNeeds, pending: Pending | None = None) -> None:
        """`pending`: what a window before this one had."""
        self._needs = needs
        self.on_text: Callable[[ChangeSet | None], None] = lambda changes: None
        self.pending = pending or Pending(Checkpoint(opened.version, opened.text or ""), needs.new_key)
        self.copies: list[str] = []  # own texts that could not be saved
        self.refused = ""  # why
        self.runs: list[ProgramRun] = []
        self.wants_run = False
        self.past = CodePast(opened.document.doc, self._ask)
        self.sharing = CodeSharing(opened.document.doc, self._ask)
        self.remote = RemoteCursors(self.pending)
        self._cursor = OwnCursor(
            self.pending, needs.later, lambda: self.phase is CodePhase.OPEN, self._send_cursor
        )
        self._start(opened)

    def _start(self, opened: DocumentIs) -> None:
        self.phase = CodePhase.CATCHING_UP
        self.info = opened.document
        self.log = opened.rid or opened.room
        self.epoch = opened.epoch
        self.role = opened.role
        self.people = list(opened.document.people)
        self.remote.clear()
        if opened.text is not None:
            self.undo = UndoHistory()
            self.remote.forget_revisions()

    @classmethod
    def restored(cls, kept: UnsavedCode, needs: CodeNeeds) -> "CodeDocument":
        """As the last window had it; `rejoin` comes next."""
        document = cls(kept.opened, needs, Pending.restore(kept.pending, needs.new_key))
        document.copies = list(kept.copies)
        document.phase = CodePhase.AWAY
        return document

    def kept(self) -> UnsavedCode:
        """For the next window."""
        opened = DocumentIs(
            room=self.log,
            rid=self.log,
            epoch=self.epoch,
            document=self.info,
            role=self.role,
            version=self.pending.version,
            text="",
        )
        return UnsavedCode(opened, self.pending.save(), self.copies)

    @property
    def is_to_keep(self) -> bool:
        """Whether something of it would be lost with the window."""
        return bool(self.copies) or not self.pending.is_saved

    @property
    def can_edit(self) -> bool:
        return self.role not in READ_ONLY and not self.info.closed and self.phase is not CodePhase.GONE

    @property
    def is_owner(self) -> bool:
        return self.role == "owner" and self.phase is not CodePhase.GONE

    @property
    def cursors(self) -> dict[int, RemoteCursor]:
        """The others' cursors, by connection."""
        return self.remote.shown

    @property
    def run(self) -> ProgramRun | None:
        return self.runs[-1] if self.runs else None

    # Writing.

    def edit(self, changes: ChangeSet, when: float) -> None:
        """An edit of the shown text, made at `when` (seconds of any clock)."""
        self.undo.record(changes, self.pending.units, when)
        self._apply(changes)

    def undo_edit(self) -> bool:
        return self._own(self.undo.undo(self.pending.units))

    def redo_edit(self) -> bool:
        return self._own(self.undo.redo(self.pending.units))

    def _own(self, changes: ChangeSet | None) -> bool:
        if changes is not None:
            self._apply(changes)
            self.on_text(changes)
        return changes is not None

    def _apply(self, changes: ChangeSet) -> None:
        self.refused = ""
        self.pending.edit(changes)
        self.remote.follow(changes)
        self._push()
        self._needs.changed()

    def _push(self) -> None:
        outgoing = self.pending.outgoing() if self.phase is CodePhase.OPEN else None
        if outgoing is not None:
            self._send_change(outgoing.key, outgoing.base, outgoing.changes)
        elif self.wants_run and self.pending.is_saved and self.phase is CodePhase.OPEN:
            self._send_run()

    def _send_again(self) -> None:
        again = self.pending.again() if self.phase is CodePhase.OPEN else None
        if again is not None:
            self._send_change(again.key, again.base, again.changes)

    def _send_change(self, key: str, base: int, changes: list[tuple[int, int, str]]) -> None:
        self._needs.send(commands.CodeEdit(doc=self.info.doc, base=base, changes=changes, key=key))

    # Running.

    def start_run(self) -> None:
        """Run the text as it is shown, once all of it is saved."""
        self.refused = ""
        self.wants_run = True
        self._push()

    def _send_run(self) -> None:
        self.wants_run = False
        doc, version = self.info.doc, self.pending.version
        self._ask("run", commands.CodeRun(doc=doc, version=version, interactive=True))

    def stop_run(self) -> None:
        if self.run is not None:
            self._ask("run", commands.RunStop(run=self.run.run, room=self.run.room))

    def type_input(self, text: str) -> None:
        if self.run is not None:
            self._ask("run", commands.RunInput(run=self.run.run, room=self.run.room, text=text))

    def end_input(self) -> None:
        if self.run is not None:
            self._ask("run", commands.RunEof(run=self.run.run, room=self.run.room))

    def _ask(self, what: str, command: Command) -> None:
        """`ask_failed` is told `what` was refused."""
        self._needs.send(msgspec.structs.replace(command, ref=f"{CODE}{self.info.doc}:{what}"))

    def ask_failed(self, what: str, event: Error) -> None:
        if what == "join":
            self._join_failed(event)
        elif what != "cursor":
            self.refused = event.text

    # The connection.

    def cut(self) -> None:
        if self.phase is not CodePhase.GONE:
            self.phase = CodePhase.AWAY
            self.wants_run = False
            self.remote.clear()

    def rejoin(self, whole: bool = False) -> None:
        """Open it again, to get the missed edits, or the `whole` text."""
        if self.phase is CodePhase.GONE:
            return
        self.phase = CodePhase.CATCHING_UP
        doc = self.info.doc
        since, epoch = (None, "") if whole else (self.pending.version, self.epoch)
        self._ask("join", commands.CodeJoin(doc=doc, since=since, epoch=epoch))

    def opened(self, event: DocumentIs) -> None:
        unchanged = self.phase is CodePhase.OPEN and event.version == self.pending.version
        if unchanged:
            event = msgspec.structs.replace(event, text=None)  # `again` sends what is not confirmed
        self._start(event)
        if event.text is not None:
            copy = self.pending.reload(Checkpoint(event.version, event.text))
            if copy is not None:
                self._keep(copy, _("Your text and the saved one have grown too far apart."))
            self.on_text(None)

    def caught_up(self, event: CaughtUp) -> None:
        if self.pending.version != event.version:
            self.rejoin(whole=True)
            return
        self.phase = CodePhase.OPEN
        self._send_again()
        self._push()
        self._cursor.tell_again()

    def _join_failed(self, event: Error) -> None:
        """It could not be opened again."""
        if event.code in PASSING:
            self._needs.later(event.retry_after or AGAIN, self.rejoin)
            return
        self.phase = CodePhase.GONE
        self.refused = event.text
        if not self.pending.is_saved:
            self._keep(self.pending.text, event.text)

    # What comes in.

    def edited(self, event: DocumentEdited) -> None:
        try:
            changes = ChangeSet.of(event.changes, self._length_before(event))
            revision = Revision(event.version, changes, 0, event.key)
            seen = self.pending.version
            theirs = self.pending.receive(revision)
        except (OutOfStep, MismatchedLength):
            self.rejoin(whole=True)
            return
        if event.version > seen:
            self.remote.received(revision)
        if theirs is not None:
            self.undo.others(theirs)
            self.remote.follow(theirs)
            self._cursor.follow(theirs)
            self.remote.follow_author(event.sender, theirs)
            self.on_text(theirs)
        self._push()

    def _length_before(self, event: DocumentEdited) -> int:
        """A repeated revision is not applied: any length does."""
        last = max((end for _, end, _ in event.changes), default=0)
        return self.pending.length if event.version > self.pending.version else last

    def saved(self, event: EditSaved) -> None:
        try:
            self.pending.confirm(event.key, event.version)
        except OutOfStep:
            self.rejoin()
            return
        self._push()

    def is_own(self, key: str) -> bool:
        again = self.pending.again()
        return again is not None and again.key == key

    def edit_refused(self, event: Error) -> None:
        if event.code in PASSING:
            self._needs.later(event.retry_after or AGAIN, self._send_again)
        elif event.code == "too_far_behind":
            self.rejoin()
        else:
            copy = self.pending.give_up()
            self.undo = UndoHistory()
            self._keep(copy.text, event.text)
            self.remote.follow(copy.back)
            self.on_text(copy.back)

    def _keep(self, copy: str, why: str) -> None:
        self.wants_run = False
        self.copies.append(copy)
        self.refused = why

    # People and cursors.

    def place(self, anchor: int, head: int) -> None:
        """One's own cursor, in the shown text; others are told soon."""
        self._cursor.place(anchor, head)

    def _send_cursor(self, version: int, anchor: int, head: int) -> None:
        command = commands.CodeCursor(doc=self.info.doc, version=version, ranges=[(anchor, head)])
        self._ask("cursor", command)

    def entered(self, people: list[str]) -> None:
        """Somebody has opened it, too."""
        self.only_people(people)
        self._cursor.tell_again()

    def only_people(self, people: list[str]) -> None:
        """Those who have it open now."""
        self.people = people
        self.remote.only(people)

    def rename(self, was: str, name: str) -> None:
        self.people = [name if fold(each) == fold(was) else each for each in self.people]
        self.remote.rename(was, name)
