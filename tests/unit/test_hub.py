"""RoomHub: order, batches, who gets what, comings and goings."""

import pytest
from twisted.internet.task import Clock

from chatservice.core import tail
from chatservice.core.hub import RoomHub
from chatservice.core.ports import Batch
from chatservice.core.room import Room
from chatservice.model.events import Came, Message, People, Went
from chatservice.model.records import Record
from chatservice.model.values import EventKind, RoomKind, RoomRow
from chatservice.settings.schema import Settings

EVERYONE = People(room="*", members=["alice"], here=1)


class RecordingVariant:
    def __init__(self, lists=False):
        self.lists = lists
        self.heard = []

    def fanout(self, batch: Batch, outlets):
        self.heard.append((batch, list(outlets)))

    def events(self):
        return [event for batch, _ in self.heard for event in batch.events]


class Outlet:
    def __init__(self, variant):
        self._variant = variant

    def variant(self, viewer):
        return self._variant


class Play:
    def __init__(self, **settings):
        self.clock = Clock()
        self.asked = 0
        self.hub = RoomHub(self.clock, Settings(**settings), self.soon, lambda: EVERYONE)
        self.room = Room(RoomRow(7, RoomKind.PUBLIC, "ops"), [], [], 4)
        self.variant = RecordingVariant()
        self.gaps = 0
        self.hub.on_gap = self.gap

    def gap(self, room):
        self.gaps += 1

    def soon(self):
        self.asked += 1

    def enter(self, variant=None):
        outlet = Outlet(variant or self.variant)
        self.hub.attach(self.room, outlet, "")
        return outlet

    def line(self, seq, origin=None):
        record = Record(100 + seq, seq, 1.0, EventKind.MESSAGE, 1, "alice", f"line {seq}")
        self.hub.ingest(self.room, (record,), origin)


def test_lines_of_one_turn_leave_in_one_batch_in_order():
    play = Play()
    reader = play.enter()
    for seq in (1, 2, 3):
        play.line(seq)
    assert play.asked == 1
    play.hub.flush()
    [(batch, outlets)] = play.variant.heard
    assert [event.seq for event in batch.events] == [1, 2, 3]
    assert batch.first == 1
    assert outlets == [reader]


def test_a_line_that_does_not_follow_waits_until_what_is_between_was_read():
    play = Play()
    play.enter()
    writer = Outlet(play.variant)
    play.line(1)
    play.line(4, writer)
    play.line(3)
    play.hub.flush()
    assert [event.seq for event in play.variant.events()] == [1]
    assert (play.room.tail.head, play.room.tail.known, play.gaps) == (1, 4, 2)
    play.line(2)
    play.line(5)
    play.hub.flush()
    assert [event.seq for event in play.variant.events()] == [1, 2, 3, 4, 5]
    assert play.variant.heard[-1][0].origins == [None, None, writer, None]
    assert play.room.tail.early == {}


@pytest.mark.parametrize("seqs", [(1, 2, 3, 2, 3, 1), (1, 2, 1, 2, 3, 2)])
def test_what_was_ingested_is_not_delivered_again(seqs):
    play = Play()
    play.enter()
    for seq in seqs:
        play.line(seq)
    play.hub.flush()
    assert [event.seq for event in play.variant.events()] == [1, 2, 3]
    assert play.gaps == 0


def test_what_is_not_kept_any_more_is_skipped_and_the_ring_has_no_gap():
    play = Play()
    play.enter()
    play.line(1)
    play.line(5)
    play.hub.skip(play.room, 4)
    play.hub.flush()
    assert [event.seq for event in play.variant.events()] == [1, 5]
    assert [record.seq for record in play.room.tail.ring] == [5]
    assert not play.room.tail.holds(1)


def test_what_is_held_back_has_a_cap_and_the_rest_is_read_like_what_is_missing(monkeypatch):
    monkeypatch.setattr(tail, "EARLY_KEPT", 3)
    play = Play()
    play.line(1)
    for seq in range(3, 10):
        play.line(seq)
    assert sorted(play.room.tail.early) == [3, 4, 5]
    assert play.room.tail.known == 9


def test_all_that_was_committed_together_has_taken_effect_before_anyone_hears_of_it():
    play = Play()
    members = []
    play.hub.on_member = lambda room, record, origin: members.append(
        (record.subject, list(room.state.members))
    )
    added = [
        Record(seq, seq, 1.0, EventKind.ADDED, 1, "alice", "", subject, "bob")
        for seq, subject in ((1, 7), (2, 8))
    ]
    play.hub.ingest(play.room, added)
    assert members == [(7, [7, 8]), (8, [7, 8])]


def test_whoever_enters_does_not_get_what_is_in_the_history_already():
    play = Play()
    play.line(1)
    newcomer = RecordingVariant()
    play.enter(newcomer)
    play.line(2)
    play.hub.flush()
    assert [event.seq for event in newcomer.events()] == [2]


def test_whoever_left_gets_nothing_more():
    play = Play()
    reader = play.enter()
    play.hub.detach(play.room, reader, play.variant)
    play.line(1)
    play.hub.flush()
    assert play.variant.heard == []
    assert play.room.feed.readers == {}


def test_the_ring_keeps_the_newest_without_a_gap():
    play = Play()
    for seq in range(1, 10):
        play.line(seq)
    assert [record.seq for record in play.room.tail.ring] == [6, 7, 8, 9]
    assert play.room.tail.holds(5)
    assert not play.room.tail.holds(4)
    assert [event.seq for event in play.room.tail.newer(7)] == [8, 9]


def test_comings_in_a_small_room_are_told_at_once():
    play = Play()
    play.enter()
    play.hub.came(play.room, "bob")
    play.hub.flush()
    assert play.variant.events() == [Came(room="ops", who=["bob"])]


def test_comings_and_goings_in_a_large_room_are_told_together_and_some_only_counted():
    play = Play(notice_room=2, notice_delay=1.0, names_shown=3)
    for _ in range(3):
        play.enter()
    for number in range(5):
        play.hub.came(play.room, f"p{number}")
    play.hub.went(play.room, "zoe")
    play.hub.flush()
    assert play.variant.heard == []
    play.clock.advance(1.0)
    play.hub.flush()
    assert play.variant.events() == [
        Came(room="ops", who=["p0", "p1", "p2"], more=2),
        Went(room="ops", who=["zoe"]),
    ]


def test_out_and_in_again_before_anyone_was_told_is_not_told():
    play = Play(notice_room=0)
    play.enter()
    play.hub.went(play.room, "bob")
    play.hub.came(play.room, "bob")
    play.clock.advance(1.0)
    play.hub.flush()
    assert play.variant.heard == []


def test_what_passes_keeps_its_place_between_lines():
    play = Play()
    play.enter()
    play.line(1)
    play.hub.came(play.room, "bob")
    play.line(2)
    play.hub.flush()
    kinds = [type(event) for event in play.variant.events()]
    assert kinds == [Message, Came, Message]
