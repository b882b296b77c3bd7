"""The server, and how it ends a connection."""

from chatservice.errors.base import Fault


class ServerFull(Fault, status=503):
    """No more connections are taken."""

    limit: int


class TooSlow(Fault, status=503):
    """The outbox of a connection is over its cap (bytes): it ends, and may resume."""

    limit: int


class Superseded(Fault, status=409):
    """The same principal came back with its token: this connection is its ghost."""


class LoginTimeout(Fault, status=408):
    """No name came in time after connecting."""

    seconds: float


class ServerStopping(Fault, status=503):
    """The server is about to end."""


class Restoring(Fault, status=503):
    """The server goes back to a backup, and is there again in a moment."""


class Internal(Fault, status=500):
    """A defect of the server. It is in the log; the session lives on."""
