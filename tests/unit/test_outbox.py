"""The outbox: references while the network is full, caps, and what the network took."""

import random

import pytest

from chatservice.model.events import Came, Message
from chatservice.net.allowance import Allowance
from chatservice.net.outbox import SLICE, Outbox
from chatservice.net.parcel import Parcel


class Transport:
    """Takes what it is given; when it has more than `room`, it says that it is full, as Twisted's do."""

    below = None

    def __init__(self, room=10):
        self.room = room
        self.taken = b""
        self.producer = None

    aborted = False

    def abortConnection(self):
        self.aborted = True

    def registerProducer(self, producer, streaming):
        self.producer = producer

    def unregisterProducer(self):
        self.producer = None

    def write(self, data):
        assert type(data) is bytes
        self.taken += data
        self.room -= len(data)
        if self.room <= 0 and self.producer is not None:
            self.producer.pauseProducing()

    def drain(self, room):
        self.room = room
        self.producer.resumeProducing()


class Kernel(Transport):
    """One that can be gone past: takes `room` bytes, and no more before somebody waited for it."""

    queued = False
    waits = 0

    @property
    def below(self):
        return self

    def direct(self, data):
        if not self.room:
            raise BlockingIOError
        data = bytes(data[: self.room])
        self.room -= len(data)
        self.taken += data
        return len(data)

    def wait(self):
        self.waits += 1

    def write(self, data):
        raise AssertionError("nothing is kept below the outbox")


class Play:
    def __init__(self, limit=100, room=10, allowance=None, transport=Kernel):
        self.transport = transport(room)
        self.overflows = self.ends = self.turns = 0
        self.allowance = allowance or Allowance(1_000_000)
        self.outbox = Outbox(self.transport, limit, self.allowance, self, self.transport.below)

    def overflowed(self):
        self.overflows += 1

    def turned(self):
        self.turns += 1

    def end(self):
        self.ends += 1

    def write(self, data, room=0, first=0):
        self.outbox.write(Parcel(data, room, first))


def lines(room, seqs, size=10):
    """A batch of lines; a seq of 0 stands for a passing event."""
    events = [
        Message(room="x", seq=seq, id=seq, ts=0, sender="a", text="") if seq else Came(room="x", who=[])
        for seq in seqs
    ]
    pieces = [bytes([65 + place]) * size for place in range(len(seqs))]
    first = next(filter(None, seqs), 0)
    return Parcel(b"".join(pieces), room, first, pieces, events)


def test_nothing_waits_while_the_network_takes_it():
    play = Play()
    play.write(b"abc", 1, 1)
    assert play.transport.taken == b"abc"
    assert play.outbox.size == play.allowance.used == 0
    assert play.outbox.unsent(1) is None


@pytest.mark.parametrize("transport", [Kernel, Transport])
def test_what_the_network_refuses_waits_and_goes_out_in_order(transport):
    play = Play(room=3, transport=transport)
    for piece in (b"abc", b"def", b"ghi"):
        play.write(piece)
    assert play.transport.taken == b"abc"
    assert play.outbox.size == 6
    play.transport.drain(100)
    assert play.transport.taken == b"abcdefghi"
    assert play.outbox.size == play.allowance.used == 0
    assert play.outbox.clear


def test_what_the_kernel_did_not_take_of_a_write_waits_in_the_outbox_too():
    play = Play(limit=10_000, room=4)
    play.write(b"abcdefghij" * 300)
    assert play.outbox.size == 2_996
    assert play.allowance.used >= 2_996
    play.transport.drain(1_000)
    assert play.outbox.size == 1_996
    play.transport.drain(5_000)
    assert play.transport.taken == b"abcdefghij" * 300
    assert play.outbox.size == play.allowance.used == 0


def test_a_transport_that_takes_whatever_it_is_given_gets_a_slice_at_a_time():
    play = Play(limit=1_000_000, room=SLICE, transport=Transport)
    data = random.Random(1).randbytes(5 * SLICE + 7)
    play.write(data)
    assert len(play.transport.taken) == SLICE
    assert play.outbox.size == 4 * SLICE + 7
    for _ in range(5):
        play.transport.drain(SLICE)
    assert play.transport.taken == data


