"""Real IRC clients do what people do with them, with netcat and the HTTP door on the other side."""

import shutil
import time

import pytest
import requests

from tests.live import irc_clients
from tests.live.certificates import client_pair
from tests.live.server import DEADLINE, Server, text_client

SECRET = "correct-horse"


@pytest.fixture
def server(tmp_path):
    with Server(tmp_path / "data", doors=("port", "irc-port", "http-port")) as server:
        yield server


def share(server, name, content):
    address = f"http://127.0.0.1:{server.ports['http-port']}/r/ops/{name}?name=bob2"
    assert requests.put(address, data=content, timeout=DEADLINE).ok


@pytest.mark.parametrize("client", ["irssi", "weechat"])
def test_an_irc_client_does_what_people_do(server, tmp_path, client):
    if shutil.which(client) is None:
        pytest.skip(f"{client} is not here")
    begin, port = getattr(irc_clients, client), server.ports["irc-port"]
    bob, carol = text_client(server.port, "bob"), text_client(server.port, "carol")
    for each in (bob, carol):
        each.sends("/join ops\n")
        each.until("You are in ops")
    with begin(tmp_path / client, port) as alice:
        bob.until("alice came into ops")
        alice.goes_to("#ops")
        alice.types(f"/msg NickServ REGISTER {SECRET}")
        alice.sees("Account created")
        bob.sends("/role alice moderator ops\nhello from netcat\n")
        alice.sees("hello from netcat")
        alice.types("hello from irc", "/topic talk of the day", "/kick carol enough", "/away lunch")
        bob.until("[ops] alice: hello from irc")
        bob.until("alice set the topic of ops: talk of the day")
        carol.until("alice kicked carol from ops: enough")
        alice.types("/msg bob gone to lunch")
        bob.until("[from alice] gone to lunch")
        bob.sends("/profile alice\n")
        bob.until("Away: lunch")
        bob.sends("/msg alice psst\n")
        alice.sees("psst")
        share(server, "report.txt", b"data")
        alice.sees("report.txt")
        bob.sends("a line to be deleted\n/delete\n")
        alice.sees("deleted")
        alice.types("/away", "/quit")
        bob.until("alice left ops")
    bob.sends("said while you were away\n/msg alice a line for you alone\n")
    bob.until("[to alice]")
    with begin(tmp_path / f"{client}-again", port, SECRET) as alice:
        alice.sees("a line for you alone")
        alice.sees("said while you were away")
        bob.sends("welcome back\n")
        log = alice.sees("welcome back")
        for words in ("said while you were away", "a line for you alone", "welcome back"):
            assert log.count(words) == 1, log
        assert "hello from netcat" not in log
        alice.goes_to("#ops")
        alice.types("/msg bob thanks")
        bob.until("[from alice] thanks")


def test_an_irc_client_logs_in_by_its_certificate(tmp_path):
    if shutil.which("weechat") is None:
        pytest.skip("weechat is not here")
    file, fingerprint = client_pair(tmp_path)
    with Server(tmp_path / "data", doors=("port", "ircs-port")) as server:
        alice = text_client(server.port, "alice")
        alice.sends(f"/register {SECRET}\n/cert add {fingerprint}\n/quit\n")
        alice.until("logs in to your account")
        bob = text_client(server.port, "bob")
        bob.sends("/join ops\n")
        bob.until("You are in ops")
        with irc_clients.weechat(tmp_path / "home", server.ports["ircs-port"], certificate=file) as alice:
            alice.sees("You are now logged in as alice")
            bob.until("alice came into ops")


def test_an_irc_client_logs_in_by_scram(tmp_path):
    if shutil.which("weechat") is None:
        pytest.skip("weechat is not here")
    with Server(tmp_path / "data", "--scram", "yes", doors=("port", "irc-port")) as server:
        alice = text_client(server.port, "alice")
        alice.sends(f"/register {SECRET}\n/quit\n")
        alice.until("is yours now")
        bob = text_client(server.port, "bob")
        bob.sends("/join ops\n")
        bob.until("You are in ops")
        port = server.ports["irc-port"]
        with irc_clients.weechat(tmp_path / "home", port, SECRET, mechanism="scram-sha-256") as alice:
            alice.sees("You are now logged in as alice")
            bob.until("alice came into ops")


class LibraryClient:
    """A program on the Python library `irc`; `sees` waits for a message."""

    def __init__(self, port, nick, password=None):
        self.reactor = pytest.importorskip("irc.client").Reactor()
        self.events = []
        self.reactor.add_global_handler("all_events", lambda _, event: self.events.append(event))
        self.link = self.reactor.server().connect("127.0.0.1", port, nick, password=password)

    def sees(self, kind, words="", sender=""):
        until = time.monotonic() + DEADLINE
        while time.monotonic() < until:
            for event in self.events:
                text = " ".join([str(event.target), *event.arguments])
                if event.type == kind and words in text and str(event.source).startswith(sender):
                    return event
            self.reactor.process_once(0.05)
        raise AssertionError(f"no {kind} with {words!r} in {self.events}")

    def all_of(self, kind):
        return [" ".join(event.arguments) for event in self.events if event.type == kind]


def test_a_program_on_a_library_of_irc_does_what_bots_do(server):
    bob = text_client(server.port, "bob")
    bob.sends("/join ops\n")
    bob.until("You are in ops")
    bot = LibraryClient(server.ports["irc-port"], "robo")
    bot.sees("welcome")
    bot.link.privmsg("NickServ", f"REGISTER {SECRET}")
    bot.sees("privnotice", "Account created")
    bot.link.join("#ops")
    bot.sees("endofnames", "#ops")
    bob.sends("!time\n")
    bot.sees("pubmsg", "!time", "bob!")
    bot.link.privmsg("#ops", "it is late")
    bob.until("[ops] robo: it is late")
    bot.link.action("#ops", "yawns")
    bob.until("* robo yawns")
    bob.sends("/role robo moderator ops\n")
    bot.sees("mode", "+o robo")
    bot.link.topic("#ops", "bed time")
    bot.sees("topic", "bed time")
    bob.until("robo set the topic of ops: bed time")
    bot.link.quit("back soon")
    bob.until("robo left ops")
    bob.sends("while you were away\n/msg robo for you\n")
    bob.until("[to robo]")
    again = LibraryClient(server.ports["irc-port"], "robo", SECRET)
    again.sees("privmsg", "for you", "bob!")
    again.link.join("#ops")
    again.sees("pubmsg", "while you were away", "bob!")
    bob.sends("welcome back\n")
    again.sees("pubmsg", "welcome back")
    assert again.all_of("pubmsg") == ["while you were away", "welcome back"]
    assert again.all_of("privmsg") == ["for you"]
