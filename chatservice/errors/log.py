"""The log did not take it."""

from chatservice.errors.base import Fault


class KeyReused(Fault, status=409):
    """The key was used before in this room by this principal, with another text."""

    key: str


class Stale(Fault, status=409):
    """What the decision rested on has changed: `core` decides again, by the versions of then, of
    the room's access and of what is in force everywhere."""

    access: int
    everywhere: int


class NotStored(Fault, status=507):
    """The disk refused it (full, I/O error): nothing was kept, nobody saw it."""

    reason: str


class OutcomeUnknown(Fault, status=503):
    """The commit's outcome could not be learnt. Sending again with the key is safe."""
