"""Releases what a session used when it ends, and the person when it was their last session."""

from collections.abc import Callable
from functools import partial

from chatservice.core.ends import Ends
from chatservice.core.ongoing import Ongoing
from chatservice.core.ports import Clock, Future, PrincipalStore, Spawn
from chatservice.core.presence import Presence
from chatservice.core.session import Person, Session
from chatservice.core.subscriptions import Subscriptions
from chatservice.errors import NotStored, OutcomeUnknown
from chatservice.model.values import RoomKind

AGAIN = 10.0  # seconds after which what could not be stored is tried again


class Departures:
    """`stop_programs` ends the running programs of a principal (its id)."""

    def __init__(
        self,
        presence: Presence,
        subscriptions: Subscriptions,
        ends: Ends,
        principals: PrincipalStore,
        stop_programs: Callable[[int], None],
        clock: Clock,
        spawn: Spawn,
        promise: Callable[[], Future],
        restoring: Ongoing,
    ) -> None:
        self._presence = presence
        self._subscriptions = subscriptions
        self._ends = ends
        self._principals = principals
        self._stop_programs = stop_programs
        self._clock = clock
        self._spawn = spawn
        self._promise = promise
        self._restoring = restoring
        self._leaving: dict[int, Person] = {}  # whose leaving is not stored yet

    def release(self, session: Session, goodbye: bool) -> None:
        """Release the session's subscriptions, and its person if it was the last session. A guest who said
        `goodbye` cannot return."""
        person = session.person
        over = goodbye and person.principal.guest and len(person.sessions) == 1
        rooms = [subscription.room for subscription in session.subscriptions.values()]
        self._subscriptions.unsubscribe_all(session)
        if goodbye:
            self._ends.emptied(rooms)
        for room in rooms if over else ():
            if room.kind is RoomKind.DIRECT:
                room.presence.away[person.principal.id] = 0.0
        if session in person.sessions:
            person.sessions.remove(session)
        self.release_if_alone(person, over)

    def release_if_alone(self, person: Person, over: bool = False) -> None:
        """Mark `person` as gone if it has no session left."""
        if not person.sessions:
            self._presence.leave(person)
            self._stop_programs(person.principal.id)
            self._spawn(self._gone(person, over))

    async def _gone(self, person: Person, over: bool) -> None:
        """Tries until it is stored, or they have returned."""
        principal, left = person.principal, self._clock.now()
        self._leaving[principal.id] = person
        while not await self._stored(person, left, over):
            promise = self._promise()
            self._clock.callLater(AGAIN, partial(promise.callback, None))
            await promise
            await self._restoring.wait(principal.id)  # who is stored as back must not be stored as gone
            if self._leaving.get(principal.id) is not person or self._presence.get(principal.id) is not None:
                return
        if self._leaving.get(principal.id) is person:
            del self._leaving[principal.id]
        if over:
            await self._ends.withdraw(principal, principal)

    async def _stored(self, person: Person, left: float, over: bool) -> bool:
        marks = {(person.principal.id, room): seq for room, seq in person.marks.items()}
        # Both are queued now, so that neither is stored after the person has returned.
        queued = (
            self._principals.save_marks(marks),
            self._principals.gone(person.principal.id, left, over, person.trace),
        )
        failed = 0
        for each in queued:
            try:
                await each
            except (NotStored, OutcomeUnknown):
                failed += 1
        return not failed
