"""Events on their way into a log, as they are stored, and what a search finds of them."""

from typing import Any

import msgspec

from chatservice.model.annotations import NONE, Annotations
from chatservice.model.bodies import erased_body, text_of, with_text
from chatservice.model.values import LINES, OF_A_TEXT, EventKind, Principal


class Draft(msgspec.Struct, frozen=True, gc=False):
    """An event on its way into a room's log.

    `expect` is the version that the decision rested on: the sum of the room's access version and
    that of server-wide sanctions (either only grows); None where rights do not matter.
    `subject` is the principal that ADDED, REMOVED and ROLE are about, and whose file FILE_GONE ends;
    the body of ROLE is the role's word, that of MODE a JSON object of what changed. `secret` takes
    effect and is not told: the encoded password that a MODE sets. `annotations` are told and not stored with
    the event: the text that an EDITED gives its line.
    `follows` is the seq that an edit of a code document comes directly after.
    """

    kind: EventKind
    actor: int
    actor_name: str
    body: str
    ts: float
    key: str = ""
    expect: int | None = None
    subject: int | None = None
    subject_name: str = ""
    secret: str = ""
    follows: int | None = None
    annotations: Annotations | None = None


class Appended(msgspec.Struct, frozen=True, gc=False):
    """The seq of a draft. `fresh` is False if its key was used before: then `seq` is the first one's."""

    id: int
    seq: int
    fresh: bool = True


class Record(msgspec.Struct, frozen=True, gc=False):
    """An event as stored in the log, with current names and what was added to it since."""

    id: int
    seq: int
    ts: float
    kind: EventKind
    actor: int
    actor_name: str
    body: str
    subject: int | None = None
    subject_name: str = ""
    annotations: Annotations | None = None

    @property
    def is_line(self) -> bool:
        """Whether it is a message or an action."""
        return self.kind in LINES

    @property
    def text(self) -> str:
        """The text of a line; empty if it is none."""
        return text_of(self.kind, self.body)

    def erased(self, principal: int) -> "Record":
        """The record once `principal` is erased; unchanged if it contains nothing of theirs."""
        if self.actor != principal and (self.kind is not EventKind.FILE_GONE or self.subject != principal):
            return self
        annotations = self.annotations if self.is_line else None
        return msgspec.structs.replace(self, body=erased_body(self.kind, self.body), annotations=annotations)

    def annotated(self, **changes: Any) -> "Record":
        """With these fields of its annotations changed."""
        annotations = msgspec.structs.replace(self.annotations or NONE, **changes)
        return msgspec.structs.replace(self, annotations=annotations)

    def as_new(self) -> "Record":
        """Without what was added to the line later: for readers who also get the events that added it."""
        if self.annotations is None or self.kind in OF_A_TEXT:
            return self
        return msgspec.structs.replace(self, annotations=None)

    def edited(self, text: str, ts: float) -> "Record":
        """With another text since `ts`; unchanged if it is not a line."""
        if not self.is_line:
            return self
        body = with_text(self.kind, self.body, text)
        return msgspec.structs.replace(self, body=body).annotated(edited=ts)

    def renamed(self, principal: Principal) -> "Record":
        """As it is shown now that `principal` has its present name."""
        if principal.id not in (self.actor, self.subject):
            return self
        return msgspec.structs.replace(
            self,
            actor_name=principal.name if self.actor == principal.id else self.actor_name,
            subject_name=principal.name if self.subject == principal.id else self.subject_name,
        )

    @property
    def can_be_blank(self) -> bool:
        """Whether it has content that can be deleted: a line, or a program's output."""
        return self.is_line or self.kind is EventKind.RUN_ENDED or self.kind is EventKind.POLL

    def blank(self) -> "Record":
        """The record of a deleted line; unchanged if it is not a line."""
        if not self.can_be_blank:
            return self
        return msgspec.structs.replace(self, kind=EventKind.BLANK, body="", annotations=None)


def as_record(draft: Draft, at: Appended) -> Record:
    """`draft` as the log holds it."""
    return Record(
        at.id,
        at.seq,
        draft.ts,
        draft.kind,
        draft.actor,
        draft.actor_name,
        draft.body,
        draft.subject,
        draft.subject_name,
        draft.annotations,
    )


class Hit(msgspec.Struct, frozen=True, gc=False):
    """One line that a search found."""

    room: int
    record: Record


class Found(msgspec.Struct, frozen=True, gc=False):
    """A page of hits, newest first.

    `before` is the event id to request the next page with, None if there is no more.
    `complete` is False when the bounded scan ended before the oldest line.
    """

    hits: list[Hit]
    before: int | None
    complete: bool


class FormerText(msgspec.Struct, frozen=True, gc=False):
    """What a line said until it was edited at `ts`."""

    ts: float
    text: str


class Blanked(msgspec.Struct, frozen=True, gc=False):
    """The result of one step of erasing: the event to continue after (None: finished), how many
    events were blanked, and the rooms that lost their topic."""

    after: int | None
    events: int
    topics: list[int] = []
