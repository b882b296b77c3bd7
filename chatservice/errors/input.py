"""What was sent cannot be taken."""

from chatservice.errors.base import Fault


class BadJson(Fault):
    """The line cannot be read as a JSON object."""

    reason: str


class UnknownCommand(Fault, status=404):
    """There is no such command."""

    name: str


class BadCommand(Fault):
    """The command is known; its fields are not what it takes."""

    reason: str


class LineTooLong(Fault, status=413):
    """A line over its cap was thrown away. `limit` is in bytes."""

    limit: int


class TextTooLong(Fault, status=413):
    """A message, topic or name over its cap. `limit` is in bytes of UTF-8."""

    what: str
    limit: int


class EmptyText(Fault):
    """There is nothing to say in it."""


class NotSupported(Fault):
    """Understood, and refused for good: `what` names it, `reason` says why."""

    what: str
    reason: str


class Flood(Fault, status=429, final=True):
    """Too much that had to be refused, one after the other: the session ends."""


class SlowDown(Fault, status=429):
    """Too often. In so many `seconds` it may be tried again; JSON says them as `retry_after`."""

    seconds: float


class TooManyLines(Fault, status=429):
    """More came at once than `limit` lines that may wait: `first` and what came after it was
    thrown away."""

    limit: int
    first: str


class NotSaid(Fault, status=503):
    """The session ends while lines wait until they may be said: `first` and those after it are not."""

    first: str
