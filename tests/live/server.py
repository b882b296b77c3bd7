"""A real server in a process of its own, and clients on real sockets.

Nothing sleeps here: each wait is for a line, an end of file or an exit, with a deadline
that only a failing test reaches.
"""

import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
DEADLINE = 30.0


class Server:
    """`python -m chatservice` on free ports of the loopback."""

    def __init__(
        self,
        data: Path,
        *options: str,
        doors: tuple[str, ...] = ("port",),
        prefix: tuple[str, ...] = (),
        module: str = "chatservice",
        arguments: tuple[str, ...] = (),
        pass_fds: tuple[int, ...] = (),
        path: Path = ROOT,
        code: bool = False,
    ):
        """`path` is where Python looks first, for plug-ins say; `arguments` are the `module`'s own.
        Without `code` it need not find out at start whether programs could be run."""
        self.data = data
        self.log = data.with_name(data.name + ".log")
        command = [*prefix, sys.executable, "-m", module, *arguments, "--data", str(data)]
        if not any(door.startswith("http") for door in doors):
            command += ["--http-port", "none"]
        for door in doors:
            if f"--{door}" not in options:
                command += [f"--{door}", "0"]
        with self.log.open("ab") as log:
            start = log.tell()
            self.process = subprocess.Popen(
                [*command, *options],
                cwd=data.parent,
                env={
                    **os.environ,
                    "PYTHONPATH": f"{path}{os.pathsep}{ROOT}",
                    "PYTHONUNBUFFERED": "1",
                    "CHAT_CODE": "yes" if code else "no",
                },
                stdin=subprocess.DEVNULL,
                pass_fds=pass_fds,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            self.ports = dict(zip(doors, self._ports(start, len(doors)), strict=True))
        except AssertionError:
            self.kill()  # nobody else would
            raise
        self.port = self.ports.get("port", 0)

    def _ports(self, start: int, count: int) -> list[int]:
        until = time.monotonic() + DEADLINE
        while time.monotonic() < until:
            said = self.log.read_bytes()[start:].decode()
            here = r"(?:: nc [\d.]+ |-connect [\d.]+:|: https?://[\d.]+:|irssi -c [\d.]+ -p )(\d+)"
            ports = re.findall(here, said)
            if len(ports) == count:
                return [int(port) for port in ports]
            if self.process.poll() is not None:
                raise AssertionError(f"the server ended: {said}")
            time.sleep(0.01)
        raise AssertionError(f"the server did not open its doors: {said}")

    def said(self) -> str:
        return self.log.read_text()

    def says(self, wanted: str) -> str:
        """What it has said, once `wanted` is in it."""
        return self.finds(re.escape(wanted)).string

    def finds(self, pattern: str) -> re.Match[str]:
        """The first place in what it has said, once there is one."""
        until = time.monotonic() + DEADLINE
        while (found := re.search(pattern, self.said())) is None:
            if self.process.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"{pattern!r} is not in: {self.said()}")
            time.sleep(0.01)
        return found

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(DEADLINE)

    def stop(self, by: signal.Signals = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(by)
        return self.process.wait(DEADLINE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(DEADLINE)


class Client:
    """One connection; `until` waits for a line."""

    def __init__(
        self,
        port: int,
        first: bytes = b"",
        path: str = "",
        tls: ssl.SSLContext | None = None,
        holds: int = 0,
        host: str = "127.0.0.1",
        source: str = "",
    ):
        """`holds`: about how many bytes the kernel keeps for a client that does not read. `source`
        is the address it comes from."""
        self.socket = socket.socket(socket.AF_UNIX if path else socket.AF_INET)
        self.socket.settimeout(DEADLINE)
        if holds:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, holds)
        if source:
            self.socket.bind((source, 0))
        self.socket.connect(path or (host, port))
        if tls is not None:
            self.socket = tls.wrap_socket(self.socket, server_hostname="localhost")
        self.buffer = b""
        self.lines: list[str] = []
        if first:
            self.sends(first)

    def sends(self, data: bytes | str) -> None:
        self.socket.sendall(data.encode() if isinstance(data, str) else data)

    def asks(self, **command) -> None:
        self.sends(json.dumps(command) + "\n")

    def line(self) -> str:
        """The next line; EOFError when the server has closed."""
        while b"\n" not in self.buffer:
            data = self.socket.recv(65536)
            if not data:
                raise EOFError(self.buffer.decode("utf-8", "replace"))
            self.buffer += data
        line, _, self.buffer = self.buffer.partition(b"\n")
        text = line.decode()
        self.lines.append(text)
        return text

    def until(self, wanted: str) -> str:
        """Read on up to the line that contains `wanted`."""
        while wanted not in (line := self.line()):
            pass
        return line

    def event(self, *kinds: str, **fields) -> dict:
        """Read on up to an event of that kind with those fields."""
        while True:
            line = self.line()
            if line.startswith("* "):
                continue  # the greeting, before JSON is agreed on
            event = json.loads(line)
            if event["event"] in kinds and all(event.get(k) == v for k, v in fields.items()):
                return event

    def rest(self) -> list[str]:
        """Everything up to the end of the stream."""
        lines = []
        try:
            while True:
                lines.append(self.line())
        except (EOFError, ConnectionError):
            return lines

    def close(self) -> None:
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def json_client(port: int, name: str, room: str = "lobby", **login) -> Client:
    client = Client(port)
    client.asks(cmd="login", name=name, **login)
    client.welcome = client.event("welcome", "error")
    if room:
        client.asks(cmd="join", room=room)
        client.event("joined")
    return client


def text_client(port: int, name: str) -> Client:
    client = Client(port, name.encode() + b"\n")
    client.until("* You are in lobby")
    return client
