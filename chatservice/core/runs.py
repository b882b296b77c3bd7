"""Programs under way: queued, run in the sandbox, and shown to all in the room.

A run is two events in the room's log, and what it prints passes between them. It is known by the
seq of the first. When its owner leaves, it ends.
"""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from chatservice.core.live_run import LiveRun, PassOn
from chatservice.core.ports import Clock, Future, Spawn
from chatservice.core.ports.code import Running, Watcher
from chatservice.core.room import Room
from chatservice.core.run_ends import EndNeeds, RunEnds
from chatservice.core.run_queue import RunQueue
from chatservice.errors import AlreadyRunning, Busy
from chatservice.model.events import RunPlace
from chatservice.model.records import Appended, Draft
from chatservice.model.runs import Ending, LanguageInfo, Program
from chatservice.model.values import Principal, RoomKind
from chatservice.settings.schema import Settings


class RunNeeds(NamedTuple):
    """The parts of the chat that `Runs` uses: `run` of the sandbox, `append_checked` for the log, `pass_on`
    for passing events; and what `RunEnds` uses."""

    settings: Settings
    run: Callable[[Program, Watcher], Running]
    append_checked: Callable[[Room, Draft, Callable[[], None]], Awaitable[Appended]]
    pass_on: PassOn
    clock: Clock
    spawn: Spawn
    ends: EndNeeds


def label_of(room: Room) -> str:
    """What a command has to name to find a run there; empty for a conversation of two, which has another name
    for each of them."""
    return "" if (room.above or room).kind is RoomKind.DIRECT else room.label


class Runs:
    def __init__(self, needs: RunNeeds) -> None:
        self._needs = needs
        self._queue: RunQueue[LiveRun] = RunQueue()
        self._runs: dict[tuple[int, int], LiveRun] = {}  # (room, seq), until the end is in the log
        self._owners: dict[int, LiveRun | None] = {}  # None: its start is not in the log yet
        self._waiting: list[Future] = []  # for the next end
        self._ends = RunEnds(needs.ends)
        self._stopping = False

    def start(self) -> None:
        """End the runs that were under way when the server ended; stored when that is possible."""
        self._needs.spawn(self._ends.close_old(lambda room, seq: (room, seq) in self._runs))

    @property
    def at_work(self) -> bool:
        """Whether there is a run whose end is not in the log."""
        return bool(self._runs)

    def stop(self) -> None:
        """Start no more runs; those that wait have ended."""
        self._stopping = self._ends.stopping = True
        for run in list(self._queue.waiting):
            run.stop()

    def live(self, room: Room, seq: int) -> LiveRun | None:
        """The run of that number, if its end is not in the log yet."""
        return self._runs.get((room.id, seq))

    def of_person(self, principal: int) -> LiveRun | None:
        """The run of that person that runs or waits."""
        return self._owners.get(principal)

    # Start.

    def refuse_more(self, me: Principal) -> None:
        """Raise AlreadyRunning if they have one, Busy if there is no place for another."""
        settings = self._needs.settings
        if me.id in self._owners:
            own = self._owners[me.id]
            raise AlreadyRunning(own.seq, label_of(own.room)) if own is not None else Busy
        coming = list(self._owners.values()).count(None)
        self._queue.refuse_more(settings.code_runs, settings.code_queue, coming)

    async def accept(
        self,
        room: Room,
        me: Principal,
        program: Program,
        language: LanguageInfo,
        draft: Draft,
        check: Callable[[], None],
    ) -> LiveRun:
        """Log its start, and put it into the queue; `begin` comes next. `check` raises Fault when `me` may
        not run it: before it is logged, when its turn comes, and each time that it prints."""
        needs = self._needs
        if self._stopping:
            raise Busy
        self.refuse_more(me)
        self._owners[me.id] = None
        try:
            at = await needs.append_checked(room, draft, check)
        except BaseException:
            del self._owners[me.id]
            raise
        run = LiveRun(
            needs.settings, needs.run, needs.pass_on, room, at.seq, me, program, language, check, self._over
        )
        self._owners[me.id] = self._runs[room.id, run.seq] = run
        self._queue.add(run)
        return run

    def place(self, run: LiveRun) -> int:
        """How many runs are ahead of it."""
        begin = self._needs.settings.code_runs - self._queue.running
        return max(0, self._queue.place(run) - max(0, begin))

    def begin(self) -> None:
        """Start the runs whose turn it is; the others see how many are ahead of them."""
        begun = self._queue.turn(self._needs.settings.code_runs)
        for run in begun:
            # Each in a turn of its own: starting a process takes a few milliseconds.
            self._needs.clock.callLater(0, run.begin)
        for run in self._queue.waiting:
            place = self._queue.place(run)
            event = RunPlace(room=run.room.label, rid=run.room.rid, run=run.seq, place=place)
            self._needs.pass_on(run.room, event, actor=run.owner.id)

    # End.

    def left(self, principal: int) -> None:
        """A person has left: their run ends."""
        run = self._owners.get(principal)
        if run is not None:
            run.stop()

    async def ended(self, principal: int) -> None:
        """Wait until none of their programs runs, and the end of the last one is in the log."""
        while any(run.owner.id == principal for run in self._runs.values()):
            promise = self._needs.ends.promise()
            self._waiting.append(promise)
            await promise

    def _over(self, run: LiveRun, ending: Ending) -> None:
        self._queue.remove(run)
        self._owners.pop(run.owner.id, None)
        self._needs.spawn(self._end(run, ending))
        if not self._stopping:
            self.begin()

    async def _end(self, run: LiveRun, ending: Ending) -> None:
        try:
            await self._ends.end(run, ending)
        finally:
            self._runs.pop((run.room.id, run.seq), None)
            waiting, self._waiting = self._waiting, []
            for promise in waiting:
                promise.callback(None)
