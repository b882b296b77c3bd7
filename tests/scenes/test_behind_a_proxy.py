"""Behind a proxy that sends PROXY headers, or forwards HTTP, bans and audits are about its clients."""

import pytest
from twisted.python.failure import Failure

from chatservice.model.values import ServerRole
from chatservice.net.connection import Connection
from chatservice.net.open_doors import line_door
from chatservice.net.proxied import Proxied, ProxiedFactory
from tests.scenes.stage import Actor, Network, Stage
from tests.scenes.test_moderation import account
from tests.scenes.web import Web

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


@pytest.fixture
def behind():
    stage = Stage(trusted_proxies=PROXY, http_hosts="chat.example")
    stage.web = Web(stage, peer=PROXY)
    return stage


def login(stage, name, host):
    return stage.web.post("/api/v1/login", {"name": name}, X_Forwarded_For=host)


def test_a_ban_by_address_is_of_the_client_that_a_trusted_proxy_forwards(behind):
    assert login(behind, "bob", "192.0.2.1").status == 200
    account(behind, "admin", ServerRole.ADMIN).types("/ban 192.0.2.1")
    refused = login(behind, "bobby", "192.0.2.1")
    assert (refused.status, refused.code) == (403, "banned")
    assert login(behind, "carol", "192.0.2.2").status == 200


def test_a_websocket_has_the_address_of_the_client(behind):
    head = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec_WebSocket_Version": "13"}
    browser = behind.web.connect()
    browser.begins("GET", "/ws", Sec_WebSocket_Key="A" * 22 + "==", X_Forwarded_For="192.0.2.1", **head)
    (session,) = behind.chat.sessions
    assert session.address == "192.0.2.1"


def test_a_stream_has_the_address_of_the_client(behind):
    token = login(behind, "ann", "192.0.2.1").json()["token"]
    facts = {"Authorization": f"Bearer {token}", "X_Forwarded_For": "192.0.2.1"}
    behind.web.connect().begins("GET", "/api/v1/rooms/lobby/stream", **facts)
    addresses = [session.address for session in behind.chat.sessions]
    assert addresses == ["192.0.2.1", "192.0.2.1"]


def test_connections_of_a_trusted_proxy_are_not_counted_as_those_of_one_client():
    stage = Stage(trusted_proxies=PROXY, clients_per_address=1)
    web = Web(stage, peer=PROXY)
    assert [web.connect().asks("GET", "/healthz").status for _ in range(3)] == [200] * 3
    stranger = Web(stage, peer="192.0.2.9")
    assert [stranger.connect().asks("GET", "/healthz").status for _ in range(2)] == [200, 409]


def test_a_page_behind_a_proxy_with_tls_is_of_this_server(behind):
    facts = {"Host": "chat.example", "Origin": "https://chat.example", "X_Forwarded_For": "192.0.2.1"}
    assert behind.web.get("/healthz", **facts).status == 403
    answer = behind.web.post("/api/v1/login", {"name": "bob"}, X_Forwarded_Proto="https", **facts)
    assert answer.status == 200
    assert "; Secure" in answer.headers["set-cookie"]


def test_an_untrusted_peer_cannot_claim_an_address(stage):
    web = Web(stage, peer="192.0.2.9")
    assert web.post("/api/v1/login", {"name": "bob"}, X_Forwarded_For="192.0.2.1").status == 200
    assert {session.address for session in stage.chat.sessions} == {"192.0.2.9"}
