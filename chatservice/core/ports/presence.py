"""What lasts only as long as a process does: which names are in use, who is here, how many
connections there are. Each entry has an owner, the id of the process that it is of, and goes with it.

What is stored needs no owner: sanctions and the lockdown are a copy of what `ModerationStore.policy`
says. How often somebody did something each process counts for itself.
"""

from collections.abc import Awaitable, Iterable, Iterator, Mapping
from typing import Protocol

from chatservice.model.values import Principal


class NameRegistry(Protocol):
    """The names that are in use, or about to be: one place for all processes on a storage. That nobody
    takes the name of an account the storage sees to. Names are compared folded."""

    def take(self, owner: str, name: str, principal: int) -> Awaitable[None]:
        """`principal` (0: one that is not stored yet) is about to use `name` in the process `owner`.
        NameTaken while another process has it for somebody else."""
        ...

    def keep(self, owner: str, name: str, principal: int) -> None:
        """`principal` uses the name, which was taken or is its own."""
        ...

    def give_back(self, owner: str, name: str) -> None:
        """It is in use no more in that process."""
        ...

    def forget(self, owner: str) -> None:
        """That process has ended."""
        ...


class RemotePresence(Protocol):
    """Who is here by other processes, as each of them told: everyone once, whatever processes they are
    here by."""

    def learn(self, owner: str, version: int, people: Iterable[Principal]) -> bool:
        """These and nobody else are here by the process `owner`, as of its `version` of that; whether
        that was news. What comes late is passed over."""
        ...

    def forget(self, owner: str) -> list[Principal]:
        """That process has ended: who was here by it."""
        ...

    def get(self, principal: int) -> Principal | None: ...

    def named(self, name: str) -> Principal | None: ...

    def alike(self, look: str) -> Iterable[Principal]:
        """Those one of whose `looks` is that."""
        ...

    def __iter__(self) -> Iterator[Principal]: ...


class ConnectionCounts(Protocol):
    """How many connections come from a place (`meters.address_key`), by the process that has them."""

    def opened(self, place: str) -> int:
        """One more in this process. How many there are from there, in all processes."""
        ...

    def closed(self, place: str) -> None: ...

    def own(self) -> Mapping[str, int]:
        """Those of this process."""
        ...

    def learn(self, owner: str, counts: Mapping[str, int]) -> None:
        """These are all that the process `owner` has."""
        ...

    def forget(self, owner: str) -> None:
        """That process has ended."""
        ...
