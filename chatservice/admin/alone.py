"""A chat on a data folder that no server is running on, for chatctl in the server's place.

It has no doors: nobody is let in, so nothing of the network is loaded.
"""

import secrets
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from twisted.internet.defer import Deferred
from twisted.logger import Logger

from chatservice.admin.desk import AdminService
from chatservice.clock import SystemClock
from chatservice.core.chat import Chat
from chatservice.core.dispatch import table
from chatservice.core.log_relay import LogRelay
from chatservice.core.ports import NoSandbox
from chatservice.model.commands import Command
from chatservice.settings.schema import Settings
from chatservice.storage.opening import open_storage, prepare
from chatservice.storage.passwords import Argon2

log = Logger()


async def open_desk(settings: Settings, reactor: Any) -> tuple[AdminService, Callable[[], Awaitable[None]]]:
    """The desk, and how to close it. Raises StartError, also when a server has the folder."""
    folder = prepare(settings)
    relay = LogRelay()
    storage = open_storage(settings, reactor, relay, folder)
    passwords = Argon2(reactor, settings.password_queue)
    chat = Chat(
        settings,
        storage,
        passwords,
        clock=SystemClock(reactor),
        spawn=_spawn,
        promise=Deferred,
        soon=lambda: None,  # nobody reads
        token=lambda: secrets.token_hex(16),
        report=_report,
        sandbox=NoSandbox("no server is running"),
        table=table,
    )
    relay.follow(chat.hub.flush, chat.trimmed, chat.behind.reopened)
    await chat.start()

    async def close() -> None:
        chat.stop()
        passwords.close()
        await storage.close()

    return AdminService(chat, str(folder.data)), close


def _spawn(work: Coroutine[Any, Any, None]) -> None:
    Deferred.fromCoroutine(work).addErrback(lambda failure: log.failure("background work failed", failure))


def _report(error: Exception, command: Command | None) -> None:
    log.failure("{command} failed", command=type(command).__name__)
