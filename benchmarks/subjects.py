"""The subjects: each can be started on a port, and speaks a dialect.

The project's own server is one of them, behind the same small interface as its peers.
"""

import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from benchmarks import dialects
from benchmarks.build import program
from benchmarks.dialects import Dialect
from benchmarks.process import Child, Cores

PATIENCE = 30.0
CHECKOUT = Path(__file__).resolve().parent.parent


class MissingError(Exception):
    """The subject cannot run here. The text is one line that says why."""


class StartError(Exception):
    """The subject did not start. The text is its error, in one line."""


class Subject:
    """A kind of server."""

    name = ""
    title = ""
    dialect: Dialect
    peer = False  # one of those that ratios are formed against
    project = False  # this project's own server, with its log on
    slow = False  # a quick run leaves it out, unless it is named
    foreign = False  # somebody else's server: what it loses under load is noted, and no fault of ours
    earlier = False  # as it was in another checkout
    keeps = "nothing"  # what of a line is on disk, and when
    durable = "never"  # the same in two words, for a column
    at_once = 100  # logins under way
    one_room_most = 1_000_000  # people who come into one room in a bearable time
    only: tuple[str, ...] = ()  # the cases that it takes part in, if not in all

    def prepare(self) -> None:
        """Get what it needs, or raise MissingError."""

    def version(self) -> str:
        raise NotImplementedError

    def launch(self, folder: Path, port: int, cores: Cores) -> Child:
        """A process that will listen on `port`, with all its files in `folder`."""
        raise NotImplementedError

    def tls(self) -> "Subject | None":
        """The same server behind TLS, if supported."""
        return None

    def socket(self) -> "Subject | None":
        """The same server's WebSocket, if it has one."""
        return None

    def start(self, folder: Path, cores: Cores, patience: float = 30.0) -> "Server":
        """A server that answers, on a port that was free."""
        folder.mkdir(parents=True, exist_ok=True)
        for attempt in range(3):
            port = free_port()
            began = time.monotonic()
            child = self.launch(folder, port, cores)
            try:
                while time.monotonic() - began < patience and child.alive:
                    if _answers(port) and child.alive:
                        return Server(self, child, port, time.monotonic() - began)
                    time.sleep(0.005)
            except BaseException:
                child.end()
                raise
            child.end()
            if attempt < 2 and "in use" in child.last_words().lower():
                continue  # somebody took the port between asking for it and listening
            break
        raise StartError(f"{self.title} did not come up: {child.last_words()}")


@dataclass
class Server:
    """A running subject."""

    subject: Subject
    child: Child
    port: int
    start_seconds: float  # until it took a connection

    def end(self) -> None:
        self.child.end()


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port: int = s.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


class Floor(Subject):
    name = "floor"
    title = "bare epoll in C"
    dialect = dialects.LINES

    def prepare(self) -> None:
        program("floor")

    def version(self) -> str:
        return "this checkout's floor.c"

    def launch(self, folder: Path, port: int, cores: Cores) -> Child:
        return Child(
            [str(program("floor")), str(port)], core=cores.server, log=folder / "floor.log", talks=True
        )


class PlainLoop(Subject):
    name = "plain"
    title = "Twisted, plain loop"
    dialect = dialects.LINES

    def version(self) -> str:
        return twisted_version()

    def launch(self, folder: Path, port: int, cores: Cores) -> Child:
        return Child(
            [sys.executable, str(Path(__file__).with_name("plain_loop.py")), str(port)],
            core=cores.server,
            log=folder / "plain.log",
        )


