"""The client behind a proxy that forwards HTTP: its address, and whether it came by TLS.

Proxies add the address of whom they hear from at the end of ``X-Forwarded-For`` or, in another notation,
``Forwarded`` (RFC 7239). Anyone can send these headers, so they are read only when the peer is a proxy of
the setting ``trusted_proxies``, from the end, as far as the proxies named there; and only the one header
of ``proxy_header``, because a proxy passes the other on as the client wrote it.
"""

import ipaddress
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from twisted.web.http_headers import Headers

UNIX = "unix"  # in the setting: whoever connects to a unix socket
PORT = re.compile(r"\[([^\]]*)\](?::[0-9]+)?|([0-9.]+):[0-9]+")
PARAMETER = re.compile(r"""\s*([A-Za-z]+)=("(?:[^"\\]|\\.)*"|[^;,"\s]*)\s*""")
MOST = 32  # proxies in a row

IP = ipaddress.IPv4Address | ipaddress.IPv6Address


class Forwarded(NamedTuple):
    """`address` is empty if the request came directly; `secure` is by TLS, as the proxy says."""

    address: str = ""
    secure: bool = False


DIRECT = Forwarded()


class TrustedProxies:
    """The proxies of the setting: addresses and networks, separated by commas."""

    def __init__(self, trusted: str, header: str) -> None:
        names = [name for name in trusted.split(",") if name]
        self._unix = UNIX in names
        self._networks = [ipaddress.ip_network(name, strict=False) for name in names if name != UNIX]
        self._header = header.encode()

    def trusts(self, peer: str) -> bool:
        """Whether a proxy connects from there; `peer` is empty for a unix socket."""
        if not peer:
            return self._unix
        found = _ip(peer) if self._networks else None
        return found is not None and self._is_proxy(found)

    def client(self, peer: str, headers: Headers) -> Forwarded:
        """Who sent the request that came from `peer`."""
        if not self.trusts(peer):
            return DIRECT
        lines = b",".join(headers.getRawHeaders(self._header, [])).decode("latin-1")
        if self._header == b"forwarded":
            hops = list(_elements(lines))[-MOST:]
            addresses = [hop.get("for", "") for hop in hops]
            protocol = hops[-1].get("proto", "") if hops else ""
        else:
            addresses = [text.strip() for text in lines.split(",")][-MOST:]
            protocols = headers.getRawHeaders(b"x-forwarded-proto", [])
            protocol = protocols[-1].decode("latin-1").rpartition(",")[2].strip() if protocols else ""
        return Forwarded(self._first_stranger(addresses), protocol.lower() == "https")

    def _first_stranger(self, addresses: list[str]) -> str:
        """Going back from the last hop, the first address that is no trusted proxy; or the last that is an
        address at all."""
        found = ""
        for text in reversed(addresses):
            ip = _ip(text)
            if ip is None:
                break
            found = str(ip)
            if not self._is_proxy(ip):
                break
        return found

    def _is_proxy(self, ip: IP) -> bool:
        return any(ip in network for network in self._networks)


def _ip(text: str) -> IP | None:
    match = PORT.fullmatch(text)
    try:
        ip = ipaddress.ip_address((match[1] or match[2]) if match else text)
    except ValueError:
        return None
    if isinstance(ip, ipaddress.IPv6Address):
        return ip.ipv4_mapped or ip
    return ip


def _elements(text: str) -> Iterator[Mapping[str, str]]:
    """The hops of ``Forwarded``; one that is malformed has no address."""
    place = 0
    while place < len(text):
        hop: dict[str, str] = {}
        while match := PARAMETER.match(text, place):
            hop[match[1].lower()] = match[2].strip('"')
            place = match.end()
            if text[place : place + 1] != ";":
                break
            place += 1
        end = text.find(",", place)
        yield hop if not text[place : end if end >= 0 else None].strip() else {}
        place = end + 1 if end >= 0 else len(text)