def test_several_that_wait_for_a_turn_leave_in_one_write():
    play = Play(room=5)
    play.outbox.write_all([Parcel(b"abc"), Parcel(b"def", 7, 3), Parcel(b"ghi", 7, 4)])
    assert play.transport.taken == b"abcde"
    assert play.outbox.size == 4
    assert play.outbox.unsent(7) == 4  # the one before was begun and will be whole
    play.transport.drain(100)
    assert play.transport.taken == b"abcdefghi"
    assert play.outbox.unsent(7) is None


def test_it_keeps_references_not_copies():
    play = Play(room=0)
    shared = Parcel(b"shared line\n")
    play.outbox.write(shared)
    assert play.outbox._parcels[0] is shared
    assert play.transport.waits == 1


def test_what_is_queued_below_goes_first():
    transport = Kernel(100)
    transport.queued = True
    outbox = Outbox(transport, 100, Allowance(1000), Play(), transport)
    outbox.write(Parcel(b"second"))
    assert transport.taken == b""
    assert transport.waits == 1
    outbox.resumeProducing()
    assert transport.taken == b"second"


def test_a_reader_over_the_cap_overflows_once_and_knows_where_to_resume():
    play = Play(limit=10, room=1)
    play.write(b"x", 7, 40)
    play.write(b"12345", 7, 41)
    play.write(b"12345", 8, 3)
    assert play.overflows == 0
    play.write(b"1", 7, 43)
    play.write(b"1", 7, 44)
    play.write(b"1", 9, 5)
    assert play.overflows == 1
    assert play.outbox.unsent(7) == 41
    assert play.outbox.unsent(8) == 3
    assert play.outbox.unsent(9) == 5
    assert play.outbox.unsent(6) is None


def test_one_over_the_cap_lets_its_bytes_go_at_once():
    play = Play(limit=10, room=1)
    play.write(b"x" * 11)
    play.write(b"y")
    assert play.overflows == 1
    assert play.outbox.size == 10  # the rest of what was begun
    play.transport.drain(100)
    assert play.transport.taken == b"x" * 11
    assert play.outbox.size == play.allowance.used == 0
    play.write(b"z")
    assert play.transport.taken == b"x" * 11  # no line behind a hole
    assert not play.outbox.clear


def test_a_batch_larger_than_the_cap_is_no_slow_reader():
    play = Play(limit=10, room=5)
    play.write(b"x" * 1_000, 1, 1)
    assert play.overflows == 0
    play.transport.drain(1_000)
    assert play.transport.taken == b"x" * 1_000


def test_of_a_batch_that_is_cut_the_event_under_way_is_finished_and_the_next_is_where_to_resume():
    play = Play(limit=10, room=25)
    play.outbox.write(lines(7, [5, 6, 0, 7, 0]))
    assert play.outbox.unsent(7) == 7
    play.write(b"one more", 7, 8)
    assert play.overflows == 1
    assert play.outbox.unsent(7) == 7
    play.outbox.last(b"bye", play.end)
    assert play.ends == 0
    play.transport.drain(100)
    assert play.transport.taken == b"A" * 10 + b"B" * 10 + b"C" * 10 + b"bye"
    assert play.ends == 1


def test_one_in_the_middle_of_something_long_is_cut_without_a_word():
    play = Play(limit=1_000_000, room=5)
    play.write(b"x" * 600_000, 7, 3)
    play.outbox.let_go()
    assert play.outbox.size == play.allowance.used == 0
    play.outbox.last(b"bye", play.end)
    assert (play.transport.taken, play.transport.aborted, play.ends) == (b"xxxxx", True, 0)


def test_what_somebody_wrote_is_left_out_for_them():
    parcel = lines(7, [5, 6, 7]).without({0, 2})
    assert parcel.data == b"B" * 10
    assert parcel.first == 6
    assert lines(7, [5]).without({0}).data == b""


