"""Who is here: principals with a session, and the names they hold while they are.

This is about one process. A second node would stand behind the same methods, with its
entries tagged by the process that owns them.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from chatservice.errors import NameOwned, NameTaken
from chatservice.model import names
from chatservice.model.values import Principal

if TYPE_CHECKING:
    from chatservice.core.session import Session


class Person:
    """A principal that is here, with its sessions (one a device) and read marks (by room)."""

    def __init__(self, principal: Principal, marks: dict[int, int]) -> None:
        self.principal = principal
        self.marks = marks
        self.ignored: dict[int, str] = {}  # whom they want to hear nothing of: id, and name then
        self.sessions: dict[Session, None] = {}

    @property
    def name(self) -> str:
        return self.principal.name

    def read(self, room: int) -> int | None:
        """How far this person has read there, on whichever device."""
        marks = [self.marks[room]] if room in self.marks else []
        marks += [d.position(d.seats[room]) for d in self.sessions if room in d.seats]
        return max(marks, default=None)


class Presence:
    def __init__(self) -> None:
        self._by_name: dict[str, Person | None] = {}
        self._by_id: dict[int, Person] = {}
        self.version = 0  # grows whenever a name changes hands

    def reserve(self, name: str) -> str:
        """Hold `name` while a login or rename is under way; NameTaken when somebody has it,
        NameOwned when it is theirs."""
        folded = names.fold(name)
        if folded in self._by_name:
            holder = self._by_name[folded]
            raise NameTaken(name) if holder is None or holder.principal.guest else NameOwned(name)
        self._by_name[folded] = None
        return folded

    def release(self, folded: str) -> None:
        self._by_name.pop(folded, None)

    def enter(self, person: Person) -> None:
        self.version += 1
        self._by_name[names.fold(person.name)] = person
        self._by_id[person.principal.id] = person

    def leave(self, person: Person) -> None:
        self.version += 1
        self._by_name.pop(names.fold(person.name), None)
        self._by_id.pop(person.principal.id, None)

    def rename(self, person: Person, principal: Principal) -> None:
        """`principal` is the same one under its new name, which was reserved."""
        self.version += 1
        if names.fold(person.name) != names.fold(principal.name):
            self._by_name.pop(names.fold(person.name), None)
        person.principal = principal
        self._by_name[names.fold(principal.name)] = person

    def named(self, name: str) -> Person | None:
        return self._by_name.get(names.fold(name))

    def holds(self, name: str) -> bool:
        return names.fold(name) in self._by_name

    def get(self, principal: int) -> Person | None:
        return self._by_id.get(principal)

    def __iter__(self) -> Iterator[Person]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)
