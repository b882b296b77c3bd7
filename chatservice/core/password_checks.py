"""Checks passwords and chooses new ones, at the rate of `core.guesses`."""

from collections.abc import Callable
from contextlib import suppress

from chatservice.core.guesses import Guess
from chatservice.core.ports import Passwords, Storage
from chatservice.errors import BadCredentials, BadPassword, Busy
from chatservice.model.values import Account
from chatservice.settings.schema import Settings

PASSWORD_MAX = 1024  # bytes
NAME_SHOWN = 64  # characters of a name in the log


class PasswordChecks:
    """`guess` counts an attempt from an address, for a name; it raises SlowDown."""

    def __init__(
        self,
        settings: Settings,
        storage: Storage,
        passwords: Passwords,
        guess: Callable[[str, str], Guess],
    ) -> None:
        self._settings = settings
        self._storage = storage
        self._passwords = passwords
        self._guess = guess
        self.on_failure: Callable[[str, str], None] = lambda address, what: None
        """Called with each wrong password: from where, and for what."""

    async def authenticate(self, name: str, password: str, address: str) -> Account:
        """The account with that name and password, from `address`. Raises BadCredentials, after the same
        work if there is no such account; SlowDown after too many attempts."""
        guess = self._guess(address, name)
        account = await self._storage.accounts.named(name)
        encoded = account.password if account is not None else ""
        if not await self._is_right(guess, encoded, password) or account is None:
            self.on_failure(address, f"password of {_quoted(name)}")
            raise BadCredentials
        if self._settings.scram and await self._storage.credentials.verifier(name) is None:
            await self.keep_verifier(account.principal.id, encoded, password)
        return account

    async def keep_verifier(self, principal: int, encoded: str, password: str) -> None:
        """Store what logins by SCRAM need, if they are offered, of a `password` that is now `encoded`."""
        if not self._settings.scram:
            return
        with suppress(Busy):  # then at the next login
            verifier = await self._passwords.derive(password)
            await self._storage.credentials.set_verifier(principal, encoded, verifier)

    def count(self, address: str, name: str, right: bool) -> None:
        """Count an attempt by SCRAM from `address`. Raises SlowDown after too many, BadCredentials."""
        guess = self._guess(address, name)
        if not right:
            self.on_failure(address, f"password of {_quoted(name)}")
            raise BadCredentials
        guess.right()

    async def opens(self, address: str, room: str, encoded: str, password: str) -> bool:
        """Whether `password`, from `address`, is the `encoded` one of the room of that name. Raises
        SlowDown after too many wrong ones."""
        right = await self._is_right(self._guess(address, f"#{room}"), encoded, password)
        if not right:
            self.on_failure(address, f"password of the room {_quoted(room)}")
        return right

    async def _is_right(self, guess: Guess, encoded: str, password: str) -> bool:
        try:
            right = await self._passwords.verify(encoded, password)
        except Busy:
            guess.undone()
            raise
        if right:
            guess.right()
        return right

    async def choose(self, address: str, what: str, password: str) -> str:
        """Like `encode`, counted like an attempt, because it is as much work. `what` the password is for is
        the name of a new account, or something that a stranger cannot name too."""
        self._refuse_bad(password)
        self._guess(address, f"*{what}")
        return await self.encode(password)

    async def encode(self, password: str) -> str:
        """`password` as it is stored. BadPassword."""
        self._refuse_bad(password)
        return await self._passwords.encode(password)

    def _refuse_bad(self, password: str) -> None:
        minimum = self._settings.password_min
        if len(password) < minimum or len(password.encode()) > PASSWORD_MAX:
            raise BadPassword(minimum)


def _quoted(name: str) -> str:
    """What was typed as a name, for a log: any text of any length."""
    return ascii(name[:NAME_SHOWN])
