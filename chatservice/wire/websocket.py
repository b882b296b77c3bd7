"""The dialect of browsers: the JSON of programs, one object a text frame of a WebSocket.

The server's frames are built here (RFC 6455, 5.2), because they are neither masked nor
compressed: one frame, built once, serves every reader. Incoming frames are unmasked by the
connection; a message is one command.
"""

import struct
from collections.abc import Mapping, Sequence

from chatservice import errors
from chatservice.errors import Fault, LineTooLong
from chatservice.model.commands import Command
from chatservice.model.events import Event
from chatservice.wire import jsonlines
from chatservice.wire.codec import IDLE, Codec, CutFrame

TEXT, BINARY = 0x81, 0x82  # FIN and the opcode
IRC_PROTOCOLS = ("text.ircv3.net", "binary.ircv3.net")  # sub-protocols
SHORT, MEDIUM = 125, 0xFFFF  # the longest payloads whose length takes one byte, and three

NORMAL, GOING_AWAY, POLICY, DEFECT, TRY_LATER = 1000, 1001, 1008, 1011, 1013
CLIENT_CODES = frozenset({1000, 1001, 1002, 1003, *range(1007, 1015)})
REASON_MAX = 123  # bytes of a close frame after its code (RFC 6455, 5.5)

# How a connection ends (RFC 6455, 7.4.1): any other code broke a rule of this server.
CLOSE_CODES: Mapping[type[Fault], int] = {
    errors.Internal: DEFECT,
    errors.ServerFull: TRY_LATER,
    errors.ServerStopping: GOING_AWAY,
}


def irc_protocol(offered: str) -> str:
    """The first sub-protocol of IRC that a client offers; empty if there is none."""
    return next((name for name in map(str.strip, offered.split(",")) if name in IRC_PROTOCOLS), "")


def frame(payload: bytes, opcode: int = TEXT) -> bytes:
    size = len(payload)
    if size <= SHORT:
        return b"%c%c%b" % (opcode, size, payload)
    if size <= MEDIUM:
        return struct.pack("!BBH", opcode, 126, size) + payload
    return struct.pack("!BBQ", opcode, 127, size) + payload


def close_fault(code: int | None, reason: bytes) -> tuple[int, str] | None:
    """Code and words for a close frame that RFC 6455 forbids (7.4, 5.5.1); None if it is right."""
    if code is not None and not (code in CLIENT_CODES or 3000 <= code < 5000):
        return 1002, "this code may not be in a close frame"
    try:
        reason.decode()
    except UnicodeDecodeError:
        return 1007, "the reason is not UTF-8"
    return None


def close_code(fault: Fault | None) -> tuple[int, str]:
    """The code and reason of the close frame: the reason is the fault's own code."""
    if fault is None:
        return NORMAL, "bye"
    return CLOSE_CODES.get(type(fault), POLICY), fault.code


class FramedJson:
    name = "websocket"
    echo = True
    acks = True
    by_viewer = False
    joins = False
    lists = False
    encode_all = None
    patient = False

    def encode(self, event: Event, viewer: str) -> bytes:
        return frame(jsonlines.JSON.encode(event, viewer)[:-1])


FRAMED_JSON = FramedJson()


class MessageDecoder:
    """`feed` takes complete messages; `max_json` is in bytes."""

    __slots__ = ("_max_json", "codec")

    name = "websocket"
    paced = apart = False
    unfinished = False
    patience = IDLE
    joint = ""
    parse_all = None

    def __init__(self, *, max_json: int) -> None:
        self.codec: Codec = FRAMED_JSON
        self._max_json = max_json

    def feed(self, data: bytes) -> Sequence[CutFrame]:
        return [LineTooLong(self._max_json) if len(data) > self._max_json else data]

    def idle(self) -> Sequence[CutFrame]:
        return []

    def part(self, room: str) -> Sequence[CutFrame]:
        return []

    def end(self) -> Sequence[CutFrame]:
        return []

    def parse(self, frame: bytes, named: bool) -> Sequence[Command]:
        return jsonlines.parse(frame)

    def close_after(self, event: Event) -> bool:
        return False

    def writes(self, data: bytes) -> Sequence[bytes]:
        return [data]
