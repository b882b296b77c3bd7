"""Acting with the role of another account of one's own on the server."""

from chatservice.core.chat import Chat
from chatservice.core.rates import PASSWORD, Charge
from chatservice.core.rights import Right
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.errors import BadCredentials, NotAllowed
from chatservice.model import commands as c
from chatservice.model.events import RoleIs
from chatservice.model.sanctions import SERVER
from chatservice.model.values import Principal, ServerRole


@command(c.Oper, Right(), Charge(PASSWORD, itself=True))
async def oper(chat: Chat, session: Session, request: c.Oper) -> RoleIs:
    person = session.person
    account = await _authenticated(chat, session, request)
    chat.rights.refuse_banned(account.id, account.name)
    if account.role < ServerRole.MODERATOR:
        raise NotAllowed("oper", "accounts with a role on the server")
    chat.presence.act(person, account)
    await chat.audit.note(person.principal, "oper", account.name, SERVER, account.role.word)
    return RoleIs(name=person.name, role=account.role.word, room=SERVER)


async def _authenticated(chat: Chat, session: Session, request: c.Oper) -> Principal:
    """The account, with its role as it is now: checking a password takes a while. Raises BadCredentials."""
    account = await chat.passwords.authenticate(request.name, request.password, session.address)
    while True:
        version = chat.rights.everywhere
        now = await chat.storage.accounts.named(account.principal.name)
        if now is None or now.password != account.password:
            raise BadCredentials
        if version == chat.rights.everywhere:
            return now.principal
