"""Behind a proxy that sends PROXY headers, bans and audits are about its clients."""

import pytest
from twisted.python.failure import Failure

from chatservice.model.values import ServerRole
from chatservice.net.connection import Connection
from chatservice.net.open_doors import line_door
from chatservice.net.proxied import Proxied, ProxiedFactory
from tests.scenes.stage import Actor, Network, Stage
from tests.scenes.test_moderation import account

PROXY = "10.0.0.1"


class Client(Actor):
    """One who comes through the proxy; `host` is what its header says."""

    def __init__(self, stage, host):
        self.stage = stage
        self.network = Network(PROXY)
        self.session = Connection(stage.shared, line_door(stage.settings))
        self.connection = Proxied(ProxiedFactory(None, stage.clock), self.session)
        self.connection.makeConnection(self.network)
        assert stage.shared.connections.keys().isdisjoint({self.session})
        self.sends(f"PROXY TCP4 {host} 10.0.0.2 4711 5555\r\n".encode())


@pytest.fixture
def stage():
    return Stage()


def test_a_ban_by_address_is_of_the_client_and_not_of_the_proxy(stage):
    admin = account(stage, "admin", ServerRole.ADMIN)
    bob, carol = Client(stage, "192.0.2.1").types("bob"), Client(stage, "192.0.2.2").types("carol")
    admin.types("/ban bob +address")
    assert bob.network.closed
    again = Client(stage, "192.0.2.1")
    assert again.sees()[-1].startswith("* You are banned")
    assert again.network.closed
    assert not carol.network.closed
    assert Client(stage, "192.0.2.3").types("dave").sees()[-1].startswith("* Here: ")


def test_whoever_goes_before_the_header_was_nobody(stage):
    client = Client(stage, "192.0.2.1")
    client.connection.connectionLost(Failure(ConnectionError()))
    early = Proxied(ProxiedFactory(None, stage.clock), Connection(stage.shared, line_door(stage.settings)))
    early.makeConnection(Network(PROXY))
    early.connectionLost(Failure(ConnectionError()))
    assert not stage.shared.connections
    assert not stage.chat.sessions
