"""The loop of the fan-out, in Python and in C: the same bytes, the same answers."""

import socket

import pytest

from chatservice.net.fanout import send_in_python

try:
    from chatservice.net._fan import send_to_all as send_in_c
except ImportError:
    send_in_c = None


class Reader:
    """A connection with a real socket, and the other end of it."""

    def __init__(self):
        self.socket, self.client = socket.socketpair()
        self.socket.setblocking(False)
        self.client.setblocking(False)
        self.send_now = self.socket.send

    def fill(self):
        """Write until the kernel takes no more; returns how much that was."""
        sent = 0
        while True:
            try:
                sent += self.socket.send(b"x" * 4096)
            except BlockingIOError:
                return sent

    def read(self, size=1 << 20):
        return self.client.recv(size)

    def close(self):
        self.socket.close()
        self.client.close()


@pytest.fixture(params=["Python", "C"])
def send(request):
    if request.param == "C" and send_in_c is None:
        pytest.skip("fan.c is not built: there was no compiler, or this checkout is not installed")
    return send_in_python if request.param == "Python" else send_in_c


@pytest.fixture
def readers():
    readers = [Reader() for _ in range(4)]
    yield readers
    for reader in readers:
        reader.close()


def test_everyone_gets_all_of_it(send, readers):
    assert send(dict.fromkeys(readers), b"hello\n", set()) == []
    assert [reader.read() for reader in readers] == [b"hello\n"] * 4


def test_writers_are_left_out(send, readers):
    assert send(dict.fromkeys(readers), b"hello\n", {readers[1]}) == []
    with pytest.raises(BlockingIOError):
        readers[1].read()
    assert readers[2].read() == b"hello\n"


def test_one_that_is_full_is_named_and_the_others_go_on(send, readers):
    readers[0].fill()
    assert send(dict.fromkeys(readers), b"hello\n", set()) == [(readers[0], 0)]
    assert readers[3].read() == b"hello\n"


def test_one_that_takes_a_part_is_named_with_it(send, readers):
    large = b"y" * (8 << 20)
    [(reader, sent)] = send({readers[0]: None}, large, set())
    assert reader is readers[0]
    assert 0 < sent < len(large)
    assert readers[0].read(sent) == large[:sent]


def test_one_that_is_gone_is_named(send, readers):
    readers[0].client.close()
    readers[1].socket.close()
    assert send(dict.fromkeys(readers), b"hello\n", set()) == [(readers[0], 0), (readers[1], 0)]


def test_one_that_may_not_be_written_to_now_is_named(send, readers):
    readers[2].send_now = lambda data: 0
    assert send(dict.fromkeys(readers), b"hello\n", set()) == [(readers[2], 0)]
    with pytest.raises(BlockingIOError):
        readers[2].read()


def test_what_is_no_connection_is_a_bug_that_shows(send):
    with pytest.raises(AttributeError):
        send([object()], b"hello\n", set())
