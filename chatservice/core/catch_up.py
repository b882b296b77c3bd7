"""Catching up: everything after a cursor, as fast as the client reads, then live events.

Pages are pulled as the connection drains: a client that is 100,000 lines behind costs one page
of memory, and is never closed for it.
"""

from collections.abc import Callable, Sequence

from chatservice.core.hub import RoomHub
from chatservice.core.pages import budget, show_newest
from chatservice.core.ports import Clock, Future, RoomLog, Spawn
from chatservice.core.session import Session
from chatservice.core.session_state import SessionState
from chatservice.core.subscription import Subscription
from chatservice.model.events import Reload
from chatservice.model.records import Record
from chatservice.settings.schema import Settings


class CatchUp:
    """`read_live` attaches a session that has been given everything up to the head of its room."""

    def __init__(
        self,
        log: RoomLog,
        hub: RoomHub,
        settings: Settings,
        clock: Clock,
        spawn: Spawn,
        promise: Callable[[], Future],
        read_live: "Callable[[Session, Subscription], None]",
    ) -> None:
        self._log = log
        self._hub = hub
        self._settings = settings
        self._clock = clock
        self._spawn = spawn
        self._promise = promise
        self._read_live = read_live

    def begin(self, session: Session, subscription: Subscription, since: int, epoch: str) -> None:
        """Send everything after `since` of the database `epoch` (empty: this one)."""
        room = subscription.room
        if (epoch and epoch != self._log.epoch) or not room.tail.first - 1 <= since <= room.tail.head:
            self._reload(session, subscription)
            return
        subscription.cursor = since
        subscription.pull += 1
        self._spawn(self._pull(session, subscription, subscription.pull))

    def _reload(self, session: Session, subscription: Subscription) -> None:
        """The cursor does not lead to the present: send the last lines, then live events."""
        room, epoch = subscription.room, self._log.epoch
        self._hub.flush_room(room)
        session.outlet.send(
            Reload(room=room.label, rid=room.rid, head=room.tail.head, first=room.tail.first, epoch=epoch)
        )
        show_newest(session.outlet, session.ignored, room, self._settings)
        self._read_live(session, subscription)

    async def _pull(self, session: Session, subscription: Subscription, pull: int) -> None:
        room = subscription.room
        while True:
            if room.tail.holds(subscription.cursor):
                page: Sequence[Record] = room.tail.newer(subscription.cursor)
            else:
                page = await self._log.since(room.id, subscription.cursor, self._settings.catch_up_page)
                if not _still_catching_up(session, subscription, pull):
                    return
                if not page or page[0].seq > subscription.cursor + 1:  # the next records are no longer stored
                    self._reload(session, subscription)
                    return
            if not await self._send(session, subscription, pull, page):
                return
            if subscription.cursor == room.tail.head:
                self._read_live(session, subscription)
                return
            await session.outlet.drained()
            if not _still_catching_up(session, subscription, pull):
                return

    async def _send(
        self, session: Session, subscription: Subscription, pull: int, page: Sequence[Record]
    ) -> bool:
        """Send what has been delivered of `page`; returns whether the session still wants more."""
        room = subscription.room
        for record in page:
            if record.seq > room.tail.head:
                break
            while session.outlet.backlog > budget(self._settings):
                await session.outlet.drained()
                await self._next_turn()
                if not _still_catching_up(session, subscription, pull):
                    return False
            if record.actor not in session.ignored:
                session.outlet.send(room.line(room.fresh(record).as_new()), room.id, record.seq)
            subscription.cursor = record.seq
        return True

    def _next_turn(self) -> Future:
        """Continue after others have had their turn."""
        promise = self._promise()
        self._clock.callLater(0, lambda: promise.callback(None))
        return promise


def _still_catching_up(session: Session, subscription: Subscription, pull: int) -> bool:
    is_subscribed = (
        session.phase is SessionState.LIVE and session.subscriptions.get(subscription.room.id) is subscription
    )
    return is_subscribed and subscription.variant is None and subscription.pull == pull
