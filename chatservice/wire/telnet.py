"""Telnet option bytes, taken out of a stream (RFC 854, RFC 855).

A telnet client mixes commands into what is typed: IAC (255) and a command byte, for
WILL, WONT, DO and DONT one byte more, and IAC SB ... IAC SE for a subnegotiation. They
are dropped and never answered; a client that asks for an option and hears nothing goes
on without it. IAC IAC is the data byte 255. That byte never occurs in UTF-8, so a
stream without it is handed on untouched. An IAC before a byte that is no command (RFC
854 knows 240 to 255) is data too: it is somebody's Latin-1.

Nothing is held but the state. A subnegotiation that does not end within `SB_MAX` bytes
is taken for text that only looked like one, and what follows is read as text again.
"""

from enum import Enum, auto

SB_MAX = 1024

IAC = 255
SB = 250
SE = 240
WILL = 251
FIRST_COMMAND = 240


class TelnetState(Enum):
    DATA = auto()
    COMMAND = auto()  # after IAC
    OPTION = auto()  # after IAC WILL and its like
    INSIDE = auto()  # in a subnegotiation
    INSIDE_IAC = auto()


class Telnet:
    __slots__ = ("_inside", "_state")

    def __init__(self) -> None:
        self._state = TelnetState.DATA
        self._inside = 0

    def strip(self, data: bytes) -> bytes:
        """`data` without what telnet put into it."""
        if self._state is TelnetState.DATA and b"\xff" not in data:
            return data
        out = bytearray()
        at = 0
        while at < len(data):
            if self._state is TelnetState.DATA:
                end = data.find(b"\xff", at)
                if end < 0:
                    out += data[at:]
                    break
                out += data[at:end]
                self._state = TelnetState.COMMAND
                at = end + 1
            else:
                self._step(data[at], out)
                at += 1
        return bytes(out)

    def _step(self, byte: int, out: bytearray) -> None:
        if self._state is TelnetState.COMMAND:
            self._command(byte, out)
            return
        if self._state is TelnetState.OPTION:
            self._state = TelnetState.DATA
            return
        self._inside += 1
        if self._state is TelnetState.INSIDE_IAC:
            self._state = TelnetState.DATA if byte == SE else TelnetState.INSIDE
        elif byte == IAC:
            self._state = TelnetState.INSIDE_IAC
        if self._inside >= SB_MAX:
            self._state = TelnetState.DATA

    def _command(self, byte: int, out: bytearray) -> None:
        self._state = TelnetState.DATA
        if byte == IAC:
            out.append(IAC)
        elif byte < FIRST_COMMAND:
            out += bytes((IAC, byte))
        elif byte == SB:
            self._state = TelnetState.INSIDE
            self._inside = 0
        elif byte >= WILL:
            self._state = TelnetState.OPTION
