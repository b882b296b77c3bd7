"""The server, and how it ends a connection."""

from chatservice.errors.base import Fault


class ServerFull(Fault, status=503):
    """The server accepts no more connections."""

    limit: int


class TooSlow(Fault, status=503):
    """The outbox of a connection is over its cap (bytes): it ends, and can be resumed."""

    limit: int


class Superseded(Fault, status=409):
    """The same principal resumed on another connection: this one is its ghost."""


class LoginTimeout(Fault, status=408):
    """No name was sent in time after connecting."""

    seconds: float


class ServerStopping(Fault, status=503):
    """The server is stopping."""


class Restoring(Fault, status=503):
    """The server is restoring a backup, and will be back in a moment."""


class Internal(Fault, status=500):
    """A bug in the server. It is logged; the session continues."""
