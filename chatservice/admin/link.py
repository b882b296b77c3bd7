"""chatctl's end of the socket; and, when nobody is at the other one, doing it in its place."""

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chatservice.admin import frames
from chatservice.admin.frames import (
    FRAME_MAX,
    NAME,
    AdminError,
    ControlEnd,
    ControlFailure,
    ControlProgress,
    ControlRequest,
    ControlRows,
)
from chatservice.admin.verbs import Verb
from chatservice.clock import steady
from chatservice.errors import StartError
from chatservice.settings.schema import Settings

if TYPE_CHECKING:
    from twisted.python.failure import Failure

    from chatservice.admin.desk import VerbReply

PATIENCE = 120.0  # seconds without a word from the server


class NoServerError(Exception):
    """Nobody answers in that data folder."""


def ask(data: Path, verb: Verb, reply: "VerbReply") -> None:
    """Have the running server do `verb`. Raises AdminError, NoServerError."""
    with _connect(data) as link:
        try:
            link.sendall(frames.encode(ControlRequest(do=verb)))  # type: ignore[arg-type]
            with link.makefile("rb") as answer:
                _listen(answer, reply)
        except TimeoutError:
            raise AdminError(
                "no_answer", "The server does not answer. It may be stuck: see its log."
            ) from None
        except OSError as error:
            raise AdminError("gone", f"The server went away: {error.strerror or error}.") from None


def answers(data: Path) -> bool:
    """Whether a server listens there."""
    try:
        _connect(data).close()
    except NoServerError:
        return False
    return True


def _connect(data: Path) -> socket.socket:
    path = data / NAME
    link = socket.socket(socket.AF_UNIX)
    link.settimeout(PATIENCE)
    try:
        folder = os.open(data, os.O_RDONLY | os.O_DIRECTORY)
        try:
            link.connect(f"/proc/self/fd/{folder}/{NAME}" if len(str(path)) > 100 else str(path))
        finally:
            os.close(folder)
    except (FileNotFoundError, ConnectionRefusedError, NotADirectoryError):
        link.close()
        raise NoServerError from None
    except OSError as error:
        link.close()
        raise AdminError("not_allowed", f"{path}: {error.strerror}.") from None
    return link


def _listen(answer: Any, reply: "VerbReply") -> None:
    while True:
        line = answer.readline(FRAME_MAX + 1)
        if not line.endswith(b"\n"):
            raise AdminError("gone", "The server ended before it had answered.")
        frame = frames.frame(line)
        if isinstance(frame, ControlRows):
            reply.rows(list(frame.rows))
        elif isinstance(frame, ControlProgress):
            reply.progress(frame.done, frame.total, frame.what)
        elif isinstance(frame, ControlFailure):
            raise AdminError(frame.code, frame.text)
        elif isinstance(frame, ControlEnd):
            return


def do_here(settings: Settings, verb: Verb, reply: "VerbReply") -> None:
    """Do `verb` in the server's place; the folder is ours meanwhile. Raises AdminError."""
    # Only when it is needed: an answer of a running server is there before this is loaded.
    from twisted.internet import reactor as installed  # noqa: PLC0415
    from twisted.internet.defer import Deferred  # noqa: PLC0415

    from chatservice.admin.alone import open_desk  # noqa: PLC0415

    reactor: Any = installed
    steady(reactor)
    ended: list[Failure | None] = []

    async def work() -> None:
        desk, close = await open_desk(settings, reactor)
        try:
            await desk.do(verb, reply)
        finally:
            await close()

    def begin() -> None:
        working = Deferred.fromCoroutine(work())
        working.addBoth(ended.append)
        working.addBoth(lambda _: reactor.stop())

    reactor.callWhenRunning(begin)
    reactor.run()
    if not ended:
        raise KeyboardInterrupt
    failure = ended[0]
    if failure is not None:
        if isinstance(failure.value, StartError):
            raise AdminError("cannot_open", str(failure.value))
        failure.raiseException()
