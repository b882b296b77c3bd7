"""Logging in: as a guest, with the password of an account, or with a token."""

from msgspec.structs import replace

from chatservice.core.chat import Chat
from chatservice.core.commands.admission import enter_after, find_invitation, opens_server, spend
from chatservice.core.commands.certificates import certified
from chatservice.core.commands.restoring import guest_name
from chatservice.core.commands.scram import proved
from chatservice.core.commands.signing_in import rejoin, sign_in, welcome
from chatservice.core.commands.tokens import new_token
from chatservice.core.rates import LOGIN, Charge
from chatservice.core.rights import Right
from chatservice.core.rows import command
from chatservice.core.session import Person, Session
from chatservice.errors import (
    AlreadyLoggedIn,
    BadCommand,
    BadToken,
    Fault,
    NameTaken,
    NoGuests,
    Superseded,
)
from chatservice.model import commands as c
from chatservice.model import names
from chatservice.model.values import Account, Principal


@command(c.Login, Right(stranger=True), Charge(LOGIN, itself=True))
async def login(chat: Chat, session: Session, request: c.Login) -> None:
    """The answer, `Welcome`, comes before the events of the rooms."""
    session.marks = request.marks
    if request.token:
        principal = await _of_token(chat, session, request.token)
        name = _replace(chat, session, principal, request.name)
        await sign_in(chat, session, principal, request.token, replace(request, name=name))
    elif request.password:
        account = await chat.passwords.authenticate(request.name, request.password, session.address)
        _replace(chat, session, account.principal, "")
        await add_device(chat, session, account, request)
    elif request.scram:
        account = proved(chat, session)
        _replace(chat, session, account.principal, "")
        await add_device(chat, session, account, request)
    elif owner := await certified(chat, session, request):
        _replace(chat, session, owner.principal, "")
        await add_device(chat, session, owner, request, session.outlet.certificate)
    elif request.name:
        await _come(chat, session, request)
    else:
        raise BadCommand("a name or a token is needed")


async def _of_token(chat: Chat, session: Session, token: str) -> Principal:
    chat.limits.look_up(session.address)
    principal = await chat.storage.principals.by_token(token)
    if principal is None:
        raise BadToken
    if not principal.guest:
        await chat.storage.accounts.used(token, chat.clock.now())
    return principal


def _replace(chat: Chat, session: Session, principal: Principal, new_name: str) -> str:
    """A session that is somebody already becomes `principal`: release who it was. Errors are raised before
    anything is released. Returns the name to log in with: `new_name`, or the former one if another
    person now uses the name of the guest `principal`."""
    former = session.person_or_none
    if former is None:
        return new_name
    if former.principal.id == principal.id:
        raise AlreadyLoggedIn(former.name)
    chat.rights.refuse_banned(principal.id, new_name or principal.name)
    if principal.guest and chat.presence.get(principal.id) is None:
        name = guest_name(chat, principal, new_name)
        holder = chat.presence.principal_named(name)
        if holder is not None and holder.id not in (former.principal.id, principal.id):
            if new_name:
                raise NameTaken(name)
            new_name = former.name
    chat.departures.release(session, goodbye=True)
    session.begin_again()
    return new_name


def _end_leases(chat: Chat, session: Session, name: str) -> None:
    """A guest who is here by single requests alone, from the same address, gives the name up to a connection
    that stays: it is kept for them only in case that they ask again."""
    holder = chat.presence.named(name)
    if holder is None or not holder.principal.guest or not session.outlet.listens:
        return
    if any(device.outlet.listens or device.address != session.address for device in holder.sessions):
        return
    for device in list(holder.sessions):
        device.close(Superseded(), goodbye=True)


async def add_device(
    chat: Chat, session: Session, account: Account, request: c.Login, certificate: str = ""
) -> None:
    """Sign in another device of `account`, whose password (or the `certificate`) was checked."""
    token = await new_token(chat, account.principal.id, request.device, account.password, certificate)
    await sign_in(chat, session, account.principal, token, request)


async def _come(chat: Chat, session: Session, request: c.Login) -> None:
    """Log in as a new guest."""
    token = request.invitation
    invitation = await find_invitation(chat, session.address, token) if token else None
    if not chat.settings.guests and (invitation is None or not await opens_server(chat, invitation)):
        raise NoGuests
    take = names.person if session.name_given else names.claimed
    name = take(request.name, chat.settings.max_name)
    chat.rights.refuse_banned(0, name)
    chat.lockdown.refuse_new()
    chat.limits.guest(session.address)
    _end_leases(chat, session, name)
    hold = await chat.presence.reserve(name)
    try:
        if invitation is not None:
            await spend(chat, token)
        token = chat.new_token()
        principal = await chat.storage.principals.create_guest(name, token, chat.clock.now())
    except BaseException:
        chat.presence.release(hold)
        raise
    try:
        chat.rights.refuse_banned(principal.id, name)  # banned while it was stored
    except Fault as fault:
        session.close(fault)
    if session.closed:
        chat.presence.release(hold)
        await chat.storage.principals.gone(principal.id, chat.clock.now(), True, False)
        return
    session.person_or_none = person = Person(principal, {})
    session.token = token
    chat.presence.enter(person)
    person.sessions.append(session)
    welcome(chat, session, [])
    await enter_after(chat, session, request, invitation)
    await rejoin(chat, session, request)
