"""The one place that builds and joins everything: settings in, a running server out."""

import secrets
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from twisted.application.service import IService
from twisted.internet.defer import Deferred
from twisted.logger import Logger

from chatservice.core.chat import Chat
from chatservice.core.ports import Clock, Storage
from chatservice.errors import StartError
from chatservice.model.commands import Command
from chatservice.net.connection import Turn
from chatservice.net.doors import Door, DoorFactory, Port, Shared
from chatservice.net.notice_files import NoticeFile, watch
from chatservice.net.service import ChatService, Server, spawn
from chatservice.options import Options
from chatservice.settings import Settings
from chatservice.storage.sqlite import open_storage
from chatservice.wire.codec import Door as WireDoor
from chatservice.wire.exact import PipeDoor, PromptDoor
from chatservice.wire.line import LineDoor

__all__ = ["Options", "build", "makeService"]

log = Logger()


def makeService(options: Options) -> IService:  # noqa: N802
    from twisted.internet import reactor  # noqa: PLC0415 (the plug-in may be listed without one)

    settings = options.settings

    def start() -> Server:
        try:
            return build(settings, reactor)
        except StartError as error:
            if options.parent is None or not options.parent.get("nodaemon"):
                raise  # twistd hands the text to the process that waits for the daemon
            sys.stderr.write(f"chat: {error}\n")
            raise SystemExit(1) from None

    return ChatService(start)  # type: ignore[return-value]


def join(settings: Settings, storage: Storage, clock: Clock) -> Shared:
    """Core on `storage`, and what connections share; nothing listens yet."""
    turn = Turn(clock.callLater)
    chat = Chat(
        settings,
        storage,
        clock=clock,
        spawn=spawn,
        promise=Deferred,
        soon=turn.soon,
        token=lambda: secrets.token_urlsafe(16),
        report=_report,
    )
    turn.before = chat.hub.flush
    storage.log.on_batch = turn.end
    return Shared(chat, settings, clock, turn)


def build(settings: Settings, reactor: Any) -> Server:
    """A server whose database and doors are open; nobody is let in before its `start`.

    Raises StartError, with everything closed again.
    """
    storage = open_storage(settings, reactor)
    shared = join(settings, storage, reactor)
    opened: list[tuple[Door, Port]] = []
    try:
        for door in _doors(settings, shared):
            opened.append((door, door.open(reactor)))  # noqa: PERF401 (what is open is closed below)
    except StartError:
        for _, port in opened:
            port.stopListening()
        storage.close()
        raise
    data = Path(settings.data)
    notices = shared.chat.notices
    files = [
        NoticeFile(data / settings.motd_file, notices.set_motd),
        NoticeFile(data / settings.announcement_file, notices.announce),
    ]
    return Server(shared.chat, shared, storage, opened, partial(watch, reactor, files))


def line_door(settings: Settings) -> LineDoor:
    return LineDoor(
        max_line=settings.max_line,
        max_json=settings.max_json,
        disconnect_message=settings.disconnect_message,
    )


def pipe_door(settings: Settings) -> PipeDoor:
    return PipeDoor(max_line=settings.max_line)


def prompt_door(settings: Settings) -> PromptDoor:
    return PromptDoor(max_line=settings.max_line)


def _doors(settings: Settings, shared: Shared) -> list[Door]:
    kinds: list[tuple[str, str | None, Callable[[Settings], WireDoor], str]] = [
        ("--port", settings.port, line_door, "Join"),
        ("--pipe-port", settings.pipe_port, pipe_door, "Join with a client of pipes (BROADCAST|text)"),
        ("--prompt-port", settings.prompt_port, prompt_door, "Join with a client that is prompted (ROOM)"),
    ]
    return [
        Door(option, where, settings.bind, DoorFactory(shared, partial(make, settings)), how)
        for option, where, make, how in kinds
        if where is not None
    ]


def _report(error: Exception, command: Command | None) -> None:
    """A defect, with its traceback. The command's type is told, its texts are not."""
    log.failure("{command} failed", command=type(command).__name__)
