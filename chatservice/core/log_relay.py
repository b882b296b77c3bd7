"""Connects a storage and a chat, which need each other: the storage is created with a relay as its
observer, the chat with the storage, and then the relay is given the chat's functions."""

from collections.abc import Callable, Mapping


def _nothing(*_: object) -> None: ...


class LogRelay:
    """`LogObserver` of core.ports; does nothing until `follow` is called."""

    def __init__(self) -> None:
        self._committed: Callable[[int, float], None] = _nothing
        self._batch_ended: Callable[[], None] = _nothing
        self._trimmed: Callable[[Mapping[int, int]], None] = _nothing
        self._reopened: Callable[[], None] = _nothing

    def follow(
        self,
        batch_ended: Callable[[], None],
        trimmed: Callable[[Mapping[int, int]], None],
        reopened: Callable[[], None],
        committed: Callable[[int, float], None] = _nothing,
    ) -> None:
        """Call once."""
        self._committed = committed
        self._batch_ended = batch_ended
        self._trimmed = trimmed
        self._reopened = reopened

    def committed(self, size: int, seconds: float) -> None:
        self._committed(size, seconds)

    def batch_ended(self) -> None:
        self._batch_ended()

    def trimmed(self, first: Mapping[int, int]) -> None:
        self._trimmed(first)

    def reopened(self) -> None:
        self._reopened()
