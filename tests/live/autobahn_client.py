"""A WebSocket client of autobahn's: what it is told on stdin is sent, what it hears printed."""

import json
import sys

from autobahn.twisted.websocket import WebSocketClientFactory, WebSocketClientProtocol
from twisted.internet import reactor, stdio
from twisted.protocols.basic import LineOnlyReceiver


class Lines(LineOnlyReceiver):
    delimiter = b"\n"
    MAX_LENGTH = 1 << 20

    def __init__(self, client):
        self.client = client

    def lineReceived(self, line):
        if line == b"close":
            self.client.sendClose(1000, "enough")
        else:
            self.client.sendMessage(line)


class Client(WebSocketClientProtocol):
    def onOpen(self):
        self.lines = stdio.StandardIO(Lines(self))

    def onMessage(self, payload, isBinary):
        sys.stdout.write(payload.decode() + "\n")
        sys.stdout.flush()

    def onClose(self, clean, code, reason):
        print(json.dumps({"closed": code, "reason": reason, "clean": clean}), flush=True)  # noqa: T201
        reactor.stop()


factory = WebSocketClientFactory(sys.argv[1])
factory.protocol = Client
reactor.connectTCP("127.0.0.1", factory.port, factory)
reactor.run()
