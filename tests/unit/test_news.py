"""What a session has missed, over all its rooms."""

from types import SimpleNamespace

import pytest

from chatservice.core.news import news
from chatservice.core.room import Room
from chatservice.model.records import Record
from chatservice.model.values import EventKind, RoomKind, RoomRow
from tests.unit.test_history_pages import ALICE


class Log:
    """Pages of what is stored; which rooms were asked for."""

    def __init__(self, **records):
        self.records = records
        self.asked = []

    async def since_id(self, room, after, limit):
        self.asked.append(room)
        return [record for record in self.records[f"r{room}"] if record.id > after][:limit]


def records(*ids):
    return [Record(id_, seq, 1.0, EventKind.MESSAGE, ALICE, "x", "line") for seq, id_ in enumerate(ids, 1)]


def room(number, stored, ring):
    row = RoomRow(number, RoomKind.PUBLIC, "ops", head=len(stored))
    return Room(row, [], stored[-ring:] if ring else [], 9)


def found(log, rooms, after, limit=10):
    places = {room.id: SimpleNamespace(room=room) for room in rooms}
    with pytest.raises(StopIteration) as ended:
        news(log, places, after, limit).send(None)
    return [(room.id, record.id) for room, record in ended.value.value]


def test_rooms_without_news_are_not_read():
    old, empty = records(1, 4), []
    log = Log(r1=old, r2=empty)
    assert found(log, [room(1, old, 1), room(2, empty, 0)], after=4) == []
    assert log.asked == []


def test_what_is_in_memory_is_not_read_and_all_come_in_the_order_of_their_commits():
    one, two = records(1, 4, 6), records(2, 3, 5, 7)
    log = Log(r1=one, r2=two)
    rooms = [room(1, one, 3), room(2, two, 1)]
    assert found(log, rooms, after=2) == [(2, 3), (1, 4), (2, 5), (1, 6), (2, 7)]
    assert log.asked == [2]
    assert found(log, rooms, after=2, limit=2) == [(2, 3), (1, 4)]
    log.asked.clear()
    assert found(log, rooms, after=6) == [(2, 7)]
    assert log.asked == [2]
