"""Somebody is erased: who is here, who comes back by itself, and what is left in rooms."""

import json

import msgspec
import pytest
from twisted.internet.defer import Deferred

from chatservice.admin import verbs as v
from chatservice.core.commands.roles import give_server_role
from chatservice.model.values import ERASED, ServerRole
from chatservice.net.connection import Connection
from chatservice.net.open_doors import line_door
from tests.scenes.operator import operator
from tests.scenes.stage import UNLIMITED, Network
from tests.scenes.test_files import Play

SECRET = "long enough 1"


@pytest.fixture
def stage():
    return Play(**UNLIMITED)


def account(stage, name):
    actor = stage.json(name)
    actor.asks(cmd="register", password=SECRET).raw()
    actor.asks(cmd="token")
    [event] = actor.events("token")
    actor.token = event["token"]
    return actor


def promote(stage, name):
    person = stage.chat.presence.named(name).principal
    Deferred.fromCoroutine(give_server_role(stage.chat, person, ServerRole.ADMIN))
    stage.settle()


class Stubborn:
    """A program that comes back the moment its connection closes, however often that is."""

    def __init__(self, stage, **login):
        self.stage = stage
        self.login = login
        self.networks = []
        self.left = 30
        self._connect()

    def _connect(self):
        if not self.left:
            return
        self.left -= 1
        # Not by the stage, which would let everything else happen before the login is sent.
        network, connection = Network(), Connection(self.stage.shared, line_door(self.stage.settings))
        self.networks.append(network)
        closes = network.loseConnection

        def closed():
            closes()
            self.stage.clock.callLater(0, self._connect)

        network.loseConnection = closed
        connection.makeConnection(network)
        connection.dataReceived(json.dumps({"cmd": "login", **self.login}).encode() + b"\n")

    def answers(self):
        """To all its logins until now."""
        said = b"".join(data for network in self.networks for data in network.sent).decode()
        for network in self.networks:
            network.sent.clear()
        events = [json.loads(line)["event"] for line in said.splitlines() if line.startswith("{")]
        return [event for event in events if event in {"welcome", "error"}]


def erase(stage, name):
    return operator(stage, v.UsersEraseVerb(name=name, yes=True))


@pytest.mark.parametrize("by", ["token", "password"])
def test_a_program_that_comes_back_at_once_stays_out(stage, by):
    victim = account(stage, "victim")
    for name in map("team{}".format, range(12)):  # left one by one, which takes a while
        victim.asks(cmd="group", name=name, members=[])
    promote(stage, "victim")
    login = {"token": victim.token} if by == "token" else {"name": "victim", "password": SECRET}
    stubborn = Stubborn(stage, **login)
    stage.settle()
    assert stubborn.answers() == ["welcome"]
    principal = stage.chat.presence.named("victim").principal.id

    erase(stage, "victim")
    assert stage.chat.presence.get(principal) is None
    assert stubborn.answers() == ["error"], "no door was open for a moment"
    assert stage.storage.people[principal].role is ServerRole.GUEST
    assert stage.storage.people[principal].left is not None


def test_who_comes_in_while_they_are_erased_is_put_out_again(stage):
    """A login that has passed its last look, and is seated while the name is being taken away."""
    victim = account(stage, "victim")
    principal = stage.chat.presence.named("victim").principal.id
    stage.storage.hold()
    box = []
    late = stage.connect()
    late.asks(cmd="login", token=victim.token)
    Deferred.fromCoroutine(_erase(stage, principal)).addBoth(box.append)
    stage.storage.release()
    stage.settle()
    assert box == [f"erased-{principal}"]
    assert stage.chat.presence.get(principal) is None
    assert late.network.closed or late.events()[-1]["event"] == "error"


async def _erase(stage, principal):
    from chatservice.core.commands.erasing import erase  # noqa: PLC0415

    return await erase(stage.chat, stage.storage.people[principal], lambda at: None)


