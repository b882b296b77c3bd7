"""Who is here: principals with a session, and the names they hold while they are.

This is about one process. A second node would stand behind the same methods, with its
entries tagged by the process that owns them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from chatservice.core.session import Person, Session
from chatservice.errors import NameAlike, NameOwned, NameTaken
from chatservice.model import names
from chatservice.model.events import People
from chatservice.model.looks import looks
from chatservice.model.values import Principal
from chatservice.settings.schema import Settings

EVERYONE = "*"


class NameReservation:
    """A name that a login or rename under way is about to take."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.folded = names.fold(name)


class Presence:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._by_name: dict[str, Person | NameReservation] = {}
        self._by_id: dict[int, Person] = {}
        self._by_look: dict[str, list[Person | NameReservation]] = {}
        self.version = 0  # grows whenever a name changes hands

    def reserve(self, name: str, me: Person | None = None, alike: bool = False) -> NameReservation:
        """Hold `name` while a login or rename (of `me`) is under way; NameTaken when somebody has
        it, NameOwned when it is theirs; unless it may be `alike`, NameAlike when it looks like the
        name of somebody else."""
        hold = NameReservation(name)
        holder = self._by_name.get(hold.folded)
        if isinstance(holder, Person) and not holder.principal.guest:
            raise NameOwned(name)
        if holder is not None:
            raise NameTaken(name)
        if not alike:
            self.refuse_alike(name, me)
        self._by_name[hold.folded] = hold
        self._show(hold)
        return hold

    def refuse_alike(self, name: str, me: Person | None) -> None:
        """NameAlike when somebody who is here, other than `me`, has a name that looks like `name`."""
        for look in looks(name):
            for other in self._by_look.get(look, ()):
                if other is not me:
                    raise NameAlike(name, other.name)

    def _show(self, holder: Person | NameReservation) -> None:
        for look in set(looks(holder.name)):
            self._by_look.setdefault(look, []).append(holder)

    def _hide(self, holder: Person | NameReservation) -> None:
        for look in set(looks(holder.name)):
            others = self._by_look.get(look, [])
            if holder in others:
                others.remove(holder)
            if not others:
                self._by_look.pop(look, None)

    def release(self, hold: NameReservation) -> None:
        """Unless the owner of the name has come meanwhile."""
        self._hide(hold)
        if self._by_name.get(hold.folded) is hold:
            del self._by_name[hold.folded]

    @contextmanager
    def reserved(self, name: str, alike: bool = False) -> Iterator[None]:
        """As `reserve`, while an account of that name is stored."""
        hold = self.reserve(name, alike=alike)
        try:
            yield
        finally:
            self.release(hold)

    def enter(self, person: Person) -> None:
        """Under a name that was reserved, or is their own."""
        self.version += 1
        holder = self._by_name.get(names.fold(person.name))
        if isinstance(holder, NameReservation):
            self._hide(holder)
        self._by_name[names.fold(person.name)] = person
        self._by_id[person.principal.id] = person
        self._show(person)

    def leave(self, person: Person) -> None:
        self.version += 1
        self._give_up_name(person)
        if self._by_id.get(person.principal.id) is person:
            del self._by_id[person.principal.id]

    def rename(self, person: Person, principal: Principal) -> None:
        """`principal` is the same one under its new name, which was reserved, or in a new role."""
        self.version += 1
        self._give_up_name(person)
        person.principal = principal
        if self._by_id.get(principal.id) is person:  # who has gone meanwhile has no name here
            self._by_name[names.fold(principal.name)] = person
            self._show(person)

    def _give_up_name(self, person: Person) -> None:
        self._hide(person)
        folded = names.fold(person.name)
        if self._by_name.get(folded) is person:
            del self._by_name[folded]

    def named(self, name: str) -> Person | None:
        holder = self._by_name.get(names.fold(name))
        return holder if isinstance(holder, Person) else None

    def leave_trace(self, *principals: int | None) -> None:
        """Something by or about these is logged."""
        for principal in principals:
            person = self._by_id.get(principal) if principal is not None else None
            if person is not None:
                person.trace = True

    def holds(self, name: str) -> bool:
        return names.fold(name) in self._by_name

    def get(self, principal: int) -> Person | None:
        return self._by_id.get(principal)

    def everyone(self) -> People:
        """All who are here, by name as far as is shown."""
        some = [person.name for person in islice(self, self._settings.names_shown)]
        return People(room=EVERYONE, members=some, here=len(self))

    def sessions_of(self, principal: int) -> "list[Session]":
        """A copy, so that they may be closed while it is walked through."""
        person = self._by_id.get(principal)
        return list(person.sessions) if person is not None else []

    def principal(self, principal: int) -> Principal | None:
        """What that one is at this moment, if it is here."""
        person = self._by_id.get(principal)
        return person.principal if person is not None else None

    def __iter__(self) -> Iterator[Person]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)
