"""Applies what other processes did on the same storage.

Their notifications may come late, twice, in any order, or never: they only say where to look, and
the state is read from the storage. A change that was not reported is noticed at the latest when the
log refuses a draft as Stale: its versions differ from those known here.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Protocol

from chatservice.core.lockdown import LockdownSwitch
from chatservice.core.marks import ReadMarks
from chatservice.core.ports import ConnectionCounts, ModerationStore, PrincipalStore, RoomStore
from chatservice.core.presence import Presence
from chatservice.core.rights import Rights
from chatservice.core.room import Room
from chatservice.core.sanctions import Sanctions
from chatservice.errors import NoSuchRoom, Stale
from chatservice.model.records import Record
from chatservice.model.sanctions import Policy
from chatservice.model.values import Principal, RoomKind, RoomRow, ServerRole


class OnlinePerson(Protocol):
    """The parts of an online person that are used."""

    principal: Principal
    marks: ReadMarks


class ThisProcess(Protocol):
    """The parts of the chat that are used: its rooms and the people online."""

    def loaded(self, room: int) -> Room | None: ...

    def is_loading(self, room: int) -> bool: ...

    def load(self, row: RoomRow) -> Awaitable[Room]: ...

    def ingest(self, room: Room, record: Record) -> None: ...

    def look_again(self, room: Room) -> Awaitable[None]:
        """Refresh the room from the storage, and read the missing part of its log."""
        ...

    def people(self) -> Iterable[OnlinePerson]: ...

    def person(self, principal: int) -> OnlinePerson | None: ...

    def become(self, person: OnlinePerson, principal: Principal) -> None:
        """A person's role on the server changed."""
        ...

    def rename(self, principal: Principal) -> Awaitable[None]:
        """Give them their new name, unless another person has it."""
        ...

    def remove_banned(self) -> None:
        """Disconnect those who are banned, and remove those who are banned from a room."""
        ...

    def bring(self, room: Room, principal: int) -> None:
        """Give each of their sessions a place in a private room."""
        ...


class OtherProcesses:
    def __init__(
        self,
        local: ThisProcess,
        rooms: RoomStore,
        principals: PrincipalStore,
        moderation: ModerationStore,
        rights: Rights,
        sanctions: Sanctions,
        lockdown: LockdownSwitch,
        presence: Presence,
        connections: ConnectionCounts,
        now: Callable[[], float],
    ) -> None:
        self._local = local
        self._rooms = rooms
        self._principals = principals
        self._moderation = moderation
        self._rights = rights
        self._sanctions = sanctions
        self._lockdown = lockdown
        self._presence = presence
        self._connections = connections
        self._now = now

    # Notifications.

    async def logged(self, room: int, record: Record) -> None:
        """`record` was committed in the log of `room`."""
        found = self._local.loaded(room)
        if found is None:
            found = await self._meet(room, record)
        if found is not None:
            self._local.ingest(found, record)

    async def room_changed(self, room: int) -> None:
        """The room was deleted, or changed without an event in its log."""
        found = self._local.loaded(room)
        if found is not None:
            await self._local.look_again(found)
        if self._sanctions.in_force(room, self._now()):  # they end with a room that was deleted
            await self._look_at_policy()

    async def person_changed(self, principal: int) -> None:
        """The person's read marks moved, or their role changed."""
        marks = await self._principals.marks(principal)
        person = self._local.person(principal)
        if person is not None:
            for room, seq in marks.items():
                person.marks[room] = max(seq, person.marks.get(room, 0))

    async def policy_changed(self) -> None:
        """A sanction, a role on the server or the lockdown changed."""
        await self._look_at_policy()

    # Reports of other processes; `owner` is the id of the process.

    async def process_is(
        self, owner: str, version: int, people: Sequence[Principal], connections: Mapping[str, int]
    ) -> None:
        """The process reports the people online through it, and its `connections` by place, as of the
        `version` of its presence."""
        if self._presence.learn(owner, version, people):
            self._connections.learn(owner, connections)
            for listed in people:
                person = self._local.person(listed.id)
                if person is not None and person.principal.name != listed.name:
                    await self._look_at_name(listed.id)

    async def _look_at_name(self, principal: int) -> None:
        stored = await self._principals.principal(principal)
        if stored is not None:
            await self._local.rename(stored)

    async def process_ended(self, owner: str) -> None:
        """The process has ended: its names are free, and people without another session go offline."""
        self._connections.forget(owner)
        for person in self._presence.forget(owner):
            await self._principals.gone(person.id, self._now())

    # Differences noticed.

    async def met(self, row: RoomRow) -> None:
        """The room of that row is being loaded: its version may count bans that were not heard of yet."""
        if row.access:
            now = self._now()
            stored = await self._moderation.sanctions_in(row.id)
            known = {sanction.id for sanction in self._sanctions.in_force(row.id, now)}
            if known != {sanction.id for sanction in stored if not sanction.over(now)}:
                await self._look_at_policy()

    async def catch_up(self, room: Room | None, stale: Stale) -> None:
        """The log refused a draft because rights in `room` (None: on the server) have changed in the
        storage: read them."""
        if room is not None and room.above is not None:
            await self._local.look_again(room)
            room, stale = room.above, Stale(stale.access - room.state.access, stale.everywhere)
        if room is not None and stale.access != room.state.access:
            await self._local.look_again(room)
            await self._look_at_policy()  # a ban in a room is such a version too
        elif stale.everywhere != self._rights.everywhere:
            await self._look_at_policy()

    # Refreshing.

    async def _meet(self, room: int, record: Record) -> Room | None:
        """Load a room that is not in memory, if an online person is a member of it. They are sent what
        came since they joined; in a direct conversation, all of it."""
        row = await self._rooms.by_id(room)
        if row is None:
            return None
        if not row.kind.private:
            return await self._local.load(row) if self._local.is_loading(room) else None
        members = [member.principal.id for member in await self._rooms.members(room)]
        online = [id_ for id_ in members if self._local.person(id_) is not None]
        if not online or self._local.loaded(room) is not None:
            return self._local.loaded(room)
        try:
            found = await self._local.load(row)
        except NoSuchRoom:
            return None
        if not found.presence.sessions:
            found.tail.rewind(row.first - 1 if row.kind is RoomKind.DIRECT else record.seq - 1)
        for principal in online:
            self._local.bring(found, principal)
        await self._local.look_again(found)
        return found

    async def _look_at_policy(self) -> None:
        self._adopt(await self._moderation.policy())

    def _adopt(self, policy: Policy) -> None:
        self._rights.everywhere = policy.version
        now = self._now()
        self._sanctions.drop([sanction.id for sanction in self._sanctions], now)
        for sanction in policy.sanctions:
            self._sanctions.put(sanction)
        self._lockdown.apply(policy.lockdown)
        for person in list(self._local.people()):
            self._adopt_role(person, policy.roles.get(person.principal.id, ServerRole.USER))
        self._local.remove_banned()

    def _adopt_role(self, person: OnlinePerson, role: ServerRole) -> None:
        principal = person.principal
        if not principal.guest and principal.role is not role:
            self._local.become(person, Principal(principal.id, principal.name, role, principal.left))
