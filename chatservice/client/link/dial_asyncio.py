"""Opens the link's connections on asyncio, and runs a bot there."""

import asyncio
import secrets
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
    def __init__(self, receiver: Receiver) -> None:
        self._receiver = receiver
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._receiver.opened(self)

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


def dialer(host: str, port: int, tls: bool = False) -> Connector:
    """Connects to `host`; with `tls` a trusted authority must have signed the certificate."""
    where = f"{host}:{port}"

    def dial(receiver: Receiver) -> Callable[[], None]:
        async def connect() -> None:
            try:
                await asyncio.wait_for(
                    asyncio.get_running_loop().create_connection(
                        lambda: _AsyncioTransport(receiver),
                        host,
                        port,
                        ssl=ssl.create_default_context() if tls else None,
                    ),
                    CONNECT_WITHIN,
                )
            except (OSError, TimeoutError) as error:
                receiver.closed(_trouble(error, where))

        task = asyncio.ensure_future(connect())
        return lambda: None if task.done() else cast(None, task.cancel())

    return dial


def _trouble(error: Exception, where: str) -> Trouble:
    if isinstance(error, ssl.SSLError):
        return Trouble("tls_failed", str(error.reason or error), final=True)
    if isinstance(error, ConnectionRefusedError):
        return Trouble("refused", where=where)
    if isinstance(error, TimeoutError):
        return Trouble("timed_out", where=where)
    return Trouble("unreachable", where=where)


def run(
    host: str, port: int, name: str, heard: Heard, rooms: Iterable[str] = ("lobby",), **login: Any
) -> None:
    """Run a bot until it is stopped; `heard` receives the link and each event."""

    async def forever() -> None:
        loop = asyncio.get_running_loop()
        observer = BotObserver(heard)
        tx = txaio.aio.with_config(loop=loop)
        link = observer.link = Link(
            dialer(host, port),
            observer,
            tx,
            loop.time,
            tx.call_later,
            secrets.SystemRandom().random,
            lambda: secrets.token_hex(16),
        )
        link.start(Login(name=name, **login), rooms)
        await asyncio.Event().wait()

    asyncio.run(forever())
