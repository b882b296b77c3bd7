"""State that lasts as long as a process: names in use, people online, and connection counts. Each entry
has an owner, the id of the process that it belongs to, and ends with that process.

Stored state needs no owner: sanctions and the lockdown are copies of `ModerationStore.policy`. Rates
are metered by each process for itself.
"""

from collections.abc import Awaitable, Iterable, Iterator, Mapping
from typing import Protocol

from chatservice.model.values import Principal


class NameRegistry(Protocol):
    """The names that are in use or reserved, in one place for all processes on a storage. Names are
    compared folded. The storage refuses the name of another person's account."""

    def take(self, owner: str, name: str, principal: int) -> Awaitable[None]:
        """Reserve `name` for `principal` (0: not stored yet) in the process `owner`. Raises NameTaken if
        another process uses it for another principal."""
        ...

    def keep(self, owner: str, name: str, principal: int) -> None:
        """`principal` uses the name, which was reserved or belongs to it."""
        ...

    def release(self, owner: str, name: str) -> None:
        """The process no longer uses the name."""
        ...

    def forget(self, owner: str) -> None:
        """That process has ended."""
        ...


class RemotePresence(Protocol):
    """The people online through other processes, as each of them reported; everyone once."""

    def learn(self, owner: str, version: int, people: Iterable[Principal]) -> bool:
        """The people online through the process `owner`: exactly these, as of its `version`. Returns
        whether the report was newer than the last; an older one is ignored."""
        ...

    def forget(self, owner: str) -> list[Principal]:
        """The process has ended; returns the people who were online through it."""
        ...

    def get(self, principal: int) -> Principal | None: ...

    def named(self, name: str) -> Principal | None: ...

    def alike(self, look: str) -> Iterable[Principal]:
        """The people whose names have that look."""
        ...

    def __iter__(self) -> Iterator[Principal]: ...


class ConnectionCounts(Protocol):
    """The number of connections from a place (`meters.address_key`), by the process that has them."""

    def opened(self, owner: str, place: str) -> int:
        """The process `owner` has another connection from there; returns the number in all processes."""
        ...

    def closed(self, owner: str, place: str) -> None: ...

    def of(self, owner: str) -> Mapping[str, int]:
        """The counts of the process `owner`, by place."""
        ...

    def learn(self, owner: str, counts: Mapping[str, int]) -> None:
        """The counts that another process reported."""
        ...

    def forget(self, owner: str) -> None:
        """That process has ended."""
        ...
