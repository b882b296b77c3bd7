"""What people attach to a line without saying anything: reactions. Bodies of events, as JSON."""

import msgspec

from chatservice.model.values import LINES, EventKind

KINDS_MAX = 50  # of reactions on one line

# What can be reacted to, pinned and bookmarked: what was said or shown.
MARKABLE = LINES | {EventKind.FILE, EventKind.RUN, EventKind.RUN_ENDED, EventKind.POLL}


class StoredReaction(msgspec.Struct, frozen=True, gc=False):
    """The body of a REACTION: whether its author has that emoji `on` the line."""

    line: int
    emoji: str
    on: bool


class StoredPin(msgspec.Struct, frozen=True, gc=False):
    """A pinned line of a room: who pinned it, and when (seconds since 1970)."""

    line: int
    by: str
    ts: float


class StoredBookmark(msgspec.Struct, frozen=True, gc=False):
    """A line that a person has marked for themselves; `number` grows with each."""

    number: int
    room: int
    line: int
    ts: float


class ReactedBy(msgspec.Struct, frozen=True, gc=False):
    """A person who reacted with that emoji."""

    emoji: str
    name: str


as_reaction = msgspec.json.Decoder(StoredReaction).decode
