"""Decides the outcome of each draft of a batch. Pure: decided before anything is written.

Drivers decide here, in the order in which drafts were queued, so that a batch has the
same result in memory and on disk.
"""

from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import Any

import msgspec

from chatservice.core.ports import Outcome
from chatservice.errors import Fault, KeyReused, Stale
from chatservice.model.fold import OF_ACCESS
from chatservice.model.records import Appended, Draft
from chatservice.model.sanctions import EVERYWHERE, Expect
from chatservice.model.values import GONE, EventKind

MessageKey = tuple[int, int, str]  # actor, room, key

# Kinds whose drafts depend on more than heads and rights.
CONDITIONAL = frozenset(
    {
        EventKind.FILE,
        EventKind.REACTION,
        EventKind.EDITED,
        EventKind.PINNED,
        EventKind.UNPINNED,
        EventKind.RICH,
        EventKind.POLL_CLOSED,
        EventKind.ROOM_RENAMED,
    }
)


class Kept(msgspec.Struct, frozen=True, gc=False):
    """A key that was used: its event, and a hash that distinguishes the event's body from others; or,
    if the event holds another text than was sent with the key, that text's digest. No `body` for an
    edit of a code document, which may have been mapped over other edits since."""

    id: int
    seq: int
    body: int | None
    digest: int | None = None

    def is_of(self, draft: Draft) -> bool:
        """Whether it was `draft` that was sent with the key."""
        text = sent_text(draft)
        if self.digest is not None:
            return self.digest == digest_of(text)
        return self.body in (None, hash(text))


def sent_text(draft: Draft) -> str:
    """What distinguishes a draft from others with the same key."""
    if draft.kind is EventKind.EDITED and draft.annotations is not None:
        return f"{draft.body} {draft.annotations.text}"
    return draft.body


def _kept_body(draft: Draft) -> int | None:
    return None if draft.kind is EventKind.DOCUMENT_EDIT else hash(sent_text(draft))


def digest_of(text: str) -> int:
    """The same in each process, unlike `hash`."""
    digest = blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


class Head(msgspec.Struct, gc=False):
    """A room as of a place in a batch. `parent` is the room that a code document belongs to, whose
    rights apply in it too; 0 in other rooms."""

    seq: int
    access: int
    parent: int = 0


class Placed(msgspec.Struct, frozen=True, gc=False):
    """A draft with its place."""

    room: int
    id: int
    seq: int
    draft: Draft


class Append(msgspec.Struct, frozen=True, eq=False):
    """One call of RoomLog.append."""

    room: int
    drafts: Sequence[Draft]
    done: Callable[[Sequence[Outcome]], None]


class Change:
    """A write other than lines, in its place among them. `run` is called with the driver's
    transaction; `done` with what it returned, or with the Fault that it raised before it wrote."""

    __slots__ = ("done", "run")

    def __init__(self, run: Callable[[Any], Any], done: Callable[[Any], None]) -> None:
        self.run = run
        self.done = done


Unit = Append | Change


def refused(unit: Unit, fault: Fault) -> Any:
    """The result of `unit` when nothing of it was written."""
    return [fault] * len(unit.drafts) if isinstance(unit, Append) else fault


