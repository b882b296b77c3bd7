"""The dialect of each subject: templates for the generator (see `load.c`).

Clients are called ``b0``, ``b1``, ...; %d is the client's own number, %r its room, %p its
partner, %b the text of a line, %k a key that occurs once.
"""

from dataclasses import dataclass, replace

Steps = list[tuple[str, str]]


@dataclass(frozen=True)
class Dialect:
    name: str
    login: Steps
    join: Steps
    leave: Steps
    say: str
    tell: str
    enters: bool = False  # the login leads into a room that everyone is in
    own: bool = False  # a sender in a room gets its own lines back
    own_private: bool = False  # the same for private lines
    tls: bool = False
    frames: bool = False  # an object is a frame of a WebSocket
    mqtt: bool = False  # a template is a packet's words, see `mqtt.h`
    end: str = "\n"  # the last character of what the server sends
    refusals: tuple[str, ...] = ()

    def scripts(self) -> dict[str, Steps]:
        refuse = [("refuse", text) for text in self.refusals]
        one_room = self.login if self.enters else [*self.login, *self.join]
        return {
            "login": [*refuse, *self.login],
            "join": [*refuse, *self.join],
            "leave": [*refuse, *self.leave],
            "enter": [*refuse, *self.login, *self.join],
            "one-room": [*refuse, *one_room],
        }


_IRC_REFUSALS = (433, 437, 405, 471)  # name in use, unavailable, too many rooms, room full

IRC = Dialect(
    name="irc",
    login=[("send", "NICK b%d\r\nUSER b%d 0 * :b\r\n"), ("wait", " 422 b%d ")],
    join=[("send", "JOIN #r%r\r\n"), ("wait", " 366 b%d #r%r ")],
    leave=[("send", "PART #r%r\r\n"), ("wait", "b%d@127.0.0.1 PART ")],
    say="PRIVMSG #r%r :%b\r\n",
    tell="PRIVMSG b%p :%b\r\n",
    refusals=(*(f"\n:irc.test {number} " for number in _IRC_REFUSALS), "\nERROR "),
)

# The same on our door, where everyone has the same host.
CHAT_IRC = replace(
    IRC,
    leave=[("send", "PART #r%r\r\n"), ("wait", "b%d@people.chat PART ")],
    refusals=(*(f"\n:chat.server {number} " for number in _IRC_REFUSALS), "\nERROR "),
)

# Redis' inline commands; answers and what subscribers get as RESP3, on one connection.
RESP = Dialect(
    name="RESP3",
    login=[
        ("send", "HELLO 3\r\n"),
        ("wait", "$7\r\nmodules"),
        ("send", "SUBSCRIBE b%d\r\n"),
        ("wait", "\r\nb%d\r\n:"),
    ],
    join=[("send", "SUBSCRIBE r%r\r\n"), ("wait", "\r\nr%r\r\n:")],
    leave=[("send", "UNSUBSCRIBE r%r\r\n"), ("wait", "\r\nr%r\r\n:")],
    say='FCALL say 1 r%r "%b"\r\n',
    tell='FCALL say 1 b%p "%b"\r\n',
    own=True,
    refusals=("\n-",),
)

_MUC = "r%r@conference.localhost"

# XMPP, with a room of XEP-0045 and the login of XEP-0078, which is one step.
XMPP = Dialect(
    name="XMPP",
    login=[
        (
            "send",
            "<stream:stream to='localhost' xmlns='jabber:client' "
            "xmlns:stream='http://etherx.jabber.org/streams'>",
        ),
        ("wait", "<stream:stream"),
        (
            "send",
            "<iq type='set' id='a'><query xmlns='jabber:iq:auth'><username>b%d</username>"
            "<password>x</password><resource>r</resource></query></iq>",
        ),
        ("wait", "type='result' id='a'"),
        ("send", "<presence/>"),
        ("wait", "<presence"),
    ],
    join=[
        ("send", f"<presence to='{_MUC}/b%d'><x xmlns='http://jabber.org/protocol/muc'/></presence>"),
        ("wait", "<subject"),
    ],
    leave=[("send", f"<presence to='{_MUC}/b%d' type='unavailable'/>"), ("wait", "type='unavailable'")],
    say=f"<message to='{_MUC}' type='groupchat'><body>%b</body></message>",
    tell="<message to='b%p@localhost/r' type='chat'><body>%b</body></message>",
    own=True,
    end=">",
    refusals=("type='error'", "<stream:error"),
)

# MQTT 3.1.1, all at QoS 1: a room is a topic, and so is a person.
MQTT = Dialect(
    name="MQTT",
    login=[
        ("send", "CONNECT b%d"),
        ("wait", "CONNACK 0\n"),
        ("send", "SUBSCRIBE b%d"),
        ("wait", "SUBACK 1\n"),
    ],
    join=[("send", "SUBSCRIBE r%r"), ("wait", "SUBACK 1\n")],
    leave=[("send", "UNSUBSCRIBE r%r"), ("wait", "UNSUBACK\n")],
    say="PUBLISH r%r %b",
    tell="PUBLISH b%p %b",
    own=True,
    mqtt=True,
    refusals=("SUBACK 128",),
)

# The part of chatservice's text dialect that the floor and the plain loop speak too.
LINES = Dialect(
    name="text",
    login=[("send", "b%d\n"), ("wait", "* Welcome, b%d."), ("wait", "* You are in lobby (")],
    join=[("send", "/join r%r\n"), ("wait", "* You are in r%r (")],
    leave=[("send", "/leave\n"), ("wait", "* You are in lobby (")],
    say="%b\n",
    tell="/msg b%p %b\n",
    enters=True,
    refusals=("\n! ",),
)

TEXT = replace(LINES, own_private=True, leave=[("send", "/leave\n"), ("wait", "* You left r%r")])

JSON = Dialect(
    name="JSON",
    login=[("send", '{"cmd":"login","name":"b%d"}\n'), ("wait", '"event":"welcome"')],
    join=[("send", '{"cmd":"join","room":"r%r"}\n'), ("wait", '"event":"joined","room":"r%r"')],
    leave=[("send", '{"cmd":"leave","room":"r%r"}\n'), ("wait", '"event":"left","room":"r%r"')],
    say='{"cmd":"say","room":"r%r","text":"%b","key":"%k"}\n',
    tell='{"cmd":"msg","to":"b%p","text":"%b","key":"%k"}\n',
    own=True,
    own_private=True,
    refusals=('"event":"error"',),
)

UPGRADE = (
    "GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


def _unended(text: str) -> str:
    return text.removesuffix("\n")


def _steps(steps: Steps) -> Steps:
    return [(kind, _unended(text)) for kind, text in steps]


FRAMES = replace(
    JSON,
    name="WebSocket",
    login=[("send", UPGRADE), ("wait", '"event":"hello"'), *_steps(JSON.login)],
    join=_steps(JSON.join),
    leave=_steps(JSON.leave),
    say=_unended(JSON.say),
    tell=_unended(JSON.tell),
    frames=True,
    end="}",
)
