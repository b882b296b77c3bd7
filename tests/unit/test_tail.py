"""The newest records of a room: all, and those that pages show."""

from chatservice.core.tail import Tail
from chatservice.model.values import EventKind, Record, RoomKind, RoomRow


def record(seq, kind=EventKind.MESSAGE):
    return Record(seq, seq, 0.0, kind, 1, "alice", str(seq))


def tail(*records, size=3, head=0):
    return Tail(RoomRow(1, RoomKind.PUBLIC, "lobby", head=head), records, size)


def seqs(records):
    return [each.seq for each in records]


def test_reactions_do_not_push_lines_out_of_what_is_shown():
    room = tail()
    for seq in (1, 2):
        room.append(record(seq))
    for seq in (3, 4, 5):
        room.append(record(seq, EventKind.REACTION))
    assert seqs(room.ring) == [3, 4, 5]
    assert seqs(room.newest(10)) == [1, 2]
    room.append(record(6))
    assert seqs(room.newest(2)) == [2, 6]


def test_changes_reach_both():
    room = tail()
    room.append(record(1))
    room.append(record(2, EventKind.REACTION))
    room.blank(1)
    assert room.ring[0].kind is room.newest(1)[0].kind is EventKind.BLANK
    room.begins_at(2)
    assert (seqs(room.ring), room.newest(5)) == ([2], [])


def test_it_knows_whether_it_has_as_many_lines_as_a_page():
    room = tail(record(1), head=1)
    assert room.has_lines(50)  # it is all there is
    for seq in (2, 3, 4):
        room.append(record(seq))
    assert room.has_lines(3)
    assert not room.has_lines(4)