class BatchPlan:
    """The heads and keys that decisions rest on, with the batch's own effects on them.

    Nothing outside changes: a batch that fails is discarded with its plan. `everywhere` is the
    version of the rights on the whole server. `refused` holds (person, room) of drafts refused as
    stale: what the person sent after such a draft must not overtake it. `outcome` decides drafts that
    depend on what is stored (`CONDITIONAL`): None if such a draft is stored, too.
    """

    def __init__(
        self,
        last_id: int,
        head: Callable[[int], Head],
        kept: Callable[[MessageKey], Kept | None],
        everywhere: int = 0,
        refused: set[tuple[int, int]] | None = None,
        outcome: Callable[[int, Draft], Outcome | None] = lambda room, draft: None,
    ) -> None:
        self._outcome = outcome
        self.last_id = last_id
        self.everywhere = everywhere
        self._refused = refused if refused is not None else set()
        self._head = head
        self._kept = kept
        self._heads: dict[int, Head] = {}
        self._keys: dict[MessageKey, Kept] = {}
        self.placed: list[Placed] = []

    def head(self, room: int) -> Head:
        """The room at this point of the batch; a copy of what is stored, until `accept`."""
        head = self._heads.get(room)
        if head is None:
            stored = self._head(room)
            head = self._heads[room] = Head(stored.seq, stored.access, stored.parent)
        return head

    def access(self, room: int) -> int:
        """The version of the rights in `room` at this place in the batch; GONE for a deleted room."""
        head = self.head(room)
        if not head.parent or head.access == GONE:
            return head.access
        above = self.head(head.parent).access
        return GONE if above == GONE else head.access + above

    def end(self, room: int) -> None:
        """Mark the room as deleted at this place in the batch."""
        self.head(room).access = GONE

    def refuse_stale(self, expect: Expect | None) -> None:
        """Raise Stale if rights at this place in the batch differ from those that the change rests on."""
        if expect is None:
            return
        head = self.head(expect.room) if expect.room != EVERYWHERE else Head(0, 0)
        if head.access == GONE or expect.version != head.access + self.everywhere:
            raise Stale(head.access, self.everywhere)

    def limit(self, room: int) -> int:
        """Rights in `room` (or EVERYWHERE) are reduced from this place in the batch on. Returns the
        new version; GONE for a deleted room."""
        if room == EVERYWHERE:
            self.everywhere += 1
            return self.everywhere
        head = self.head(room)
        if head.access != GONE:
            head.access += 1
        return head.access

    def decide(self, append: Append) -> list[Outcome]:
        if len(append.drafts) == 1:
            return [self._place(append.room, append.drafts[0])]
        if append.drafts and append.drafts[0].kind is EventKind.DOCUMENT_EDIT:
            return self._edits(append)
        return [self._place(append.room, draft) for draft in append.drafts]

    def _edits(self, append: Append) -> list[Outcome]:
        """Edits of a code document. Each starts from the text that the previous one makes, so after a
        refused edit all are refused. A key that was used stands for its edit, whatever the draft
        says now: it may have been mapped over other edits since."""
        outcomes: list[Outcome] = []
        for draft in append.drafts:
            last = outcomes[-1] if outcomes else None
            if last is not None and not (isinstance(last, Appended) and last.fresh):
                outcomes.append(Stale(self.access(append.room), self.everywhere))
            else:
                outcomes.append(self._place(append.room, draft))
        return outcomes

    def _place(self, room: int, draft: Draft) -> Outcome:
        head = self._heads.get(room) or self.head(room)
        if draft.key:
            key = (draft.actor, room, draft.key)
            kept = self._keys.get(key) or self._kept(key)
            if kept is not None:
                if kept.is_of(draft):
                    return Appended(kept.id, kept.seq, False)
                return KeyReused(draft.key)
        expect, refused = draft.expect, self._refused
        access = self.access(room) if head.parent else head.access
        if access == GONE or (
            expect is not None
            and (expect != access + self.everywhere or (refused and (draft.actor, room) in refused))
        ):
            refused.add((draft.actor, room))
            return Stale(access, self.everywhere)
        is_message = draft.kind is EventKind.MESSAGE  # the most common kind: this runs for every line
        if not is_message and draft.follows is not None and draft.follows != head.seq:
            return Stale(access, self.everywhere)
        if not is_message and draft.kind in CONDITIONAL:
            outcome = self._outcome(room, draft)
            if outcome is not None:
                return outcome
        self.last_id += 1
        head.seq += 1
        place = Placed(room, self.last_id, head.seq, draft)
        self.placed.append(place)
        if draft.key:
            self._keys[key] = Kept(place.id, place.seq, hash(draft.body) if is_message else _kept_body(draft))
        if not is_message and draft.kind in OF_ACCESS:
            head.access += 1
        return Appended(place.id, place.seq)

    def accept(self) -> tuple[dict[int, Head], dict[MessageKey, Kept]]:
        """What the batch changed; keep it once the batch is committed."""
        return self._heads, self._keys
