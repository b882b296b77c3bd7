"""Owning a name: accounts, their passwords, and tokens for their devices and programs."""

from typing import TYPE_CHECKING

import msgspec

from chatservice.core.guesses import Guess
from chatservice.core.session import SessionState
from chatservice.errors import (
    AlreadyRegistered,
    BadCommand,
    BadCredentials,
    BadPassword,
    Busy,
    NoSuchToken,
    RegistrationClosed,
    SignedOut,
)
from chatservice.model import commands as c
from chatservice.model import names
from chatservice.model.events import (
    InvitationIs,
    PasswordChanged,
    Registered,
    Revoked,
    TokenInfo,
    TokenIs,
    TokenList,
)
from chatservice.model.values import Account, ServerRole

if TYPE_CHECKING:
    from chatservice.core.chat import Chat
    from chatservice.core.presence import Person
    from chatservice.core.session import Session


PASSWORD_MAX = 1024  # bytes
LABEL_MAX = 64  # characters


class AccountService:
    def __init__(self, chat: "Chat") -> None:
        self._chat = chat
        self._store = chat.storage.accounts

    # Passwords.

    async def authenticate(self, name: str, password: str, address: str) -> Account:
        """Whose name and password these are, tried from `address`; BadCredentials, after the
        same work, when they are nobody's. SlowDown after too many tries."""
        guess = self._chat.limits.password(address, name)
        account = await self._store.named(name)
        encoded = account.password if account is not None else ""
        if not await self._is_right(guess, encoded, password) or account is None:
            raise BadCredentials
        return account

    async def opens(self, address: str, room: str, encoded: str, password: str) -> bool:
        """Whether `password`, tried from `address`, is that of the room of that name. SlowDown
        after too many wrong ones."""
        return await self._is_right(self._chat.limits.password(address, f"#{room}"), encoded, password)

    async def _is_right(self, guess: Guess, encoded: str, password: str) -> bool:
        try:
            right = await self._chat.passwords.verify(encoded, password)
        except Busy:
            guess.undone()
            raise
        if right:
            guess.right()
        return right

    async def chosen(self, session: "Session", what: str, password: str) -> str:
        """As `encoded`, at the rate at which passwords are tried: it is as much work. `what` it is
        for is the name of somebody new, or nothing that a stranger could name as well."""
        self._refuse_bad(password)
        self._chat.limits.password(session.address, f"*{what}")
        return await self.encoded(password)

    async def encoded(self, password: str) -> str:
        """`password` as it is stored. BadPassword."""
        self._refuse_bad(password)
        return await self._chat.passwords.encode(password)

    def _refuse_bad(self, password: str) -> None:
        least = self._chat.settings.password_min
        if len(password) < least or len(password.encode()) > PASSWORD_MAX:
            raise BadPassword(least)

    async def password(self, session: "Session", command: c.Password) -> None:
        person = session.who
        await self.authenticate(person.name, command.old, session.address)
        encoded = await self.chosen(session, f"*{person.principal.id}", command.new)
        await self._store.set_password(person.principal.id, encoded, session.token)
        self._sign_out(person, session)
        session.outlet.send(PasswordChanged(ref=command.ref))

    def _sign_out(self, person: "Person", kept: "Session") -> None:
        for device in list(person.sessions):
            if device is not kept:
                device.close(SignedOut())

    # Becoming somebody.

    async def register(self, session: "Session", command: c.Register) -> None:
        self._refuse_closed(command.invitation)
        if session.phase is SessionState.LIVE:
            await self._register_guest(session, command)
        else:
            await self._register_stranger(session, command)

    def _refuse_closed(self, invitation: str) -> None:
        how = self._chat.settings.registered_by
        if how == "closed" or (how == "invite" and not invitation):
            raise RegistrationClosed
        self._chat.lockdown.refuse_new()

    async def _register_guest(self, session: "Session", command: c.Register) -> None:
        person = session.who
        if command.name and names.fold(command.name.strip()) != names.fold(person.name):
            raise BadCommand("one registers the name one has; nick changes it first")
        if not person.principal.guest:
            raise AlreadyRegistered(person.name)
        names.refuse_official(person.name)  # the server may have given it
        encoded = await self.chosen(session, f"*{person.principal.id}", command.password)
        if session.closed:
            return
        now = self._chat.clock.now()
        await self._store.register(person.principal, encoded, now, command.invitation)
        self._chat.presence.rename(person, msgspec.structs.replace(person.principal, role=ServerRole.USER))
        await self._chat.storage.moderation.ignore(person.principal.id, list(person.ignored))
        for room in self._chat.directory.private_of(person.principal.id):
            room.rename(person.principal)
        session.outlet.send(Registered(name=person.name, ref=command.ref))

    async def _register_stranger(self, session: "Session", command: c.Register) -> None:
        chat = self._chat
        if not command.name:
            raise BadCommand("a name and a password are needed")
        name = names.claimed(command.name, chat.settings.max_name)
        encoded = await self.chosen(session, name, command.password)
        if session.closed:
            return
        hold = chat.presence.reserve(name)
        now = chat.clock.now()
        try:
            made = await self._store.create(name, encoded, ServerRole.USER, now, command.invitation)
        finally:
            chat.presence.release(hold)
        if session.closed:
            return
        session.outlet.send(Registered(name=name, ref=command.ref))
        await chat.people.come_as(session, Account(made, encoded), c.Login(name=name, ref=command.ref))

    async def invitation(self, session: "Session", command: c.Invitation) -> None:
        chat = self._chat
        token = chat.new_token()
        now = chat.clock.now()
        expires = now + chat.settings.invitation_keep
        await self._store.invite(token, session.who.principal.id, now, expires)
        session.outlet.send(InvitationIs(token=token, expires=expires, ref=command.ref))

    # Tokens.

    async def token(self, session: "Session", command: c.Token) -> None:
        person = session.who
        token = session.token
        if command.label and not person.principal.guest:
            self._chat.limits.line(session)
            token = await self.new_token(person.principal.id, command.label)
        session.outlet.send(TokenIs(token=token, ref=command.ref))

    async def new_token(self, principal: int, label: str, password: str | None = None) -> str:
        """For one more device or program of `principal`; BadCredentials when it was shown
        the (encoded) `password` for it, and that is another one by now."""
        token, now = self._chat.new_token(), self._chat.clock.now()
        await self._store.add_token(principal, token, label.strip()[:LABEL_MAX], now, password)
        return token

    async def tokens(self, session: "Session", command: c.Tokens) -> None:
        rows = await self._store.tokens(session.who.principal.id)
        some = [TokenInfo(id=row.id, label=row.label, made=row.made, used=row.used) for row in rows]
        session.outlet.send(TokenList(tokens=some, ref=command.ref))

    async def revoke(self, session: "Session", command: c.Revoke) -> None:
        person = session.who
        wanted = command.id.strip().lower()
        if not await self._store.revoke(person.principal.id, wanted):
            raise NoSuchToken(command.id)
        session.outlet.send(Revoked(id=wanted, ref=command.ref))
        await self.end_revoked(person)

    async def end_revoked(self, person: "Person") -> None:
        """Close the connections that came in with a token that is no longer good."""
        for device in list(person.sessions):
            if await self._chat.storage.principals.by_token(device.token) is None:
                device.close(SignedOut())
