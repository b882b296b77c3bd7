"""What a queue of commands uses of its session, and of the chat."""

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
        """Whether `command`, though it is answered at once, is not begun before all else is done."""
        ...

    def begin(self, command: Command) -> HandlerResult:
        """Do `command`, or what of it can be done at once. Raises Fault."""
        ...

    def close(self, fault: Fault | None) -> None: ...

    def hang_up(self) -> None: ...


class QueueContext(Protocol):
    """What is used of the chat."""

    @property
    def settings(self) -> Settings: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def spawn(self) -> Spawn: ...

    @property
    def report(self) -> Callable[[Exception, Command | None], None]: ...
