"""What people attach to a line without saying anything: reactions. Bodies of events, as JSON."""

from collections.abc import Mapping

import msgspec

from chatservice.model.values import EventKind

KINDS_MAX = 50  # of reactions on one line

# What can be reacted to, pinned and bookmarked: what was said or shown.
MARKABLE = frozenset(
    {EventKind.MESSAGE, EventKind.ACTION, EventKind.RICH, EventKind.FILE, EventKind.RUN, EventKind.RUN_ENDED}
)


class StoredReaction(msgspec.Struct, frozen=True, gc=False):
    """The body of a REACTION: whether its author has that emoji `on` the line."""

    line: int
    emoji: str
    on: bool


class ReactionCount(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """How many people have reacted to a line with that emoji; `mine`: the asker is among them."""

    emoji: str
    count: int
    mine: bool = False


class ReactedBy(msgspec.Struct, frozen=True, gc=False):
    """A person who reacted with that emoji."""

    emoji: str
    name: str


LineReactions = Mapping[int, list[ReactionCount]]  # by the line's seq, in the order of their first

as_reaction = msgspec.json.Decoder(StoredReaction).decode
