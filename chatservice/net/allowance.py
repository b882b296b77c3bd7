"""The cap for all outboxes together, and which of them is closed when it is reached."""

from typing import Protocol

from chatservice.net.parcel import Parcel

REFERENCE = 16  # bytes that one more reference to a shared parcel costs


class Holder(Protocol):
    """An outbox."""

    def overflow(self) -> None:
        """Drop what waits: this reader is too slow."""
        ...


class Allowance:
    """The cap (bytes) for all outboxes together. When it is reached, the fullest is closed.

    Shared bytes are counted once. Outboxes are grouped by the magnitude of what they hold, so
    that a full one is found without looking at all of them.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.used = 0
        self._by_size: list[dict[Holder, None]] = []

    def hold(self, parcel: Parcel) -> None:
        if not parcel.holders:
            self.used += len(parcel.data)
        parcel.holders += 1
        self.used += REFERENCE
        while self.used > self.limit and (fullest := self._fullest()) is not None:
            fullest.overflow()

    def release(self, parcel: Parcel) -> None:
        parcel.holders -= 1
        if not parcel.holders:
            self.used -= len(parcel.data)
        self.used -= REFERENCE

    def move(self, outbox: Holder, before: int, after: int) -> None:
        """`outbox` now holds `after` bytes that can be dropped, and held `before`."""
        old, new = before.bit_length(), after.bit_length()
        if old != new:
            if before:
                self._by_size[old].pop(outbox, None)
            if after:
                while len(self._by_size) <= new:
                    self._by_size.append({})
                self._by_size[new][outbox] = None

    def _fullest(self) -> Holder | None:
        """An outbox that holds the most, to within a factor of two."""
        return next((next(iter(outboxes)) for outboxes in reversed(self._by_size) if outboxes), None)
