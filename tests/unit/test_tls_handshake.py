"""A TLS handshake that never ends holds a connection only for so long."""

import ssl

import pytest
from twisted.internet.protocol import Protocol, ServerFactory
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport

from chatservice.net.tls import Certificate
from chatservice.settings.schema import Settings
from tests.live.certificates import Authority, put, whoever


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=[False, True], ids=["writing at once", "joining"])
def factory(request, clock, tmp_path):
    put(tmp_path, *Authority().pair())
    pair = {name: str(tmp_path / f"{name}.pem") for name in ("cert", "key")}
    certificate = Certificate.of(Settings(**pair, tls_handshake_time=5.0))
    return certificate.encrypt(ServerFactory.forProtocol(Protocol), clock, joining=request.param)


def connected(factory):
    protocol, transport = factory.buildProtocol(None), StringTransport()
    protocol.makeConnection(transport)
    return protocol, transport


def shakes_hands(protocol, transport):
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = whoever().wrap_bio(incoming, outgoing)
    while True:
        try:
            client.do_handshake()
        except ssl.SSLWantReadError:
            protocol.dataReceived(outgoing.read())
            incoming.write(transport.value())
            transport.clear()
        else:
            protocol.dataReceived(outgoing.read())
            return


def test_who_never_ends_the_handshake_is_disconnected_and_others_stay(clock, factory):
    _, silent = connected(factory)
    protocol, other = connected(factory)
    shakes_hands(protocol, other)
    clock.advance(4.9)
    assert not silent.disconnected
    clock.advance(0.2)
    assert silent.disconnected
    assert not other.disconnected
    assert clock.getDelayedCalls() == []


def test_a_client_that_leaves_before_has_no_timer_left(clock, factory):
    protocol, _ = connected(factory)
    protocol.connectionLost()
    assert clock.getDelayedCalls() == []
