"""The simplest chat server: a LineReceiver that loops over its clients.

It speaks the part of the text dialect that the load generator uses, stores nothing and
announces nothing: ``python plain_loop.py PORT``.
"""

import sys
from collections.abc import Callable
from typing import Any

from twisted.internet import reactor as _reactor
from twisted.internet.protocol import Factory
from twisted.protocols.basic import LineReceiver

reactor: Any = _reactor


class Chat(LineReceiver):
    transport: Any
    sendLine: Callable[[bytes], None]  # noqa: N815 (Twisted's, which has no types)
    delimiter = b"\n"
    MAX_LENGTH = 65536

    def __init__(self, rooms: "Rooms") -> None:
        self.rooms = rooms
        self.name = b""
        self.room = b""

    def connectionMade(self) -> None:  # noqa: N802
        self.transport.setTcpNoDelay(True)

    def enter(self, room: bytes) -> None:
        self.leave()
        self.room = room
        here = self.rooms.people.setdefault(room, {})
        here[self.name] = self
        self.sendLine(b"* You are in %s (%d here)." % (room, len(here)))

    def leave(self) -> None:
        if self.room:
            self.rooms.people[self.room].pop(self.name, None)

    def lineReceived(self, line: bytes) -> None:  # noqa: N802
        line = line.rstrip(b"\r")
        if not self.name:
            self.name = line
            self.rooms.names[line] = self
            self.sendLine(b"* Welcome, %s." % line)
            self.enter(b"lobby")
        elif line.startswith(b"/msg "):
            _, to, text = line.split(b" ", 2)
            self.rooms.names[to].sendLine(b"[from %s] %s" % (self.name, text))
        elif line.startswith(b"/join "):
            self.enter(line[6:])
        elif line == b"/leave":
            self.enter(b"lobby")
        else:
            self.say(line)

    def say(self, line: bytes) -> None:
        for other in self.rooms.people[self.room].values():
            if other is not self:
                other.sendLine(b"[%s] %s: %s" % (self.room, self.name, line))

    def connectionLost(self, reason: object = None) -> None:  # noqa: N802
        self.leave()
        self.rooms.names.pop(self.name, None)


class Rooms(Factory):
    def __init__(self) -> None:
        self.people: dict[bytes, dict[bytes, Chat]] = {}
        self.names: dict[bytes, Chat] = {}

    def buildProtocol(self, addr: object) -> Chat:  # noqa: N802
        return Chat(self)


if __name__ == "__main__":
    port = reactor.listenTCP(int(sys.argv[1]), Rooms(), interface="127.0.0.1", backlog=1024)
    sys.stdout.write(f"listening {port.getHost().port}\n")
    sys.stdout.flush()
    reactor.run()
