"""What proves who somebody is, besides passwords and tokens."""

from collections.abc import Awaitable
from typing import Protocol

from chatservice.model.events import CertificateInfo
from chatservice.model.scram import Verifier
from chatservice.model.values import Account


class CredentialStore(Protocol):
    """Client certificates, by the fingerprint of each: its SHA-256 in lower-case hexadecimal digits.

    They end with the account's tokens: a new password leaves only that of the device which sets it.
    """

    def certificates(self, principal: int) -> Awaitable[list[CertificateInfo]]:
        """Oldest first."""
        ...

    def certified(self, fingerprint: str) -> Awaitable[list[Account]]:
        """The accounts that list it."""
        ...

    def add_certificate(self, principal: int, fingerprint: str, label: str, now: float) -> Awaitable[None]:
        """One that is there already gets the `label`. Raises TooMany."""
        ...

    def drop_certificate(self, principal: int, start: str) -> Awaitable[list[str]]:
        """Drop those whose fingerprint begins like that, with the tokens of devices that came by them.
        Returns their fingerprints."""
        ...

    # Verifiers of SCRAM. A new password ends that of the former one.

    def verifier(self, name: str) -> Awaitable[tuple[Account, Verifier] | None]:
        """The account of that name, compared folded, if it has a verifier."""
        ...

    def set_verifier(self, principal: int, password: str, verifier: Verifier) -> Awaitable[None]:
        """Nothing is stored if the (encoded) `password` that it is of is no longer the account's."""
        ...
