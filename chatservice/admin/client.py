"""chatctl's end of the operator's socket: commands out, answers in, one JSON object a line."""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from chatservice import __version__
from chatservice.admin.errors import AdminError, NoServerError, refusal
from chatservice.admin.output import Printer
from chatservice.admin.steps import Steps
from chatservice.model import events as e
from chatservice.model.commands import Command
from chatservice.model.upkeep import Progress, UpkeepEvent
from chatservice.wire.operator import SOCKET

PATIENCE = 120.0  # seconds to wait for the server
REF = 1  # one command at a time
LINE_MAX = 64 * 1024 * 1024  # bytes of one answer

ANSWERS: Any = reduce(
    or_,
    (
        *UpkeepEvent.__subclasses__(),
        e.Hello,
        e.Bye,
        e.Error,
        e.Pong,
        e.Announced,
        e.AuditPage,
        e.ChatroomDeleted,
        e.InvitationIs,
        e.InvitationList,
        e.LockdownIs,
        e.Moderated,
        e.ReportIs,
        e.ReportList,
        e.Revoked,
        e.RoleIs,
        e.RoomMade,
        e.SanctionList,
        e.TokenList,
    ),
)
_decode = msgspec.json.Decoder(ANSWERS).decode
_encode = msgspec.json.Encoder().encode_lines


def perform(data: Path, steps: Steps, out: Printer) -> None:
    """Do `steps` at the server that runs on the folder `data`. Raises AdminError, NoServerError."""
    with connected(data) as server:
        command = next(steps, None)
        while command is not None:
            answer = server.ask(command, out.progress)
            try:
                command = steps.send(answer)
            except StopIteration:
                return


def ask(data: Path, command: Command) -> Any:
    """The answer of the running server. Raises AdminError, NoServerError."""
    with connected(data) as server:
        return server.ask(command)


def answers(data: Path) -> bool:
    """Whether a server is listening there."""
    try:
        _connect(data).close()
    except NoServerError:
        return False
    return True


@contextmanager
def connected(data: Path) -> "Iterator[RunningServer]":
    with _connect(data) as link, link.makefile("rb") as incoming:
        try:
            yield RunningServer(link, incoming)
        except TimeoutError:
            raise AdminError(
                "no_answer", "The server does not answer. It may be stuck: see its log."
            ) from None
        except ConnectionError as error:
            raise AdminError("gone", f"The server went away: {error.strerror or error}.") from None


class RunningServer:
    """A running server, which answers commands."""

    def __init__(self, link: socket.socket, incoming: BinaryIO) -> None:
        self._link = link
        self._incoming = incoming
        self._version = ""  # known after its greeting

    def ask(
        self, command: Command, watch: Callable[[int, int, str], None] = lambda done, total, what: None
    ) -> Any:
        """Returns the answer. Raises AdminError."""
        with suppress(BrokenPipeError, ConnectionResetError):  # it has already refused, with a reason
            self._link.sendall(_encode((msgspec.structs.replace(command, ref=REF),)))
        while True:
            event = self._next()
            if isinstance(event, e.Hello):
                self._version = event.version
            elif isinstance(event, Progress):
                watch(event.done, event.total, event.what)
            elif isinstance(event, e.Error | e.Bye):
                raise self._refusal(command, event)
            elif getattr(event, "ref", None) == REF:
                return event

    def _next(self) -> Any:
        line = self._incoming.readline(LINE_MAX)
        if not line.endswith(b"\n"):
            raise AdminError("gone", "The server ended before it had answered.")
        try:
            return _decode(line)
        except msgspec.DecodeError as error:
            if self._version != __version__:
                raise _other(self._version) from None
            raise AdminError("bad_answer", f"The server's answer is not understood: {error}.") from None

    def _refusal(self, command: Command, event: e.Error | e.Bye) -> AdminError:
        if event.code == "unknown_command" and self._version != __version__:
            return _other(self._version)
        return refusal(command, event.code, event.text)


def _other(version: str) -> AdminError:
    return AdminError(
        "other_version",
        f"The server is of version {version[:20] or 'unknown'}, this chatctl of {__version__}: "
        "restart the server after an upgrade, and use the chatctl that came with it.",
    )


def _connect(data: Path) -> socket.socket:
    path = data / SOCKET
    link = socket.socket(socket.AF_UNIX)
    link.settimeout(PATIENCE)
    try:
        folder = os.open(data, os.O_RDONLY | os.O_DIRECTORY)
        try:
            link.connect(f"/proc/self/fd/{folder}/{SOCKET}" if len(str(path)) > 100 else str(path))
        finally:
            os.close(folder)
    except (FileNotFoundError, ConnectionRefusedError, NotADirectoryError):
        link.close()
        raise NoServerError from None
    except OSError as error:
        link.close()
        raise AdminError("not_allowed", f"{path}: {error.strerror}.") from None
    return link
