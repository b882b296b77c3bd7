"""Logs the ends of runs: stores the output, then appends the event, retrying until it succeeds."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import NamedTuple

import msgspec

from chatservice.core.live_run import LiveRun
from chatservice.core.ports import Clock, Future, Storage
from chatservice.core.rights import Rights
from chatservice.core.room import Room
from chatservice.errors import Fault, KeyReused, NoSuchRoom, NotStored, OutcomeUnknown
from chatservice.model.records import Appended, Draft
from chatservice.model.runs import EndedRun, Ending, Verdict
from chatservice.model.values import EventKind, Principal, RoomRow
from chatservice.settings.schema import Settings

AGAIN = 5.0  # seconds after which an end that could not be stored is tried again


class EndNeeds(NamedTuple):
    """The parts of the chat that `RunEnds` uses: `load` rooms, `append` for the log."""

    settings: Settings
    storage: Storage
    rights: Rights
    clock: Clock
    promise: Callable[[], Future]
    load: Callable[[RoomRow], Awaitable[Room]]
    append: Callable[[Room, Sequence[Draft]], Awaitable[Appended]]


class RunEnds:
    def __init__(self, needs: EndNeeds) -> None:
        self._chat = needs
        self.stopping = False

    async def close_old(self, is_live: Callable[[int, int], bool]) -> None:
        """End the runs that were under way when the server ended."""
        storage = self._chat.storage
        for run in await storage.runs.unended():
            row = await storage.rooms.by_id(run.room)
            if row is not None and not is_live(run.room, run.seq):
                with suppress(NoSuchRoom):  # it has just been deleted
                    room = await self._chat.load(row)
                    owner = Principal(run.owner, run.owner_name)
                    await self._log(room, owner, EndedRun(run=run.seq, verdict=Verdict.LOST))

    async def end(self, run: LiveRun, ending: Ending) -> None:
        """Log the end. Tries until it is in the log, the room is gone, or the server stops."""
        if run.text:
            with suppress(Fault):  # the end matters more
                await self._chat.storage.runs.keep(
                    run.room.id, run.seq, run.text, self._chat.settings.code_kept
                )
        by = run.by if ending.verdict is Verdict.STOPPED else None
        await self._log(run.room, self._chat.rights.now(run.owner), run.end_record(ending), by)

    async def _log(self, room: Room, owner: Principal, end: EndedRun, by: Principal | None = None) -> None:
        """`by` is who stopped it. The key makes it one event, however often it is tried."""
        chat, key = self._chat, f"run {end.run} ended"
        body = msgspec.json.encode(end).decode()
        while not room.deleted:
            draft = Draft(EventKind.RUN_ENDED, owner.id, owner.name, body, chat.clock.now(), key)
            if by is not None:
                draft = msgspec.structs.replace(draft, subject=by.id, subject_name=by.name)
            try:
                await chat.append(room, [draft])
            except KeyReused:
                key = ""
            except (NotStored, OutcomeUnknown):
                if self.stopping:
                    return
                promise = chat.promise()
                chat.clock.callLater(AGAIN, partial(promise.callback, None))
                await promise
            except Fault:
                return  # the room is gone
            else:
                return
