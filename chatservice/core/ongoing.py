"""Work that runs once at a time per key: others wait until it is done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from chatservice.core.ports import Future


class Ongoing:
    def __init__(self, promise: Callable[[], Future]) -> None:
        self._promise = promise
        self._waiting: dict[int, list[Future]] = {}

    async def wait(self, key: int) -> bool:
        """Wait until the work for `key` is done; returns whether there was any."""
        waiting = self._waiting.get(key)
        if waiting is None:
            return False
        promise = self._promise()
        waiting.append(promise)
        await promise
        return True

    def is_running(self, key: int) -> bool:
        return key in self._waiting

    @contextmanager
    def running(self, key: int) -> Iterator[None]:
        self._waiting[key] = []
        try:
            yield
        finally:
            for promise in self._waiting.pop(key):
                promise.callback(None)
