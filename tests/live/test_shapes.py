"""All shapes at real sockets of every door: afterwards it serves as before, holds no more, and has nothing
to say in its log."""

import itertools
import json
import re
import socket
import ssl
from pathlib import Path

from tests.live.certificates import whoever
from tests.live.server import Client, Server, json_client
from tests.scenes.shapes import ALL, FORMS, JSON, B
from tests.wire.frames import UPGRADE, framed

# As they are announced.
DOORS = (
    *("port", "tls-port", "pipe-port", "prompt-port", "irc-port", "ircs-port"),
    *("http-port", "https-port"),
)
FREE = tuple(
    word
    for rate in ("message", "join", "room", "login", "read", "search", "stranger", "password", "upload")
    for word in (f"--{rate}-rate", "none")
)
MORE = 12 * 1024 * 1024  # bytes by which its memory may differ after the second time


def sent(port: int, data: bytes, tls: ssl.SSLContext | None = None) -> bytes:
    """Everything that comes back, after our side is closed."""
    answered = b""
    with Client(port, tls=tls) as client:
        try:
            client.sends(data)
            if tls is None:
                client.socket.shutdown(socket.SHUT_WR)
            else:
                client.socket.unwrap()
            while piece := client.socket.recv(65536):
                answered += piece
        except OSError:  # it has closed already
            pass
    assert b"Traceback" not in answered
    assert b'"internal"' not in answered
    return answered


def lines(first: bytes = b"") -> bytes:
    said = [text.replace("\n", " ").encode("utf-8", "surrogatepass") for text in ALL]
    return first + b"\n".join(itertools.chain(said, *JSON.values())) + b"\n"


def request(path: str, body: bytes, kind: bytes = b"application/json", more: bytes = b"") -> bytes:
    lines = (b"POST %s HTTP/1.1", b"Host: localhost", b"Connection: close", more + b"Content-Type: %s")
    head = b"\r\n".join((*lines, b"Content-Length: %d", b"", b""))
    return head % (path.encode(), kind, len(body)) + body


def requests() -> list[bytes]:
    form = b"multipart/form-data; boundary=" + B
    bodies = [request("/api/v1/login", said) for said in itertools.chain(*JSON.values())]
    files = [
        request("/r/lobby", body, kind or form, b"Authorization: Basic d3o=\r\n")
        for body, kind in FORMS.values()
    ]
    return bodies + files


def websocket() -> bytes:
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in UPGRADE.items())
    head = f"GET /ws HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n".encode()
    frames = [json.dumps({"cmd": "login", "name": text}).encode() for text in ALL]
    return head + b"".join(map(framed, itertools.chain(frames, *JSON.values())))


def everything(server: Server) -> None:
    for door in ("port", "pipe-port", "prompt-port", "irc-port", "tls-port", "ircs-port"):
        tls = whoever() if door in ("tls-port", "ircs-port") else None
        first = b"NICK ida\r\nUSER i 0 * :i\r\n" if door in ("irc-port", "ircs-port") else b"ida\n"
        sent(server.ports[door], lines(), tls)
        sent(server.ports[door], lines(first), tls)
    for number, data in enumerate((websocket(), *requests())):
        secure = number % 16 == 0
        answer = sent(
            server.ports["https-port" if secure else "http-port"], data, whoever() if secure else None
        )
        assert not answer.startswith(b"HTTP/1.1 5"), (data, answer)


def resident(server: Server) -> int:
    pages = Path(f"/proc/{server.process.pid}/statm").read_text().split()[1]
    return int(pages) * 4096


def test_every_shape_on_every_door_twice(tmp_path):
    with Server(tmp_path / "data", *FREE, doors=DOORS) as server:
        everything(server)
        before = resident(server)
        everything(server)
        assert resident(server) - before < MORE
        with json_client(server.port, "carol") as carol:
            carol.asks(cmd="ping")
            carol.event("pong")
        server.stop()
        said = server.said()
    assert not re.search(r"(?m)Traceback|^\S+ (error|critical|warn)", said), said
