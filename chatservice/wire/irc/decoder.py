"""The IRC stream, cut into messages. What they mean is decided where the client is known."""

from collections.abc import Sequence

from chatservice.model.commands import Command
from chatservice.model.events import Event
from chatservice.wire.codec import IDLE, Codec, CutFrame
from chatservice.wire.framing import Lines
from chatservice.wire.irc.message import BODY_MAX, CLIENT_TAGS_MAX

LINE_MAX = BODY_MAX + CLIENT_TAGS_MAX + 2  # bytes: tags with @ and blank, then the message


class IrcDecoder:
    """A line too long for any message is a fault; parsing is up to the connection."""

    __slots__ = ("_lines", "codec")

    name = "irc"
    paced = apart = False
    unfinished = False
    patience = IDLE
    joint = ""
    parse_all = None

    def __init__(self, codec: Codec) -> None:
        self.codec = codec
        self._lines = Lines(LINE_MAX)

    def feed(self, data: bytes) -> Sequence[CutFrame]:
        return self._lines.feed(data)

    def idle(self) -> Sequence[CutFrame]:
        return []

    def part(self, room: str) -> Sequence[CutFrame]:
        return []

    def end(self) -> Sequence[CutFrame]:
        return self._lines.end()

    def parse(self, frame: bytes, named: bool) -> Sequence[Command]:
        return []

    def close_after(self, event: Event) -> bool:
        return False

    def writes(self, data: bytes) -> Sequence[bytes]:
        return [data] if data else []
