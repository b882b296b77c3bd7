"""Addresses of servers, as people type them and as links have them. Pure.

``chat.example``, ``chat.example:6000``, ``[::1]:5555``; ``chat://chat.example:6000/ops`` leads into a room,
and ``chats://`` is the same over TLS.
"""

import ipaddress
import re
from typing import NamedTuple
from urllib.parse import quote, unquote

from chatservice.client.words import _

PORT, TLS_PORT = 5555, 5556
SCHEMES = {"chat": False, "chats": True}  # whether it is over TLS
HOST_MAX = 253  # characters


class ServerAddress(NamedTuple):
    host: str
    port: int = PORT
    tls: bool | None = None  # None: not said
    room: str = ""

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def link(self) -> str:
        room = f"/{quote(self.room, safe='')}" if self.room else ""
        return f"{'chats' if self.tls else 'chat'}://{self}{room}"


class BadAddress(ValueError):
    """Its text says to a user what is wrong."""


def parse(text: str) -> ServerAddress:
    """The server that `text` names; raises BadAddress."""
    text = text.strip()
    scheme, mark, rest = text.partition("://")
    if not mark:
        return _place(text, None, "")
    if scheme.lower() not in SCHEMES:
        raise BadAddress(_("A link to a chat begins with chat://"))
    place, _slash, path = re.split(r"[?#]", rest, maxsplit=1)[0].partition("/")
    return _place(place, SCHEMES[scheme.lower()], unquote(path.strip("/"), errors="replace"))


def _place(place: str, tls: bool | None, room: str) -> ServerAddress:
    host, port = _split(place)
    if not host:
        raise BadAddress(_("Which server? Its address or name is missing."))
    if len(host) > HOST_MAX or not host.isprintable() or re.search(r"[\s/@?#]", host):
        raise BadAddress(_("That is no address of a server: a name or a number, such as chat.example"))
    number = int(port) if port.isascii() and port.isdigit() and len(port) < 6 else 0
    if port and not 0 < number < 65536:
        raise BadAddress(_("A port is a number from 1 to 65535."))
    return ServerAddress(host, number or (TLS_PORT if tls else PORT), tls, room)


def _split(place: str) -> tuple[str, str]:
    """Host and port; the address of IPv6 may be in brackets, and need not if no port follows."""
    if place.startswith("["):
        host, _end, port = place[1:].partition("]")
        return host, port.removeprefix(":")
    try:
        ipaddress.IPv6Address(place)
    except ValueError:
        host, _end, port = place.rpartition(":") if ":" in place else (place, "", "")
        return host, port
    return place, ""
