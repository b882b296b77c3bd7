"""What was said, and what became of it."""

from typing import ClassVar

from chatservice.model.events.base import Answer, Logged


class Message(Logged, tag="message", kw_only=True, frozen=True):
    """`sender` said `text`; an `action` describes what the sender does (``/me waves``)."""

    text: str
    action: bool = False


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
