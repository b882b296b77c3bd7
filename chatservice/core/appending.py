"""Appends logged events other than lines, and hands them to the hub, where they take effect."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar, cast

import msgspec

from chatservice.core.hub import RoomHub
from chatservice.core.other_processes import OtherProcesses
from chatservice.core.ports import Clock, Future, Outcome, RoomLog, Subscriber
from chatservice.core.presence import Presence
from chatservice.core.rights import Rights
from chatservice.core.room import Room
from chatservice.errors import Fault, NoSuchRoom, Stale
from chatservice.model.records import Appended, Draft, as_record
from chatservice.model.sanctions import Expect
from chatservice.model.values import GONE

T = TypeVar("T")


class LogContext(Protocol):
    """The parts of the chat that logging uses."""

    @property
    def log(self) -> RoomLog: ...

    @property
    def hub(self) -> RoomHub: ...

    @property
    def rights(self) -> Rights: ...

    @property
    def other_processes(self) -> OtherProcesses: ...

    @property
    def presence(self) -> Presence: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def promise(self) -> Callable[[], Future]: ...


async def append_checked(chat: LogContext, room: Room, draft: Draft, check: Callable[[], None]) -> Appended:
    """Like `append`, for events that depend on a person's rights: see `resting`."""

    async def change(expect: Expect) -> Appended:
        return await append(chat, room, [msgspec.structs.replace(draft, expect=expect.version)])

    return await resting(chat, room, check, change)


async def resting(
    chat: LogContext, room: Room | None, check: Callable[[], None], change: Callable[[Expect], Awaitable[T]]
) -> T:
    """Do `change`, which depends on a person's rights in `room` (None: on the server). `check` raises
    if it is not allowed, and is called again if rights changed before the change was on disk."""
    while True:
        check()
        try:
            return await change(chat.rights.expect(room))
        except Stale as stale:
            if room is not None and (room.deleted or stale.access == GONE):
                raise NoSuchRoom(room.label) from None
            if chat.rights.is_behind(room, stale):
                await chat.other_processes.catch_up(room, stale)


async def append(
    chat: LogContext,
    room: Room,
    drafts: Sequence[Draft],
    origin: Subscriber | None = None,
    first: Callable[[], None] = lambda: None,
) -> Appended:
    """Append `drafts` in one transaction; returns the place of the first. `origin` is the outlet of the
    session that wrote them, where that matters; `first` is called once they are on disk, before
    they take effect. Raises the fault with which the log refused one of them."""
    promise = chat.promise()
    for draft in drafts:
        chat.presence.leave_trace(draft.actor, draft.subject)

    def committed(outcomes: Sequence[Outcome]) -> None:
        try:
            stored = [
                room.tail.present(as_record(draft, outcome))
                for draft, outcome in zip(drafts, outcomes, strict=True)
                if isinstance(outcome, Appended) and outcome.fresh
            ]
            if stored:
                first()
                chat.hub.ingest(room, stored, origin)
        finally:  # whatever fails here, it is on disk, and the caller must not wait forever
            promise.callback(outcomes)

    chat.log.append(room.id, drafts, committed)
    outcomes = cast("Sequence[Outcome]", await promise)
    for outcome in outcomes:
        if isinstance(outcome, Fault):
            raise outcome
    return cast("Appended", outcomes[0])
