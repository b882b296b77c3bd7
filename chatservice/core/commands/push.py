"""Web Push: a browser's subscription is stored for its device, listed and removed."""

from chatservice.core.chat import Chat
from chatservice.core.rates import LINE, READ, Charge
from chatservice.core.rights import Right
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.errors import BadCommand, NoSuchPush
from chatservice.model import commands as c
from chatservice.model.events import PushDevices, PushGone, PushInfo, PushIs
from chatservice.model.push import FORMS, PushRow
from chatservice.model.values import ServerRole


@command(c.Push, Right(ServerRole.USER), Charge(LINE))
async def push(chat: Chat, session: Session, request: c.Push) -> PushIs:
    if not session.token:
        raise BadCommand("notifications are for a device that is logged in with its password or a token")
    if request.form not in FORMS:
        raise BadCommand("the form is empty, or irc")
    me, now = session.principal.id, chat.clock.now()
    row = PushRow(0, me, request.endpoint, request.p256dh, request.auth, made=now, form=request.form)
    chat.push_sender.check(row)
    id_ = await chat.storage.push.add(row, session.token, chat.settings.push_by_user)
    chat.push.people.add(me)
    return PushIs(id=id_)


@command(c.PushForget, Right(ServerRole.USER), Charge(LINE))
async def push_forget(chat: Chat, session: Session, request: c.PushForget) -> PushGone:
    await chat.storage.push.forget(session.principal.id, request.endpoint)
    return PushGone(id=0)


@command(c.PushList, Right(ServerRole.USER), Charge(READ))
async def push_list(chat: Chat, session: Session, request: c.PushList) -> PushDevices:
    rows = await chat.storage.push.of(session.principal.id)
    infos = [PushInfo(id=row.id, device=row.device, made=row.made) for row in rows]
    return PushDevices(key=chat.push_sender.key(), devices=infos)


@command(c.PushOff, Right(ServerRole.USER), Charge(LINE))
async def push_off(chat: Chat, session: Session, request: c.PushOff) -> PushGone:
    if not await chat.storage.push.drop(session.principal.id, request.id):
        raise NoSuchPush(request.id)
    return PushGone(id=request.id)
