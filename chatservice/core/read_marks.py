"""Stores how far the people online have read."""

import itertools
from collections.abc import Callable, Iterable

from chatservice.core.ports import PrincipalStore
from chatservice.core.session import Person

MARKS_AT_ONCE = 500

MarkMoved = Callable[[Person, int, int], None]


async def save_marks(
    people: Iterable[Person], principals: PrincipalStore, moved: MarkMoved = lambda person, room, seq: None
) -> None:
    """Store the marks of `people` that have moved since they were stored. `moved` is told of those that
    moved because of what was sent: whose, the room, and the seq."""
    marks: dict[tuple[int, int], int] = {}
    by_itself: list[tuple[Person, int, int]] = []
    for person in people:
        for room, mark in person.marks.take_unstored().items():
            marks[person.principal.id, room] = mark
        for room, seq in _sent(person).items():
            key = (person.principal.id, room)
            marks[key] = max(seq, marks.get(key, 0))
            by_itself.append((person, room, seq))
    while marks:  # in slices, so that no commit waits long behind it
        chunk = dict(itertools.islice(marks.items(), MARKS_AT_ONCE))
        for key in chunk:
            del marks[key]
        await principals.save_marks(chunk)
    for person, room, seq in by_itself:
        moved(person, room, seq)


def _sent(person: Person) -> dict[int, int]:
    """By room, how far was sent what counts as read, where that is new."""
    new: dict[int, int] = {}
    for session in person.sessions:
        for subscription in session.subscriptions.values():
            room = subscription.room.id
            if not session.reads(room) or person.marks.keeps_unread(room):
                continue
            position = session.position(subscription)
            if position != subscription.saved:
                subscription.saved = position
                new[room] = max(position, new.get(room, 0))
    return new
