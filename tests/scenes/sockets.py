"""A WebSocket as a client sees it, on a stage."""

import json
import struct

import txaio

from tests.scenes.stage import Actor
from tests.scenes.web import Web
from tests.wire.frames import CLOSE, TEXT, UPGRADE, Frames, framed


class Browser(Actor):
    """One WebSocket, upgraded already. `frames` keeps what has not come whole."""

    def __init__(self, stage, path="/ws", web=None, **headers):
        txaio.config.loop = stage.clock  # where autobahn takes its timers from
        http = (web or Web(stage)).connect()
        http.begins("GET", path, **{**UPGRADE, **headers})
        self.stage = stage
        self.network = http.network
        self.frames = Frames()
        head, _, rest = self.raw().partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101 "), head
        assert b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" in head  # as in RFC 6455, 1.3
        self.connection = self.network.protocol
        self.network.sent.append(rest)

    def asks(self, **command):
        return self.sends(framed(json.dumps(command).encode()))

    def gets(self) -> list[tuple[int, bytes]]:
        """The frames since the last look."""
        return self.frames.feed(self.raw())

    def sees(self) -> list[str]:
        return [payload.decode() for opcode, payload in self.gets() if opcode == TEXT]

    def closed_with(self) -> tuple[int, str]:
        """The code and reason of the close frame."""
        [payload] = [payload for opcode, payload in self.gets() if opcode == CLOSE]
        return struct.unpack("!H", payload[:2])[0], payload[2:].decode()


def browser(stage, name: str, room: str = "lobby") -> Browser:
    actor = Browser(stage)
    actor.asks(cmd="login", name=name)
    if room:
        actor.asks(cmd="join", room=room)
    actor.gets()
    return actor
