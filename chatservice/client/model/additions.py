"""Events that add something to another line: how the line looks with it. Pure.

Those in `ADDITIONS` are not lines themselves. A page of history has its lines with all that was added to
them, up to its `head`; what is known to have been added after that is added again.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from chatservice.model.annotations import ReactionCount, ReactionCounts, Tally, with_reaction
from chatservice.model.events import (
    Edited,
    Line,
    LineMarks,
    LoggedEvent,
    Message,
    PinSet,
    PollAsked,
    PollClosed,
    Reacted,
    ReactionSet,
    Voted,
)
from chatservice.model.names import fold


class AnswerDeleted(msgspec.Struct, frozen=True):
    """The event `seq` deleted a message that answers `line`."""

    line: int
    seq: int


def _edited(line: LoggedEvent, event: Edited, me: str) -> LoggedEvent:
    if not isinstance(line, Message) or not event.text or event.ts < line.edited:
        return line
    return msgspec.structs.replace(line, text=event.text, edited=event.ts)


def _answered(line: LoggedEvent, count: int) -> LoggedEvent:
    """With so many more replies."""
    if not isinstance(line, Line):
        return line
    return msgspec.structs.replace(line, replies=max(0, line.replies + count))


def _reaction(line: LoggedEvent, event: ReactionSet, me: str) -> LoggedEvent:
    if not isinstance(line, Line):
        return line
    reactions = with_reaction(line.reactions, event.emoji, event.on, event.seq)
    if fold(event.sender) == fold(me):
        reactions = _own(reactions, event.emoji, event.on)
    return msgspec.structs.replace(line, reactions=reactions)


def _own(reactions: ReactionCounts, emoji: str, on: bool) -> ReactionCounts:
    return tuple(
        msgspec.structs.replace(each, mine=on) if each.emoji == emoji else each for each in reactions
    )


def _pinned(line: LoggedEvent, event: PinSet, me: str) -> LoggedEvent:
    return msgspec.structs.replace(line, pinned=event.on) if isinstance(line, Line) else line


def _closed(line: LoggedEvent, event: PollClosed, me: str) -> LoggedEvent:
    return with_tally(line, event.tally)


# Each of these events names its line in its field `line`; `me` is the user's name.
ADDITIONS: dict[type[LoggedEvent], Callable[[Any, Any, str], LoggedEvent]] = {
    Edited: _edited,
    ReactionSet: _reaction,
    PinSet: _pinned,
    PollClosed: _closed,
}


def target(event: Any) -> int:
    """The seq of the line that `event` adds to; 0 if there is none."""
    return int(event.re if isinstance(event, Message) else event.line)


def with_addition(line: LoggedEvent, event: Any, me: str) -> LoggedEvent:
    """`line` with what `event`, which names it, adds. A reply adds to the number of them."""
    if isinstance(event, Message | AnswerDeleted):
        return _answered(line, 1 if isinstance(event, Message) else -1)
    return ADDITIONS[type(event)](line, event, me)


def with_tally(line: LoggedEvent, tally: Tally) -> LoggedEvent:
    """`line` with those votes, if they are not older; which are one's own stays as it is known."""
    if not isinstance(line, PollAsked):
        return line
    known = line.tally or Tally(())
    if (tally.version, tally.closed) < (known.version, known.closed):
        return line
    return msgspec.structs.replace(line, tally=msgspec.structs.replace(tally, mine=known.mine))


def without_text(line: PinSet | PollClosed) -> LoggedEvent:
    """What it repeats of a line that was deleted is left out."""
    if isinstance(line, PinSet):
        return msgspec.structs.replace(line, text="")
    return msgspec.structs.replace(line, question="", choices=(), tally=Tally((), closed=True))


def is_closed(poll: PollAsked) -> bool:
    return poll.tally is not None and poll.tally.closed


def with_own_vote(line: LoggedEvent, event: Voted) -> LoggedEvent:
    if not isinstance(line, PollAsked):
        return line
    known = line.tally or Tally((0,) * len(line.choices))
    return msgspec.structs.replace(line, tally=msgspec.structs.replace(known, mine=event.choices))


def with_marks(line: LoggedEvent, marks: LineMarks) -> LoggedEvent:
    """`line` with the counts of `marks`, where they are newer; which are one's own stays as it is known."""
    if not isinstance(line, Line):
        return line
    known = {each.emoji: each for each in line.reactions}
    reactions = tuple(
        known[each.emoji]
        if each.emoji in known and known[each.emoji].seq >= each.seq
        else msgspec.structs.replace(each, mine=each.emoji in known and known[each.emoji].mine)
        for each in marks.reactions
    )
    return msgspec.structs.replace(line, reactions=reactions)


def with_own(line: LoggedEvent, event: Reacted, count: int) -> LoggedEvent:
    """`line` with one's own reaction, which another device may have put. It is counted `count` times: once if
    its event is still to come, which is not counted then (`with_own_event`)."""
    if not isinstance(line, Line):
        return line
    known = next((each for each in line.reactions if each.emoji == event.emoji), None)
    if known is None:
        new = (ReactionCount(event.emoji, 1, 0, mine=True),) if event.on and count else ()
        return msgspec.structs.replace(line, reactions=(*line.reactions, *new))
    changed = msgspec.structs.replace(
        known, count=known.count + (count if event.on else -count), mine=event.on
    )
    reactions = [changed if each is known else each for each in line.reactions]
    return msgspec.structs.replace(line, reactions=tuple(each for each in reactions if each.count > 0))


def with_own_event(line: LoggedEvent, event: Any, me: str) -> LoggedEvent:
    """`line` as of `event`, whose reaction is counted already."""
    if not (isinstance(line, Line) and isinstance(event, ReactionSet)):
        return line
    reactions = tuple(
        msgspec.structs.replace(each, seq=event.seq) if each.emoji == event.emoji else each
        for each in line.reactions
    )
    return msgspec.structs.replace(line, reactions=reactions)
