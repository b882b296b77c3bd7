"""Options of TCP sockets that Twisted has no names for (Linux, tcp(7)); options that the system
does not know are left out."""

import socket
from contextlib import suppress

# A peer that vanished (a closed lid, lost Wi-Fi) is given up after two minutes, and its name
# is freed; the kernel's own two hours are too long.
IDLE = 60  # seconds of silence before the first probe
EVERY = 15  # seconds between probes
PROBES = 4
GIVE_UP = 1000 * (IDLE + EVERY * PROBES)  # milliseconds that sent bytes may stay unacknowledged


def _set(transport: object, option: str, value: int) -> None:
    """Set it on the socket below `transport`, whatever wraps it."""
    under = getattr(transport, "socket", None)
    number = getattr(socket, option, None)
    if number is not None and getattr(under, "family", None) in (socket.AF_INET, socket.AF_INET6):
        with suppress(OSError):  # the connection is already lost
            under.setsockopt(socket.IPPROTO_TCP, number, value)  # type: ignore[union-attr]


def notice_death(transport: object) -> None:
    """Detect within minutes that the peer has vanished."""
    _set(transport, "TCP_KEEPIDLE", IDLE)
    _set(transport, "TCP_KEEPINTVL", EVERY)
    _set(transport, "TCP_KEEPCNT", PROBES)
    _set(transport, "TCP_USER_TIMEOUT", GIVE_UP)


def keep_apart(transport: object) -> None:
    """Delay the first acknowledgement: a client that sends two small pieces at once holds the second
    back until then (RFC 896), so each arrives as a read of its own."""
    _set(transport, "TCP_QUICKACK", 0)
