"""What was added to a line of a room after it was written: that it was edited, how many replies it has.

It is stored by line, beside the log, and comes with the line in every page of history. The live event
of a line never has any: what is added later is an event of its own.
"""

from typing import Any

import msgspec


class ReactionCount(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """How many people have reacted to a line with that emoji, as of the event `seq`, which was the last
    to change it; `mine`: the person who asked is among them."""

    emoji: str
    count: int
    seq: int = 0
    mine: bool = False

    def changed(self, by: int, seq: int) -> "ReactionCount":
        return msgspec.structs.replace(self, count=self.count + by, seq=seq)


ReactionCounts = tuple[ReactionCount, ...]  # in the order in which each emoji was first used


def with_reaction(reactions: ReactionCounts, emoji: str, on: bool, seq: int) -> ReactionCounts:
    """`reactions` after the event `seq`, by which a person put the emoji or (not `on`) took it back;
    unchanged if they are of a later time."""
    known = next((each for each in reactions if each.emoji == emoji), None)
    if known is None:
        return (*reactions, ReactionCount(emoji, 1, seq)) if on else reactions
    if seq <= known.seq:
        return reactions
    changed = known.changed(1 if on else -1, seq)
    return tuple(
        changed if each is known else each for each in reactions if each is not known or changed.count
    )


class Tally(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """The votes of a poll: for each choice how many `voters` chose it. It grows a `version` with every vote;
    nobody votes once it is `closed`. `mine` are the choices, from 1, of the person who asked."""

    counts: tuple[int, ...]
    voters: int = 0
    version: int = 0
    closed: bool = False
    mine: tuple[int, ...] = ()


class Annotations(msgspec.Struct, frozen=True, gc=False):
    """The fields of an event of a line that are not in its record: each is a field of that name there,
    and is omitted when it has its default.

    `edited` is when the text was last changed, in seconds since 1970, `replies` how many lines
    answer it, `pinned` whether it is pinned, `tally` the votes of a poll. `text` is for events about
    a line: the line's present text.
    """

    edited: float = 0.0
    replies: int = 0
    reactions: ReactionCounts = ()
    pinned: bool = False
    tally: Tally | None = None
    text: str = ""

    def fields(self) -> dict[str, Any]:
        """Those that differ from their defaults."""
        found = zip(_NAMES, msgspec.structs.astuple(self), _DEFAULTS, strict=True)
        return {name: value for name, value, default in found if value != default}


_NAMES = Annotations.__struct_fields__
_DEFAULTS = Annotations.__struct_defaults__
NONE = Annotations()
