"""Events of all rooms that a session is in, in the order in which they were committed."""

from collections.abc import Mapping

from chatservice.core.ports import RoomLog
from chatservice.core.room import Room
from chatservice.core.subscription import Subscription
from chatservice.model.records import Record


async def news(
    log: RoomLog, subscriptions: Mapping[int, Subscription], after: int, limit: int
) -> list[tuple[Room, Record]]:
    """At most the first `limit` events after the event id `after` in the rooms of `subscriptions`."""
    found: list[tuple[Room, Record]] = []
    complete_to = None  # above this id, some room is not read yet
    for room in [subscription.room for subscription in subscriptions.values()]:
        if not room.tail.ring or room.tail.ring[-1].id <= after:
            continue
        if room.tail.ring[0].id <= after or room.tail.ring[0].seq <= room.tail.first:
            found += [(room, record) for record in room.tail.ring if record.id > after]
            continue
        page = await log.since_id(room.id, after, limit)
        found += [(room, record) for record in page if record.seq <= room.tail.head]
        if page and page[-1].seq < room.tail.head:
            complete_to = page[-1].id if complete_to is None else min(complete_to, page[-1].id)
    found = [pair for pair in found if pair[0].id in subscriptions]  # some may have ended meanwhile
    found.sort(key=lambda pair: pair[1].id)
    if complete_to is not None:
        found = [pair for pair in found if pair[1].id <= complete_to]
    return [(room, room.fresh(record)) for room, record in found[:limit]]
