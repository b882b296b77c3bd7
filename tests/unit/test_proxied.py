"""PROXY headers: whose connection it is, and what is no header."""

import struct

import pytest
from twisted.internet.interfaces import IHalfCloseableProtocol
from twisted.internet.protocol import Protocol
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from zope.interface import implementer

from chatservice.net.proxied import PATIENCE, Proxied, ProxiedFactory
from chatservice.wire.proxy_header import V2, V2_MAX, BadHeader, header


def second(family: int, addresses: bytes, what: int = 0x21) -> bytes:
    return V2 + struct.pack("!BBH", what, family, len(addresses)) + addresses


V4_ADDRESSES = bytes([192, 0, 2, 7, 10, 0, 0, 1]) + struct.pack("!HH", 4711, 5555)
MAPPED = (b"\0" * 10 + b"\xff\xff" + bytes([192, 0, 2, 7])) * 2 + struct.pack("!HH", 1, 2)
V6_ADDRESSES = bytes.fromhex("20010db8" + "00" * 11 + "01") * 2 + struct.pack("!HH", 1, 2)


@pytest.mark.parametrize(
    ("data", "host"),
    [
        (b"PROXY TCP4 192.0.2.7 10.0.0.1 4711 5555\r\n", "192.0.2.7"),
        (b"PROXY TCP6 2001:db8::1 ::1 1 2\r\n", "2001:db8::1"),
        (b"PROXY TCP6 fe80::1%\x1b[2J ::1 1 2\r\n", "fe80::1"),
        (b"PROXY TCP6 ::ffff:192.0.2.7 ::1 1 2\r\n", "192.0.2.7"),
        (b"PROXY UNKNOWN\r\n", None),
        (b"PROXY UNKNOWN whatever comes\r\n", None),
        (second(0x11, V4_ADDRESSES), "192.0.2.7"),
        (second(0x11, V4_ADDRESSES + b"\x04\0\x01x"), "192.0.2.7"),
        (second(0x21, V6_ADDRESSES), "2001:db8::1"),
        (second(0x21, MAPPED), "192.0.2.7"),
        (second(0x31, b"x" * 216), None),
        (second(0x00, b""), None),
        (second(0x11, V4_ADDRESSES, what=0x20), None),
    ],
)
def test_a_header_says_whose_connection_it_is_and_where_it_ends(data, host):
    length, address = header(data + b"alice\n")
    assert (data + b"alice\n")[length:] == b"alice\n"
    assert getattr(address, "host", None) == host
    assert [header(data[:size]) for size in range(len(data))] == [None] * len(data)


@pytest.mark.parametrize(
    "data",
    [
        b"alice\n",
        b"PROXYTCP4 ",
        b"PROXY \r\n",
        b"PROXY TCP4\r\n",
        b"PROXY TCP4 nowhere 10.0.0.1 1 2\r\n",
        b"PROXY TCP4 192.0.2.7 10.0.0.1 one 2\r\n",
        b"PROXY TCP4 192.0.2.7 10.0.0.1 65536 2\r\n",
        b"PROXY TCP4 192.0.2.7 10.0.0.1 -1 2\r\n",
        b"PROXY TCP4 192.0.2.7 10.0.0.1 1 2 3\r\n",
        b"PROXY TCP4 \xff 10.0.0.1 1 2\r\n",
        b"PROXY TCP4 " + b"1" * 200,
        second(0x11, V4_ADDRESSES[:-1]),
        second(0x11, V4_ADDRESSES, what=0x11),
        second(0x11, V4_ADDRESSES, what=0x22),
        V2 + struct.pack("!BBH", 0x21, 0x11, V2_MAX + 1),
        b"\r\n\r\n\0\r\nQUIT!",
    ],
)
def test_what_is_no_header_is_known_for_it(data):
    with pytest.raises(BadHeader):
        header(data)


@implementer(IHalfCloseableProtocol)
class Listener(Protocol):
    """Writes down what it hears."""

    def __init__(self):
        self.heard = []

    def connectionMade(self):
        self.heard.append(("made", self.transport.getPeer().host))

    def dataReceived(self, data):
        self.heard.append(data)

    def readConnectionLost(self):
        self.heard.append("read")

    def writeConnectionLost(self):
        self.heard.append("write")

    def connectionLost(self, reason):
        self.heard.append("lost")


class Network(StringTransport):
    aborted = False

    def abortConnection(self):
        self.aborted = True


def connected() -> tuple[Proxied, Listener, Network, Clock]:
    clock, listener, transport = Clock(), Listener(), Network()
    proxied = Proxied(ProxiedFactory(None, clock), listener)
    proxied.makeConnection(transport)
    return proxied, listener, transport, clock


def test_nothing_is_heard_of_a_connection_before_its_header_and_then_its_own_address():
    proxied, listener, _, clock = connected()
    for byte in b"PROXY TCP4 192.0.2.7 10.0.0.1 1 2\r":
        proxied.dataReceived(bytes([byte]))
    assert listener.heard == []
    proxied.dataReceived(b"\nalice\n")
    proxied.dataReceived(b"hi\n")
    assert listener.heard == [("made", "192.0.2.7"), b"alice\n", b"hi\n"]
    assert clock.getDelayedCalls() == []


def test_a_client_that_only_stops_writing_may_still_read():
    proxied, listener, _, _ = connected()
    assert not IHalfCloseableProtocol.providedBy(proxied)
    proxied.dataReceived(b"PROXY UNKNOWN\r\n")
    assert IHalfCloseableProtocol.providedBy(proxied)
    proxied.readConnectionLost()
    proxied.connectionLost(None)
    assert listener.heard[1:] == ["read", "lost"]


def test_who_sends_no_header_is_cut_off():
    proxied, listener, transport, _ = connected()
    proxied.dataReceived(b"alice\n")
    assert transport.aborted
    proxied.connectionLost(None)
    assert listener.heard == []


def test_who_sends_nothing_is_cut_off_in_time():
    proxied, listener, transport, clock = connected()
    clock.advance(PATIENCE)
    assert transport.aborted
    proxied.connectionLost(None)
    assert (listener.heard, clock.getDelayedCalls()) == ([], [])
