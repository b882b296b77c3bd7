"""What the operator asks of a running server, at its door without the socket: what chatctl would print."""

import json

import msgspec

from chatservice.admin.client import ANSWERS
from chatservice.admin.errors import refusal
from chatservice.admin.steps import steps
from chatservice.admin.verbs import AnyVerb
from chatservice.model.events import Bye, Error
from chatservice.net.operator_door import OperatorConnection, OperatorFactory
from tests.scenes.stage import Network


class Rows(list):
    """What is printed."""

    rows = list.extend

    def progress(self, done, total, what):
        pass


class Operator:
    """One connection at the operator's door; `user` is what the kernel says of its other end."""

    def __init__(self, stage, user=None):
        self.stage = stage
        self.network = Network()
        self.connection = OperatorConnection(OperatorFactory(stage.shared, lambda transport: user))
        self.connection.makeConnection(self.network)
        stage.settle()

    def sends(self, data: bytes):
        self.connection.dataReceived(data)
        self.stage.settle()
        return self

    def asks(self, **command):
        return self.sends(json.dumps(command).encode() + b"\n")

    def events(self):
        said = b"".join(self.network.sent)
        self.network.sent.clear()
        return [json.loads(line) for line in said.splitlines()]

    def answer(self, command):
        """Raises AdminError."""
        self.events()
        self.sends(msgspec.json.encode(command) + b"\n")
        said = [msgspec.convert(event, ANSWERS) for event in self.events()]
        (answer,) = [event for event in said if event.__struct_config__.tag != "progress"]
        if isinstance(answer, Error | Bye):
            raise refusal(command, answer.code, answer.text)
        return answer


def operator(stage, verb: AnyVerb) -> Rows:
    """The rows that `verb` prints. Raises AdminError."""
    out = Rows()
    working = steps(verb, out, stage.settings)
    door = Operator(stage)
    command = next(working, None)
    while command is not None:
        try:
            command = working.send(door.answer(command))
        except StopIteration:
            command = None
    door.connection.connectionLost()
    return out
