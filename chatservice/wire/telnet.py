"""Removes telnet option bytes from a stream (RFC 854, RFC 855).

A telnet client mixes commands into what is typed: IAC (255) and a command byte, for
WILL, WONT, DO and DONT one byte more, and IAC SB ... IAC SE for a subnegotiation. They
are dropped and never answered; a client that offers an option and gets no answer goes
on without it. IAC IAC is the data byte 255. That byte never occurs in UTF-8, so a
stream without it is passed on untouched. An IAC before a byte that is not a command (RFC
854 defines 240 to 255) is data too: Latin-1 text.

Only the state is kept. A subnegotiation that does not end within `SB_MAX` bytes was text that
only looked like one, and what follows is read as text again.
"""

import re
from enum import Enum, auto

SB_MAX = 1024

IAC = b"\xff"

# A read may be all commands, so it is split by patterns: first up to a long subnegotiation or
# the end, then the runs of text and of IACs that are text, between commands.
COMMAND = rb"\xff(?:[\xf0-\xf9]|[\xfb-\xfe][\s\S]|\xfa(?:[^\xff]|\xff[^\xf0]){0,127}+\xff\xf0)"
TEXT = rb"(?:[^\xff]++|\xff[\x00-\xef])++"
WHOLE = re.compile(rb"(?:" + TEXT + rb"|\xff\xff|" + COMMAND + rb")*+")
KEPT = re.compile(rb"(?:" + COMMAND + rb")*+(?:(" + TEXT + rb")|((?:\xff\xff)++)|\Z)")
INSIDE = re.compile(rb"(?:[^\xff]++|\xff[^\xf0])*+(\xff\xf0)?")


class TelnetState(Enum):
    DATA = auto()
    COMMAND = auto()  # after IAC
    OPTION = auto()  # after IAC WILL and its like
    INSIDE = auto()  # in a subnegotiation
    INSIDE_IAC = auto()


# The bytes that bring a stream into each state. Which option it was makes no difference.
SO_FAR = {TelnetState.COMMAND: IAC, TelnetState.OPTION: b"\xff\xfb", TelnetState.INSIDE_IAC: IAC}


class Telnet:
    __slots__ = ("_inside", "state")

    def __init__(self) -> None:
        self.state = TelnetState.DATA
        self._inside = 0

    def strip(self, data: bytes) -> bytes:
        """`data` without telnet commands."""
        if self.state is TelnetState.DATA and IAC not in data:
            return data
        out = bytearray()
        data = SO_FAR.get(self.state, b"") + data
        at = 0
        if self.state is TelnetState.INSIDE_IAC:
            self._inside -= 1
        if self.state in (TelnetState.INSIDE, TelnetState.INSIDE_IAC):
            at = self._skip(data, 0)
        else:
            self.state = TelnetState.DATA
        while at < len(data):
            whole = WHOLE.match(data, at)
            if whole is not None and whole[0]:
                out += b"".join([text or twice[::2] for text, twice in KEPT.findall(whole[0])])
                at = whole.end()
                continue
            if data[at + 1 : at + 2] != b"\xfa":
                self.state = TelnetState.COMMAND if len(data) == at + 1 else TelnetState.OPTION
                break
            self._inside = 0
            at = self._skip(data, at + 2)
        return bytes(out)

    def _skip(self, data: bytes, at: int) -> int:
        """The end of a subnegotiation whose content begins or continues at `at`."""
        self.state = TelnetState.INSIDE
        last = at + SB_MAX - self._inside
        found = INSIDE.match(data, at, last)
        end = found.end() if found is not None else at
        if found is not None and found[1]:
            self.state = TelnetState.DATA
        elif end < min(last, len(data)):  # an IAC, and nothing after it yet
            end += 1
            self.state = TelnetState.INSIDE_IAC
        self._inside += end - at
        if self._inside >= SB_MAX:
            self.state = TelnetState.DATA
        return end
