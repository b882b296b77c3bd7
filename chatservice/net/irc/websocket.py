"""IRC over a WebSocket (IRCv3 websocket): each frame is one message, without its line end.

What an `IrcConnection` writes are lines that it shares with other readers. They become frames here,
so bytes never bypass the transport as those of other WebSockets do.
"""

from typing import Any

from chatservice.net.connection import Connection
from chatservice.net.irc.connection import IrcConnection
from chatservice.net.irc.server import irc_server
from chatservice.net.websocket import FramedTransport, WebSocket
from chatservice.wire.websocket import BINARY, TEXT, frame


class IrcWebSocket(WebSocket):
    def onConnect(self, request: Any) -> str:  # noqa: N802
        return self.protocol_name

    def _connection(self) -> Connection:
        return IrcConnection(self._shared, irc_server(self._shared), self.encrypted)

    def _below(self, connection: Connection) -> FramedTransport:
        opcode = BINARY if self.protocol_name.startswith("binary") else TEXT
        return LineFrames(self, connection, opcode)

    def onMessage(self, payload: bytes, isBinary: bool) -> None:  # noqa: N802, N803
        """Either kind of frame, whichever was agreed on."""
        if self.connection is not None and self._closed_by_peer is None:
            self.connection.dataReceived(payload.rstrip(b"\r\n") + b"\r\n")


class LineFrames(FramedTransport):
    """Each line that is written is a frame. What was written of a line waits for its end."""

    def __init__(self, websocket: WebSocket, connection: Connection, opcode: int) -> None:
        super().__init__(websocket, connection)
        self._put = websocket.transport.write
        self._opcode = opcode
        self._rest = b""
        self.below = None
        self.write = self._write

    def _write(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\r\n")
        if frames := b"".join(frame(line, self._opcode) for line in lines if line):
            self._put(frames)
