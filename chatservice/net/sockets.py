"""Options of TCP sockets that Twisted has no names for (Linux, tcp(7)); where the system
does not know one it is left out."""

import socket
from contextlib import suppress

# A peer that vanished (a lid closed, Wi-Fi gone) is given up after two minutes, and with it
# the name that it holds; the kernel's own two hours are too long for that.
IDLE = 60  # seconds of silence before the first probe
EVERY = 15  # seconds between probes
PROBES = 4
GIVE_UP = 1000 * (IDLE + EVERY * PROBES)  # milliseconds that what was sent may go unacknowledged


def _set(transport: object, option: str, value: int) -> None:
    """On the socket below `transport`, whatever wraps it."""
    under = getattr(transport, "socket", None)
    number = getattr(socket, option, None)
    if number is not None and getattr(under, "family", None) in (socket.AF_INET, socket.AF_INET6):
        with suppress(OSError):  # the connection has gone already
            under.setsockopt(socket.IPPROTO_TCP, number, value)  # type: ignore[union-attr]


def notice_death(transport: object) -> None:
    """Find out within minutes that nobody is at the other end any more."""
    _set(transport, "TCP_KEEPIDLE", IDLE)
    _set(transport, "TCP_KEEPINTVL", EVERY)
    _set(transport, "TCP_KEEPCNT", PROBES)
    _set(transport, "TCP_USER_TIMEOUT", GIVE_UP)


def keep_apart(transport: object) -> None:
    """Acknowledge late what comes first: a client that sends two small pieces at once keeps the second
    back until then (RFC 896), so each is a read of its own."""
    _set(transport, "TCP_QUICKACK", 0)
