"""HTTP on a stage: requests as bytes, answers taken apart, no socket.

web = Web(stage)
answer = web.get("/online")
assert answer.status == 200
"""

import json

from twisted.internet.address import IPv4Address, UNIXAddress
from twisted.internet.error import ConnectionDone
from twisted.internet.interfaces import IPushProducer
from twisted.python.failure import Failure
from zope.interface import implementer

from chatservice.net.http.engine.site import HttpFactory, Site
from chatservice.net.http.engine.urls import ROUTES
from tests.scenes.stage import Network


@implementer(IPushProducer)
class Wire(Network):
    """A transport that can be half closed."""

    half_closed = False

    def __init__(self, peer):
        super().__init__()
        self._peer = peer

    def getPeer(self):
        return IPv4Address("TCP", self._peer, 40_000) if self._peer else UNIXAddress(None)

    @property
    def disconnecting(self):
        return self.closed

    def loseWriteConnection(self):
        self.half_closed = True

    def getHost(self):
        return self.getPeer()


class Answer:
    def __init__(self, head: bytes, body: bytes):
        lines = head.decode().split("\r\n")
        self.version, status, self.reason = lines[0].split(" ", 2)
        self.status = int(status)
        self.headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(": ")
            before = self.headers.get(name.lower())
            self.headers[name.lower()] = value if before is None else f"{before}, {value}"
        self.body = body

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self):
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """Of the problem that it tells."""
        assert self.headers["content-type"] == "application/problem+json"
        problem = self.json()
        assert problem["status"] == self.status
        return problem["code"]


class Browser:
    """One connection to the HTTP door, kept open."""

    def __init__(self, web: "Web"):
        self.web = web
        self.network = Wire(web.peer)
        self.channel = web.site_channel()
        self.channel.makeConnection(self.network)
        self.left = b""

    def sends(self, data: bytes):
        self.protocol.dataReceived(data)
        self.web.stage.settle()
        return self

    def raw(self) -> bytes:
        data = self.left + b"".join(self.network.sent)
        self.network.sent.clear()
        self.left = b""
        return data

    def answer(self, bare: bool = False) -> Answer:
        """The next one; `bare` when it is to a HEAD."""
        head, end, rest = self.raw().partition(b"\r\n\r\n")
        assert end, head
        answer = Answer(head, b"")
        length = 0 if bare else int(answer.headers.get("content-length", 0))
        assert len(rest) >= length
        answer.body, self.left = rest[:length], rest[length:]
        return answer

    def asks(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        self.begins(method, path, body, **headers)
        return self.answer(bare=method == "HEAD")

    def begins(self, method: str, path: str, body: bytes = b"", **headers: str):
        """As `asks`, without waiting for an answer. A header's name has _ for -."""
        headers = {"Host": "localhost:8080", **{n.replace("_", "-"): v for n, v in headers.items()}}
        if body:
            headers.setdefault("Content-Length", str(len(body)))
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return self.sends(f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + body)

    def hangs_up(self):
        self.protocol.connectionLost(Failure(ConnectionDone()))
        self.web.stage.settle()

    @property
    def protocol(self):
        """Who has the transport now: a follower's connection is no HTTP any more."""
        return getattr(self.network, "protocol", self.channel)

    @property
    def closed(self) -> bool:
        return self.network.closed or self.network.half_closed


class Web:
    """The HTTP door of a stage."""

    def __init__(self, stage, routes=ROUTES, peer="127.0.0.1"):
        """`peer` is the address that asks; empty is a unix socket."""
        self.stage = stage
        self.peer = peer
        self.site = Site(stage.shared, routes, "thismachine")
        self._kept = None

    def site_channel(self):
        factory = HttpFactory(direct=bool(self.peer))
        factory.site = self.site
        return factory.buildProtocol(None)

    def connect(self) -> Browser:
        return Browser(self)

    def asks(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        """On one connection that is kept, as most clients do."""
        if self._kept is None or self._kept.closed:
            self._kept = self.connect()
        return self._kept.asks(method, path, body, **headers)

    def get(self, path: str, **headers: str) -> Answer:
        return self.asks("GET", path, **headers)

    def post(self, path: str, body: object, **headers: str) -> Answer:
        """`body` as JSON, unless it is bytes."""
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
            headers.setdefault("Content_Type", "application/json")
        return self.asks("POST", path, body, **headers)
