"""Programs that people run: found in a room, queued, run in the sandbox, shown to all in the room.

A run is two events in the room's log, and what it prints passes between them. It is known by the
seq of the first. Whose it is may stop it, and give it input; when they leave, it ends.
"""

import hashlib
from collections.abc import Awaitable, Callable, Container
from functools import partial
from typing import Any, NamedTuple, Protocol

import msgspec

from chatservice.core import programs
from chatservice.core.fences import Block
from chatservice.core.live_run import LiveRun, PassOn, lines_of
from chatservice.core.ports import Clock, Future, Sandbox, Spawn, Storage, Subscriber
from chatservice.core.rights import Rights
from chatservice.core.room import Room
from chatservice.core.run_ends import EndNeeds, RunEnds
from chatservice.core.run_queue import RunQueue
from chatservice.errors import (
    AlreadyRunning,
    BadCommand,
    Busy,
    CodeOff,
    NoSuchRun,
    NotAllowed,
    NotInRoom,
    NotRunning,
    TextTooLong,
)
from chatservice.model import commands as c
from chatservice.model.events import DoctorIs, LanguageIs, RunIs, RunOutput, RunPlace
from chatservice.model.runs import Ending, LanguageInfo, Program, StartedRun
from chatservice.model.values import Appended, Draft, EventKind, Principal, ServerRole
from chatservice.settings.schema import Settings

TESTING = "the sandbox is being tested, try again in a moment"


class Asker(Protocol):
    """The session that asks."""

    outlet: Subscriber

    @property
    def principal(self) -> Principal: ...

    @property
    def gone(self) -> bool:
        """Whether nobody is here any more as that person."""
        ...

    @property
    def seats(self) -> Container[int]: ...

    def refuse_moved(self) -> None: ...


class CodeNeeds(NamedTuple):
    """What `Code` uses of the chat: `find` rooms, `append_checked` for the log, `pass_on` for what is not
    kept, `meter` to count a run; and what `RunEnds` does."""

    settings: Settings
    sandbox: Sandbox
    storage: Storage
    rights: Rights
    clock: Clock
    spawn: Spawn
    find: Callable[..., Awaitable[Room]]  # of a session, as Directory.find
    append_checked: Callable[[Room, Draft, Callable[[], None]], Awaitable[Appended]]
    pass_on: PassOn
    meter: Callable[[Any], None]  # a session
    ends: EndNeeds


