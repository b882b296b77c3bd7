"""Tokens, with which devices and programs of an account log in without its password."""

from chatservice.core.chat import Chat
from chatservice.core.rates import LINE, READ, Charge
from chatservice.core.rights import Right
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.errors import NoSuchToken, SignedOut
from chatservice.model import commands as c
from chatservice.model.events import Revoked, TokenIs, TokenList
from chatservice.model.values import ServerRole

LABEL_MAX = 64  # characters


@command(c.Token, Right(), Charge(LINE, itself=True, looks=True))
async def token(chat: Chat, session: Session, request: c.Token) -> TokenIs:
    me = session.principal
    if not request.label or me.guest:
        return TokenIs(token=session.token)
    chat.limits.line(session)
    return TokenIs(token=await new_token(chat, me.id, request.label))


async def new_token(
    chat: Chat, principal: int, label: str, password: str | None = None, certificate: str = ""
) -> str:
    """A token for another device or program of `principal`. Raises BadCredentials or BadCertificate if the
    (encoded) `password` or the client `certificate` presented for it is no longer the account's."""
    token, now = chat.new_token(), chat.clock.now()
    label = label.strip()[:LABEL_MAX]
    await chat.storage.accounts.add_token(principal, token, label, now, password, certificate)
    return token


@command(c.Tokens, Right(ServerRole.USER), Charge(READ))
async def tokens(chat: Chat, session: Session, request: c.Tokens) -> TokenList:
    return TokenList(tokens=await chat.storage.accounts.tokens(session.principal.id))


@command(c.Revoke, Right(ServerRole.USER), Charge(LINE))
async def revoke(chat: Chat, session: Session, request: c.Revoke) -> None:
    """The answer comes first, since it may be the token of this session."""
    person = session.person
    token_id = request.id.strip().lower()
    if not await chat.storage.accounts.revoke(person.principal.id, token_id):
        raise NoSuchToken(request.id)
    session.answer(Revoked(id=token_id))
    await end_revoked(chat, person.principal.id)


async def sign_out(chat: Chat, principal: int, token: str = "") -> None:
    """Revoke all tokens of `principal` but `token`, and end their connections."""
    await chat.storage.accounts.revoke_others(principal, token)
    chat.presence.stop_acting(principal)
    for device in chat.presence.sessions_of(principal):
        device.close(SignedOut())


async def log_out(chat: Chat, principal: int, token: str) -> None:
    """Revoke this token of `principal`, and end its connections."""
    if token:
        await chat.storage.accounts.forget(token)
        await end_revoked(chat, principal)


async def end_revoked(chat: Chat, principal: int) -> None:
    """Close the sessions that logged in with a token that is no longer valid."""
    for session in chat.presence.sessions_of(principal):
        if await chat.storage.principals.by_token(session.token) is None:
            session.close(SignedOut())
