"""Deletes a room with all that was said in it."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from chatservice.core.appending import LogContext, resting
from chatservice.core.directory import Directory
from chatservice.core.documents import Documents
from chatservice.core.ports import Storage
from chatservice.core.room import Room
from chatservice.core.sanctions import Sanctions
from chatservice.core.session import Session
from chatservice.core.subscriptions import Subscriptions
from chatservice.errors import NoSuchRoom, NotSupported
from chatservice.model.events import RoomDeleted
from chatservice.model.sanctions import Expect
from chatservice.model.values import LOBBY


class DeletionContext(LogContext, Protocol):
    """The parts of the chat that are used."""

    @property
    def storage(self) -> Storage: ...

    @property
    def directory(self) -> Directory: ...

    @property
    def sanctions(self) -> Sanctions: ...

    @property
    def subscriptions(self) -> Subscriptions: ...

    @property
    def documents(self) -> Documents: ...


async def delete_room(chat: DeletionContext, room: Room, check: Callable[[], None] = lambda: None) -> None:
    """Store the deletion, then remove the room; people who talked in it are put into the lobby. Raises
    NoSuchRoom; NotSupported for the lobby; `check` raises if it is not allowed."""
    if room.id == LOBBY:
        raise NotSupported("Deleting the lobby", "it is where everyone comes in")
    check()
    if room.deleted:
        raise NoSuchRoom(room.label)
    await resting(chat, room, check, partial(_store, chat, room))
    forget_room(chat, room)


async def _store(chat: DeletionContext, room: Room, expect: Expect) -> None:
    await chat.storage.rooms.delete(room.id, expect)
    room.deleted = True  # not before: if the room stays, a session that enters meanwhile would lose it


def forget_room(chat: DeletionContext, room: Room) -> None:
    """Remove the deleted `room`, and everyone's place in it, from memory."""
    chat.directory.rooms.forget(room)
    chat.documents.forget_room(room)
    chat.sanctions.forget_room(room.id, chat.clock.now())
    chat.hub.flush_room(room)
    for session, talked_here in chat.subscriptions.clear(room):
        _move_to_lobby(chat, session, room, talked_here)


def _move_to_lobby(chat: DeletionContext, session: Session, room: Room, talked_here: bool) -> None:
    lobby = chat.directory.lobby
    if talked_here:
        session.current = lobby if lobby.id in session.subscriptions else None
    current = session.current.label if session.current is not None else ""
    session.outlet.send(RoomDeleted(room=room.label, rid=room.rid, current=current))
    may_enter = chat.rights.is_in(session.principal, lobby)
    if talked_here and not current and may_enter:
        chat.subscriptions.enter(session, lobby, session.outlet.send)
        session.current = lobby
