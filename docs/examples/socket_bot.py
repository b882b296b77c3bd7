"""A bot on a WebSocket: `python socket_bot.py ws://HOST:PORT/ws TOKEN`. It answers `!dice` in the lobby.

The token comes from `/bot NAME`. After a cut it reconnects and gets what it missed.
"""

import json
import random
import sys

from autobahn.twisted.websocket import WebSocketClientFactory, WebSocketClientProtocol
from twisted.internet import reactor
from twisted.internet.protocol import ReconnectingClientFactory


class Bot(WebSocketClientProtocol):
    def onOpen(self):
        self.factory.resetDelay()
        self.sendMessage(json.dumps({"cmd": "login", "token": sys.argv[2], **self.factory.cursor}).encode())

    def onMessage(self, payload, isBinary):
        event = json.loads(payload)
        if event["event"] in ("joined", "reload"):
            self.factory.cursor["epoch"] = event["epoch"]
        elif event["event"] == "message" and event["room"] == "lobby":
            self.factory.cursor["since"]["lobby"] = event["seq"]
            if event["text"] == "!dice":
                say = {"cmd": "say", "room": "lobby", "key": f"answer-{event['id']}"}
                rolled = random.Random(event["id"]).randint(1, 6)
                self.sendMessage(json.dumps({**say, "text": f"{event['sender']}: {rolled}"}).encode())


class Bots(ReconnectingClientFactory, WebSocketClientFactory):
    protocol = Bot
    maxDelay = 30
    cursor = {"since": {"lobby": 0}}


bots = Bots(sys.argv[1])
reactor.connectTCP(bots.host, bots.port, bots)
reactor.run()
