"""The log refused it."""

from chatservice.errors.base import Fault


class KeyReused(Fault, status=409):
    """The key was used before in this room by this principal, with another text."""

    key: str


class Stale(Fault, status=409):
    """The state changed since the decision: `core` decides again. The facts are the current versions
    of the room's access and of server-wide sanctions."""

    access: int
    everywhere: int


class NotStored(Fault, status=507):
    """The disk refused it (full, I/O error): nothing was stored, and no one saw it."""

    reason: str


class OutcomeUnknown(Fault, status=503):
    """The outcome of the commit is unknown. Sending again with the same key is safe."""
