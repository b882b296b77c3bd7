"""A program that outgoing webhooks post to, without a network."""

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
