"""Opening a door: a number, or any endpoint string of Twisted's, with or without TLS.

Every door is opened here, so that all have the same features: immediate writes, the client's
own address behind a proxy, certificates that can be renewed. `haproxy:`, `unix:` and
`systemd:` are our own, since Twisted's report the proxy's address first, make a socket that
any user may use, and remove a socket that systemd owns; any other string is passed to Twisted,
including plug-ins.
"""

import errno
import ipaddress
import os
import re
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from twisted.internet import tcp
from twisted.internet.defer import Deferred
from twisted.internet.error import CannotListenError
from twisted.internet.fdesc import setNonBlocking
from twisted.python.failure import Failure

from chatservice.errors import StartError
from chatservice.net.addresses import own_address
from chatservice.net.eager import EagerPort, EagerServer
from chatservice.net.late_port import Gate, LatePort
from chatservice.net.proxied import ProxiedFactory
from chatservice.net.sockets import prepare
from chatservice.net.unix_doors import PassedUnixPort, unix_port

if TYPE_CHECKING:
    from chatservice.net.tls import Certificate

BACKLOG = 4096  # connections the kernel holds for us while we are busy
PROXIED = "haproxy:"
COLON = re.compile(r"(?<!\\):")


class Port(Protocol):
    """The part of IListeningPort that is used."""

    def getHost(self) -> Any: ...  # noqa: N802

    def stopListening(self) -> Any: ...  # noqa: N802

    def startListening(self) -> None: ...  # noqa: N802

    def stopReading(self) -> None: ...  # noqa: N802

    def startReading(self) -> None: ...  # noqa: N802


class ListenAddress(NamedTuple):
    """The address at which others reach a door: `host` and `port`, or the `path` of a socket.
    All are empty if only its endpoint plug-in knows them."""

    where: str  # as in the setting
    host: str = ""
    port: int = 0
    path: str = ""
    tls: bool = False
    proxied: bool = False  # whether only a proxy that sends PROXY headers can use it

    @property
    def authority(self) -> str:
        """``host:port`` as in a URL."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def listen(
    option: str,
    where: str,
    bind: str,
    factory: Any,
    reactor: Any,
    certificate: "Certificate | None" = None,
    joining: bool = False,
) -> Port:
    """A port that listens, and accepts no connection before `startReading`. Raises StartError.

    `option` is named in messages. With `certificate` it speaks TLS; `joining` is for
    protocols that make many small writes.
    """
    inner = where.removeprefix(PROXIED)
    if certificate is not None:
        factory = certificate.encrypt(factory, reactor, joining)
    if inner != where:
        factory = ProxiedFactory(factory, reactor)
    try:
        port: Port = _open(inner, bind, factory, reactor)
    except CannotListenError as error:
        raise _cannot(option, where, bind, error) from None
    except Exception as error:  # an endpoint string may fail with any exception of its plug-in
        raise StartError(f"{option} {where}: {str(error) or type(error).__name__}") from None
    if type(port) is tcp.Port:
        port.transport = EagerServer
    prepare(port)
    port.stopReading()
    return port


def place(where: str, port: Port, tls: bool) -> ListenAddress:
    inner = where.removeprefix(PROXIED)
    tls = tls or inner.startswith(("ssl:", "tls:"))
    address = port.getHost()
    proxied = inner != where
    if isinstance(getattr(address, "name", None), bytes):
        return ListenAddress(where, path=os.fsdecode(address.name), tls=tls, proxied=proxied)
    host, number = getattr(address, "host", ""), getattr(address, "port", 0)
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:  # an onion service, or another endpoint of a plug-in
        return ListenAddress(where, tls=tls, proxied=proxied)
    return ListenAddress(
        where, own_address(ip.version) if ip.is_unspecified else host, number, "", tls, proxied
    )


def _open(where: str, bind: str, factory: Any, reactor: Any) -> Any:
    if where.isdigit():
        eager: Any = EagerPort
        port = eager(int(where), factory, BACKLOG, bind, reactor)
        port.startListening()
        return port
    kind, *words = (word.replace("\\", "") for word in COLON.split(where))
    if kind == "unix":
        return unix_port(words, factory, BACKLOG, reactor)
    # These load OpenSSL, which a door by a number does without.
    if kind in ("ssl", "tls"):
        from chatservice.net.tls import ListeningSSL, see_no_root  # noqa: PLC0415

        if kind == "ssl":
            reactor = ListeningSSL(reactor)
        else:
            see_no_root(Path(words[0]))
    from twisted.internet.endpoints import AdoptedStreamServerEndpoint, serverFromString  # noqa: PLC0415

    try:
        endpoint = serverFromString(reactor, where)
    except (KeyError, IndexError) as missing:
        if kind != "systemd":
            raise
        raise StartError(f"systemd passed no socket {missing}; is the socket unit started?") from None
    if isinstance(endpoint, AdoptedStreamServerEndpoint):
        return _adopt(endpoint.fileno, factory, reactor)
    gate = Gate(factory)
    return _opened(where, endpoint.listen(gate), gate)


def _adopt(descriptor: int, factory: Any, reactor: Any) -> Any:
    """A port on a listening socket that was passed to us, of the socket's own family."""
    with socket.socket(fileno=os.dup(descriptor)) as passed:
        family = passed.family
    setNonBlocking(descriptor)
    unix: Any = PassedUnixPort
    eager: Any = EagerPort
    if family == socket.AF_UNIX:
        port = unix._fromListeningDescriptor(reactor, descriptor, factory)
    else:
        port = eager._fromListeningDescriptor(reactor, descriptor, family, factory)
    os.close(descriptor)
    port.startListening()
    return port


def _opened(where: str, opening: Deferred[Any], gate: Gate) -> Any:
    """The port, if it opens at once and can wait, like all of Twisted's own."""
    results: list[Any] = []

    def note(result: Any) -> Any:
        results.append(result)
        return result

    opening.addBoth(note)
    if results and isinstance(results[0], Failure):
        opening.addErrback(lambda _: None)
        results[0].raiseException()
    if results and hasattr(results[0], "stopReading"):
        gate.shut = False
        return results[0]
    return LatePort(where, opening, gate)


def _cannot(option: str, where: str, bind: str, error: CannotListenError) -> StartError:
    reason = getattr(error.socketError, "strerror", None) or error.socketError
    if isinstance(error.port, bytes):
        return StartError(f"{option} {where}: {reason}")
    if getattr(error.socketError, "errno", None) == errno.EADDRNOTAVAIL:
        return StartError(f"--bind {bind}: this machine has no such address.")
    return StartError(
        f"{option} {where}: cannot listen on {error.interface or 'any address'} "
        f"port {error.port}: {reason}. Stop what uses it, or choose another with {option}."
    )
