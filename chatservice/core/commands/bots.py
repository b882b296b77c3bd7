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


async def own_bot(chat: Chat, session: Session, wanted: str, make: bool = True) -> Principal:
    """The bot of that name that is theirs, made when there is none. NameTaken when it is not theirs."""
    account = await chat.storage.accounts.named(wanted.strip())
    if account is None and make:
        return await _make(chat, session, wanted)
    if account is None or chat.bots.owner(account.principal.id) != session.principal.id:
        raise NameTaken(wanted.strip())
    return account.principal


async def _make(chat: Chat, session: Session, wanted: str) -> Principal:
    me = session.principal
    name = names.claimed(wanted, chat.settings.max_name)
    if chat.bots.owner(me.id) is not None:
        raise NotAllowed("bot", "people, not bots,")
    chat.lockdown.refuse_new()
    chat.limits.make(session)
    async with chat.presence.reserved(name):
        made = await chat.storage.bots.create(name, me.id, chat.clock.now())
    chat.bots.add(made.id, me.id)
    return made


async def delete_bot(chat: Chat, by: Principal, bot: Principal) -> None:
    """It is no account any more, in no group, and its name is free."""
    await sign_out(chat, bot.id)
    for other in chat.bots.all_of(bot.id):
        found = await chat.storage.principals.principal(other)
        if found is not None:
            await delete_bot(chat, by, found)
    await chat.ends.withdraw(bot, by)
    await chat.storage.bots.delete(bot.id, chat.clock.now())
    chat.bots.drop(bot.id)
    for room in chat.directory.everywhere():
        room.drop_part(bot.id)


async def sign_out_bots(chat: Chat, owner: int) -> None:
    """No bot of theirs comes in any more, and no webhook of theirs speaks, until they make new
    tokens and webhooks."""
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
    """The bots of the person of that `name`, or the bot that has it."""
    other = await chat.directory.find_principal(name)
    itself = await chat.storage.bots.bot(other.id)
    if me.id not in chat.bots.answerable(other.id):
        chat.rights.check(me, "bots_of_others")
    return [itself] if itself is not None else await chat.storage.bots.of(other.id)


async def owners_here(chat: Chat, names: Iterable[str]) -> dict[str, str]:
    """Those of `names` who are here and bots, with the names of their owners."""
    found = {}
    for name in names:
        person = chat.presence.named(name)
        owner = chat.bots.owner(person.principal.id) if person is not None else None
        if owner is not None:
            found[name] = await chat.bots.name_of(owner)
    return found
