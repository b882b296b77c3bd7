"""The outbox: references while the network is full, a cap, and where to resume."""

from chatservice.net.outbox import Allowance, Outbox


class Transport:
    """Takes `room` bytes, then says that it is full, as a socket does."""

    def __init__(self, room=10):
        self.room = room
        self.taken = b""
        self.producer = None

    def registerProducer(self, producer, streaming):
        self.producer = producer

    def unregisterProducer(self):
        self.producer = None

    def write(self, data):
        self.taken += data
        self.room -= len(data)
        if self.room <= 0 and self.producer is not None:
            self.producer.pauseProducing()

    def drain(self, room):
        self.room = room
        self.producer.resumeProducing()


class Play:
    def __init__(self, limit=100, room=10, allowance=None):
        self.transport = Transport(room)
        self.overflows = 0
        self.allowance = allowance or Allowance(1000)
        self.outbox = Outbox(self.transport, limit, self.allowance, self.overflow, lambda: None)

    def overflow(self):
        self.overflows += 1


def test_nothing_waits_while_the_network_takes_it():
    play = Play()
    play.outbox.write(b"abc", 1, 1)
    assert play.transport.taken == b"abc"
    assert play.outbox.size == 0


def test_what_the_network_refuses_waits_and_goes_out_in_order():
    play = Play(room=3)
    for piece in (b"abc", b"def", b"ghi"):
        play.outbox.write(piece)
    assert play.transport.taken == b"abc"
    assert play.outbox.size == 6
    play.transport.drain(3)
    assert play.transport.taken == b"abcdef"
    play.transport.drain(100)
    assert play.transport.taken == b"abcdefghi"
    assert play.outbox.size == play.allowance.used == 0


def test_it_keeps_references_not_copies():
    play = Play(room=0)
    play.outbox.write(b"x")  # fills the socket
    shared = b"shared line\n"
    play.outbox.write(shared)
    assert play.outbox._pieces[0][0] is shared


def test_a_reader_over_the_cap_overflows_once_and_knows_where_to_resume():
    play = Play(limit=10, room=1)
    play.outbox.write(b"x", 7, 40)
    play.outbox.write(b"12345", 7, 41)
    play.outbox.write(b"12345", 8, 3)
    assert play.overflows == 0
    play.outbox.write(b"1", 7, 43)
    play.outbox.write(b"1", 7, 44)
    assert play.overflows == 1
    assert play.outbox.unsent(7) == 41
    assert play.outbox.unsent(8) == 3
    assert play.outbox.unsent(9) is None


def test_all_outboxes_together_have_a_cap_and_the_fullest_pays():
    allowance = Allowance(100)
    small, large = Play(1000, 0, allowance), Play(1000, 0, allowance)
    for play in (small, large):
        play.outbox.write(b"x")
    large.outbox.write(b"y" * 80)
    small.outbox.write(b"y" * 21)
    assert (small.overflows, large.overflows) == (0, 1)
    large.outbox.drop()
    assert allowance.used == 21


def test_drained_fires_when_the_network_has_taken_everything():
    play = Play(room=1)
    fired = []
    play.outbox.drained().addCallback(fired.append)
    assert fired == [None]
    play.outbox.write(b"x")
    play.outbox.write(b"y")
    play.outbox.drained().addCallback(fired.append)
    assert fired == [None]
    play.transport.drain(100)
    assert fired == [None, None]


def test_the_last_word_goes_behind_what_waits():
    play = Play(room=1)
    play.outbox.write(b"x")
    play.outbox.write(b"y")
    play.outbox.last(b"bye")
    assert play.transport.taken == b"xybye"
    assert play.transport.producer is None
