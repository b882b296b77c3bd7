"""What fits into one answer, and what of a room's log one reader may see."""

from chatservice.core import pages
from chatservice.core.room import Room
from chatservice.model.events import Message, TopicSet
from chatservice.model.records import Record
from chatservice.model.values import EventKind, RoomKind, RoomRow
from chatservice.settings.schema import Settings

ALICE, BOB = 1, 2


def message(seq):
    return Message(room="ops", rid="r", seq=seq, id=seq, ts=0.0, sender="alice", text="x" * 10)


LINES = [message(seq) for seq in (1, 2, 3)]  # of 40 bytes each, at most


class Outlet:
    def __init__(self):
        self.sent = []

    def send(self, event, room=0, first=0):
        self.sent.append((event, room, first))


def room_of(*actors, upto=None):
    records = [
        Record(100 + seq, seq, 1.0, EventKind.MESSAGE, actor, "x", f"line {seq}")
        for seq, actor in enumerate(actors, 1)
    ]
    head = len(records) if upto is None else upto
    return Room(RoomRow(7, RoomKind.PUBLIC, "ops", head=head), [], records[:head], 9), records


def test_lines_are_cut_at_the_end_or_at_the_beginning():
    assert pages.oldest_that_fit(LINES, 80) == (LINES[:2], True)
    assert pages.newest_that_fit(LINES, 80) == (LINES[1:], True)
    assert pages.oldest_that_fit(LINES, 120) == pages.newest_that_fit(LINES, 120) == (LINES, False)


def test_one_line_is_shown_however_long_it_is():
    assert pages.oldest_that_fit(LINES, 1) == (LINES[:1], True)
    assert pages.newest_that_fit(LINES, 1) == (LINES[2:], True)


def test_an_empty_page_is_not_cut():
    assert pages.oldest_that_fit([], 1) == pages.newest_that_fit([], 1) == ([], False)


def test_only_messages_weigh_anything():
    topic = TopicSet(room="ops", rid="r", seq=1, id=1, ts=0.0, sender="alice", text="x" * 10)
    assert (pages.weight(LINES[0]), pages.weight(topic)) == (40, 0)


def test_what_is_not_delivered_yet_or_from_people_who_are_ignored_is_not_visible():
    room, records = room_of(ALICE, BOB, ALICE, upto=2)
    assert [record.seq for record in pages.visible(room, records, ())] == [1, 2]
    assert [record.seq for record in pages.visible(room, records, {BOB})] == [1]


def test_who_enters_is_shown_the_last_lines_and_whether_there_are_earlier_ones():
    room, _ = room_of(ALICE, ALICE, ALICE)
    outlet = Outlet()
    pages.show_newest(outlet, (), room, Settings(), 2)
    [(page, where, first)] = outlet.sent
    assert [line.seq for line in page.lines] == [2, 3]
    assert (page.more, where, first) == (True, 7, 2)
    pages.show_newest(outlet, (), room, Settings())
    assert [line.seq for line in outlet.sent[1][0].lines] == [1, 2, 3]
    assert not outlet.sent[1][0].more


def test_who_enters_an_empty_room_or_asks_for_no_lines_is_sent_no_page():
    outlet = Outlet()
    pages.show_newest(outlet, (), room_of()[0], Settings())
    pages.show_newest(outlet, (), room_of(ALICE)[0], Settings(), 0)
    assert outlet.sent == []
