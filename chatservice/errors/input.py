"""Invalid input."""

from chatservice.errors.base import Fault


class BadJson(Fault):
    """The line is not a valid JSON object."""

    reason: str


class UnknownCommand(Fault, status=404):
    """There is no such command; `meant` is what may have been meant, empty if nothing comes near."""

    name: str
    meant: str = ""


class BadCommand(Fault):
    """The command is known, but its fields are invalid."""

    reason: str


class LineTooLong(Fault, status=413):
    """A line over its cap was discarded. `limit` is in bytes."""

    limit: int


class TextTooLong(Fault, status=413):
    """A message, topic or name over its cap. `limit` is in bytes of UTF-8."""

    what: str
    limit: int


class EmptyText(Fault):
    """The text is empty."""


class NotSupported(Fault):
    """Understood, but never supported: `what` names it, `reason` says why."""

    what: str
    reason: str


class Flood(Fault, status=429, final=True):
    """Too many refused lines in a row: the session ends."""


class SlowDown(Fault, status=429):
    """Rate limit exceeded. Try again in `seconds`; JSON sends them as `retry_after`."""

    seconds: float


class TooManyLines(Fault, status=429):
    """More than `limit` lines are waiting: `first` and everything after it was discarded."""

    limit: int
    first: str


class NotSaid(Fault, status=503):
    """The session ended while lines were waiting: `first` and everything after it was discarded."""

    first: str
