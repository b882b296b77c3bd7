"""Who is here: principals with a session, and the names they hold while they are.

What sessions there are is of this process, the `owner`; who is here by other processes is what they
told (`learn`). Names are theirs and ours: `NameRegistry` is asked before one is taken.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from itertools import chain, islice

from chatservice.core.ports import NameRegistry, RemotePresence
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
    def __init__(
        self, settings: Settings, owner: str, registry: NameRegistry, remote: RemotePresence
    ) -> None:
        self._settings = settings
        self.owner = owner
        self._registry = registry
        self._remote = remote
        self.on_change: Callable[[], None] = lambda: None
        """Somebody is here, or is not, or has another name: other processes are to `learn` it."""
        self._by_name: dict[str, Person | NameReservation] = {}
        self._by_id: dict[int, Person] = {}
        self._by_look: dict[str, list[Person | NameReservation]] = {}
        self.version = 0  # grows whenever a name changes hands

    async def reserve(
        self, name: str, me: Person | None = None, alike: bool = False, principal: int = 0
    ) -> NameReservation:
        """Hold `name` while a login (of `principal`, when it is stored) or rename (of `me`) is under
        way; NameTaken when somebody has it, NameOwned when it is theirs; unless it may be `alike`,
        NameAlike when it looks like the name of somebody else."""
        principal = me.principal.id if me is not None else principal
        hold = NameReservation(name)
        self._refuse_used(hold, principal)
        if not alike:
            self.refuse_alike(name, me, principal)
        self._by_name[hold.folded] = hold
        self._show(hold)
        try:
            await self._registry.take(self.owner, name, principal)
        except BaseException:
            self._drop(hold)
            raise
        return hold

    def _refuse_used(self, hold: NameReservation, principal: int) -> None:
        holder = self._by_name.get(hold.folded)
        other = self._remote.named(hold.name)
        if isinstance(holder, Person):
            other = holder.principal
        elif other is not None and other.id == principal:
            other = None
        if other is not None and not other.guest:
            raise NameOwned(hold.name)
        if holder is not None or other is not None:
            raise NameTaken(hold.name)

    def refuse_alike(self, name: str, me: Person | None, principal: int = 0) -> None:
        """NameAlike when somebody who is here, other than `me` or `principal`, has a name that looks
        like `name`."""
        principal = me.principal.id if me is not None else principal
        for look in looks(name):
            for other in self._by_look.get(look, ()):
                if other is not me:
                    raise NameAlike(name, other.name)
            for person in self._remote.alike(look):
                if person.id != principal:
                    raise NameAlike(name, person.name)

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
        """Unless somebody has the name by now."""
        if self._drop(hold):
            self._registry.give_back(self.owner, hold.name)

    def _drop(self, hold: NameReservation) -> bool:
        """Whether it held the name still."""
        self._hide(hold)
        if self._by_name.get(hold.folded) is not hold:
            return False
        del self._by_name[hold.folded]
        return True

    @asynccontextmanager
    async def reserved(self, name: str, alike: bool = False) -> AsyncIterator[None]:
        """As `reserve`, while an account of that name is stored."""
        hold = await self.reserve(name, alike=alike)
        try:
            yield
        finally:
            self.release(hold)

    def enter(self, person: Person) -> None:
        """Under a name that was reserved, or is their own."""
        self._by_id[person.principal.id] = person
        self._take_name(person)
        self._changed()

    def leave(self, person: Person) -> None:
        if self._give_up_name(person):
            self._registry.give_back(self.owner, person.name)
        if self._by_id.get(person.principal.id) is person:
            del self._by_id[person.principal.id]
        self._changed()

    def rename(self, person: Person, principal: Principal) -> None:
        """`principal` is the same one under its new name, which was reserved, or in a new role."""
        was, had = person.name, self._give_up_name(person)
        person.principal = principal
        is_here = self._by_id.get(principal.id) is person  # who has gone meanwhile has no name here
        if is_here:
            self._take_name(person)
        if had and not (is_here and names.fold(was) == names.fold(principal.name)):
            self._registry.give_back(self.owner, was)
        self._changed()

    def _changed(self) -> None:
        self.version += 1
        self.on_change()

    def _take_name(self, person: Person) -> None:
        folded = names.fold(person.name)
        holder = self._by_name.get(folded)
        if isinstance(holder, NameReservation):
            self._hide(holder)
        self._by_name[folded] = person
        self._show(person)
        self._registry.keep(self.owner, person.name, person.principal.id)

    def _give_up_name(self, person: Person) -> bool:
        """Whether it had it."""
        self._hide(person)
        folded = names.fold(person.name)
        if self._by_name.get(folded) is not person:
            return False
        del self._by_name[folded]
        return True

    # By which other processes people are here.

    def learn(self, owner: str, version: int, people: Iterable[Principal]) -> bool:
        """These and nobody else are here by the process `owner`; `version` is that of its presence.
        Whether that was news."""
        is_news = self._remote.learn(owner, version, people)
        self.version += is_news
        return is_news

    def forget(self, owner: str) -> list[Principal]:
        """That process has ended. Whom it leaves here by no process."""
        left = self._remote.forget(owner)
        self._registry.forget(owner)
        self.version += 1
        return [person for person in left if not self.is_here(person.id)]

    def own(self) -> list[Principal]:
        """Who is here by this process, for others to `learn`."""
        return [person.principal for person in self]

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
        """Whether somebody has that name, or is about to."""
        return names.fold(name) in self._by_name or self._remote.named(name) is not None

    def get(self, principal: int) -> Person | None:
        return self._by_id.get(principal)

    def everyone(self) -> People:
        """All who are here, by whatever process, by name as far as is shown."""
        others = (person.name for person in self._remote if person.id not in self._by_id)
        every = chain((person.name for person in self), others)
        return People(room=EVERYONE, members=list(islice(every, self._settings.names_shown)), here=self.here)

    @property
    def here(self) -> int:
        """How many are here, by whatever process."""
        return len(self) + sum(person.id not in self._by_id for person in self._remote)

    def is_here(self, principal: int) -> bool:
        """By whatever process."""
        return principal in self._by_id or self._remote.get(principal) is not None

    def principal_of(self, principal: int) -> Principal | None:
        """Who has that id, if they are here by whatever process."""
        return self.principal(principal) or self._remote.get(principal)

    def principal_named(self, name: str) -> Principal | None:
        """Who is here under that name, by whatever process."""
        person = self.named(name)
        return person.principal if person is not None else self._remote.named(name)

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
