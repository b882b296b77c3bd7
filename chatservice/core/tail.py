"""The newest records of a room's log, and how far it has been delivered."""

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Container, Iterable
from itertools import islice
from operator import attrgetter

import msgspec

from chatservice.core.ports import Subscriber
from chatservice.model.annotations import Tally, with_reaction
from chatservice.model.records import Record
from chatservice.model.rich_text import as_rich
from chatservice.model.values import FOLDED, OF_A_TEXT, EventKind, Principal, RoomRow

EARLY_KEPT = 1_000  # records of one room that wait for earlier ones; more are read from the log


class Tail:
    """`head` is the last seq handed to readers and `first` the oldest one that is kept. `ring` has the
    newest records up to `head`, without a gap. The log is known to go on to `known`; what came
    before those between `head` and itself waits in `early`. `lines` are the newest records without the
    FOLDED kinds, which are not shown in pages: the ring itself while it has none of those."""

    def __init__(
        self, row: RoomRow, newest: Iterable[Record], size: int, lines: Iterable[Record] | None = None
    ) -> None:
        """The ring has at most `size` records; `lines` only where they differ from the `newest`."""
        self.first = row.first
        self.head = self.known = row.head
        self.ring: deque[Record] = deque(newest, size)
        self.lines = self.ring if lines is None else deque(lines, size)
        self.early: dict[int, tuple[Record, Subscriber | None]] = {}
        self._erased: set[int] = set()

    # New records.

    def append(self, record: Record) -> None:
        self.head = record.seq
        if self.lines is not self.ring or record.kind is not EventKind.MESSAGE:
            self._append_line(record)
        self.ring.append(record)

    def _append_line(self, record: Record) -> None:
        if record.kind in FOLDED:
            if self.lines is self.ring:
                self.lines = self.ring.copy()
        elif self.lines is not self.ring:
            self.lines.append(record)

    def keep_early(self, records: Iterable[Record], origin: Subscriber | None) -> None:
        for record in records:
            if len(self.early) < EARLY_KEPT:
                self.early[record.seq] = record, origin
            self.known = max(self.known, record.seq)

    def next_early(self) -> tuple[Record, Subscriber | None] | None:
        """The record after `head`, if it waits, with the outlet of its writer."""
        found = self.early.pop(self.head + 1, None)
        if found is not None:
            return self.present(found[0]), found[1]
        if self.early:
            self.early = {seq: early for seq, early in self.early.items() if seq > self.head}
        return None

    def rewind(self, head: int) -> None:
        """Nothing after `head` has been delivered."""
        self.head = min(self.head, head)
        for ring in self._rings:
            while ring and ring[-1].seq > self.head:
                ring.pop()

    def skip(self, upto: int) -> None:
        """Undelivered records up to that seq are no longer stored."""
        self.head = upto
        self.ring.clear()
        self.lines = self.ring

    def begins_at(self, first: int) -> None:
        """Older records are no longer stored."""
        self.first = max(self.first, first)
        for ring in self._rings:
            while ring and ring[0].seq < first:
                ring.popleft()

    @property
    def _rings(self) -> tuple[deque[Record], ...]:
        return (self.ring,) if self.lines is self.ring else (self.ring, self.lines)

    # Queries.

    def holds(self, seq: int) -> bool:
        """Whether the ring has everything after `seq`."""
        return seq >= self.head or (bool(self.ring) and self.ring[0].seq <= seq + 1)

    def newer(self, seq: int) -> list[Record]:
        """The ring's records after `seq`."""
        return [record for record in self.ring if record.seq > seq]

    def has_lines(self, limit: int) -> bool:
        """Whether `newest` finds `limit` lines, or all there are."""
        return len(self.lines) >= limit or self.holds(self.first - 1)

    def newest(self, limit: int, ignored: Container[int] = ()) -> list[Record]:
        """The last `limit` lines, as far as they are in memory, without those of the `ignored`."""
        visible = (record for record in reversed(self.lines) if record.actor not in ignored)
        return list(islice(visible, limit))[::-1]

    def fresh(self, record: Record) -> Record:
        """`record` as it is now, which was read a while ago, without the words of those erased since."""
        for principal in self._erased & {record.actor, record.subject}:
            record = record.erased(principal)
        return record

    def present(self, record: Record) -> Record:
        """`record`, which is next in the log, with the present text of the line that it shows: that may have
        been edited while `record` was on its way."""
        if record.kind is not EventKind.PINNED:
            return record
        edits = (each for each in reversed(self.ring) if each.kind is EventKind.EDITED)
        last = next((edit for edit in edits if edit.body == record.body), None)
        return record if last is None else msgspec.structs.replace(record, annotations=last.annotations)

    # Changes.

    def blank(self, seq: int) -> None:
        """The line at `seq` was deleted."""
        for record in self.lines:
            if record.seq == seq and record.kind is EventKind.RICH:
                self.count_reply(record, -1)
                break
        self._change_line(seq, lambda record: record.blank(), "")

    def count_reply(self, record: Record, count: int) -> None:
        """The line that the message `record` answers, if any, has so many more replies."""
        line = as_rich(record.body).re

        def counted(record: Record) -> Record:
            if record.seq != line:
                return record
            replies = record.annotations.replies if record.annotations is not None else 0
            return record.annotated(replies=max(0, replies + count))

        if line:
            self._change(counted)

    def edit(self, seq: int, text: str, ts: float) -> None:
        """The line at `seq` has another text since `ts`."""
        self._change_line(seq, lambda record: record.edited(text, ts), text)

    def react(self, seq: int, emoji: str, on: bool, at: int) -> None:
        """By the event `at`, a person put a reaction to the line at `seq`, or took it back."""

        def changed(record: Record) -> Record:
            before = record.annotations.reactions if record.annotations is not None else ()
            return record.annotated(reactions=with_reaction(before, emoji, on, at))

        self._change_at(seq, changed)

    def tally(self, seq: int, tally: Tally) -> None:
        """The votes in the poll at `seq`, unless newer ones are known."""

        def changed(record: Record) -> Record:
            known = record.annotations.tally if record.annotations is not None else None
            if known is not None and known.version > tally.version:
                return record
            return record.annotated(tally=tally)

        self._change_at(seq, changed)

    def pin(self, seq: int, on: bool) -> None:
        self._change_at(seq, lambda record: record.annotated(pinned=on))

    def erase(self, principal: int) -> None:
        """Erase the words of `principal`."""
        self._erased.add(principal)
        # Of a line that is not in memory, the author is not known.
        others = {str(record.seq) for ring in self._rings for record in ring if record.actor != principal}

        def erased(record: Record) -> Record:
            shows_it = record.kind in OF_A_TEXT and record.body not in others
            return (record.annotated(text="") if shows_it else record).erased(principal)

        self._change(erased)

    def rename(self, principal: Principal) -> None:
        self._change(lambda record: record.renamed(principal))

    def _change_line(self, seq: int, change: Callable[[Record], Record], text: str) -> None:
        """Change the line at `seq`; events that show its text show the present `text`, or nothing
        of a line that is gone."""
        at = str(seq)

        def changed(record: Record) -> Record:
            if record.seq == seq:
                return change(record)
            if record.kind not in OF_A_TEXT or record.body != at:
                return record
            return record.annotated(text=text) if text else record.annotated(text="", tally=None)

        self._change(changed)

    def _change_at(self, seq: int, change: Callable[[Record], Record]) -> None:
        """Change the one record at `seq`, if it is in memory."""
        for ring in self._rings:
            place = bisect_left(ring, seq, key=attrgetter("seq"))
            if place < len(ring) and ring[place].seq == seq:
                ring[place] = change(ring[place])

    def _change(self, change: Callable[[Record], Record]) -> None:
        for ring in self._rings:
            for place, record in enumerate(ring):
                ring[place] = change(record)
