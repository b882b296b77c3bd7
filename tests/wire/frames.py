"""A WebSocket's frames, made and taken apart by hand (RFC 6455, 5.2)."""

import struct

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
UPGRADE = {
    "Upgrade": "websocket",
    "Connection": "keep-alive, Upgrade",  # as Firefox has it
    "Sec_WebSocket_Version": "13",
    "Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ==",
}
MASK = b"\x1a\x2b\x3c\x4d"


def framed(payload: bytes, opcode: int = TEXT, fin: bool = True) -> bytes:
    """As a client sends it: masked."""
    size = len(payload)
    head = bytes([opcode | (0x80 if fin else 0)])
    if size < 126:
        head += bytes([0x80 | size])
    elif size < 65536:
        head += struct.pack("!BH", 0x80 | 126, size)
    else:
        head += struct.pack("!BQ", 0x80 | 127, size)
    return head + MASK + bytes(byte ^ MASK[at % 4] for at, byte in enumerate(payload))


class Frames:
    """What the server sent, taken apart as it comes."""

    def __init__(self):
        self.buffer = b""

    def feed(self, data: bytes) -> list[tuple[int, bytes]]:
        self.buffer += data
        frames = []
        while (frame := self._next()) is not None:
            frames.append(frame)
        return frames

    def _next(self):
        data = self.buffer
        if len(data) < 2:
            return None
        assert not data[1] & 0x80, "a server's frame is not masked"
        assert data[0] & 0xF0 == 0x80, "whole, and not compressed"
        size, at = data[1], 2
        if size == 126:
            size, at = struct.unpack("!H", data[2:4])[0] if len(data) > 3 else 1 << 20, 4
        elif size == 127:
            size, at = struct.unpack("!Q", data[2:10])[0] if len(data) > 9 else 1 << 30, 10
        if len(data) < at + size:
            return None
        self.buffer = data[at + size :]
        return data[0] & 0xF, data[at : at + size]
