"""Programs: accounts of their own for them, and addresses where they just post."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from chatservice.core.appending import append_checked
from chatservice.core.commands.messages import check_text
from chatservice.errors import BadCommand, NameTaken, NoSuchWebhook, NotAllowed, NotStored, SignedOut
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
from chatservice.model.values import Appended, BotRow, Draft, EventKind, HookRow, Principal, RoomKind

if TYPE_CHECKING:
    from chatservice.core.chat import Chat
    from chatservice.core.room import Room
    from chatservice.core.session import Session

PATH = "/hooks/"
USED_EVERY = 60.0  # seconds: "used" is about when, not a write for each line


class BotService:
    def __init__(self, chat: "Chat") -> None:
        self._chat = chat
        self._store = chat.storage.bots
        self._owners: dict[int, int] = {}  # by the id of each bot, whose it is

    async def start(self) -> None:
        self._owners = await self._store.owners()

    # Whose they are.

    def answerable(self, principal: int) -> list[int]:
        """Who answers for what `principal` does: itself, and for a bot whoever it belongs to."""
        found = [principal]
        while (owner := self._owners.get(found[-1])) is not None and owner not in found:
            found.append(owner)
        return found

    def all_of(self, principal: int) -> list[int]:
        """Its bots, with those that bots have made."""
        own = [bot for bot, owner in self._owners.items() if owner == principal]
        return own + [other for bot in own for other in self.all_of(bot)]

    async def whose(self, names: Sequence[str]) -> dict[str, str]:
        """Those of `names` who are here and bots, with the names of their owners."""
        found = {}
        for name in names:
            person = self._chat.presence.named(name)
            owner = self._owners.get(person.principal.id) if person is not None else None
            if owner is not None:
                found[name] = await self.name_of(owner)
        return found

    async def name_of(self, principal: int) -> str:
        found = await self._chat.storage.principals.principal(principal)
        return found.name if found is not None else ""

    def owner(self, principal: int) -> int | None:
        """Whose bot that is, None for a person."""
        return self._owners.get(principal)

    # Accounts.

    async def bot(self, session: "Session", command: c.Bot) -> None:
        chat = self._chat
        bot = await self._own(session, command.name, make=not (command.off or command.delete))
        token = ""
        if command.delete:
            await self.delete(session.who.principal, bot)
        else:
            token = "" if command.off else await chat.accounts.new_token(bot.id, "bot")
            await chat.storage.accounts.revoke_others(bot.id, token)
        session.outlet.send(BotIs(name=bot.name, token=token, deleted=command.delete, ref=command.ref))
        self._close(bot.id)

    def _close(self, bot: int) -> None:
        for device in self._chat.presence.sessions_of(bot):
            device.close(SignedOut())

    async def _own(self, session: "Session", wanted: str, make: bool = True) -> Principal:
        """The bot of that name of theirs, made when there is none. NameTaken when it is another's."""
        chat, me = self._chat, session.who.principal
        account = await chat.storage.accounts.named(wanted.strip())
        if account is None and make:
            name = names.claimed(wanted, chat.settings.max_name)
            if me.id in self._owners:
                raise NotAllowed("bot", "people, not bots,")
            chat.lockdown.refuse_new()
            chat.limits.make(session)
            held = chat.presence.reserve(name)
            try:
                made = await self._store.create(name, me.id, chat.clock.now())
            finally:
                chat.presence.release(held)
            self._owners[made.id] = me.id
            return made
        if account is None or self._owners.get(account.principal.id) != me.id:
            raise NameTaken(wanted.strip())
        return account.principal

    async def delete(self, by: Principal, bot: Principal) -> None:
        """It is no account any more, in no group, and its name is free."""
        chat = self._chat
        await chat.storage.accounts.revoke_others(bot.id, "")
        self._close(bot.id)
        for other in self.all_of(bot.id):
            found = await chat.storage.principals.principal(other)
            if found is not None:
                await self.delete(by, found)
        await chat.ends.withdraw(bot, by)
        await self._store.delete(bot.id, chat.clock.now())
        self._owners.pop(bot.id, None)
        for room in chat.directory.everywhere():
            room.drop_part(bot.id)

    async def sign_out(self, principal: int) -> None:
        """No bot of theirs comes in any more, and no webhook of theirs speaks, until they make new
        tokens and webhooks."""
        for id_ in (principal, *self.all_of(principal)):
            await self._store.unhook_all(id_)
            if id_ != principal:
                await self._chat.storage.accounts.revoke_others(id_, "")
                self._close(id_)

    async def bots(self, session: "Session", command: c.Bots) -> None:
        me, wanted = session.who.principal, command.name.strip()
        rows = await self._asked(me, wanted) if wanted else await self._store.of(me.id)
        owners = {owner: await self.name_of(owner) for owner in {row.owner for row in rows}}
        some = [BotInfo(name=row.principal.name, made=row.made, owner=owners[row.owner]) for row in rows]
        session.outlet.send(BotList(bots=some, name=wanted, ref=command.ref))

    async def _asked(self, me: Principal, name: str) -> list[BotRow]:
        """The bots of whoever has that `name`, or the one that has it."""
        other = await self._chat.directory.somebody(name)
        itself = await self._store.bot(other.id)
        if me.id not in self.answerable(other.id):
            self._chat.rights.check(me, "bots_of_others")
        return [itself] if itself is not None else await self._store.of(other.id)

    # Webhooks.

    async def webhook(self, session: "Session", command: c.Webhook) -> None:
        chat = self._chat
        me = session.who.principal
        room = await self._room(session, command.room, "webhook")
        bot = await self._own(session, command.name)
        chat.rights.check(me, "webhook", room)
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
        self._chat.rights.check(session.who.principal, action, room)
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
        check_text(chat.settings, text, key)
        row = await chat.storage.rooms.by_id(hook.room)
        if row is None:
            raise NoSuchWebhook(hook.id)
        room = await chat.directory.load(row)
        now = chat.clock.now()
        self._refuse_silent(hook.bot, room, chat.clock.monotonic())
        chat.limits.said(hook.bot.id, address)
        at = await self._say(room, hook.bot, text, key)
        if abs(now - (hook.used or 0)) > USED_EVERY:
            await self._store.used(token, now)
        return at

    async def _say(self, room: "Room", bot: Principal, text: str, key: str) -> Appended:
        clock = self._chat.clock
        if room.slow:
            room.spoken(bot.id, clock.monotonic())
        draft = Draft(EventKind.MESSAGE, bot.id, bot.name, text, clock.now(), key)
        may = partial(self._refuse_silent, bot, room)
        return await append_checked(self._chat, room, draft, lambda: None, may)

    def _refuse_silent(self, bot: Principal, room: "Room", now: float | None = None) -> None:
        """As of a person, but that it need not be a member where its webhook leads."""
        self._chat.rights.refuse_silent(bot, room, now, member=False)
