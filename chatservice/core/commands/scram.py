"""Logging in by SCRAM-SHA-256 (`model.scram`): two messages, then the login."""

from chatservice.core.chat import Chat
from chatservice.core.rates import LOGIN, Charge
from chatservice.core.rights import Right
from chatservice.core.rows import command
from chatservice.core.scram import ScramLogin
from chatservice.core.session import Session
from chatservice.errors import BadCommand, BadCredentials
from chatservice.model import commands as c
from chatservice.model import scram
from chatservice.model.events import ScramIs
from chatservice.model.values import Account


@command(c.Scram, Right(stranger=True), Charge(LOGIN, itself=True))
async def scram_step(chat: Chat, session: Session, request: c.Scram) -> ScramIs:
    if not chat.settings.scram:
        raise BadCommand("logins by SCRAM are not offered here")
    first = scram.client_first(request.message)
    if first is not None:
        return await _begin(chat, session, first)
    login = chat.scram.take(session)
    if login is None or login.proved:
        raise BadCommand("that is no message of SCRAM-SHA-256 without channel binding")
    return _finish(chat, session, login, request.message)


async def _begin(chat: Chat, session: Session, first: scram.ClientFirst) -> ScramIs:
    chat.limits.look_up(session.address)
    found = await chat.storage.credentials.verifier(first.name)
    account, verifier = found if found is not None else (None, chat.scram.made_up(first.name))
    exchange = scram.answer(first, verifier, chat.new_token())
    chat.scram.begin(session, ScramLogin(account, exchange))
    return ScramIs(message=exchange.server_first)


def _finish(chat: Chat, session: Session, login: ScramLogin, message: str) -> ScramIs:
    final = scram.server_final(login.exchange, message)
    known = final is not None and login.account is not None
    chat.passwords.count(session.address, login.exchange.first.name, known)
    login.proved = True
    chat.scram.begin(session, login)
    return ScramIs(message=final or "")


def proved(chat: Chat, session: Session) -> Account:
    """The account whose password the client has shown to know. Raises BadCredentials."""
    login = chat.scram.take(session)
    if login is None or not login.proved or login.account is None:
        raise BadCredentials
    return login.account
