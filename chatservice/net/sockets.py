"""Options of TCP sockets that Twisted has no names for (Linux, tcp(7)); options that the system
does not know are left out."""

import fcntl
import socket
import struct
import termios
from contextlib import suppress

# A peer that vanished (a closed lid, lost Wi-Fi) is given up after two minutes, and its name
# is freed; the kernel's own two hours are too long.
IDLE = 60  # seconds of silence before the first probe
EVERY = 15  # seconds between probes
PROBES = 4
GIVE_UP = 1000 * (IDLE + EVERY * PROBES)  # milliseconds that sent bytes may stay unacknowledged


def _set(owner: object, option: str, value: int, level: int = socket.IPPROTO_TCP) -> None:
    """Set it on the TCP socket of `owner`, a port or a transport, whatever wraps that."""
    under = getattr(owner, "socket", None)
    number = getattr(socket, option, None)
    if number is not None and getattr(under, "family", None) in (socket.AF_INET, socket.AF_INET6):
        with suppress(OSError):  # the connection is already lost
            under.setsockopt(level, number, value)  # type: ignore[union-attr]


def prepare(port: object) -> None:
    """Set the options of every connection that `port` will accept: they inherit those of its socket, and
    six system calls for each would be a twentieth of a login."""
    _set(port, "TCP_NODELAY", 1)  # what is written is complete
    _set(port, "SO_KEEPALIVE", 1, socket.SOL_SOCKET)
    _set(port, "TCP_KEEPIDLE", IDLE)
    _set(port, "TCP_KEEPINTVL", EVERY)
    _set(port, "TCP_KEEPCNT", PROBES)
    _set(port, "TCP_USER_TIMEOUT", GIVE_UP)


def unread(transport: object) -> int:
    """Bytes that were sent and that the peer has not acknowledged; 0 where the system does not say."""
    outer = getattr(transport, "transport", None)  # below TLS
    under = getattr(transport, "socket", None) or getattr(outer, "socket", None)
    if under is None or not hasattr(termios, "TIOCOUTQ"):
        return 0
    with suppress(OSError, ValueError):
        count: int = struct.unpack("i", fcntl.ioctl(under.fileno(), termios.TIOCOUTQ, bytes(4)))[0]
        return count
    return 0


def keep_apart(transport: object) -> None:
    """Delay the first acknowledgement: a client that sends two small pieces at once holds the second
    back until then (RFC 896), so each arrives as a read of its own."""
    _set(transport, "TCP_QUICKACK", 0)
