"""What people attach to lines."""

import msgspec

from chatservice.model.annotations import ReactionCount
from chatservice.model.events.base import Answer, Logged, Passing
from chatservice.model.marks import ReactedBy


class ReactionSet(Logged, tag="reaction", kw_only=True, frozen=True):
    """`sender` reacted to the line whose seq is `line` with `emoji`, or (not `on`) took that back.

    Pages of history leave these out: they show the reactions at each line.
    """

    line: int
    emoji: str
    on: bool


class LineMarks(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What is attached to one line: all its reactions."""

    line: int
    reactions: tuple[ReactionCount, ...] = ()


class MarksChanged(Passing, tag="marks", kw_only=True, frozen=True):
    """What is attached to some lines now, as of the event `upto` of the room's log.

    In a large room this comes from time to time instead of an event for each reaction; `seqs` are
    theirs in the log.
    """

    room: str
    rid: str = ""
    upto: int
    lines: list[LineMarks]
    seqs: list[int] = []


class Reacted(Answer, tag="reacted", kw_only=True, frozen=True):
    """Your reaction is stored, or taken back. Your other devices get this too, without the `ref`.

    `again`: it was there before.
    """

    room: str
    rid: str = ""
    line: int
    emoji: str
    on: bool
    seq: int
    again: bool = False


class ReactionList(Answer, tag="reaction_list", kw_only=True, frozen=True):
    """Who reacted to a line, in that order. `more` are not named."""

    room: str
    rid: str = ""
    line: int
    reactions: list[ReactedBy]
    more: int = 0


class PinSet(Logged, tag="pinned", kw_only=True, frozen=True):
    """`sender` pinned the line whose seq is `line`, whose present text is `text`, or (not `on`)
    unpinned it."""

    line: int
    on: bool
    text: str = ""


class Bookmarked(Answer, tag="bookmarked", kw_only=True, frozen=True):
    """You have a bookmark at that line, or (not `on`) no longer. Your other devices get this too."""

    room: str
    rid: str = ""
    line: int
    on: bool
