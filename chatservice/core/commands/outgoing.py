"""Outgoing webhooks: made, listed and deleted; and the commands that they answer."""

from chatservice.core.chat import Chat
from chatservice.core.commands.bots import own_bot
from chatservice.core.commands.webhooks import MODERATORS
from chatservice.core.outgoing import PostTally, described
from chatservice.core.rates import LINE, READ, Charge
from chatservice.core.rights import Right
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.core.unattended import say_outgoing
from chatservice.errors import NoSuchOutgoing, UnknownCommand
from chatservice.model import commands as c
from chatservice.model.events import OutgoingGone, OutgoingHooks, OutgoingInfo, OutgoingIs, Slashed
from chatservice.model.outgoing import CalloutReply, OutgoingRow, is_command, listed_words
from chatservice.model.records import Draft
from chatservice.model.typed_words import meant
from chatservice.model.values import EventKind, RoomKind, RoomRole, ServerRole

TIMEOUT = 5.0  # seconds in which a command is answered: so long its sender waits


@command(
    c.OutgoingHook,
    Right(ServerRole.MODERATOR, RoomRole.MODERATOR, least=ServerRole.USER),  # it makes a bot
    Charge(LINE),
)
async def outgoing(chat: Chat, session: Session, request: c.OutgoingHook) -> OutgoingIs:
    me = session.principal
    room = await chat.directory.find_to(session, request.room, "outgoing")
    chat.callouts.check(request.url)
    bot = await own_bot(chat, session, request.name)
    chat.rights.check(me, "outgoing", room)
    words, token = listed_words(request.words), chat.new_token()
    now = chat.clock.now()
    id_ = await chat.storage.outgoing.add(room.id, bot.id, me.id, now, request.url, words, token)
    chat.outgoing.rooms.add(room.id)
    return OutgoingIs(
        id=id_, name=bot.name, room=room.label, rid=room.rid, url=request.url, words=words, token=token
    )


@command(c.OutgoingList, MODERATORS, Charge(READ))
async def outgoing_list(chat: Chat, session: Session, request: c.OutgoingList) -> OutgoingHooks:
    room = await chat.directory.find_to(session, request.room, "outgoing_list")
    hooks = [_info(row, chat.outgoing.tallies.get(row.id)) for row in await chat.storage.outgoing.of(room.id)]
    return OutgoingHooks(room=room.label, rid=room.rid, hooks=hooks)


def _info(row: OutgoingRow, tally: PostTally | None) -> OutgoingInfo:
    tally = tally or PostTally()
    return OutgoingInfo(
        id=row.id,
        name=row.bot.name,
        by=row.by,
        made=row.made,
        url=row.url,
        words=row.words,
        sent=tally.sent,
        failed=tally.failed,
        why=tally.why,
    )


@command(c.OutgoingOff, MODERATORS, Charge(LINE))
async def outgoing_off(chat: Chat, session: Session, request: c.OutgoingOff) -> OutgoingGone:
    room = await chat.directory.find_to(session, request.room, "outgoing_off")
    if not await chat.storage.outgoing.drop(room.id, request.id):
        raise NoSuchOutgoing(request.id)
    chat.outgoing.tallies.pop(request.id, None)
    return OutgoingGone(id=request.id, room=room.label, rid=room.rid)


@command(c.Slash, Right(), Charge(LINE))
async def slash(chat: Chat, session: Session, request: c.Slash) -> Slashed:
    subscription = session.subscription_to(request.room)
    if subscription is None or subscription.room.kind in (RoomKind.DIRECT, RoomKind.CODE):
        raise UnknownCommand(f"/{request.name}", meant(request.name))
    room, me = subscription.room, session.principal
    rows = await chat.storage.outgoing.of(room.id)
    row = next((row for row in rows if is_command(row, request.name)), None)
    if row is None:
        raise UnknownCommand(f"/{request.name}", meant(request.name))
    chat.rights.refuse_silent(me, room, chat.clock.monotonic())
    draft = Draft(EventKind.MESSAGE, me.id, me.name, request.text, chat.clock.now())
    fields = {**described(room, draft), "command": f"/{request.name}", "text": request.text}
    reply = await chat.outgoing.ask(row, chat.outgoing.callout(row, fields, TIMEOUT))
    return await _tell(chat, row, reply)


async def _tell(chat: Chat, row: OutgoingRow, reply: CalloutReply) -> Slashed:
    if not (reply.text and reply.is_public):
        return Slashed(name=row.bot.name, text=reply.text)
    await say_outgoing(chat, row, reply.text)
    return Slashed(name=row.bot.name)
