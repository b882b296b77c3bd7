"""Time and waiting, provided by the reactor."""

from collections.abc import Callable, Coroutine, Generator
from typing import Any, Protocol


class Timer(Protocol):
    def active(self) -> bool: ...

    def cancel(self) -> None: ...


class Clock(Protocol):
    """Durations use `monotonic` and `callLater`, which cannot be set; times that are shown or stored use
    `now`, which may go back."""

    def now(self) -> float:
        """Seconds since 1970: when something happened, and when it expires."""
        ...

    def monotonic(self) -> float:
        """Seconds since some moment, the same as long as the program runs: to measure how long
        something lasts."""
        ...

    def callLater(self, delay: float, call: Callable[[], object]) -> Timer:  # noqa: N802
        """Call once, `delay` seconds from now (IReactorTime's own name)."""
        ...


class Spawn(Protocol):
    def __call__(self, work: Coroutine[object, object, None]) -> None:
        """Run `work`; a failure is logged. It may finish before this returns."""
        ...


class Future(Protocol):
    """An awaitable that this side fulfils, such as Twisted's Deferred."""

    def callback(self, result: object) -> None: ...

    def __await__(self) -> Generator[Any, None, object]: ...
