"""A server that stops."""

from twisted.internet.defer import Deferred

from chatservice.net.service import Server
from tests.scenes.stage import UNLIMITED, Stage


def nothing():
    pass


def test_what_was_read_is_said_before_anyone_is_sent_away():
    stage = Stage(**UNLIMITED, max_under_way=1000)
    alice, bob = stage.text("alice"), stage.text("bob")
    server = Server(
        stage.chat, stage.shared, stage.storage, (), (), lambda grace: [], nothing, nothing, nothing
    )
    bob.raw()
    alice.connection.dataReceived(b"".join(b"%d\n" % number for number in range(150)))
    Deferred.fromCoroutine(server.stop())
    stage.passes(1)
    assert not bob.network.closed
    stage.passes(1)
    assert bob.sees()[:150] == [f"[lobby] alice: {number}" for number in range(150)]
    assert bob.network.closed