@pytest.mark.parametrize("transport", [Kernel, Transport])
def test_any_network_gets_every_byte_in_order_and_unsent_is_what_it_has_not(transport):
    dice = random.Random(7)
    for _ in range(300):
        play = Play(limit=1 << 30, room=dice.randrange(1, 60), transport=transport)
        seq, said, ends = 0, b"", []
        for _ in range(dice.randrange(1, 12)):
            batches = []
            for _ in range(dice.randrange(1, 4)):
                count = dice.randrange(1, 5)
                batch = lines(7, range(seq + 1, seq + count + 1), dice.randrange(1, 9))
                seq += count
                for piece in batch.pieces:
                    said += piece
                    ends.append(len(said))
                batches.append(batch)
            play.outbox.write_all(batches)
            if not play.outbox.clear and dice.random() < 0.5:
                play.transport.drain(dice.randrange(1, 60))
            begun = sum(end - len(piece) < len(play.transport.taken) for end, piece in _pieces(said, ends))
            assert play.outbox.unsent(7) == (begun + 1 if begun < seq else None)
            assert play.outbox.size == len(said) - len(play.transport.taken)
        while not play.outbox.clear:
            play.transport.drain(13)
        assert play.transport.taken == said
        assert play.allowance.used == 0


def _pieces(said, ends):
    begin = 0
    for end in ends:
        yield end, said[begin:end]
        begin = end


def test_all_outboxes_together_have_a_cap_and_the_fullest_pays():
    allowance = Allowance(1_000)
    small, large = Play(10_000, 0, allowance), Play(10_000, 0, allowance)
    large.write(b"y" * 800)
    small.write(b"y" * 210)
    assert (small.overflows, large.overflows) == (0, 1)
    assert large.outbox.size == 0
    assert 210 <= allowance.used <= 1_000


def test_what_many_hold_is_counted_once():
    allowance = Allowance(100_000)
    shared = Parcel(b"x" * 50_000)
    plays = [Play(100_000, 0, allowance) for _ in range(100)]
    for play in plays:
        play.outbox.write(shared)
    assert sum(play.overflows for play in plays) == 0
    assert 50_000 <= allowance.used < 60_000
    for play in plays:
        play.transport.drain(100_000)
    assert allowance.used == 0


def test_as_many_overflow_as_the_cap_needs_at_once_and_not_one_a_turn():
    """5,000 slow readers; none is looked at but those who pay."""
    allowance = Allowance(250_000_000)
    plays = [Play(1 << 20, 0, allowance) for _ in range(5_000)]
    most = 0
    for seq in (1, 2):
        for play in plays:
            play.write(b"x" * 50_000 if seq == 1 else b"y" * 49_999, 1, seq)
            most = max(most, allowance.used)
    assert most <= 250_000_000 + 50_000
    assert allowance.used <= allowance.limit
    closed = [play for play in plays if play.overflows]
    assert len(closed) >= 1_600
    assert all(play.outbox.unsent(1) == 1 for play in plays)
    for play in plays:
        play.outbox.drop()
    assert allowance.used == 0


def test_drained_fires_when_the_network_has_taken_everything():
    play = Play(room=1)
    fired = []
    play.outbox.drained().addCallback(fired.append)
    assert fired == [None]
    play.write(b"xy")
    play.outbox.drained().addCallback(fired.append)
    assert fired == [None]
    play.transport.drain(100)
    assert fired == [None, None]


def test_whoever_waits_for_one_that_overflowed_is_told_at_its_end():
    play = Play(limit=1, room=0)
    play.write(b"x")
    play.write(b"y")
    fired = []
    play.outbox.drained().addCallback(fired.append)
    play.transport.drain(100)
    assert fired == []  # what waited was not handed over
    play.outbox.drop()
    assert fired == [None]
    play.outbox.drained().addCallback(fired.append)
    assert fired == [None, None]


@pytest.mark.parametrize("transport", [Kernel, Transport])
def test_the_last_word_goes_behind_what_waits(transport):
    play = Play(room=1, transport=transport)
    play.write(b"x")
    play.write(b"y")
    play.outbox.last(b"bye", play.end)
    assert play.ends == 0
    assert play.outbox.size == 4
    play.transport.drain(100)
    assert play.transport.taken == b"xybye"
    assert play.transport.producer is None
    assert play.ends == 1


def test_the_last_word_of_one_whose_network_is_free_goes_at_once():
    play = Play(room=100)
    play.outbox.last(b"bye", play.end)
    assert play.transport.taken == b"bye"
    assert (play.ends, play.transport.producer) == (1, None)
