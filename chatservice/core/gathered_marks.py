"""In a large room, tells what is attached to lines from time to time, instead of each change.

A reaction is one event for everyone there: 5,000 people who react would be 25 million events. Each is
logged; readers are told together how many there are by then.
"""

from collections.abc import Callable, Sequence
from functools import partial

from chatservice.core.ports import Clock, MarkStore, Spawn
from chatservice.core.room import Room
from chatservice.errors import Fault
from chatservice.model.annotations import Tally
from chatservice.model.events import LineMarks, MarksChanged, Passing, PollChanged, ReactionSet
from chatservice.settings.schema import Settings

LINES_MAX = 100  # in one event


class GatheredMarks:
    def __init__(
        self,
        settings: Settings,
        marks: MarkStore,
        clock: Clock,
        spawn: Spawn,
        pass_on: Callable[[Room, Passing], None],
    ) -> None:
        self._settings = settings
        self._marks = marks
        self._clock = clock
        self._spawn = spawn
        self._pass_on = pass_on
        self._waiting: dict[Room, dict[int, int]] = {}  # by seq of the reaction, the line
        self._tallies: dict[Room, dict[int, Tally]] = {}  # by the poll's line

    def take(self, room: Room, event: ReactionSet) -> bool:
        """Whether the room is so large that `event` is told with others."""
        if room.feed.size <= self._settings.notice_room:
            return False
        waiting = self._waiting.get(room)
        if waiting is None:
            waiting = self._waiting[room] = {}
            self._clock.callLater(self._settings.notice_delay, partial(self._due, room))
        waiting[event.seq] = event.line
        return True

    def _due(self, room: Room) -> None:
        self._spawn(self._tell(room, self._waiting.pop(room)))

    def voted(self, room: Room, line: int, tally: Tally) -> None:
        """Show the votes of a poll now, or in a large room with all that come meanwhile."""
        room.tail.tally(line, tally)
        if room.feed.size <= self._settings.notice_room:
            self._pass_on(room, _poll(room, line, tally))
            return
        waiting = self._tallies.get(room)
        if waiting is None:
            waiting = self._tallies[room] = {}
            self._clock.callLater(self._settings.notice_delay, partial(self._tell_votes, room))
        known = waiting.get(line)
        if known is None or known.version < tally.version:
            waiting[line] = tally

    def _tell_votes(self, room: Room) -> None:
        for line, tally in self._tallies.pop(room).items():
            self._pass_on(room, _poll(room, line, tally))

    async def _tell(self, room: Room, waiting: dict[int, int]) -> None:
        lines = list(dict.fromkeys(waiting.values()))
        for start in range(0, len(lines), LINES_MAX):
            chunk = lines[start : start + LINES_MAX]
            event = await self._event(room, chunk, [seq for seq, line in waiting.items() if line in chunk])
            if event is not None:
                self._pass_on(room, event)

    async def _event(self, room: Room, lines: Sequence[int], seqs: list[int]) -> MarksChanged | None:
        try:
            upto, counts = await self._marks.reaction_counts(room.id, lines)
        except Fault:  # the database is not there at the moment; who asks for a page gets it later
            return None
        marks = [LineMarks(line=line, reactions=counts[line]) for line in lines]
        return MarksChanged(room=room.label, rid=room.rid, upto=upto, lines=marks, seqs=seqs)


def _poll(room: Room, line: int, tally: Tally) -> PollChanged:
    return PollChanged(room=room.label, rid=room.rid, line=line, tally=tally)
