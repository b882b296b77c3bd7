"""The boundary between the link and a framework: dialers, open connections, one attempt.

Each attempt has its own receiver, which turns inert when the attempt is over, so that late
callbacks do no harm.
"""

from collections.abc import Callable
from enum import Enum, auto
from typing import Protocol

import msgspec

from chatservice.client.link.failures import Trouble
from chatservice.client.link.incoming import Incoming, NotOurs, TlsWanted, WebDoor
from chatservice.model.events import Event


class LinkPhase(Enum):
    IDLE = auto()
    DIALLING = auto()
    COMING_IN = auto()
    HERE = auto()
    WAITING = auto()
    REFUSED = auto()
    ENDED = auto()


class LinkTransport(Protocol):
    """An open connection, as a dialer provides it."""

    def send(self, data: bytes) -> None: ...
    def close(self) -> None: ...


class Connector(Protocol):
    """Opens one connection and reports to the receiver; returns a function that gives up."""

    def __call__(self, receiver: "Receiver") -> Callable[[], None]: ...


class LinkStatus(msgspec.Struct, frozen=True):
    """The link's phase. `trouble` says why it is not connected; `retry_at` is on the link's clock."""

    phase: LinkPhase = LinkPhase.IDLE
    trouble: Trouble | None = None
    retry_at: float = 0.0


class Observer(Protocol):
    """Receives the link's events and changes of status."""

    def heard(self, event: Event) -> None: ...
    def changed(self, status: LinkStatus) -> None: ...


class Caller(Protocol):
    """The owner of an attempt."""

    def opened(self) -> None: ...
    def heard(self, event: Event) -> None: ...
    def lost(self, trouble: Trouble) -> None: ...
    def failed(self, trouble: Trouble) -> None: ...


class Receiver:
    """One attempt to connect; inert when it is over."""

    def __init__(self, link: Caller) -> None:
        self._link: Caller | None = link
        self._incoming = Incoming()
        self.wire: LinkTransport | None = None

    def opened(self, wire: LinkTransport) -> None:
        if self._link is None:
            wire.close()
            return
        self.wire = wire
        self._link.opened()

    def received(self, data: bytes) -> None:
        if self._link is None:
            return
        try:
            events = self._incoming.feed(data)
        except TlsWanted:
            self._link.failed(Trouble("tls_wanted", final=True))
            return
        except WebDoor:
            self._link.failed(Trouble("web_door", final=True))
            return
        except NotOurs:
            self._link.failed(Trouble("not_ours"))
            return
        for event in events:
            if self._link is not None:
                self._link.heard(event)

    def closed(self, trouble: Trouble | None = None) -> None:
        """The connection could not be opened, or is closed."""
        if self._link is not None:
            self._link.lost(trouble or Trouble("closed"))

    def die(self) -> None:
        self._link = None
        if self.wire is not None:
            self.wire.close()
