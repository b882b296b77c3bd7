"""A connection as tests play it: bytes in, what they ask for out."""

from chatservice.errors import Fault
from chatservice.model.commands import Login
from chatservice.wire.line import LineDecoder

MAX_LINE = 256
MAX_JSON = 1024


def line_door(**settings):
    return LineDecoder(**{"max_line": MAX_LINE, "max_json": MAX_JSON, **settings})


class Play:
    """Feeds a door as the server would. A login succeeds unless the name is `taken`; what the
    same line asked for after a refused one is dropped."""

    def __init__(self, door, taken=()):
        self.door = door
        self.taken = taken
        self.named = False
        self.over = False

    def send(self, data):
        return self.understand(self.door.feed(data))

    def wait(self):
        return self.understand(self.door.idle())

    def end(self):
        return self.understand(self.door.end())

    def understand(self, frames):
        asked = []
        for frame in frames:
            if self.over:
                break
            if isinstance(frame, Fault):
                self._fault(frame, asked)
                continue
            try:
                commands = self.door.parse(frame, self.named)
            except Fault as fault:
                self._fault(fault, asked)
                continue
            for command in commands:
                asked.append(command)
                if isinstance(command, Login):
                    if command.name in self.taken:
                        break
                    self.named = True
        return asked

    def _fault(self, fault, asked):
        asked.append(told(fault))
        self.over = fault.final

    def hear(self, event, viewer="me"):
        return self.door.codec.encode(event, viewer)


def told(thing):
    """A fault as something that can be compared; anything else as it is."""
    if not isinstance(thing, Fault):
        return thing
    facts = {name: fact for name, fact in vars(thing).items() if name not in ("final",)}
    return (type(thing).__name__, *facts.values())


def fed(door, chunks):
    """All frames, and the most that was ever held."""
    frames, most = [], 0
    for chunk in chunks:
        frames += door.feed(chunk)
        most = max(most, door.held)
    return [told(frame) for frame in [*frames, *door.end()]], most


def one_at_a_time(data):
    return [data[at : at + 1] for at in range(len(data))]
