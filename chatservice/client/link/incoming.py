"""Parses what a server sends: bytes in, events out. Pure.

A server greets people before it knows that a program is connected: lines that begin with
``* `` are skipped until the first JSON object. A line that begins with ``! `` is a refusal
in words. Anything else first means that this is no server of ours. Later, events of unknown
kinds are skipped (`docs/protocol.md`: be ready for more).
"""

from functools import reduce
from operator import or_
from typing import Any

import msgspec

from chatservice.model.events import Error, Event
from chatservice.wire.fault_text import TLS_WANTED

FRAME_MAX = 8 * 1024 * 1024  # bytes of one line; a server's answers fit its outbox, 1 MiB by default
GREETING_MAX = 64 * 1024  # bytes before the first event


TLS_ALERT = b"\x15\x03"  # how other TLS servers answer plain text (RFC 8446, 5.1)


class NotOurs(Exception):
    """The other end does not speak our protocol."""


class TlsWanted(NotOurs):
    """The other end speaks it over TLS."""


class WebDoor(NotOurs):
    """The other end speaks HTTP."""


def _leaves(kind: type[Event]) -> list[type[Event]]:
    below = kind.__subclasses__()
    return [leaf for subclass in below for leaf in _leaves(subclass)] if below else [kind]


KINDS = {str(kind.__struct_config__.tag): kind for kind in _leaves(Event)}


class _IncomingHead(msgspec.Struct):
    event: str = ""


_head = msgspec.json.Decoder(_IncomingHead).decode
_known: Any = reduce(or_, KINDS.values())
_decode = msgspec.json.Decoder(_known).decode


class Incoming:
    """The bytes of one connection; `feed` takes them in pieces of any size."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._held = 0
        self._greeted = 0
        self._agreed = False

    def feed(self, data: bytes) -> list[Event]:
        """The events in `data`; raises NotOurs."""
        *lines, rest = data.split(b"\n")
        events = []
        for line in lines:
            event = self._read(self._whole(line))
            if event is not None:
                events.append(event)
        if rest:
            self._pieces.append(rest)
            self._held += len(rest)
            self._check_held(rest)
        return events

    def _whole(self, end: bytes) -> bytes:
        if not self._pieces:
            return end
        line = b"".join([*self._pieces, end])
        self._pieces.clear()
        self._held = 0
        return line

    def _check_held(self, rest: bytes) -> None:
        if self._held > (FRAME_MAX if self._agreed else GREETING_MAX):
            raise NotOurs
        if not self._agreed and self._pieces[0].startswith(TLS_ALERT):
            raise TlsWanted
        if not self._agreed and self._pieces[0][:1] not in b"*!{H":
            raise NotOurs

    def _read(self, line: bytes) -> Event | None:
        if not self._agreed:
            words = line.rstrip(b"\r")
            if words == TLS_WANTED.rstrip():
                raise TlsWanted
            if words.startswith(b"HTTP/"):
                raise WebDoor
            if words.startswith(b"! "):
                return Error(code="refused", text=words[2:].decode("utf-8", "replace"))
            if words.startswith(b"* ") or not words:
                self._greeted += len(line) + 1
                if self._greeted > GREETING_MAX:
                    raise NotOurs
                return None
        return self._event(line)

    def _event(self, line: bytes) -> Event | None:
        try:
            event: Event = _decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            self._pass_over(line)
            return None
        self._agreed = True
        return event

    def _pass_over(self, line: bytes) -> None:
        """Skip an event of a kind newer than this client; anything else is no event."""
        try:
            head = _head(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise NotOurs from None
        if not head.event:
            raise NotOurs
        self._agreed = True
