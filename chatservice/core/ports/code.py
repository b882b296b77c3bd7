"""Running programs, and their output."""

from collections.abc import Awaitable, Sequence
from typing import Protocol

import msgspec

from chatservice.model.runs import Ending, LanguageInfo, OpenRun, Program, Verdict


class Isolation(msgspec.Struct, frozen=True):
    """Whether programs can be run on this machine, and what isolates them (`fence`).

    If they cannot, `reason` says why, for people, and `remedy` is the command that allows it, for the
    operator. Both are empty until it is `known`.
    """

    known: bool = False
    fence: str = ""
    reason: str = ""
    remedy: str = ""

    @property
    def holds(self) -> bool:
        return self.known and not self.reason


class Watcher(Protocol):
    """Receives the events of a run."""

    def running(self) -> None:
        """It was compiled, if needed, and runs."""
        ...

    def printed(self, text: str, error: bool) -> None:
        """Sanitized output, at most ten times a second."""
        ...

    def ended(self, ending: Ending) -> None:
        """Called once, when all its processes have ended."""
        ...


class Running(Protocol):
    def stop(self, verdict: Verdict = Verdict.STOPPED) -> None:
        """Kill it; `ended` is called when it is dead."""
        ...

    def send(self, data: bytes) -> None:
        """More input for an interactive run."""
        ...

    def end_input(self) -> None: ...


class Sandbox(Protocol):
    """Runs programs in isolation. Rights and limits are decided by the caller."""

    @property
    def isolation(self) -> Isolation: ...

    @property
    def languages(self) -> Sequence[LanguageInfo]: ...

    def begin(self) -> Awaitable[None]:
        """Test the isolation; until then it is not known, and nothing is run."""
        ...

    def known(self) -> Awaitable[None]:
        """Wait until the isolation is known."""
        ...

    def run(self, program: Program, watcher: Watcher) -> Running:
        """Start a program at once. The isolation must hold, and the language be installed; raises OSError
        if the machine has no resources left."""
        ...

    def stop(self) -> Awaitable[object]:
        """Run nothing more, and wait until all programs have ended."""
        ...


class RunOutputs(Protocol):
    """The output of programs, by the id of the room and the seq of the RUN event. It is deleted with the
    event, with the room, when its RUN_ENDED event is deleted, and when its owner is erased. Changes come
    back after their commit."""

    def keep(self, room: int, seq: int, text: str, limit: int) -> Awaitable[None]:
        """Store an output; the oldest ones are deleted until the total is at most `limit` bytes."""
        ...

    def output(self, room: int, seq: int) -> Awaitable[tuple[str | None] | None]:
        """(the output, None if it is no longer stored); None if there was no run."""
        ...

    def unended(self) -> Awaitable[list[OpenRun]]:
        """Runs without a RUN_ENDED event."""
        ...


class NoSandbox:
    """A sandbox that runs no programs, for that reason."""

    languages: Sequence[LanguageInfo] = ()

    def __init__(self, reason: str, remedy: str = "") -> None:
        self.isolation = Isolation(known=True, reason=reason, remedy=remedy)

    async def begin(self) -> None:
        """Nothing to test."""

    async def known(self) -> None:
        """It is known from the start."""

    def run(self, program: Program, watcher: Watcher) -> Running:
        raise OSError(self.isolation.reason)

    async def stop(self) -> None:
        """Nothing to end."""
