"""The operator's door: JSON lines from the first byte, in the operator's own vocabulary."""

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

from chatservice.model import commands as c
from chatservice.model.events import Event
from chatservice.wire.codec import IDLE, Codec, CutFrame
from chatservice.wire.framing import Lines
from chatservice.wire.jsonlines import JSON, Vocabulary

SOCKET = "admin.sock"  # in the data folder

# Done there as in the chat, besides what only the operator does.
SHARED: tuple[type[c.Command], ...] = (
    c.CreateChatroom,
    c.DeleteChatroom,
    c.Role,
    c.Kick,
    c.Ban,
    c.Unban,
    c.Bans,
    c.Mute,
    c.Unmute,
    c.Reports,
    c.Resolve,
    c.Announce,
    c.Lockdown,
    c.Audit,
    c.Ping,
)
UNDERSTOOD: Any = reduce(or_, (*c.OperatorCommand.__subclasses__(), *SHARED))

_vocabulary = Vocabulary(UNDERSTOOD)


class OperatorDecoder:
    """`max_json` is in bytes."""

    name = "operator"
    codec: Codec = JSON
    paced = apart = unfinished = False
    patience = IDLE
    joint = ""
    parse_all = None

    def __init__(self, max_json: int) -> None:
        self._lines = Lines(max_json)

    def feed(self, data: bytes) -> Sequence[CutFrame]:
        return self._lines.feed(data)

    def idle(self) -> Sequence[CutFrame]:
        return []

    def part(self, room: str) -> Sequence[CutFrame]:
        return []

    def end(self) -> Sequence[CutFrame]:
        return self._lines.end()

    def parse(self, frame: bytes, named: bool) -> Sequence[c.Command]:
        return _vocabulary.parse(frame)

    def close_after(self, event: Event) -> bool:
        return False

    def writes(self, data: bytes) -> Sequence[bytes]:
        return [data] if data else []
