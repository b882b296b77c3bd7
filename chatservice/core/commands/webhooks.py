"""Webhooks: addresses to which programs post messages for a room."""

from functools import partial

from chatservice.core.appending import append_checked
from chatservice.core.chat import Chat
from chatservice.core.commands.bots import own_bot
from chatservice.core.commands.messages import check_text
from chatservice.core.composing import compose
from chatservice.core.rates import LINE, READ, Charge
from chatservice.core.rights import Right
from chatservice.core.room import Room
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.errors import NoSuchWebhook, NotStored
from chatservice.model import commands as c
from chatservice.model.events import Unhooked, WebhookInfo, WebhookIs, WebhookList
from chatservice.model.records import Appended, Draft
from chatservice.model.values import HookRow, Principal, RoomRole, ServerRole

PATH = "/hooks/"
USED_EVERY = 60.0  # seconds between two updates of "used", so that a line costs no write
MODERATORS = Right(ServerRole.MODERATOR, RoomRole.MODERATOR)


@command(
    c.Webhook,
    Right(ServerRole.MODERATOR, RoomRole.MODERATOR, least=ServerRole.USER),  # it makes a bot
    Charge(LINE),
)
async def webhook(chat: Chat, session: Session, request: c.Webhook) -> WebhookIs:
    me = session.principal
    room = await chat.directory.find_to(session, request.room, "webhook")
    bot = await own_bot(chat, session, request.name)
    chat.rights.check(me, "webhook", room)
    token = chat.new_token()
    secret = chat.new_token() if request.signed else ""
    await chat.storage.bots.hook(token, room.id, bot.id, me.id, chat.clock.now(), secret)
    row = await chat.storage.bots.hooked(token)
    if row is None:
        raise NotStored("it was revoked at this moment")
    path, base = PATH + token, chat.files.links.base
    url = base + path if base else ""
    return WebhookIs(
        id=row.id, name=bot.name, room=room.label, rid=room.rid, path=path, url=url, secret=secret
    )


@command(c.Webhooks, MODERATORS, Charge(READ))
async def webhooks(chat: Chat, session: Session, request: c.Webhooks) -> WebhookList:
    room = await chat.directory.find_to(session, request.room, "webhooks")
    infos = [
        WebhookInfo(
            id=row.id, name=row.bot.name, by=row.by, made=row.made, used=row.used, signed=bool(row.secret)
        )
        for row in await chat.storage.bots.hooks(room.id)
    ]
    return WebhookList(room=room.label, rid=room.rid, webhooks=infos)


@command(c.Unhook, MODERATORS, Charge(LINE))
async def unhook(chat: Chat, session: Session, request: c.Unhook) -> Unhooked:
    room = await chat.directory.find_to(session, request.room, "unhook")
    id_ = request.id.strip().lower()
    if not await chat.storage.bots.unhook(room.id, id_):
        raise NoSuchWebhook(request.id)
    return Unhooked(id=id_, room=room.label, rid=room.rid)


# Posting.


async def post(
    chat: Chat, hook: HookRow, token: str, text: str, key: str, address: str, topic: str = ""
) -> Appended:
    """Send `text` to the room of `hook`, as its bot. Raises the faults of a message, and NoSuchRoom."""
    check_text(chat.settings, text, key)
    row = await chat.storage.rooms.by_id(hook.room)
    if row is None:
        raise NoSuchWebhook(hook.id)
    room = await chat.directory.rooms.load(row)
    now = chat.clock.now()
    _refuse_silent(chat, hook.bot, room, chat.clock.monotonic())
    chat.limits.post(hook.bot.id, address)
    kind, body = compose(room, text, topic=topic)
    draft = Draft(kind, hook.bot.id, hook.bot.name, body, now, key)
    at = await _say(chat, room, hook.bot, draft)
    if abs(now - (hook.used or 0)) > USED_EVERY:
        await chat.storage.bots.used(token, now)
    return at


async def _say(chat: Chat, room: Room, bot: Principal, draft: Draft) -> Appended:
    if room.state.slow:
        room.slow_mode.spoken(bot.id, room.state.slow, chat.clock.monotonic())
    return await append_checked(chat, room, draft, partial(_refuse_silent, chat, bot, room))


def _refuse_silent(chat: Chat, bot: Principal, room: Room, now: float | None = None) -> None:
    """Like that of a person, but the bot need not be a member of its webhook's room."""
    chat.rights.refuse_silent(bot, room, now, member=False)
