"""The last records of a room, in memory."""

from chatservice.core.tail import Tail
from chatservice.model.values import EventKind, Record, RoomKind, RoomRow

ALICE, BOB = 1, 2


def record(seq, actor=ALICE, **more):
    return Record(100 + seq, seq, 1.0, EventKind.MESSAGE, actor, "a name", f"line {seq}", **more)


def test_what_was_read_before_an_erasure_comes_without_the_words_of_the_erased():
    lines = [record(1), record(2, BOB), record(3)]
    tail = Tail(RoomRow(7, RoomKind.PUBLIC, "ops", head=3), lines, 9)
    assert [tail.fresh(line) for line in lines] == lines
    tail.erase(ALICE)
    fresh = [tail.fresh(line) for line in lines]
    assert fresh == list(tail.ring) != lines
    assert fresh[0].body == "(erased)"
    assert fresh[1] is lines[1]
