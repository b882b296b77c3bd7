"""Lines whose author need not be connected: what was scheduled, and what outgoing webhooks are answered."""

from typing import Protocol

from chatservice.core.appending import LogContext, append_checked
from chatservice.core.composing import compose, refuse_plain
from chatservice.core.directory import Directory
from chatservice.core.limits import Limits
from chatservice.core.ports import Storage
from chatservice.core.room import Room
from chatservice.errors import NoSuchRoom
from chatservice.model.outgoing import OutgoingRow
from chatservice.model.records import Draft
from chatservice.model.shortening import shortened
from chatservice.model.values import Principal
from chatservice.settings.schema import Settings


class UnattendedContext(LogContext, Protocol):
    """The parts of the chat that are used here."""

    @property
    def settings(self) -> Settings: ...

    @property
    def storage(self) -> Storage: ...

    @property
    def directory(self) -> Directory: ...

    @property
    def limits(self) -> Limits: ...


async def say_for(chat: UnattendedContext, author: Principal, room: Room, draft: Draft) -> None:
    """Append a line of `author`, if they may be in the room and speak there."""

    def check() -> None:
        if not room.admits(chat.rights.now(author)):
            raise NoSuchRoom(room.label)
        refuse_plain(room)
        chat.rights.refuse_silent(author, room, now)
        chat.directory.direct.refuse_gone(room)

    now = chat.clock.monotonic()
    await append_checked(chat, room, draft, check)
    if room.state.slow:
        room.slow_mode.spoken(author.id, room.state.slow, now)


async def say_outgoing(chat: UnattendedContext, hook: OutgoingRow, text: str) -> None:
    """Say what an outgoing webhook was answered, as its bot, which need not be in the room."""
    row = await chat.storage.rooms.by_id(hook.room)
    if row is None:
        raise NoSuchRoom("")
    room = await chat.directory.rooms.load(row)

    def check() -> None:
        chat.rights.refuse_silent(hook.bot, room, member=False)

    check()
    chat.limits.post(hook.bot.id, "")
    kind, body = compose(room, shortened(text, chat.settings.max_line))
    draft = Draft(kind, hook.bot.id, hook.bot.name, body, chat.clock.now())
    await append_checked(chat, room, draft, check)
