"""Which requests to trust: guards against pages of other sites, and DNS rebinding.

A page of any site can make a browser send requests here, many of them without a preflight, and its
owner can let a name of theirs point to 127.0.0.1 (DNS rebinding), so that even "same origin" proves
nothing. So the ``Host`` must be a name of this server: an address, which cannot be rebound,
``localhost``, or a name of the settings; and a request with a foreign ``Origin``, or from another
site by ``Sec-Fetch-Site`` (Fetch Metadata), is refused. A link on another site that leads a person
here is allowed, to pages made for it.
"""

import ipaddress
import re
from collections.abc import Collection, Sequence

from chatservice.net.http.engine.faults import BadRequest, ForeignHost, ForeignOrigin

HOST = re.compile(r"(?:\[([0-9a-f:.%]+)\]|([a-z0-9._-]+))(?::[0-9]{1,5})?")

SITE = re.compile(rf"https?://{HOST.pattern}")  # an origin that may be allowed: not null, nor a file

# Headers that proxies add: with any of them, the request's origin is not the connection's peer.
PROXY_HEADERS = (b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip", b"via")


def host_of(values: Sequence[bytes], version: bytes) -> str:
    """The name in the ``Host`` headers (RFC 9112, 3.2); empty if HTTP/1.0 has none, as some checks of load
    balancers. Raises BadRequest."""
    if not values and version == b"HTTP/1.0":
        return ""
    match = HOST.fullmatch(values[0].decode("latin-1").lower()) if len(values) == 1 else None
    if match is None:
        raise BadRequest("there is no Host, or it is none, or there are several")
    return (match[1] or match[2]).rstrip(".")


def check_host(host: str, names: Collection[str]) -> None:
    """`names`: further names of this server. A browser always sends one. Raises ForeignHost."""
    if host in ("", "localhost") or host.endswith(".localhost") or host in names or is_address(host):
        return
    raise ForeignHost(host)


def is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_origin(
    origin: bytes | None,
    site: bytes | None,
    own: str,
    allowed: Collection[str],
    link: bool,
) -> str | None:
    """The origin of an allowed other site, None if it is not another site; raises ForeignOrigin.

    `site` is Sec-Fetch-Site, `own` this server's origin as the request names it, `link`
    whether this is a person following a link to a page that may be linked to.
    """
    if origin is not None:
        name = origin.decode("latin-1").lower()
        if name == own:
            return None
        if name in allowed:
            return name
        raise ForeignOrigin(name, f" If they should: --http-origins {name}" if SITE.fullmatch(name) else "")
    if site in (b"cross-site", b"same-site") and not link:
        raise ForeignOrigin("other sites")
    return None
