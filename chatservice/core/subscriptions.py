"""Subscriptions to rooms: taking one, reading live, releasing it."""

from collections.abc import Callable, Sequence
from itertools import islice

from chatservice.core.catch_up import CatchUp
from chatservice.core.hub import RoomHub
from chatservice.core.pages import as_lines, page, show_newest
from chatservice.core.ports import Clock, Future, RoomLog, Spawn, Subscriber
from chatservice.core.presence import Presence
from chatservice.core.room import Room
from chatservice.core.session import Person, Send, Session
from chatservice.core.session_state import SessionState
from chatservice.core.subscription import Subscription
from chatservice.model.events import Invited, Joined, Left, Renamed, TalkIs
from chatservice.model.records import Record
from chatservice.model.values import LOBBY, RoomKind
from chatservice.settings.schema import Settings


class Subscriptions:
    def __init__(
        self,
        hub: RoomHub,
        presence: Presence,
        log: RoomLog,
        settings: Settings,
        clock: Clock,
        spawn: Spawn,
        promise: Callable[[], Future],
    ) -> None:
        self._hub = hub
        self._presence = presence
        self._log = log
        self._settings = settings
        self._clock = clock
        self.on_left: Callable[[Session, Room], None] = lambda session, room: None
        self.on_vacated: Callable[[Session], None] = lambda session: None
        """The session has no place in the room any more."""
        self.on_variant: Callable[[Session], None] = lambda session: None
        """The session's dialect or its ignored people have changed."""
        self._catching_up = CatchUp(log, hub, settings, clock, spawn, promise, self.read_live)

    def subscribe(self, session: Session, room: Room, unread: int | None = None) -> Subscription:
        """The subscription it has, which may still be catching up; otherwise a new live one at the room's
        head. `unread` is the read mark of a person who was never there."""
        subscription = session.subscriptions.get(room.id)
        if subscription is None:
            subscription = self._add(session, room, unread)
            self.read_live(session, subscription)
        return subscription

    def bring(self, session: Session, room: Room) -> None:
        """Subscribe a present member; a session that is still signing in, as soon as it has."""
        if session.confined:
            return
        if session.phase is SessionState.LIVE:
            self.subscribe(session, room)
        elif session.phase is SessionState.GREETED:
            session.pending_rooms += (room,)

    def bring_in(self, device: Session, room: Room, by: str, by_id: int = 0) -> None:
        """Show a new member's session who added it; subscribe it if the room is private."""
        if room.kind is RoomKind.PUBLIC and by_id in device.ignored:
            return
        if device.phase is SessionState.LIVE and not device.confined and room.id not in device.subscriptions:
            members = list(islice(room.names(), self._settings.names_shown))
            device.outlet.send(
                Invited(room=room.label, rid=room.rid, sender=by, members=members, kind=room.kind.value)
            )
        if room.kind.private:
            self.bring(device, room)

    def _add(self, session: Session, room: Room, unread: int | None = None) -> Subscription:
        person = session.person
        subscription = session.subscriptions[room.id] = Subscription(room, _or(person.read(room.id), unread))
        if session.marks and room.id not in person.marks:
            # What was said before they were ever there is not unread.
            person.marks.advance(
                room.id, subscription.cursor if subscription.mark is None else subscription.mark
            )
        session.forget_labels()
        principal = person.principal
        if room.presence.enter(principal) and room.kind is RoomKind.PUBLIC:
            self._hub.came(room, principal.name)
        return subscription

    def renew_variants(self, session: Session) -> None:
        """The session's dialect or its ignored people have changed."""
        for subscription in session.subscriptions.values():
            self._exchange(session, subscription)
        self.on_variant(session)

    def _exchange(self, session: Session, subscription: Subscription) -> None:
        if subscription.variant is not None:
            person = session.person
            subscription.variant = self._hub.exchange(
                subscription.room, session.outlet, subscription.variant, person.name, person.ignored
            )

    def read_live(self, session: Session, subscription: Subscription) -> None:
        """The reader has received everything up to the head: read live."""
        subscription.variant = self._hub.attach(
            subscription.room, session.outlet, session.name, session.person.ignored
        )

    def _detach(self, session: Session, subscription: Subscription) -> None:
        if subscription.variant is not None:
            self._hub.detach(subscription.room, session.outlet, subscription.variant)
            subscription.cursor = session.position(subscription)
            subscription.variant = None

    def unsubscribe(self, session: Session, subscription: Subscription) -> None:
        self._detach(session, subscription)
        room, person = subscription.room, session.person
        self.on_left(session, room)
        principal = person.principal
        if session.reads(room.id) and not person.marks.keeps_unread(room.id):
            person.marks.advance(room.id, subscription.cursor)
        del session.subscriptions[room.id]
        session.forget_labels()
        if session.current is room:
            session.current = next(
                (s.room for s in reversed(session.subscriptions.values()) if s.room.name), None
            )
            session.moved = 0.0
        if room.presence.leave(principal):
            if room.kind is RoomKind.PUBLIC:
                self._hub.went(room, principal.name)
            elif room.kind is RoomKind.DIRECT and principal.guest:
                room.presence.away[principal.id] = self._clock.now()

    def remove(self, session: Session, room: Room, tell: bool = True) -> None:
        """Take its subscription away."""
        subscription = session.subscriptions.get(room.id)
        if subscription is not None:
            self.unsubscribe(session, subscription)
            current = session.current.label if session.current is not None else ""
            if tell:
                session.outlet.send(Left(room=room.label, rid=room.rid, current=current))

    def unsubscribe_all(self, session: Session) -> None:
        for subscription in list(session.subscriptions.values()):
            self.unsubscribe(session, subscription)
        self.on_vacated(session)

    def clear(self, room: Room) -> list[tuple[Session, bool]]:
        """Release all subscriptions to the room; returns the sessions, and whether they talked there."""
        presence = self._presence
        people = [
            person for principal in room.presence.sessions if (person := presence.get(principal)) is not None
        ]
        sessions = [
            session for person in people for session in person.sessions if room.id in session.subscriptions
        ]
        for session in sessions:
            self._detach(session, session.subscriptions[room.id])
        talked = [(session, session.current is room) for session in sessions]
        for session in sessions:
            self.unsubscribe(session, session.subscriptions[room.id])
        return talked

    def subscribe_private(
        self, session: Session, rooms: Sequence[Room], since: dict[str, int], epoch: str
    ) -> None:
        """Subscribe the session to all private rooms that its person is a member of."""
        labels = {room.label: room for room in rooms}  # of two with the same label, the later one
        for room in rooms:
            if session.phase is not SessionState.LIVE:
                return
            by_label = since.get(room.label) if labels[room.label] is room else None
            seq = since.get(room.rid, by_label)
            if seq is not None:
                self.catch_up(session, room, seq, epoch, session.outlet.send)
            else:
                # In a conversation that began while they were away, all lines are unread.
                self.subscribe(session, room, room.tail.first - 1)

    def enter(self, session: Session, room: Room, send: Send, lines: int | None = None) -> None:
        """Show the room and its last `lines` (None: the setting's number). `send` is called with the
        Joined."""
        self._hub.flush_room(room)
        send(self.joined(session, room))
        show_newest(session.outlet, session.ignored, room, self._settings, lines)
        if not session.marks:
            session.person.marks.show(room.id)
        subscription = self.subscribe(session, room)
        subscription.behind = False
        subscription.talked = room.tail.head

    def talk(self, session: Session, subscription: Subscription, send: Send) -> None:
        """Show what was said in a room that it is in since it last talked there. `send` is called with the
        TalkIs."""
        room = subscription.room
        self._hub.flush_room(room)
        lines = [] if session.current is room else self.new_lines(session, subscription)
        send(TalkIs(room=room.label, rid=room.rid, new=len(lines)))
        if lines:
            session.outlet.send(page(room, as_lines(room, lines), room.tail.head, more=False))
        subscription.talked = room.tail.head

    def new_lines(self, session: Session, subscription: Subscription) -> list[Record]:
        """What others said there since it last talked there, as far as it is shown at once."""
        hidden = {session.principal.id, *session.ignored}
        newest = subscription.room.tail.newest(self._settings.history_on_join, hidden)
        return [record for record in newest if record.seq > subscription.talked]

    def joined(self, session: Session, room: Room) -> Joined:
        # Only as many names are looked at as are shown: thousands may enter at once.
        own = session.person.principal.id
        absent = room.kind is RoomKind.PUBLIC and own not in room.presence.sessions
        members = list(islice(room.names(), self._settings.names_shown))
        if absent and len(members) < self._settings.names_shown:
            members.append(session.name)
        return Joined(
            room=room.label,
            rid=room.rid,
            kind=room.kind.value,
            head=room.tail.head,
            first=room.tail.first,
            epoch=self._log.epoch,
            topic=room.state.topic,
            topic_by=room.state.topic_by,
            topic_at=room.state.topic_at or 0,  # an integer is left out as the default
            here=room.people_count() + absent,
            members=members,
        )

    def catch_up(self, session: Session, room: Room, since: int, epoch: str, send: Send) -> None:
        send(self.joined(session, room))
        subscription = session.subscriptions.get(room.id)
        if subscription is None:
            subscription = self._add(session, room)
        self._detach(session, subscription)
        subscription.behind = False
        self._catching_up.begin(session, subscription, since, epoch)

    def renamed(self, person: Person, was: str, origin: Subscriber | None = None) -> None:
        """Show `person` under its new name wherever it is; the session with the outlet `origin` answers
        for itself."""
        rooms: dict[Room, None] = {}
        for device in person.sessions:
            for subscription in device.subscriptions.values():
                rooms[subscription.room] = None
        in_lobby = any(room.id == LOBBY for room in rooms)
        for room in rooms:
            self._show_as(room, person, was, origin, in_lobby and self._all_in_lobby(room))

    def show_new_name(self, person: Person, rooms: Sequence[Room]) -> None:
        """Show a person who comes back under another name to those who stayed."""
        for room in rooms:
            member = room.state.members.get(person.principal.id)
            if member is not None and member.name != person.name:
                self._show_as(room, person, member.name, None)

    def _show_as(
        self, room: Room, person: Person, was: str, origin: Subscriber | None, told: bool = False
    ) -> None:
        self._hub.flush_room(room)
        room.rename(person.principal)
        for member in room.state.members if room.kind is RoomKind.DIRECT else ():
            self._look_again(room, member)
        renamed = Renamed(room=room.label, rid=room.rid, was=was, name=person.name, told=told)
        self._hub.pass_on(room, renamed, origin)

    def _all_in_lobby(self, room: Room) -> bool:
        """Whether each device in a room that is not large is in the lobby, too."""
        if room.id == LOBBY or room.feed.size > self._settings.notice_room:
            return False
        people = [person for id_ in room.presence.sessions if (person := self._presence.get(id_)) is not None]
        devices = [device for person in people for device in person.sessions]
        return all(LOBBY in device.subscriptions for device in devices if room.id in device.subscriptions)

    def _look_again(self, room: Room, member: int) -> None:
        """A direct conversation is shown through its viewer's name: look through the new one."""
        person = self._presence.get(member)
        for session in person.sessions if person is not None else ():
            if room.id in session.subscriptions:
                self._exchange(session, session.subscriptions[room.id])


def _or(mark: int | None, otherwise: int | None) -> int | None:
    return otherwise if mark is None else mark
