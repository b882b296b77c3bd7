"""Which reactions and votes in a page are the reader's own: otherwise pages are the same for everyone."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from chatservice.core.ports import Storage
from chatservice.model.events import Line, LoggedEvent, PollAsked


async def with_own(
    storage: Storage, room: int, principal: int, lines: Sequence[LoggedEvent]
) -> list[LoggedEvent]:
    """`lines` with the reactions and votes of `principal` marked as theirs: one query for each of the two,
    and none where nothing was attached."""
    shown = list(lines)
    reacted = [line.seq for line in shown if isinstance(line, Line) and line.reactions]
    if reacted:
        own = await storage.marks.own(room, reacted[0], reacted[-1], principal)
        shown = [_with_reactions(line, own) for line in shown]
    asked = [line.seq for line in shown if isinstance(line, PollAsked)]
    if asked:
        votes = await storage.polls.own(room, asked[0], asked[-1], principal)
        shown = [_with_vote(line, votes) for line in shown]
    return shown


def _with_reactions(line: LoggedEvent, own: set[tuple[int, str]]) -> LoggedEvent:
    if not isinstance(line, Line) or not line.reactions:
        return line
    reactions = tuple(replace(each, mine=(line.seq, each.emoji) in own) for each in line.reactions)
    return replace(line, reactions=reactions)


def _with_vote(line: LoggedEvent, votes: Mapping[int, tuple[int, ...]]) -> LoggedEvent:
    if not isinstance(line, PollAsked) or line.tally is None or line.seq not in votes:
        return line
    return replace(line, tally=replace(line.tally, mine=votes[line.seq]))
