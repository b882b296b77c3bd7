"""The header in which a proxy names the client of a connection.

Both versions are supported (haproxy.org, "The PROXY protocol", sections 2.1 and 2.2).
"""

import ipaddress
import struct
from typing import NamedTuple

V1 = b"PROXY "
V1_MAX = 107  # bytes, its CRLF included
V2 = b"\r\n\r\n\0\r\nQUIT\n"
V2_HEAD = 16
V2_MAX = 4096  # bytes after the head: addresses, and extensions that we ignore


class Client(NamedTuple):
    """The client's IP address as text, and its port."""

    host: str
    port: int


class BadHeader(ValueError):
    """The bytes are not a PROXY header."""


def header(data: bytes) -> tuple[int, Client | None] | None:
    """The length in bytes of the header that `data` begins with, and its client.

    None while it is incomplete; no client when the proxy connects for itself, or does not know.
    Raises BadHeader.
    """
    if data.startswith(V2[: len(data)]):
        return _second(data)
    if data.startswith(V1[: len(data)]):
        return _first(data)
    raise BadHeader


def _first(data: bytes) -> tuple[int, Client | None] | None:
    end = data.find(b"\r\n", 0, V1_MAX)
    if end < 0:
        if len(data) >= V1_MAX:
            raise BadHeader
        return None
    words = data[:end].decode("latin-1").split(" ")
    if words[1] == "UNKNOWN":
        return end + 2, None
    if len(words) != 6 or words[1] not in ("TCP4", "TCP6"):
        raise BadHeader
    try:
        # Without the scope that an IPv6 address may have: it is arbitrary text.
        return end + 2, _address(ipaddress.ip_address(words[2].partition("%")[0]), int(words[4]))
    except ValueError:
        raise BadHeader from None


def _second(data: bytes) -> tuple[int, Client | None] | None:
    if len(data) < V2_HEAD:
        return None
    what, family, length = struct.unpack("!BBH", data[12:V2_HEAD])
    if what not in (0x20, 0x21) or length > V2_MAX:
        raise BadHeader
    if len(data) < V2_HEAD + length:
        return None
    body = data[V2_HEAD : V2_HEAD + length]
    size = {0x11: 4, 0x21: 16}.get(family)
    if what == 0x20 or size is None:  # the proxy's own, or of an unsupported address family
        return V2_HEAD + length, None
    if length < 2 * size + 4:
        raise BadHeader
    (port,) = struct.unpack("!H", body[2 * size : 2 * size + 2])
    return V2_HEAD + length, _address(ipaddress.ip_address(body[:size]), port)


def _address(ip: ipaddress.IPv4Address | ipaddress.IPv6Address, port: int) -> Client:
    if not 0 <= port < 65_536:
        raise BadHeader
    ip = getattr(ip, "ipv4_mapped", None) or ip  # one client, one address
    return Client(str(ip), port)
