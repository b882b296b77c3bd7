"""Which reactions and votes in a page are the reader's own: otherwise pages are the same for everyone."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from chatservice.core.ports import Storage
from chatservice.model.events import Line, LoggedEvent, PollAsked
from chatservice.model.records import Record
from chatservice.model.values import EventKind


class OwnMarks(NamedTuple):
    """A person's reactions in a room, as (seq, emoji), and their votes by the seq of the poll."""

    reactions: set[tuple[int, str]]
    votes: Mapping[int, tuple[int, ...]]


async def own_marks(storage: Storage, room: int, principal: int, records: Sequence[Record]) -> OwnMarks:
    """One query for each of the two, and none where nothing was attached to the `records`."""
    reacted = [record.seq for record in records if record.annotations and record.annotations.reactions]
    asked = [record.seq for record in records if record.kind is EventKind.POLL]
    reactions = await storage.marks.own(room, reacted[0], reacted[-1], principal) if reacted else set()
    votes = await storage.polls.own(room, asked[0], asked[-1], principal) if asked else {}
    return OwnMarks(reactions, votes)


def with_own(lines: Iterable[LoggedEvent], own: OwnMarks) -> list[LoggedEvent]:
    """`lines` with those marks shown as the reader's own."""
    return [_with_vote(_with_reactions(line, own), own) for line in lines]


def _with_reactions(line: LoggedEvent, own: OwnMarks) -> LoggedEvent:
    if not isinstance(line, Line) or not line.reactions:
        return line
    reactions = tuple(replace(each, mine=(line.seq, each.emoji) in own.reactions) for each in line.reactions)
    return replace(line, reactions=reactions)


def _with_vote(line: LoggedEvent, own: OwnMarks) -> LoggedEvent:
    if not isinstance(line, PollAsked) or line.tally is None or line.seq not in own.votes:
        return line
    return replace(line, tally=replace(line.tally, mine=own.votes[line.seq]))
