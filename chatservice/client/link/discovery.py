"""Finds servers on the local network (DNS-SD over multicast DNS), if the library zeroconf is installed.

It runs in threads of its own: what it finds is handed to the reactor.
"""

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any, NamedTuple

SERVICE = "_chatservice._tcp.local."
ANSWER_WITHIN = 5_000  # milliseconds; it is asked for anew meanwhile, and not after that
SERVERS_MAX = 50


class FoundServer(NamedTuple):
    name: str
    host: str
    port: int
    tls: bool


class Discovery:
    """`found` gets all servers there are now, in the order of their names, whenever that changes."""

    def __init__(
        self,
        reactor: Any,
        found: Callable[[list[FoundServer]], object],
        interfaces: Sequence[str] | None = None,
    ) -> None:
        self._reactor, self._found, self._interfaces = reactor, found, interfaces
        self._servers: dict[str, FoundServer] = {}
        self._zeroconf: Any = None
        self._stopped = False
        self._lock = Lock()

    def start(self) -> None:
        self._reactor.callInThread(self._browse)

    def _browse(self) -> None:
        try:
            from zeroconf import InterfaceChoice, ServiceBrowser, Zeroconf  # noqa: PLC0415 (an extra; slow)
        except ImportError:
            return
        try:
            zeroconf = Zeroconf(interfaces=self._interfaces or InterfaceChoice.Default)
            ServiceBrowser(zeroconf, SERVICE, self)  # type: ignore[arg-type]
        except OSError:  # there is no network
            return
        with self._lock:
            if not self._stopped:
                self._zeroconf = zeroconf
                return
        zeroconf.close()

    def stop(self) -> None:
        """`found` is not called any more. What is being set up is closed by the thread that does it: two
        threads must not close it."""
        with self._lock:
            self._stopped = True
            zeroconf, self._zeroconf = self._zeroconf, None
        if zeroconf is not None:
            self._reactor.callInThread(zeroconf.close)

    # Called by the library, in a thread of its own.

    def add_service(self, zeroconf: Any, kind: str, name: str) -> None:
        info = zeroconf.get_service_info(kind, name, ANSWER_WITHIN)
        addresses = info.parsed_addresses() if info is not None else []
        if addresses and info.port:
            tls = (info.properties or {}).get(b"tls") == b"1"
            server = FoundServer(name.removesuffix("." + SERVICE), addresses[0], info.port, tls)
            self._reactor.callFromThread(self._change, name, server)

    update_service = add_service

    def remove_service(self, _zeroconf: Any, _kind: str, name: str) -> None:
        self._reactor.callFromThread(self._change, name, None)

    def _change(self, name: str, server: FoundServer | None) -> None:
        if server is None:
            self._servers.pop(name, None)
        elif len(self._servers) < SERVERS_MAX or name in self._servers:
            self._servers[name] = server
        if not self._stopped:
            self._found(sorted(self._servers.values()))
