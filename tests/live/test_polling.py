"""Reads that go from epoll straight to a socket's transport."""

import socket

import pytest
from twisted.internet.epollreactor import EPollReactor
from twisted.internet.protocol import Protocol
from twisted.internet.selectreactor import SelectReactor

from chatservice.net.eager import EagerServer
from chatservice.net.polling import poll_directly


class Heard(Protocol):
    def __init__(self):
        self.data = b""
        self.lost = None
        self.then = lambda: None

    def dataReceived(self, data):
        self.data += data
        self.then()

    def connectionLost(self, reason):
        self.lost = reason.type.__name__


@pytest.fixture
def reactor():
    made = EPollReactor()
    poll_directly(made)
    yield made
    made.disconnectAll()
    made._poller.close()


@pytest.fixture
def connect(reactor):
    clients = []

    def connected():
        with socket.create_server(("127.0.0.1", 0)) as listening:
            client = socket.create_connection(listening.getsockname())
            ours, _ = listening.accept()
        clients.append(client)
        protocol = Heard()
        server = EagerServer(ours, protocol, ("127.0.0.1", 1), None, 0, reactor)
        protocol.makeConnection(server)
        server.startReading()
        return client, protocol

    yield connected
    for client in clients:
        client.close()


def test_bytes_and_the_end_of_a_stream_arrive(reactor, connect):
    client, protocol = connect()
    client.sendall(b"hello")
    reactor.doIteration(5)
    assert (protocol.data, protocol.lost) == (b"hello", None)
    client.close()
    reactor.doIteration(5)
    assert protocol.lost == "ConnectionDone"
    assert len(reactor.getReaders()) == 1  # what wakes it


def test_an_error_in_one_ends_that_connection_and_is_logged(reactor, connect):
    client, protocol = connect()
    other, untouched = connect()
    protocol.then = lambda: 1 / 0
    client.sendall(b"x")
    reactor.doIteration(5)
    other.sendall(b"y")
    reactor.doIteration(5)
    assert (protocol.lost, untouched.data) == ("ZeroDivisionError", b"y")


def test_one_that_another_closed_in_the_same_turn_is_not_read(reactor, connect):
    pairs = [connect(), connect()]
    for place, (client, protocol) in enumerate(pairs):
        client.sendall(b"x")
        other = pairs[1 - place][1]
        protocol.then = other.transport.abortConnection
    reactor.doIteration(5)
    assert sorted(protocol.data for _, protocol in pairs) == [b"", b"x"]


def test_what_a_full_socket_did_not_take_is_written_later(reactor, connect):
    client, protocol = connect()
    data = bytes(8_000_000)
    protocol.transport.write(data)
    got = 0
    client.settimeout(5)
    while got < len(data):
        got += len(client.recv(1_000_000))
        reactor.doIteration(0)
    assert got == len(data)


def test_another_reactor_stays_as_it_is():
    other = SelectReactor()
    before = other.doIteration
    poll_directly(other)
    assert other.doIteration == before