class Code:
    def __init__(self, needs: CodeNeeds) -> None:
        self._chat = needs
        self._queue: RunQueue[LiveRun] = RunQueue()
        self._runs: dict[tuple[int, int], LiveRun] = {}  # (room, seq), until the end is in the log
        self._owners: dict[int, LiveRun | None] = {}  # None: its beginning is not in the log yet
        self._told: list[Future] = []  # to those who wait for an end, at the next one
        self._ends = RunEnds(needs.ends)
        self._stopping = False

    def start(self) -> None:
        """What ran when the server ended has ended, too; that is stored when it can be."""
        self._chat.spawn(self._ends.close_old(lambda room, seq: (room, seq) in self._runs))

    @property
    def at_work(self) -> bool:
        """Whether there is a program whose end is not in the log."""
        return bool(self._runs)

    def stop(self) -> None:
        """Begin nothing more; what waits has ended."""
        self._stopping = self._ends.stopping = True
        for run in list(self._queue.waiting):
            run.stop()

    # Running.

    async def run(self, session: Asker, command: c.Run) -> None:
        chat, me = self._chat, session.principal
        self._refuse_off()
        if not command.room:
            session.refuse_moved()
        room = await chat.find(session, command.room)
        if room.id not in session.seats:
            raise NotInRoom(room.label)
        may = partial(self._refuse, me, room)
        may()
        chat.meter(session)
        block = await programs.block(chat.storage.log, room, command)
        language = programs.language(chat.sandbox, command.language or block.language)
        program = programs.program(language, block.source, command, chat.settings.code_source)
        self._refuse_more(me)
        run = await self._accept(room, me, block, language, program, may)
        session.outlet.send(
            RunIs(room=room.label, rid=room.rid, run=run.seq, place=self._place(run), ref=command.ref)
        )
        self._begin()
        if session.gone:  # they left while that was stored
            run.stop()

    def _refuse_off(self) -> None:
        isolation = self._chat.sandbox.isolation
        if not isolation.holds:
            raise CodeOff(isolation.reason or TESTING)

    def _refuse(self, me: Principal, room: Room) -> None:
        """What a program prints is something said."""
        self._chat.rights.check(me, "run_as_guest" if self._chat.settings.code_guests else "run", room)
        self._chat.rights.refuse_silent(me, room)

    def _refuse_more(self, me: Principal) -> None:
        settings = self._chat.settings
        if me.id in self._owners:
            own = self._owners[me.id]
            raise AlreadyRunning(own.seq) if own is not None else Busy
        coming = list(self._owners.values()).count(None)
        self._queue.refuse_more(settings.code_runs, settings.code_queue, coming)

    async def _accept(
        self,
        room: Room,
        me: Principal,
        block: Block,
        language: LanguageInfo,
        program: Program,
        may: Callable[[], None],
    ) -> LiveRun:
        chat = self._chat
        sha256 = hashlib.sha256(program.source.encode("utf-8", "replace")).hexdigest()
        body = StartedRun(language.name, language.title, language.version, sha256, block.line or None)
        draft = Draft(EventKind.RUN, me.id, me.name, msgspec.json.encode(body).decode(), chat.clock.now())
        self._owners[me.id] = None
        try:
            at = await chat.append_checked(room, draft, may)
        except BaseException:
            del self._owners[me.id]
            raise
        run = LiveRun(
            chat.settings, chat.sandbox.run, chat.pass_on, room, at.seq, me, program, language, self._over
        )
        self._owners[me.id] = self._runs[room.id, run.seq] = run
        self._queue.add(run)
        return run

    def _place(self, run: LiveRun) -> int:
        """How many come before it."""
        begin = self._chat.settings.code_runs - self._queue.running
        return max(0, self._queue.place(run) - max(0, begin))

    def _begin(self) -> None:
        """Those whose turn it is; the others are told how many still come before them."""
        begun = self._queue.turn(self._chat.settings.code_runs)
        for run in begun:
            # Each in a turn of its own: starting a process takes some milliseconds.
            self._chat.clock.callLater(0, run.begin)
        for run in self._queue.waiting:
            place = self._queue.place(run)
            told = RunPlace(room=run.room.label, rid=run.room.rid, run=run.seq, place=place)
            self._chat.pass_on(run.room, told, actor=run.owner.id)

    # While it runs.

    async def stop_run(self, session: Asker, command: c.RunStop) -> None:
        me = session.principal
        run = await self._live(session, command.run, command.room)
        if run.owner.id != me.id:
            self._chat.rights.check(me, "run_stop_of_others", run.room)
        run.by = me
        run.stop()
        self._answer(session, run, command.ref)

    async def give(self, session: Asker, command: c.RunInput) -> None:
        run = await self._own(session, command)
        most = self._chat.settings.code_source
        if not run.has_room_for(command.text, most):
            raise TextTooLong("input", most)
        self._refuse(session.principal, run.room)
        run.give(command.text, session.principal.name)
        self._answer(session, run, command.ref)

    async def end_input(self, session: Asker, command: c.RunEof) -> None:
        run = await self._own(session, command)
        run.end_input()
        self._answer(session, run, command.ref)

    async def _own(self, session: Asker, command: c.RunInput | c.RunEof) -> LiveRun:
        run = await self._live(session, command.run, command.room)
        if run.owner.id != session.principal.id:
            raise NotAllowed("run", f"{run.owner.name}, who runs it,")
        if not run.reads:
            raise NotRunning(run.seq)
        return run

    async def _live(self, session: Asker, seq: int, label: str) -> LiveRun:
        room = await self._chat.find(session, label)
        run = self._runs.get((room.id, seq))
        if run is None:
            if await self._chat.storage.runs.output(room.id, seq) is None:
                raise NoSuchRun(seq, room.label)
            raise NotRunning(seq)
        return run

    def _answer(self, session: Asker, run: LiveRun, ref: str | int | None) -> None:
        session.outlet.send(RunIs(room=run.room.label, rid=run.room.rid, run=run.seq, ref=ref))

    def left(self, principal: int) -> None:
        """They are not here any more: what they run ends."""
        run = self._owners.get(principal)
        if run is not None:
            run.stop()

    async def ended(self, principal: int) -> None:
        """Return when nothing is running that is theirs, and how the last one ended is in the log."""
        while any(run.owner.id == principal for run in self._runs.values()):
            promise = self._chat.ends.promise()
            self._told.append(promise)
            await promise

    # Its end.

    def _over(self, run: LiveRun, ending: Ending) -> None:
        self._queue.remove(run)
        self._owners.pop(run.owner.id, None)
        self._chat.spawn(self._end(run, ending))
        if not self._stopping:
            self._begin()

    async def _end(self, run: LiveRun, ending: Ending) -> None:
        try:
            await self._ends.end(run, ending)
        finally:
            self._runs.pop((run.room.id, run.seq), None)
            told, self._told = self._told, []
            for promise in told:
                promise.callback(None)

    # Looking.

    async def show(self, session: Asker, command: c.RunShow) -> None:
        chat = self._chat
        if command.start < 0 or command.limit < 1:
            raise BadCommand("start is at least 0, and limit at least 1")
        room = await chat.find(session, command.room, ended=True)
        live = self._runs.get((room.id, command.run))
        found = (live.text,) if live is not None else await chat.storage.runs.output(room.id, command.run)
        if found is None:
            raise NoSuchRun(command.run, room.label)
        chat.rights.refuse_out(session.principal, room)
        lines = lines_of(found[0] or "")
        shown = self._that_fit(
            lines[command.start : command.start + min(command.limit, chat.settings.history_max)]
        )
        end = command.start + len(shown)
        session.outlet.send(
            RunOutput(
                room=room.label,
                rid=room.rid,
                run=command.run,
                text="\n".join([*shown, ""]) if shown else "",
                start=command.start,
                lines=len(lines),
                next=end if end < len(lines) else None,
                running=live is not None,
                gone=found[0] is None,
                ref=command.ref,
            )
        )

    def _that_fit(self, lines: list[str]) -> list[str]:
        """As many as one answer may have, and of the first one as much."""
        most = self._chat.settings.outbox // 4
        total = 0
        for place, line in enumerate(lines):
            total += len(line) + 16  # what a terminal is shown before it
            if total > most:
                return lines[:place] or [line[:most]]
        return lines

    async def doctor(self, session: Asker, command: c.Doctor) -> None:
        sandbox = self._chat.sandbox
        isolation = sandbox.isolation
        is_admin = session.principal.role >= ServerRole.ADMIN
        reason = isolation.reason if isolation.known else TESTING
        session.outlet.send(
            DoctorIs(
                fence=isolation.fence,
                reason=reason,
                remedy=isolation.remedy if is_admin else "",
                languages=[
                    LanguageIs(name=each.name, title=each.title, version=each.version)
                    for each in sandbox.languages
                ],
                ref=command.ref,
            )
        )
