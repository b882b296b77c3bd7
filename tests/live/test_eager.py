"""The transport that writes at once, on sockets of the kernel's."""

import select
import socket
import struct

import pytest
from twisted.internet.interfaces import IHalfCloseableProtocol
from twisted.internet.main import CONNECTION_DONE
from twisted.internet.protocol import Protocol
from twisted.internet.testing import MemoryReactor
from twisted.python.failure import Failure
from zope.interface import implementer

from chatservice.net.eager import EagerServer


@implementer(IHalfCloseableProtocol)
class Ends(Protocol):
    how = None

    def readConnectionLost(self):
        self.how = "ended"

    def writeConnectionLost(self):
        pass

    def connectionLost(self, reason):
        self.how = "cut"


@pytest.fixture
def pair():
    """A client's socket, and our end of it."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        client = socket.create_connection(listening.getsockname())
        ours, _ = listening.accept()
    ours.setblocking(False)
    with client, ours:
        yield client, ours


def transport_on(ours):
    protocol = Ends()
    server = EagerServer(ours, protocol, ("127.0.0.1", 1), None, 0, MemoryReactor())
    protocol.makeConnection(server)
    return server, protocol


def test_a_reset_that_a_write_met_first_is_a_cut(pair):
    client, ours = pair
    server, protocol = transport_on(ours)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()
    assert select.select([ours], [], [], 30)[0]  # it has come
    with pytest.raises((ConnectionResetError, BrokenPipeError)):
        server.direct(b"x")
    assert server.doRead() is CONNECTION_DONE  # which is what an orderly end looks like
    server.readConnectionLost(Failure(CONNECTION_DONE))
    assert protocol.how == "cut"


def test_an_end_of_what_they_send_is_one(pair):
    client, ours = pair
    server, protocol = transport_on(ours)
    client.shutdown(socket.SHUT_WR)
    assert server.direct(b"still read") == 10
    server.readConnectionLost(Failure(CONNECTION_DONE))
    assert protocol.how == "ended"
