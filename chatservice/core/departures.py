"""Releases what a session used when it ends, and the person when it was their last session."""

from collections.abc import Callable

from chatservice.core.ends import Ends
from chatservice.core.ports import Clock, PrincipalStore, Spawn
from chatservice.core.presence import Presence
from chatservice.core.session import Person, Session
from chatservice.core.subscriptions import Subscriptions
from chatservice.model.values import RoomKind


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
    ) -> None:
        self._presence = presence
        self._subscriptions = subscriptions
        self._ends = ends
        self._principals = principals
        self._stop_programs = stop_programs
        self._clock = clock
        self._spawn = spawn

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
        marks = {(person.principal.id, room): seq for room, seq in person.marks.items()}
        # Both are queued now, so that neither is stored after the person has returned.
        saved = self._principals.save_marks(marks)
        await self._principals.gone(person.principal.id, self._clock.now(), over, person.trace)
        await saved
        if over:
            await self._ends.withdraw(person.principal, person.principal)