class Chat(Subject):
    """The project's own server with its defaults: the log on disk, permissions, history.

    That of another checkout is measured beside it as the earlier version.
    """

    project = True
    door = "--port"
    keeps = "each line on disk before it is delivered or acknowledged"
    durable = "before delivery"
    first = False  # whether other programs on the machine wait for it

    def __init__(self, checkout: Path = CHECKOUT) -> None:
        self.checkout = checkout
        self.earlier = checkout != CHECKOUT
        if self.earlier:
            self.name = before(self.name)
            self.title = f"before, {self.dialect.name}"

    def prepare(self) -> None:
        if not (self.checkout / "chatservice" / "tap.py").exists():
            raise MissingError(f"chatservice: no server in {self.checkout}")

    def version(self) -> str:
        git = shutil.which("git")
        commit = ""
        if git:
            command = [git, "describe", "--always", "--dirty"]
            done = subprocess.run(command, cwd=self.checkout, capture_output=True, text=True, check=False)
            commit = done.stdout.strip()
        return f"{commit or 'this checkout'}, {twisted_version()}"

    def launch(self, folder: Path, port: int, cores: Cores) -> Child:
        command = [sys.executable, "-m", *self.program(folder), self.door, str(port)]
        command += ["--data", str(folder / "data")]
        # No limit on how often and on how many from here: the load is meant to be heavy.
        known = _settings(self.checkout)
        for option in known:
            if option.endswith("_rate") or option == "clients_per_address":
                command += ["--" + option.replace("_", "-"), "none"]
        for other in ("--port", "--http-port"):
            if self.door != other and other[2:].replace("-", "_") in known:
                command += [other, "none"]
        return Child(
            command,
            core=cores.server,
            log=folder / "chat.log",
            env={**os.environ, "PYTHONPATH": str(self.checkout)},
            cwd=folder,
            first=self.first,
        )

    def program(self, folder: Path) -> Sequence[str]:
        """The module that is run, and its first arguments."""
        return ("chatservice",)


def before(name: str) -> str:
    """The name of the subject `name` of another checkout."""
    return f"before-{name}"


@cache
def _settings(checkout: Path) -> tuple[str, ...]:
    """The names of its settings."""
    code = (
        "try: from chatservice.settings.schema import Settings\n"
        "except ImportError: from chatservice.settings import Settings  # an older layout\n"
        "print(*Settings.__struct_fields__)"
    )
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    told = subprocess.run(
        [sys.executable, "-c", code], cwd="/", env=environment, capture_output=True, text=True, check=False
    )
    if told.returncode:
        raise StartError(f"no settings in {checkout}: {told.stderr.strip().rpartition(chr(10))[2]}")
    return tuple(told.stdout.split())


class ChatText(Chat):
    name = "chat-text"
    title = "chatservice, text"
    dialect = dialects.TEXT


class ChatJson(Chat):
    name = "chat-json"
    title = "chatservice, JSON"
    dialect = dialects.JSON

    def tls(self) -> Subject | None:
        return ChatTls(self.checkout) if "tls_port" in _settings(self.checkout) else None

    def socket(self) -> Subject | None:
        return ChatSocket(self.checkout)


class ChatIrc(Chat):
    name = "chat-irc"
    title = "chatservice, IRC"
    dialect = dialects.CHAT_IRC
    door = "--irc-port"


class ChatWatched(ChatJson):
    """With a watch on its reactor."""

    first = True

    def program(self, folder: Path) -> Sequence[str]:
        return ("benchmarks.watched", str(folder / "held"))

    @staticmethod
    def held(server: Server) -> float:
        """The longest time that the reactor was away from the network since the last call, in ms of CPU."""
        report = server.child.log.with_name("held")
        report.unlink(missing_ok=True)
        os.kill(server.child.pid, signal.SIGUSR1)
        until = time.monotonic() + PATIENCE
        while not report.exists():
            if time.monotonic() > until:
                raise StartError(f"the server does not answer: {server.child.last_words()}")
            time.sleep(0.01)
        return float(report.read_text().split()[1])


class ChatSocket(Chat):
    name = "chat-ws"
    title = "chatservice, WebSocket"
    dialect = dialects.FRAMES
    door = "--http-port"


class ChatTls(ChatJson):
    name = "chat-tls"
    title = "chatservice, JSON over TLS"
    dialect = replace(dialects.JSON, tls=True)
    door = "--tls-port"

    def tls(self) -> Subject | None:
        return None

    def socket(self) -> Subject | None:
        return None


def twisted_version() -> str:
    import twisted  # noqa: PLC0415 (only where it is shown)

    return f"Twisted {twisted.__version__}, Python {platform.python_version()}"
