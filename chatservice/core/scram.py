"""Logins by SCRAM that are under way, one a session, and what is answered for names without a verifier."""

import hmac
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from chatservice.core.session import Session
from chatservice.model import names, scram
from chatservice.model.values import Account


@dataclass(slots=True)
class ScramLogin:
    """`account` is None where nobody can come in."""

    account: Account | None
    exchange: scram.Exchange
    proved: bool = False


class ScramLogins:
    def __init__(self) -> None:
        self._secret = b""
        self._under_way: WeakKeyDictionary[Session, ScramLogin] = WeakKeyDictionary()

    def know(self, secret: str) -> None:
        """Set the secret; call before the first login."""
        self._secret = hmac.digest(secret.encode(), b"scram", "sha256")

    def begin(self, session: Session, login: ScramLogin) -> None:
        self._under_way[session] = login

    def take(self, session: Session) -> ScramLogin | None:
        """The session's own, which is over unless it begins again."""
        return self._under_way.pop(session, None)

    def made_up(self, name: str) -> scram.Verifier:
        """The same for the same name each time, so that it tells nothing; no password fits it."""
        digest = hmac.digest(self._secret, names.fold(name).encode(), "sha512")
        return scram.Verifier(digest[:16], scram.ITERATIONS, digest[16:48], digest[32:])
