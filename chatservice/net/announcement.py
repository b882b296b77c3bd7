"""Announces the server on the local network (DNS-SD over multicast DNS, RFC 6763), for the windows there.

Done by the library zeroconf, if it is installed, in a thread of its own. Only at private addresses of this
machine that the line door listens at: a server on the internet is never announced, nor is one that only this
machine can join.
"""

import ipaddress
import socket
from collections.abc import Iterable, Sequence
from threading import Lock
from typing import Any

from twisted.internet.threads import deferToThread
from twisted.logger import Logger

from chatservice.net.doors import Listener
from chatservice.settings.schema import Settings

SERVICE = "_chatservice._tcp.local."
LABEL_MAX = 63  # bytes of one label (RFC 1035)
DOORS = ("--port", "--tls-port")

log = Logger()


class LanAnnouncement:
    """Of the service `name` at `addresses`, from `start` to `stop`, which wait for nothing."""

    def __init__(self, name: str, addresses: Sequence[str], port: int, tls: bool) -> None:
        self._name = label(name)
        self._addresses, self._port, self._tls = list(addresses), port, tls
        self._zeroconf: Any = None
        self._ended = False
        self._lock = Lock()

    def start(self) -> Any:
        started = deferToThread(self._register)
        started.addErrback(lambda failure: log.warn("not announced: {why}", why=failure.getErrorMessage()))
        return started

    def _register(self) -> None:
        try:
            from zeroconf import ServiceInfo, Zeroconf  # noqa: PLC0415 (an extra, and slow to load)
        except ImportError:
            return
        zeroconf = Zeroconf(interfaces=self._addresses)
        info = ServiceInfo(
            SERVICE,
            f"{self._name}.{SERVICE}",
            addresses=[ipaddress.ip_address(each).packed for each in self._addresses],
            port=self._port,
            properties={"tls": "1" if self._tls else "0"},
            server=f"chatservice-{self._port}-{label(socket.gethostname().split('.')[0])}.local.",
        )
        if not self._ended:
            try:
                zeroconf.register_service(info, allow_name_change=True)
            except BaseException:
                zeroconf.close()
                raise
            log.info("announced on the local network as {name}", name=self._name)
        with self._lock:
            if not self._ended:
                self._zeroconf = zeroconf
                return
        zeroconf.close()

    def stop(self) -> Any:
        """Say that the service ends. What is being set up is closed by the thread that does it: two threads
        must not close it."""
        with self._lock:
            self._ended = True
            zeroconf, self._zeroconf = self._zeroconf, None
        return deferToThread(zeroconf.close) if zeroconf is not None else None


def announcement(settings: Settings, doors: Iterable[Listener]) -> LanAnnouncement | None:
    """What is to be announced; None if nothing is."""
    if not settings.announce:
        return None
    for door in sorted(doors, key=lambda each: each.option):
        at = door.place()
        if door.option not in DOORS or at.proxied or at.path or not at.host:
            continue
        addresses = local_addresses(door.port.getHost().host)
        if addresses:
            name = socket.gethostname().split(".")[0] or "chat"
            return LanAnnouncement(name, addresses, at.port, at.tls)
    return None


def local_addresses(bound: str) -> list[str]:
    """The private addresses that a door bound to `bound` can be reached at from the local network."""
    address = ipaddress.ip_address(bound.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return local_addresses(str(address.ipv4_mapped))
    if not address.is_unspecified:
        return [bound] if _is_local(bound) else []
    try:
        import ifaddr  # noqa: PLC0415 (comes with zeroconf)
    except ImportError:
        return []
    found = [ip.ip for adapter in ifaddr.get_adapters() for ip in adapter.ips if isinstance(ip.ip, str)]
    return [each for each in found if _is_local(each)]


def _is_local(address: str) -> bool:
    """Private, and not of this machine alone."""
    ip = ipaddress.ip_address(address)
    return (ip.is_private or ip.is_link_local) and not ip.is_loopback


def label(name: str) -> str:
    """`name` as one label of DNS-SD."""
    name = "".join(each for each in name if each.isprintable()).replace(".", "-") or "chat"
    while len(name.encode()) > LABEL_MAX - 4:  # room for a number, if another one has that name
        name = name[:-1]
    return name
