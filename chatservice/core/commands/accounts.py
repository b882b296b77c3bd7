"""Accounts: registering a name, and changing its password."""

from msgspec.structs import replace

from chatservice.core.chat import Chat
from chatservice.core.commands.admission import enter_after, opens_server
from chatservice.core.commands.login import add_device
from chatservice.core.commands.restoring import current
from chatservice.core.rates import PASSWORD, Charge
from chatservice.core.rights import Right
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.core.session_state import SessionState
from chatservice.errors import AlreadyRegistered, BadCommand, RegistrationClosed, SignedOut
from chatservice.model import commands as c
from chatservice.model import names
from chatservice.model.events import PasswordChanged, Registered
from chatservice.model.values import Account, ServerRole


@command(c.Register, Right(stranger=True), Charge(PASSWORD, itself=True))
async def register(chat: Chat, session: Session, request: c.Register) -> Registered | None:
    policy, token = chat.settings.registered_by, request.invitation
    if policy == "closed" or (policy == "invite" and not token):
        raise RegistrationClosed
    chat.lockdown.refuse_new()
    invitation = await chat.storage.accounts.invitation(token, chat.clock.now()) if token else None
    if policy == "invite" and invitation is not None and not await opens_server(chat, invitation):
        raise RegistrationClosed
    register_as = _register_guest if session.phase is SessionState.LIVE else _register_stranger
    registered = await register_as(chat, session, request)
    await enter_after(chat, session, request, invitation)
    return registered


async def _register_guest(chat: Chat, session: Session, request: c.Register) -> Registered | None:
    person = session.person
    if request.name and names.fold(request.name.strip()) != names.fold(person.name):
        raise BadCommand("you register the name that you have; nick changes it first")
    if not person.principal.guest:
        raise AlreadyRegistered(person.name)
    names.refuse_official(person.name)  # a name that the server gave to a guest
    encoded = await chat.passwords.choose(session.address, f"*{person.principal.id}", request.password)
    if session.closed:
        return None
    now = chat.clock.now()
    await chat.storage.accounts.register(person.principal, encoded, now, request.invitation)
    chat.presence.rename(person, replace(person.principal, role=ServerRole.USER))
    await chat.storage.moderation.ignore(person.principal.id, list(person.ignored))
    for room in chat.directory.rooms.private_of(person.principal.id):
        room.rename(person.principal)
    await chat.passwords.keep_verifier(person.principal.id, encoded, request.password)
    return Registered(name=person.name)


async def _register_stranger(chat: Chat, session: Session, request: c.Register) -> None:
    if not request.name:
        raise BadCommand("a name and a password are needed")
    name = names.claimed(request.name, chat.settings.max_name)
    encoded = await chat.passwords.choose(session.address, name, request.password)
    if session.closed:
        return
    now = chat.clock.now()
    async with chat.presence.reserved(name):
        principal = await chat.storage.accounts.create(
            name, encoded, ServerRole.USER, now, request.invitation
        )
    await chat.passwords.keep_verifier(principal.id, encoded, request.password)
    if session.closed:
        return
    session.answer(Registered(name=name))
    await add_device(chat, session, Account(principal, encoded), c.Login(name=name))


@command(c.Password, Right(ServerRole.USER), Charge(PASSWORD, itself=True))
async def password(chat: Chat, session: Session, request: c.Password) -> PasswordChanged:
    person = session.person
    await chat.passwords.authenticate(person.name, request.old, session.address)
    encoded = await chat.passwords.choose(session.address, f"*{person.principal.id}", request.new)
    await chat.storage.accounts.set_password(person.principal.id, encoded, session.token)
    await chat.passwords.keep_verifier(person.principal.id, encoded, request.new)
    chat.presence.stop_acting(person.principal.id)
    for device in list((await current(chat, person)).sessions):
        if device is not session and (not session.token or device.token != session.token):
            device.close(SignedOut())
    return PasswordChanged()
