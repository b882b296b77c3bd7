"""Accounts for programs, each owned by a person."""

from collections.abc import Iterable

from chatservice.core.chat import Chat
from chatservice.core.commands.tokens import new_token, sign_out
from chatservice.core.rates import LINE, READ, Charge
from chatservice.core.rights import Right
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.errors import NameTaken, NotAllowed
from chatservice.model import commands as c
from chatservice.model import names
from chatservice.model.events import BotInfo, BotIs, BotList
from chatservice.model.values import BotRow, Principal, ServerRole


@command(c.Bot, Right(ServerRole.USER), Charge(LINE))
async def bot(chat: Chat, session: Session, request: c.Bot) -> BotIs:
    bot = await own_bot(chat, session, request.name, make=not (request.off or request.delete))
    token = ""
    if request.delete:
        await delete_bot(chat, session.principal, bot)
    else:
        token = "" if request.off else await new_token(chat, bot.id, "bot")
    await sign_out(chat, bot.id, token)
    return BotIs(name=bot.name, token=token, deleted=request.delete)


async def own_bot(chat: Chat, session: Session, name: str, make: bool = True) -> Principal:
    """The session's own bot with that name, created if nobody has the name and `make` is true. Raises
    NameTaken if the name belongs to another."""
    account = await chat.storage.accounts.named(name.strip())
    if account is None and make:
        return await _make(chat, session, name)
    if account is None or chat.bots.owner(account.principal.id) != session.principal.id:
        raise NameTaken(name.strip())
    return account.principal


async def _make(chat: Chat, session: Session, name: str) -> Principal:
    me = session.principal
    name = names.claimed(name, chat.settings.max_name)
    if chat.bots.owner(me.id) is not None:
        raise NotAllowed("bot", "people, not bots,")
    chat.lockdown.refuse_new()
    chat.limits.make(session)
    async with chat.presence.reserved(name):
        principal = await chat.storage.bots.create(name, me.id, chat.clock.now())
    chat.bots.add(principal.id, me.id)
    return principal


async def delete_bot(chat: Chat, by: Principal, bot: Principal) -> None:
    """Delete the account of a bot and of its own bots, and take it out of its groups; its name is free."""
    await sign_out(chat, bot.id)
    for id_ in chat.bots.all_of(bot.id):
        owned = await chat.storage.principals.principal(id_)
        if owned is not None:
            await delete_bot(chat, by, owned)
    await chat.ends.withdraw(bot, by)
    await chat.storage.bots.delete(bot.id, chat.clock.now())
    chat.bots.drop(bot.id)
    chat.mentions.forget(bot.id)
    for room in chat.directory.rooms.all():
        room.drop_part(bot.id)


async def sign_out_bots(chat: Chat, owner: int) -> None:
    """Revoke the webhooks of `owner` and the tokens of their bots: they need new ones."""
    for id_ in (owner, *chat.bots.all_of(owner)):
        await chat.storage.bots.unhook_all(id_)
        if id_ != owner:
            await sign_out(chat, id_)


@command(
    c.Bots,
    Right(ServerRole.USER),
    Charge(READ),
    also={"bots_of_others": Right(ServerRole.MODERATOR)},
)
async def bots(chat: Chat, session: Session, request: c.Bots) -> BotList:
    me, name = session.principal, request.name.strip()
    rows = await _bots_of(chat, me, name) if name else await chat.storage.bots.of(me.id)
    owners = {owner: await chat.bots.name_of(owner) for owner in {row.owner for row in rows}}
    infos = [BotInfo(name=row.principal.name, made=row.made, owner=owners[row.owner]) for row in rows]
    return BotList(bots=infos, name=name)


async def _bots_of(chat: Chat, me: Principal, name: str) -> list[BotRow]:
    """The bots of the person with that name; if it is a bot, the bot itself."""
    other = await chat.directory.find_principal(name)
    itself = await chat.storage.bots.bot(other.id)
    if me.id not in chat.bots.responsible(other.id):
        chat.rights.check(me, "bots_of_others")
    return [itself] if itself is not None else await chat.storage.bots.of(other.id)


async def owners_of_bots(chat: Chat, names: Iterable[str]) -> dict[str, str]:
    """The bots among `names` that are online, each with the name of its owner."""
    owners: dict[str, str] = {}
    for name in names:
        person = chat.presence.named(name)
        owner = chat.bots.owner(person.principal.id) if person is not None else None
        if owner is not None:
            owners[name] = await chat.bots.name_of(owner)
    return owners
