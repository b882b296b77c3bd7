"""A connection to the user's session bus (D-Bus specification), in Twisted around the codec of `jeepney`.

Calls are answered by the objects, signals go to `heard`. What a tray says is short: a long message ends the
connection.
"""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageFlag,
    MessageType,
    new_error,
    new_method_call,
    new_method_return,
    new_signal,
)
from jeepney.auth import BEGIN, AuthenticationError, Authenticator
from jeepney.bus import get_connectable_addresses
from jeepney.low_level import Parser
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import UNIXClientEndpoint, connectProtocol
from twisted.internet.protocol import Protocol

from chatservice.client.tray.bus_objects import BusObject

MESSAGE_MAX = 256 * 1024  # bytes
BUS = "org.freedesktop.DBus"
UNKNOWN = "org.freedesktop.DBus.Error.UnknownMethod"


class CallFailed(Exception):
    """The other side answered with an error; its text is the error's name."""


class SessionBus(Protocol):
    """`ready` is called once messages can be sent, `lost` when they cannot any more."""

    transport: Any

    def __init__(
        self, ready: Callable[[], None], heard: Callable[[Message], None], lost: Callable[[], None]
    ) -> None:
        self._ready, self._heard, self._lost = ready, heard, lost
        self._login = Authenticator()
        self._parser = Parser()
        self._pending: dict[int, Deferred[tuple[Any, ...]]] = {}
        self._serial = 0
        self.objects: dict[str, BusObject] = {}

    def connectionMade(self) -> None:  # noqa: N802
        self._go_on()

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        try:
            if self._login.authenticated:
                self._feed(data)
            else:
                self._login.feed(data)
                self._go_on()
        except (AuthenticationError, ValueError, LookupError, TypeError):  # no D-Bus
            self.transport.abortConnection()

    def _go_on(self) -> None:
        for words in iter(self._login.data_to_send, None):
            if not words:
                return
            self.transport.write(words)
        self.transport.write(BEGIN)
        self.call(DBusAddress("/org/freedesktop/DBus", BUS, BUS), "Hello").addCallbacks(
            lambda body: self._ready(), lambda failure: self.transport.abortConnection()
        )

    def _feed(self, data: bytes) -> None:
        self._parser.add_data(data)
        while self._parser.buf.bytes_buffered >= 16:
            if self._parser.bytes_desired() + self._parser.buf.bytes_buffered > MESSAGE_MAX:
                self.transport.abortConnection()
                return
            message = self._parser.get_next_message()
            if message is None:
                return
            self._received(message)

    def _received(self, message: Message) -> None:
        kind, fields = message.header.message_type, message.header.fields
        pending = self._pending.pop(fields.get(HeaderFields.reply_serial, 0), None)
        if kind is MessageType.method_call:
            self._answer(message)
        elif kind is MessageType.signal:
            self._heard(message)
        elif pending is not None and kind is MessageType.method_return:
            pending.callback(message.body)
        elif pending is not None:
            pending.errback(CallFailed(fields.get(HeaderFields.error_name, "")))

    def _answer(self, message: Message) -> None:
        fields = message.header.fields
        target = self.objects.get(fields.get(HeaderFields.path, ""))
        interface, member = fields.get(HeaderFields.interface, ""), fields.get(HeaderFields.member, "")
        try:
            if target is None:
                raise LookupError(member)
            reply = target.answer(interface, member, message.body)
        except (LookupError, TypeError, ValueError):
            answer = new_error(message, UNKNOWN, "s", (f"{interface}.{member} is unknown",))
        else:
            answer = new_method_return(message, *reply)
        if not message.header.flags & MessageFlag.no_reply_expected:
            self._send(answer)

    def _send(self, message: Message) -> int:
        self._serial += 1
        self.transport.write(message.serialise(serial=self._serial))
        return self._serial

    def call(
        self, address: DBusAddress, member: str, signature: str | None = None, body: tuple[Any, ...] = ()
    ) -> "Deferred[tuple[Any, ...]]":
        """The values of the reply; fails with CallFailed. Nothing is started by a call."""
        message = new_method_call(address, member, signature, body)
        message.header.flags |= MessageFlag.no_auto_start
        reply: Deferred[tuple[Any, ...]] = Deferred()
        self._pending[self._send(message)] = reply
        return reply

    def signal(self, path: str, interface: str, member: str) -> None:
        """A signal without values."""
        self._send(new_signal(DBusAddress(path, interface=interface), member))

    def connectionLost(self, reason: Any = None) -> None:  # noqa: N802
        pending, self._pending = self._pending, {}
        for each in pending.values():
            each.errback(CallFailed("the connection ended"))
        self._lost()


def bus_path(environment: Mapping[str, str]) -> str:
    """Where the user's session bus listens; empty where there is none."""
    addresses = environment.get("DBUS_SESSION_BUS_ADDRESS", "")
    try:
        return str(next(get_connectable_addresses(addresses))) if addresses else _usual_path(environment)
    except (RuntimeError, ValueError, StopIteration):
        return ""


def _usual_path(environment: Mapping[str, str]) -> str:
    path = Path(environment.get("XDG_RUNTIME_DIR") or "/nowhere") / "bus"
    return str(path) if path.is_socket() else ""


def connect(reactor: Any, bus: SessionBus) -> None:
    """Connect it to the session bus, or call its `lost`."""
    path = bus_path(os.environ)
    if not path:
        bus.connectionLost()
        return
    connected = connectProtocol(UNIXClientEndpoint(reactor, path), bus)
    connected.addErrback(lambda failure: bus.connectionLost())
