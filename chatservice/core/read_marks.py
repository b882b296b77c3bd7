"""Stores how far the people online have read."""

import itertools
from collections.abc import Iterable

from chatservice.core.ports import PrincipalStore
from chatservice.core.session import Person

MARKS_AT_ONCE = 500


async def save_marks(people: Iterable[Person], principals: PrincipalStore) -> None:
    """Store the marks of `people` that have moved since they were stored."""
    moved: dict[tuple[int, int], int] = {}
    for person in people:
        for room in person.unstored:
            moved[person.principal.id, room] = person.marks[room]
        person.unstored.clear()
        for session in person.sessions:
            for subscription in session.subscriptions.values():
                position = session.position(subscription)
                if position != subscription.saved:
                    subscription.saved = position
                    key = (person.principal.id, subscription.room.id)
                    moved[key] = max(position, moved.get(key, 0))
    while moved:  # in slices, so that no commit waits long behind it
        chunk = dict(itertools.islice(moved.items(), MARKS_AT_ONCE))
        for key in chunk:
            del moved[key]
        await principals.save_marks(chunk)
