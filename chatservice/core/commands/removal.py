"""Removing people from a room, or from the server."""

from collections.abc import Callable
from contextlib import suppress

from chatservice.core.chat import Chat
from chatservice.core.members import nothing, remove_member
from chatservice.core.room import Room, label_of
from chatservice.core.session import Person
from chatservice.errors import Fault, Kicked, NotThere
from chatservice.model.values import Principal, RoomKind


async def kick(
    chat: Chat,
    me: Principal,
    other: Principal,
    room: Room | None,
    reason: str,
    tell: Callable[[], None] = nothing,
) -> None:
    """Remove `other` from `room`, or (None) end their connections; `tell` is called once that is certain,
    before they are removed. Raises NotAllowed, NotThere."""

    def check() -> None:
        chat.rights.check_over(me, "kick", other, room)
        _refuse_absent(chat, other, room)

    check()
    if room is not None:
        await remove(chat, me, other, room, check, tell)
    else:
        tell()
        for device in chat.presence.sessions_of(other.id):
            device.close(Kicked(reason))
    await chat.audit.note(me, "kick", other.name, label_of(room), reason)


def _refuse_absent(chat: Chat, other: Principal, room: Room | None) -> None:
    """Raise NotThere if `other` is not in `room`, or (None) not online."""
    devices = chat.presence.sessions_of(other.id)
    if room is None:
        is_there = bool(devices)
    else:
        is_member = room.kind is RoomKind.GROUP and other.id in room.state.members
        is_there = is_member or any(room.id in device.subscriptions for device in devices)
    if not is_there:
        raise NotThere(other.name, label_of(room))


async def remove(
    chat: Chat,
    me: Principal,
    other: Principal,
    room: Room,
    check: Callable[[], None] = nothing,
    tell: Callable[[], None] = nothing,
) -> None:
    """Remove `other` from a group as a member, from another room on every device. `tell` as in `kick`."""
    if room.kind is RoomKind.GROUP and other.id in room.state.members:
        await remove_member(chat, me, room, other, check, tell)
        return
    tell()
    clear(chat, other.id, room)
    chat.ends.emptied([room])
    if not other.guest:
        chat.spawn(drop_kept(chat, other.id, room))


async def drop_kept(chat: Chat, principal: int, room: Room) -> None:
    """An account has left a public room: it is not in it again at its next login."""
    with suppress(Fault):  # then it is
        await chat.storage.rooms.drop_kept(principal, room.id)


async def remove_at_once(chat: Chat, me: Principal, person: Person, room: Room) -> None:
    """Like `remove`, but their devices leave before the removal is stored."""
    clear(chat, person.principal.id, room)
    await remove(chat, me, person.principal, room)


def clear(chat: Chat, principal: int, room: Room) -> None:
    """Take every device of `principal` out of `room`."""
    for device in chat.presence.sessions_of(principal):
        chat.subscriptions.remove(device, room)
