"""Programs: accounts of their own for them, and addresses where they just post."""

from typing import TYPE_CHECKING

from chatservice.core.posting import decided
from chatservice.core.rights import check, why_silent
from chatservice.errors import BadCommand, NameTaken, NoSuchWebhook, NotStored, SignedOut
from chatservice.model import commands as c
from chatservice.model import names
from chatservice.model.events import (
    BotInfo,
    BotIs,
    BotList,
    Unhooked,
    WebhookInfo,
    WebhookIs,
    WebhookList,
)
from chatservice.model.values import Appended, Draft, EventKind, HookRow, Principal, RoomKind

if TYPE_CHECKING:
    from chatservice.core.chat import Chat
    from chatservice.core.room import Room
    from chatservice.core.session import Session

PATH = "/hooks/"
USED_EVERY = 60.0  # seconds: "used" is about when, not a write for each line


class Bots:
    def __init__(self, chat: "Chat") -> None:
        self._chat = chat
        self._store = chat.storage.bots

    # Accounts.

    async def bot(self, session: "Session", command: c.Bot) -> None:
        chat = self._chat
        bot = await self._own(session.who.principal, command.name, make=not command.off)
        token = "" if command.off else await chat.accounts.new_token(bot.id, "bot")
        await chat.storage.accounts.revoke_others(bot.id, token)
        session.outlet.send(BotIs(name=bot.name, token=token, ref=command.ref))
        person = chat.presence.get(bot.id)
        for device in list(person.sessions) if person is not None else ():
            device.close(SignedOut())

    async def _own(self, me: Principal, wanted: str, make: bool = True) -> Principal:
        """The bot of that name of `me`, made when there is none. NameTaken when it is another's."""
        chat = self._chat
        name = names.person(wanted, chat.settings.max_name)
        account = await chat.storage.accounts.named(name)
        if account is None and make:
            held = chat.presence.reserve(name)
            try:
                return await self._store.create(name, me.id, chat.clock.now())
            finally:
                chat.presence.release(held)
        bot = await self._store.bot(account.principal.id) if account is not None else None
        if bot is None or bot.owner != me.id:
            raise NameTaken(name)
        return bot.principal

    async def bots(self, session: "Session", command: c.Bots) -> None:
        rows = await self._store.of(session.who.principal.id)
        some = [BotInfo(name=row.principal.name, made=row.made) for row in rows]
        session.outlet.send(BotList(bots=some, ref=command.ref))

    # Webhooks.

    async def webhook(self, session: "Session", command: c.Webhook) -> None:
        chat = self._chat
        me = session.who.principal
        room = await self._room(session, command.room, "webhook")
        bot = await self._own(me, command.name)
        token = chat.new_token()
        await self._store.hook(token, room.id, bot.id, me.id, chat.clock.now())
        row = await self._store.hooked(token)
        if row is None:
            raise NotStored("it was revoked at this moment")
        session.outlet.send(
            WebhookIs(
                id=row.id, name=bot.name, room=room.label, rid=room.rid, path=PATH + token, ref=command.ref
            )
        )

    async def _room(self, session: "Session", label: str, action: str) -> "Room":
        room = await self._chat.directory.find(session, label)
        if room.kind is RoomKind.DIRECT:
            raise BadCommand("a conversation of two has no webhooks")
        check(session.who.principal, action, room)
        return room

    async def webhooks(self, session: "Session", command: c.Webhooks) -> None:
        room = await self._room(session, command.room, "webhooks")
        some = [
            WebhookInfo(id=row.id, name=row.bot.name, by=row.by, made=row.made, used=row.used)
            for row in await self._store.hooks(room.id)
        ]
        session.outlet.send(WebhookList(room=room.label, rid=room.rid, webhooks=some, ref=command.ref))

    async def unhook(self, session: "Session", command: c.Unhook) -> None:
        room = await self._room(session, command.room, "unhook")
        id_ = command.id.strip().lower()
        if not await self._store.unhook(room.id, id_):
            raise NoSuchWebhook(command.id)
        session.outlet.send(Unhooked(id=id_, room=room.label, rid=room.rid, ref=command.ref))

    # What is posted there.

    async def hooked(self, token: str) -> HookRow | None:
        return await self._store.hooked(token)

    async def post(self, hook: HookRow, token: str, text: str, key: str, address: str) -> Appended:
        """Say `text` where `hook` leads, as its bot. Raises whatever refuses a line, NoSuchRoom."""
        chat = self._chat
        chat.talk.check(text, key)
        row = await chat.storage.rooms.by_id(hook.room)
        if row is None:
            raise NoSuchWebhook(hook.id)
        room = await chat.directory.load(row)
        now = chat.clock.now()
        chat.moderation.refuse_banned(hook.bot.id, hook.bot.name)
        chat.moderation.refuse_entry(hook.bot, room)
        chat.moderation.refuse_muted(hook.bot, room, now)
        if room.guarded and (fault := why_silent(hook.bot, room, chat.clock.monotonic())) is not None:
            raise fault
        chat.limits.said(hook.bot.id, address)
        at = await self._say(room, hook.bot, text, key)
        if abs(now - (hook.used or 0)) > USED_EVERY:
            await self._store.used(token, now)
        return at

    async def _say(self, room: "Room", bot: Principal, text: str, key: str) -> Appended:
        def may() -> None:
            fault = why_silent(bot, room) if room.guarded else None
            if fault is not None:
                raise fault

        clock = self._chat.clock
        if room.slow:
            room.spoken(bot.id, clock.monotonic())
        draft = Draft(EventKind.MESSAGE, bot.id, bot.name, text, clock.now(), key)
        return await decided(self._chat, room, draft, lambda: None, may)
