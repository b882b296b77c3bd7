"""A program that outgoing webhooks post to, and a push service, without a network."""

import json

from twisted.internet.defer import Deferred

from chatservice.errors import BadUrl
from chatservice.model.outgoing import CalloutReply


class Receiver:
    """`answers` are given one after another, the last one again and again; a fault is raised."""

    def __init__(self):
        self.got = []
        self.answers = [CalloutReply()]

    def check(self, url):
        if not url.startswith("http"):
            raise BadUrl("is none")

    async def post(self, callout):
        self.got.append(callout)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def texts(self):
        """Of the posts since the last look."""
        got, self.got = self.got, []
        return [callout.fields["text"] for callout in got]


class PushReceiver:
    """`answers` are given one after another, then True: still subscribed; a fault is raised."""

    def __init__(self):
        self.got = []
        self.answers = []

    def key(self):
        return "the-servers-key"

    def check(self, row):
        if not row.endpoint.startswith("https://push.example/"):
            raise BadUrl("is none")

    async def send(self, row, message):
        self.got.append((row, message))
        answer = self.answers.pop(0) if self.answers else True
        if isinstance(answer, Exception):
            raise answer
        return answer

    def shown(self):
        """Where each message since the last look went, and the notification that it shows."""
        got, self.got = self.got, []
        return [(row.endpoint[-1], json.loads(message.payload)["notification"]) for row, message in got]


class Pages:
    """The pages that the server can read, by URL; with `slow`, each is read when `answer` is called."""

    def __init__(self):
        self.pages = {}
        self.read_urls = []
        self.slow = False
        self._waiting = []

    async def read(self, url):
        self.read_urls.append(url)
        if self.slow:
            await self._wait()
        return self.pages.get(url)

    def _wait(self):
        self._waiting.append(Deferred())
        return self._waiting[-1]

    def answer(self):
        waiting, self._waiting = self._waiting, []
        for each in waiting:
            each.callback(None)
