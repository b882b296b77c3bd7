"""IRC in a browser: one message a frame."""

import pytest

from tests.scenes.sockets import Browser
from tests.scenes.stage import Stage
from tests.wire.frames import BINARY, TEXT, framed


class IrcBrowser(Browser):
    """`kind` is that of the frames that it sends."""

    kind = TEXT

    def types(self, *lines):
        for line in lines:
            self.sends(framed(line.encode(), self.kind))


def come(stage, nick, protocol, path="/ws"):
    client = IrcBrowser(stage, path, Sec_WebSocket_Protocol=protocol)
    client.types(f"NICK {nick}", f"USER {nick} 0 * :{nick}")
    return client


@pytest.mark.parametrize(("offered", "kind"), [("text.ircv3.net", TEXT), ("chat, binary.ircv3.net", BINARY)])
@pytest.mark.parametrize("path", ["/", "/ws"])
def test_each_message_is_a_frame_of_the_kind_that_was_agreed_on(offered, kind, path):
    stage = Stage()
    alice, bob = come(stage, "alice", offered, path), stage.text("bob").types("/join ops")
    frames = alice.gets()
    assert {opcode for opcode, _ in frames} == {kind}
    assert frames[0][1] == b":chat.server 001 alice :Welcome to the chat, alice"
    assert not any(b"\n" in payload for _, payload in frames)
    alice.kind = kind
    alice.types("JOIN #ops", "PRIVMSG #ops :hello")
    assert bob.sees()[-1] == "[ops] alice: hello"
    alice.gets()
    bob.types("hi", "there")
    assert [payload for _, payload in alice.gets()] == [
        b":bob!~u@people.chat PRIVMSG #ops :hi",
        b":bob!~u@people.chat PRIVMSG #ops :there",
    ]


def test_it_is_in_the_same_rooms_as_clients_of_the_irc_port():
    stage = Stage()
    alice, bob = come(stage, "alice", "text.ircv3.net"), stage.irc("bob")
    for client in (bob, alice):
        client.types("JOIN #ops")
    bob.raw(), alice.gets()
    bob.types("PRIVMSG #ops :hello")
    assert alice.sees() == [":bob!~bob@people.chat PRIVMSG #ops :hello"]
    alice.types("QUIT :bye")
    assert bob.sees() == [":alice!~alice@people.chat QUIT :Quit: bye"]


def test_what_is_no_text_or_too_long_is_refused_and_the_connection_stays():
    stage = Stage()
    alice = come(stage, "alice", "binary.ircv3.net")
    alice.gets()
    alice.sends(framed(b"PRIVMSG #ops :\xff", BINARY))
    alice.sends(framed(b"x" * 9000, BINARY))
    alice.sends(framed(b"PING x", BINARY))
    assert [payload.split(b" ")[1] for _, payload in alice.gets()] == [b"FAIL", b"417", b"PONG"]
