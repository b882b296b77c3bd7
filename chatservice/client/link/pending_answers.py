"""Futures of the answers to commands, by the `ref` that is sent with each."""

from typing import Any

from chatservice.model.events import Answer, Event


class PendingAnswers:
    """`tx` makes futures. None of them fails: a cut gives None."""

    def __init__(self, tx: Any) -> None:
        self._tx = tx
        self._count = 0
        self._futures: dict[str, Any] = {}

    def add(self) -> tuple[str, Any]:
        """A new `ref`, and the future of what answers it."""
        self._count += 1
        ref = f"link-{self._count}"
        future = self._futures[ref] = self._tx.create_future()
        return ref, future

    def nothing(self) -> Any:
        """The future of a command that cannot be sent."""
        future = self._tx.create_future()
        self._tx.resolve(future, None)
        return future

    def resolve(self, event: Event) -> None:
        if isinstance(event, Answer) and isinstance(event.ref, str):
            future = self._futures.pop(event.ref, None)
            if future is not None:
                self._tx.resolve(future, event)

    def cut(self) -> None:
        futures, self._futures = self._futures, {}
        for future in futures.values():
            self._tx.resolve(future, None)
