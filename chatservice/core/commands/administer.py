"""What the operator does with chatctl, done by an admin who is logged in."""

from inspect import isawaitable

import msgspec

from chatservice.core.chat import Chat
from chatservice.core.rates import LINE, Charge
from chatservice.core.rights import Right
from chatservice.core.rows import ROWS, command
from chatservice.core.session import Session
from chatservice.errors import BadCommand
from chatservice.model import commands as c
from chatservice.model.commands.administer import CONFIRMED
from chatservice.model.events import Event
from chatservice.model.values import ServerRole


@command(c.Administer, Right(ServerRole.ADMIN), Charge(LINE))
async def administer(chat: Chat, session: Session, request: c.Administer) -> Event:
    """Their rank is checked where a person is found (`administration.find_below`)."""
    if isinstance(request.do, CONFIRMED):
        if not request.password:
            raise BadCommand("this wants your password again")
        await chat.passwords.authenticate(session.name, request.password, session.address)
        chat.rights.check(session.principal, "administer")
    answer = ROWS[type(request.do)].do(chat, session, msgspec.structs.replace(request.do, ref=request.ref))
    if isawaitable(answer):
        answer = await answer
    if not isinstance(answer, Event):
        raise AssertionError("the operator's commands are answered")
    return answer
