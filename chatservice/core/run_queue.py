"""The queue of runs: a limited number at once, in the order in which they came. Pure."""

from typing import Generic, TypeVar

from chatservice.errors import Busy

T = TypeVar("T")


class RunQueue(Generic[T]):
    def __init__(self) -> None:
        self._running: list[T] = []
        self.waiting: list[T] = []

    def refuse_more(self, runs: int, waiting: int, coming: int = 0) -> None:
        """Raise Busy if there is no place for another, given the limits for running and waiting runs, and
        those that are `coming`."""
        if len(self._running) + len(self.waiting) + coming >= runs + waiting:
            raise Busy

    @property
    def running(self) -> int:
        return len(self._running)

    def add(self, run: T) -> None:
        self.waiting.append(run)

    def turn(self, runs: int) -> list[T]:
        """The runs that start now, with at most `runs` at once."""
        begun = self.waiting[: max(0, runs - len(self._running))]
        del self.waiting[: len(begun)]
        self._running += begun
        return begun

    def remove(self, run: T) -> None:
        """Remove a run that has ended or no longer waits."""
        for runs in (self._running, self.waiting):
            if run in runs:
                runs.remove(run)

    def place(self, run: T) -> int:
        """Its place in the queue; 0 if it runs."""
        return self.waiting.index(run) + 1 if run in self.waiting else 0