def test_words_topics_and_names_of_files_are_gone_from_open_rooms(stage):
    victim, bob = account(stage, "victim"), stage.json("bob")
    victim.asks(cmd="join", room="ops")
    bob.asks(cmd="join", room="ops")
    victim.asks(cmd="topic", room="ops", text="quokka topic").asks(cmd="say", room="ops", text="quokka")
    stage.share("victim", "ops", file="quokka.txt")
    bob.asks(cmd="topic", room="lobby", text="mine").raw()
    erase(stage, "victim")
    bob.asks(cmd="history", room="ops").asks(cmd="topic", room="ops").asks(cmd="rooms")
    raw = bob.raw().decode()
    assert "quokka" not in raw
    assert raw.count(ERASED) == 3
    assert stage.storage.real.files.unused(10).result == [], "its bytes are not left for later"
    assert stage.storage.real.files.used(0).result.in_all == 0
    bob.asks(cmd="topic", room="lobby")
    assert [event["text"] for event in bob.events("topic_is")] == ["mine"]


def test_polls_pins_and_what_was_to_come_are_gone_and_reactions_have_no_name(stage):
    victim, bob = account(stage, "victim"), stage.json("bob")
    victim.asks(cmd="join", room="ops"), bob.asks(cmd="join", room="ops")
    victim.asks(cmd="say", room="ops", text="quokka line")
    victim.asks(cmd="role", room="ops", name="bob", role="moderator")
    bob.asks(cmd="pin", room="ops", seq=1)  # whose event shows the text of another person
    victim.asks(cmd="poll", room="ops", question="quokka?", choices=["quokka a", "quokka b"])
    victim.asks(cmd="bookmark", room="ops", seq=1)
    victim.asks(cmd="later", room="ops", when="1h", text="quokka later")
    bob.asks(cmd="poll_close", room="ops", seq=4)
    bob.asks(cmd="say", room="ops", text="hello").asks(
        cmd="poll", room="ops", question="q", choices=["a", "b"]
    )
    victim.asks(cmd="react", room="ops", seq=6, emoji="+1").asks(cmd="vote", room="ops", seq=7, choices=[1])
    bob.asks(cmd="search", text="quokka?")
    assert len(bob.events("found")[0]["hits"]) == 1
    erase(stage, "victim")
    bob.raw()
    bob.asks(cmd="search", text="quokka?").asks(cmd="history", room="ops", limit=99)
    bob.asks(cmd="pins", room="ops").asks(cmd="poll_show", room="ops", seq=4)
    bob.asks(cmd="reactions", room="ops", seq=6).asks(cmd="poll_show", room="ops", seq=7)
    raw = bob.raw().decode()
    assert raw.count("quokka") == 1  # what was searched for
    assert "victim" not in raw
    connection = stage.storage.connection
    left = "SELECT 1 FROM scheduled UNION ALL SELECT 1 FROM bookmarks UNION ALL SELECT 1 FROM votes"
    assert connection.execute(left).fetchall() == []
    stage.passes(3_600)
    assert "quokka" not in bob.raw().decode()


def test_what_is_about_them_ends_and_a_ban_of_their_network_stays_without_their_name(stage):
    account(stage, "victim")
    operator(stage, v.BanVerb(target="bob", time="1h", reason="noise"))
    operator(stage, v.BanVerb(target="victim", reason="quokka"))
    erase(stage, "victim")
    sanctions = list(stage.chat.sanctions)
    assert [(one.name, one.reason) for one in sanctions] == [("bob", "noise")]
    assert msgspec.json.encode(sanctions).count(b"quokka") == 0
    # The name is anybody's again.
    again = stage.connect().asks(cmd="login", name="victim")
    assert [event["event"] for event in again.events()][:1] == ["welcome"]


def test_words_of_somebody_erased_are_nobodys_keywords(stage):
    victim = account(stage, "victim")
    victim.asks(cmd="set", name="keywords", value="tea").asks(cmd="set", name="about", value="me")
    assert stage.chat.mentions.keywords.keys() == {"tea"}
    promote(stage, "victim")
    erase(stage, "victim")
    assert not stage.chat.mentions.keywords
