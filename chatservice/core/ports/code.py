"""Programs that are run, and what they print."""

from collections.abc import Awaitable, Sequence
from typing import Protocol

import msgspec

from chatservice.model.runs import Ending, LanguageInfo, OpenRun, Program, Verdict


class Isolation(msgspec.Struct, frozen=True):
    """Whether programs can be run on this machine, and what fences them in.

    Where they cannot be, `reason` is why, for people, and `remedy` the line that allows it, for
    whoever runs the server. Until it is `known`, neither is.
    """

    known: bool = False
    fence: str = ""
    reason: str = ""
    remedy: str = ""

    @property
    def holds(self) -> bool:
        return self.known and not self.reason


class Watcher(Protocol):
    """Who is told of a run."""

    def running(self) -> None:
        """It is compiled, if need be, and runs."""
        ...

    def printed(self, text: str, error: bool) -> None:
        """Harmless text, ten times a second at most."""
        ...

    def ended(self, ending: Ending) -> None:
        """Once, when nothing of it is alive."""
        ...


class Running(Protocol):
    def stop(self, verdict: Verdict = Verdict.STOPPED) -> None:
        """Kill it; `ended` comes when it is dead."""
        ...

    def send(self, data: bytes) -> None:
        """More input for an interactive run."""
        ...

    def end_input(self) -> None: ...


class Sandbox(Protocol):
    """Runs programs where they reach nothing. Who may, and how many, is decided elsewhere."""

    @property
    def isolation(self) -> Isolation: ...

    @property
    def languages(self) -> Sequence[LanguageInfo]: ...

    def begin(self) -> Awaitable[None]:
        """Find out whether the isolation holds; until then nothing is known, and nothing is run."""
        ...

    def known(self) -> Awaitable[None]:
        """When that is found out."""
        ...

    def run(self, program: Program, watcher: Watcher) -> Running:
        """Start it at once. Only while the isolation holds, and in a language that is there;
        raises OSError when the machine has nothing left for it."""
        ...

    def stop(self) -> Awaitable[object]:
        """Run nothing more; when nothing is alive."""
        ...


class RunOutputs(Protocol):
    """What programs printed: a RUN event in a room's log makes a place for it, known by the room's id
    and the event's seq. It goes with the event, with the room, and when its RUN_ENDED event or all of
    its owner is taken back. Changes come back after their commit."""

    def keep(self, room: int, seq: int, text: str, limit: int) -> Awaitable[None]:
        """The oldest go until all of them together are at most that many bytes."""
        ...

    def output(self, room: int, seq: int) -> Awaitable[tuple[str | None] | None]:
        """(what was printed, None when it is not kept any more); None when nothing was run there."""
        ...

    def unended(self) -> Awaitable[list[OpenRun]]:
        """Those whose end is not in the log."""
        ...


class NoSandbox:
    """Where no program is run at all, for that reason."""

    languages: Sequence[LanguageInfo] = ()

    def __init__(self, reason: str, remedy: str = "") -> None:
        self.isolation = Isolation(known=True, reason=reason, remedy=remedy)

    async def begin(self) -> None:
        """There is nothing to find out."""

    async def known(self) -> None:
        """It is, from the first."""

    def run(self, program: Program, watcher: Watcher) -> Running:
        raise OSError(self.isolation.reason)

    async def stop(self) -> None:
        """Nothing was run."""
