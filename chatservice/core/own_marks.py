"""Which of the reactions in a page are the reader's own: pages are the same for everyone otherwise."""

from collections.abc import Sequence

from msgspec.structs import replace

from chatservice.core.ports import MarkStore
from chatservice.model.events import Line, LoggedEvent


async def with_own(
    marks: MarkStore, room: int, principal: int, lines: Sequence[LoggedEvent]
) -> list[LoggedEvent]:
    """`lines` with the reactions of `principal` marked as theirs: one query, and none without reactions."""
    seqs = [line.seq for line in lines if isinstance(line, Line) and line.reactions]
    if not seqs:
        return list(lines)
    own = await marks.own(room, seqs[0], seqs[-1], principal)
    return [_with_own(line, own) for line in lines]


def _with_own(line: LoggedEvent, own: set[tuple[int, str]]) -> LoggedEvent:
    if not isinstance(line, Line) or not line.reactions:
        return line
    reactions = tuple(replace(each, mine=(line.seq, each.emoji) in own) for each in line.reactions)
    return replace(line, reactions=reactions)
