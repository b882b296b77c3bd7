"""Tells systemd that the server is ready, reloads, stops, and is alive: sd_notify(3).

The protocol is a datagram of ``NAME=value`` lines to the socket in ``$NOTIFY_SOCKET``. The watchdog is
fed by the reactor, so a server whose reactor hangs is started again.
"""

import socket
import time
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any

from twisted.internet.task import LoopingCall


class ServiceManager:
    """Without a service manager, every call does nothing."""

    def __init__(self, environ: MutableMapping[str, str], pid: int, clock: Any) -> None:
        """Takes its variables out of `environ`, because programs started by the server are none of the
        manager's business."""
        self._address = _address(environ.pop("NOTIFY_SOCKET", ""))
        self._period = _period(environ.pop("WATCHDOG_USEC", ""), environ.pop("WATCHDOG_PID", ""), pid)
        self._clock = clock
        self._feeding: LoopingCall | None = None

    def ready(self, status: str = "ready") -> None:
        self._send(f"READY=1\nSTATUS={status}")
        if self._period and self._feeding is None:
            self._feeding = LoopingCall(self._send, "WATCHDOG=1")
            self._feeding.clock = self._clock
            self._feeding.start(self._period)

    def reloading(self) -> None:
        """Followed by `ready`."""
        self._send(f"RELOADING=1\nMONOTONIC_USEC={time.monotonic_ns() // 1000}")

    def stopping(self) -> None:
        """The watchdog is fed on: a stop has a time limit of its own."""
        self._send("STOPPING=1\nSTATUS=stopping")

    def _send(self, text: str) -> None:
        if not self._address:
            return
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.setblocking(False)
            sender.sendto(text.encode(), self._address)


def _address(text: str) -> str:
    """A path, or an abstract name, which is written with an @."""
    if text.startswith("@"):
        return "\0" + text[1:]
    return text if text.startswith("/") else ""


def _period(microseconds: str, meant: str, pid: int) -> float:
    """Seconds between two signs of life: half of what the manager waits; 0 for none."""
    if not microseconds.isdigit() or (meant and meant != str(pid)):
        return 0
    return int(microseconds) / 2_000_000
