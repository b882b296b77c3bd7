"""The people online through other processes, as each of them reported, in memory."""

from collections.abc import Iterable, Iterator

from chatservice.model.looks import looks
from chatservice.model.names import fold
from chatservice.model.values import Principal


class RemotePeople:
    """`core.ports.RemotePresence`."""

    def __init__(self) -> None:
        self._reports: dict[str, tuple[int, list[Principal]]] = {}  # by owner: version and people
        self._by_id: dict[int, Principal] = {}
        self._by_name: dict[str, Principal] = {}
        self._by_look: dict[str, list[Principal]] = {}

    def learn(self, owner: str, version: int, people: Iterable[Principal]) -> bool:
        if owner in self._reports and version <= self._reports[owner][0]:
            return False
        self._reports[owner] = version, list(people)
        self._index()
        return True

    def forget(self, owner: str) -> list[Principal]:
        _, people = self._reports.pop(owner, (0, []))
        self._index()
        return people

    def _index(self) -> None:
        self._by_id = {person.id: person for _, people in self._reports.values() for person in people}
        self._by_name = {fold(person.name): person for person in self}
        self._by_look = {}
        for person in self:
            for look in set(looks(person.name)):
                self._by_look.setdefault(look, []).append(person)

    def get(self, principal: int) -> Principal | None:
        return self._by_id.get(principal)

    def named(self, name: str) -> Principal | None:
        return self._by_name.get(fold(name))

    def alike(self, look: str) -> Iterable[Principal]:
        return self._by_look.get(look, ())

    def __iter__(self) -> Iterator[Principal]:
        return iter(self._by_id.values())
