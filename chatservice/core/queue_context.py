"""The parts of its session and of the chat that a queue of commands uses."""

from collections.abc import Callable
from typing import Protocol

from chatservice.core.ports import Clock, Spawn, Subscriber
from chatservice.core.results import HandlerResult
from chatservice.errors import Fault
from chatservice.model.commands import Command
from chatservice.settings.schema import Settings


class QueueOwner(Protocol):
    """The session whose commands they are."""

    outlet: Subscriber

    @property
    def named(self) -> bool:
        """Whether it is logged in."""
        ...

    @property
    def closed(self) -> bool: ...

    def waits(self, command: Command) -> bool:
        """Whether `command`, though answered at once, waits for all earlier commands."""
        ...

    def begin(self, command: Command) -> HandlerResult:
        """Start `command`. Raises Fault."""
        ...

    def close(self, fault: Fault | None) -> None: ...

    def hang_up(self) -> None: ...


class QueueContext(Protocol):
    """The parts of the chat that are used."""

    @property
    def settings(self) -> Settings: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def spawn(self) -> Spawn: ...

    @property
    def report(self) -> Callable[[Exception, Command | None], None]: ...
