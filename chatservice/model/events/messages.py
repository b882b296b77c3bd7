"""What was said, and what became of it."""

from typing import ClassVar

import msgspec

from chatservice.model.events.base import Answer, Line, Logged


class Message(Line, tag="message", kw_only=True, frozen=True):
    """`sender` said `text`; an `action` describes what the sender does (``/me waves``). `edited` is when
    the text was last changed, `replies` the number of lines that answer it: both come in history. `re` is
    the seq of the line that it answers, `topic` the one that it belongs to."""

    text: str
    action: bool = False
    re: int = 0
    topic: str = ""
    edited: float = 0


class Edited(Logged, tag="edited", kw_only=True, frozen=True):
    """`sender` changed the text of their line `line`. The text is the line's present one: empty if the
    line was deleted since, and the last one if it was changed again."""

    line: int
    text: str


class FormerTextInfo(msgspec.Struct, frozen=True, kw_only=True):
    """What a line said until `ts`."""

    ts: float
    text: str


class RevisionList(Answer, tag="revisions", kw_only=True, frozen=True):
    """What an edited line said before, oldest first, as far as it is kept. It was edited `edits` times."""

    room: str
    rid: str = ""
    line: int
    texts: list[FormerTextInfo]
    edits: int


class Deleted(Logged, tag="deleted", kw_only=True, frozen=True):
    """`sender` deleted the line whose seq is `line`; its text is erased."""

    says: ClassVar[str] = "#{line} deleted"
    line: int


class Blank(Logged, tag="blank", kw_only=True, frozen=True):
    """Placeholder for a deleted line of `sender`."""

    says: ClassVar[str] = "#{seq} deleted"


class Ack(Answer, tag="ack", kw_only=True, frozen=True):
    """What you sent is on disk, at this `seq`. `again`: its key had already been stored."""

    room: str
    rid: str = ""
    seq: int
    id: int
    key: str = ""
    again: bool = False


class Error(Answer, tag="error", kw_only=True, frozen=True):
    """A command failed: `code` for programs, `text` for people.

    `retry_after` comes with `slow_down`: seconds until you can try again. `field` is the invalid
    field of an edit of a code document, such as ``changes[2].from``.
    """

    code: str
    text: str
    key: str = ""
    room: str = ""
    retry_after: float = 0
    field: str = ""
