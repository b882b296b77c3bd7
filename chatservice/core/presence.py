"""Presence: the principals with a session, and the names that they use.

Sessions belong to this process, the `owner`. Other processes report who is online through them
(`learn`). Names are shared by all processes, so the `NameRegistry` is asked before a name is used.
"""

from collections.abc import AsyncIterator, Callable, Container, Iterable, Iterator
from contextlib import asynccontextmanager
from itertools import chain, islice

from chatservice.core.ports import NameRegistry, RemotePresence
from chatservice.core.session import Person, Session
from chatservice.errors import NameAlike, NameOwned, NameTaken
from chatservice.model import names
from chatservice.model.events import People, PersonChanged
from chatservice.model.looks import looks
from chatservice.model.values import Principal, ServerRole
from chatservice.settings.schema import Settings

EVERYONE = "*"


class NameReservation:
    """A name reserved for a login or rename in progress."""

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
        """A person came online, left, or changed their name: other processes are to `learn` it."""
        self.on_name: Callable[[str, bool], None] = lambda name, here: None
        """A person is online under that name from now on, or (not `here`) no longer."""
        self.on_account: Callable[[Person], None] = lambda person: None
        """A guest has an account from now on."""
        self.on_shown: Callable[[PersonChanged, Container[Person]], None] = lambda event, told: None
        """What a person shows of themselves has changed; those who are `told` know."""
        self._by_name: dict[str, Person | NameReservation] = {}
        self._by_id: dict[int, Person] = {}
        self._staff: dict[int, Person] = {}
        self._by_look: dict[str, list[Person | NameReservation]] = {}
        self.version = 0  # grows whenever a name passes to another person

    async def reserve(
        self, name: str, me: Person | None = None, alike: bool = False, principal: int = 0
    ) -> NameReservation:
        """Reserve `name` during a login (of `principal`, 0 if not stored yet) or a rename (of `me`). Raises
        NameTaken if a guest uses it, NameOwned if an account does, and, unless `alike` is true, NameAlike
        if it looks like a name in use."""
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
        """Raise NameAlike if a person online, other than `me` or `principal`, has a name that looks like
        `name`."""
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
        """End a reservation; it has no effect if the name is in use by now."""
        if self._drop(hold):
            self._registry.release(self.owner, hold.name)

    def _drop(self, hold: NameReservation) -> bool:
        """Returns whether it still reserved the name."""
        self._hide(hold)
        if self._by_name.get(hold.folded) is not hold:
            return False
        del self._by_name[hold.folded]
        return True

    @asynccontextmanager
    async def reserved(self, name: str, alike: bool = False) -> AsyncIterator[None]:
        """Like `reserve`, for the time in which an account with that name is stored."""
        hold = await self.reserve(name, alike=alike)
        try:
            yield
        finally:
            self.release(hold)

    def enter(self, person: Person) -> None:
        """`person` comes online, under a name that was reserved or belongs to their account."""
        self._by_id[person.principal.id] = person
        self._judge(person)
        self._take_name(person)
        self._changed()
        self.on_name(person.name, True)

    def leave(self, person: Person) -> None:
        if self._give_up_name(person):
            self._registry.release(self.owner, person.name)
        if self._by_id.get(person.principal.id) is person:
            del self._by_id[person.principal.id]
            self._staff.pop(person.principal.id, None)
            self.on_name(person.name, False)
        self._changed()

    def rename(self, person: Person, principal: Principal) -> None:
        """Give `person` a new name, which was reserved, or a new role; `principal` has the same id."""
        old_name, released = person.name, self._give_up_name(person)
        was_guest = person.principal.guest
        person.principal = principal
        is_online = self._by_id.get(principal.id) is person  # one who left meanwhile uses no name
        if is_online:
            self._judge(person)
            self._take_name(person)
        if released and not (is_online and names.fold(old_name) == names.fold(principal.name)):
            self._registry.release(self.owner, old_name)
        self._changed()
        if is_online and names.fold(old_name) != names.fold(principal.name):
            self.on_name(old_name, False)
            self.on_name(principal.name, True)
        if is_online and was_guest and not principal.guest:
            self.on_account(person)

    def forget_labels(self) -> None:
        """Rooms are called otherwise than before: nobody may rely on what they found by a name."""
        self.version += 1

    def _judge(self, person: Person) -> None:
        """Note whether they moderate the server."""
        if person.role >= ServerRole.MODERATOR:
            self._staff[person.principal.id] = person
        else:
            self._staff.pop(person.principal.id, None)

    @property
    def staff(self) -> list[Person]:
        """Those online through this process who moderate the server."""
        return list(self._staff.values())

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
        """Returns whether the person used the name."""
        self._hide(person)
        folded = names.fold(person.name)
        if self._by_name.get(folded) is not person:
            return False
        del self._by_name[folded]
        return True

    # Other processes.

    def learn(self, owner: str, version: int, people: Iterable[Principal]) -> bool:
        """The people online through the process `owner`: exactly these, as of the `version` of its
        presence. Returns whether the report was newer than the last."""
        is_news = self._remote.learn(owner, version, people)
        self.version += is_news
        return is_news

    def forget(self, owner: str) -> list[Principal]:
        """The process has ended. Returns the people who are no longer online through any process."""
        offline = self._remote.forget(owner)
        self._registry.forget(owner)
        self.version += 1
        return [person for person in offline if not self.is_online(person.id)]

    def own(self) -> list[Principal]:
        """The people online through this process, for others to `learn`."""
        return [person.principal for person in self]

    def named(self, name: str) -> Person | None:
        holder = self._by_name.get(names.fold(name))
        return holder if isinstance(holder, Person) else None

    def leave_trace(self, *principals: int | None) -> None:
        """An event by or about these principals (ids) was logged."""
        for principal in principals:
            person = self._by_id.get(principal) if principal is not None else None
            if person is not None:
                person.trace = True

    def holds(self, name: str) -> bool:
        """Whether the name is in use or reserved."""
        return names.fold(name) in self._by_name or self._remote.named(name) is not None

    def acting(self, principal: int) -> Principal | None:
        """The account whose role on the server counts for that person, besides their own."""
        person = self._by_id.get(principal)
        return person.acts_as if person is not None else None

    def act(self, person: Person, account: Principal) -> None:
        """The role of `account` counts for `person`, too, from now on."""
        person.acts_as = account
        self._judge(person)

    def stop_acting(self, account: int) -> None:
        """The role of `account` counts for nobody else from now on."""
        for person in self.staff:
            if person.acts_as is not None and person.acts_as.id == account:
                person.acts_as = None
                self._judge(person)

    def get(self, principal: int) -> Person | None:
        return self._by_id.get(principal)

    def everyone(self) -> People:
        """The people online through any process: the number, and as many names as are shown."""
        remote = (person.name for person in self._remote if person.id not in self._by_id)
        online = chain((person.name for person in self), remote)
        members = list(islice(online, self._settings.names_shown))
        return People(room=EVERYONE, members=members, here=self.people_count)

    @property
    def people_count(self) -> int:
        """The number of people online through any process."""
        return len(self) + sum(person.id not in self._by_id for person in self._remote)

    def is_online(self, principal: int) -> bool:
        """Whether a principal is online through any process."""
        return principal in self._by_id or self._remote.get(principal) is not None

    def addresses(self, principal: int) -> set[str]:
        """From where they are online through this process."""
        person = self._by_id.get(principal)
        return (
            {session.address for session in person.sessions if session.address}
            if person is not None
            else set()
        )

    def principal_of(self, principal: int) -> Principal | None:
        """The principal with that id, if online through any process."""
        return self.principal(principal) or self._remote.get(principal)

    def principal_named(self, name: str) -> Principal | None:
        """The principal online under that name, through any process."""
        person = self.named(name)
        return person.principal if person is not None else self._remote.named(name)

    def sessions_of(self, principal: int) -> "list[Session]":
        """A copy, so that sessions can be closed while it is iterated."""
        person = self._by_id.get(principal)
        return list(person.sessions) if person is not None else []

    def principal(self, principal: int) -> Principal | None:
        """The principal with that id, if online through this process."""
        person = self._by_id.get(principal)
        return person.principal if person is not None else None

    def __iter__(self) -> Iterator[Person]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)
