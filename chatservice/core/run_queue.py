"""Who runs a program, and who waits for it: so many at once, in the order in which they came. Pure."""

from typing import Generic, TypeVar

from chatservice.errors import Busy

T = TypeVar("T")


class RunQueue(Generic[T]):
    def __init__(self) -> None:
        self._running: list[T] = []
        self.waiting: list[T] = []

    def refuse_more(self, runs: int, waiting: int, coming: int = 0) -> None:
        """Busy when another one would find no place, with so many that run and that wait, and
        others that are `coming`."""
        if len(self._running) + len(self.waiting) + coming >= runs + waiting:
            raise Busy

    @property
    def running(self) -> int:
        return len(self._running)

    def add(self, run: T) -> None:
        self.waiting.append(run)

    def turn(self, runs: int) -> list[T]:
        """Those that begin now, with `runs` at once."""
        begun = self.waiting[: max(0, runs - len(self._running))]
        del self.waiting[: len(begun)]
        self._running += begun
        return begun

    def remove(self, run: T) -> None:
        """It has ended, or waits no more."""
        for some in (self._running, self.waiting):
            if run in some:
                some.remove(run)

    def place(self, run: T) -> int:
        """How many begin before it and with it: 0 when it runs."""
        return self.waiting.index(run) + 1 if run in self.waiting else 0
