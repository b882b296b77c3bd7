"""One logged event that is not a line: appended, taking effect, handed out."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

import msgspec

from chatservice.core.ports import Outcome
from chatservice.core.room import Room
from chatservice.errors import Fault, NoSuchRoom, Stale
from chatservice.model.sanctions import Expect
from chatservice.model.values import GONE, OF_ACCESS, Appended, Draft, Record

if TYPE_CHECKING:
    from chatservice.core.chat import Chat

T = TypeVar("T")


async def append_checked(
    chat: "Chat", room: Room, draft: Draft, effect: Callable[[], None], may: Callable[[], None]
) -> Appended:
    """As `append`, for what rests on somebody's rights: see `resting`."""

    async def change(expect: Expect) -> Appended:
        return await append(chat, room, msgspec.structs.replace(draft, expect=expect.version), effect)

    return await resting(chat, room, may, change)


async def resting(
    chat: "Chat", room: Room | None, may: Callable[[], None], change: Callable[[Expect], Awaitable[T]]
) -> T:
    """Do `change`, which rests on somebody's rights in `room` (None: on the server): `may` raises
    when it may not be, and is asked anew when those have changed before it was on disk."""
    while True:
        may()
        try:
            return await change(chat.rights.expect(room))
        except Stale as stale:
            if room is not None and (room.deleted or stale.access == GONE):
                raise NoSuchRoom(room.label) from None
            chat.rights.learn(room, stale)


async def append(chat: "Chat", room: Room, draft: Draft, effect: Callable[[], None]) -> Appended:
    """Where it went. `effect` happens once it is on disk and before anybody is told; after
    it the room's access version is the stored one again. Raises what the log refused with."""
    promise = chat.promise()
    chat.presence.leave_trace(draft.actor, draft.subject)

    def committed(outcomes: Sequence[Outcome]) -> None:
        outcome = outcomes[0]
        try:
            if isinstance(outcome, Appended) and outcome.fresh:
                room.access += draft.kind in OF_ACCESS
                effect()
                chat.hub.ingest(room, as_record(draft, outcome), None)
        finally:  # whatever goes wrong, it is on disk, and nobody waits for ever
            promise.callback(outcome)

    chat.log.append(room.id, (draft,), committed)
    outcome = await promise
    if not isinstance(outcome, Appended):
        raise outcome if isinstance(outcome, Fault) else AssertionError(outcome)
    return outcome


def as_record(draft: Draft, at: Appended) -> Record:
    return Record(
        at.id,
        at.seq,
        draft.ts,
        draft.kind,
        draft.actor,
        draft.actor_name,
        draft.body,
        draft.subject,
        draft.subject_name,
    )
