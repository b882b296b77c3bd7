"""Opens the link's connections on asyncio, and runs a bot there."""

import asyncio
import contextlib
import hashlib
import secrets
import socket
import ssl
from collections.abc import Callable, Iterable
from typing import Any, cast

import txaio.aio

from chatservice.client.link.bot import BotObserver, Heard
from chatservice.client.link.failures import Trouble
from chatservice.client.link.link import Link
from chatservice.client.link.transport import Connector, Receiver
from chatservice.model.commands import Login

CONNECT_WITHIN = 10.0  # seconds


class _AsyncioTransport(asyncio.Protocol):
    def __init__(self, receiver: Receiver, fingerprint: str, where: str) -> None:
        self._receiver = receiver
        self._fingerprint, self._where = fingerprint, where
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        seen = _fingerprint(self._transport) if self._fingerprint else ""
        if seen == self._fingerprint:
            self._receiver.opened(self)
        else:
            self._receiver.closed(Trouble("changed_certificate", seen, self._where, final=True))
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        self._receiver.received(data)

    def connection_lost(self, error: Exception | None) -> None:
        self._receiver.closed(Trouble("cut") if error else None)

    def send(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(data)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


def _fingerprint(transport: asyncio.Transport) -> str:
    """SHA-256 of the server's certificate, in the format of openssl."""
    certificate = transport.get_extra_info("ssl_object").getpeercert(binary_form=True)
    return hashlib.sha256(certificate).digest().hex(":").upper()


def _context(tls: bool | str) -> ssl.SSLContext | None:
    """How a connection is encrypted: with a `fingerprint` to be compared, no authority is needed."""
    context = ssl.create_default_context() if tls else None
    if context is not None and isinstance(tls, str):
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def dialer(host: str, port: int, tls: bool | str = False) -> Connector:
    """Connects to `host`. With `tls` a trusted authority must have signed the certificate, or its SHA-256
    fingerprint must be `tls`."""
    where = f"{host}:{port}"
    fingerprint = tls if isinstance(tls, str) else ""

    def dial(receiver: Receiver) -> Callable[[], None]:
        async def connect() -> None:
            try:
                await asyncio.wait_for(
                    asyncio.get_running_loop().create_connection(
                        lambda: _AsyncioTransport(receiver, fingerprint, where),
                        host,
                        port,
                        ssl=_context(tls),
                    ),
                    CONNECT_WITHIN,
                )
            except (OSError, TimeoutError) as error:
                receiver.closed(_trouble(error, where))

        task = asyncio.ensure_future(connect())
        return lambda: None if task.done() else cast(None, task.cancel())

    return dial


def _trouble(error: Exception, where: str) -> Trouble:
    if isinstance(error, ssl.SSLError) and "WRONG_VERSION" in str(error.reason):
        return Trouble("no_tls", final=True)
    if isinstance(error, ssl.SSLError):
        return Trouble("tls_failed", str(error.reason or error), final=True)
    if isinstance(error, ConnectionRefusedError):
        return Trouble("refused", where=where)
    if isinstance(error, TimeoutError):
        return Trouble("timed_out", where=where)
    if isinstance(error, socket.gaierror):
        return Trouble("no_such_host", where=where.rpartition(":")[0])
    return Trouble("unreachable", where=where)


def run(
    host: str,
    port: int,
    name: str,
    heard: Heard,
    rooms: Iterable[str] = ("lobby",),
    tls: bool | str = False,
    **login: Any,
) -> None:
    """Run a bot until it is stopped; `heard` receives the link and each event.

    `tls` is True if a trusted authority signed the server's certificate, or else its SHA-256 fingerprint.
    Why it is not connected goes to stderr; if it cannot get in at all, SystemExit with status 1."""

    async def until_refused() -> int:
        loop = asyncio.get_running_loop()
        ended = asyncio.Event()
        observer = BotObserver(heard, ended.set)
        tx = txaio.aio.with_config(loop=loop)
        link = observer.link = Link(
            dialer(host, port, tls),
            observer,
            tx,
            loop.time,
            tx.call_later,
            secrets.SystemRandom().random,
            lambda: secrets.token_hex(16),
        )
        link.start(Login(name=name, **login), rooms)
        await ended.wait()
        return observer.status

    with contextlib.suppress(KeyboardInterrupt):
        status = asyncio.run(until_refused())
        if status:
            raise SystemExit(status)
