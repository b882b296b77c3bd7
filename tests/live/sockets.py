"""Clients of the WebSocket on real sockets: one made by hand, one of Node, one of autobahn."""

import json
import ssl
import subprocess
import sys
from pathlib import Path

from tests.live.server import Client
from tests.wire.frames import CLOSE, PING, PONG, TEXT, UPGRADE, Frames, framed

HERE = Path(__file__).parent
NODE = ["node", "--experimental-websocket", "--no-warnings", str(HERE / "browser.mjs")]
AUTOBAHN = [sys.executable, str(HERE / "autobahn_client.py")]


class Socket(Client):
    """As `Client`, with a message where that has a line; pings and a close are answered."""

    def __init__(
        self,
        port: int,
        path: str = "/ws",
        tls: ssl.SSLContext | None = None,
        holds: int = 0,
        host: str = "127.0.0.1",
        source: str = "",
    ):
        super().__init__(port, tls=tls, holds=holds, host=host, source=source)
        headers = {"Host": f"{host}:{port}", **UPGRADE}
        head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        self.socket.sendall(f"GET {path} HTTP/1.1\r\n{head}\r\n".encode())
        self.frames = Frames()
        self.closed = b""
        self._come: list[tuple[int, bytes]] = []
        while b"\r\n\r\n" not in self.buffer:
            self.buffer += self.socket.recv(65536)
        answer, _, rest = self.buffer.partition(b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 101 "), answer
        self._come += self.frames.feed(rest)

    def asks(self, **command) -> None:
        self.sends(framed(json.dumps(command).encode()))

    def line(self) -> str:
        """The next message; EOFError when the server has closed."""
        while True:
            while self._come:
                opcode, payload = self._come.pop(0)
                if opcode == PING:
                    self.sends(framed(payload, opcode=PONG))
                elif opcode == CLOSE:
                    self.closed = payload
                    self.sends(framed(payload[:2], opcode=CLOSE))
                elif opcode == TEXT:
                    self.lines.append(payload.decode())
                    return self.lines[-1]
            data = self.socket.recv(65536)
            if not data:
                raise EOFError(self.closed)
            self._come += self.frames.feed(data)


def node_has_websockets() -> bool:
    try:
        asked = subprocess.run(["node", "--help"], capture_output=True, text=True, timeout=30, check=True)
        version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return False
    return "--experimental-websocket" in asked.stdout or int(version[1:].split(".")[0]) >= 22
