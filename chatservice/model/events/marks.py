"""What people attach to lines."""

import msgspec

from chatservice.model.events.base import Answer, Logged, Passing
from chatservice.model.marks import Reactor


class ReactionSet(Logged, tag="reaction", kw_only=True, frozen=True):
    """`sender` reacted to the line whose seq is `line` with `emoji`, or (not `on`) took that back.

    Pages of history leave these out: they show the reactions at each line.
    """

    line: int
    emoji: str
    on: bool


class ReactionChange(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """`put` people reacted to the `line` with `emoji`, `taken` took it back."""

    line: int
    emoji: str
    put: int = 0
    taken: int = 0


class ReactionsChanged(Passing, tag="reactions", kw_only=True, frozen=True):
    """In a large room: the reactions since the last such event, instead of one event each; `seqs` are
    theirs in the log."""

    room: str
    rid: str = ""
    changes: list[ReactionChange]
    seqs: list[int]


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
    reactions: list[Reactor]
    more: int = 0
