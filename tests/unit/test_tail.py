"""The last records of a room, in memory."""

from msgspec.structs import replace

from chatservice.core.tail import Tail
from chatservice.model.annotations import Annotations
from chatservice.model.records import Record
from chatservice.model.values import EventKind, RoomKind, RoomRow

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


def test_a_pin_that_waited_for_an_edit_shows_the_text_that_the_edit_gave():
    tail = Tail(RoomRow(7, RoomKind.PUBLIC, "ops", head=1), [record(1)], 9)
    pin = Record(103, 3, 1.0, EventKind.PINNED, BOB, "bob", "1", annotations=Annotations(text="line 1"))
    tail.keep_early([pin], None)
    text = Annotations(text="another")
    tail.append(Record(102, 2, 1.0, EventKind.EDITED, ALICE, "a name", "1", annotations=text))
    assert tail.next_early() == (replace(pin, annotations=text), None)
    assert tail.next_early() is None
