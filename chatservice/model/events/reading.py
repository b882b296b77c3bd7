"""What people have read, and where they were mentioned."""

from typing import ClassVar

from chatservice.model.events.base import Answer, Passing
from chatservice.model.events.logged import LoggedEvent


class ReadMark(Answer, tag="read", kw_only=True, frozen=True):
    """You have read `room` up to `seq`, on this or another device; up to `head`, `unread` lines came after
    it, `mentions` of them mention you."""

    room: str
    rid: str = ""
    seq: int
    head: int
    unread: int = 0
    mentions: int = 0


class ReadBy(Passing, tag="read_by", kw_only=True, frozen=True):
    """`who` has read `room` up to `seq`: in groups that are not large and in direct conversations."""

    room: str
    rid: str = ""
    who: str
    seq: int


class SeenByIs(Answer, tag="seen_by", kw_only=True, frozen=True):
    """Who has read `room` up to the line `seq`."""

    room: str
    rid: str = ""
    seq: int
    who: list[str]


class Mentioned(Passing, tag="mention", kw_only=True, frozen=True):
    """The line `seq` of `sender` mentions you. `text` is its beginning. `elsewhere`: you are not in that
    room with this connection, so the line was not sent to it. without `notify`, the
    person does not want to be told now, or not of this room."""

    room: str
    rid: str = ""
    seq: int
    id: int
    ts: float
    sender: str
    text: str
    elsewhere: bool = False
    notify: bool = True


class MentionList(Answer, tag="mentions", kw_only=True, frozen=True):
    """Lines that mention you, newest first. `next` asks for the next page."""

    lines: list[LoggedEvent]
    next: int | None = None


class LevelIs(Answer, tag="level", kw_only=True, frozen=True):
    """What `room` notifies you of: ``all``, ``mentions`` or ``none``."""

    says: ClassVar[str] = "{room} notifies you of: {level}."
    room: str
    rid: str = ""
    level: str
