"""Which addresses outgoing posts may go to: public ones, and inner ones that a setting names."""

import ipaddress
from collections.abc import Collection

HostAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
HostNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network
NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: the last four bytes are an address of IPv4
NAT64_LOCAL = ipaddress.ip_network("64:ff9b:1::/48")  # RFC 8215


def networks(setting: str) -> list[HostNetwork]:
    """Addresses and networks, separated by commas. What is none is left out."""
    found = []
    for name in setting.split(","):
        try:
            found.append(ipaddress.ip_network(name.strip(), strict=False))
        except ValueError:
            continue
    return found


def is_allowed(address: str, inner: Collection[HostNetwork]) -> bool:
    try:
        host = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    reached = _reached(host)
    if any(reached in network for network in inner if network.version == reached.version):
        return True
    return reached.is_global and not reached.is_multicast and host not in NAT64_LOCAL


def _reached(host: HostAddress) -> HostAddress:
    """The address that is really reached, where one of IPv6 holds one of IPv4."""
    if isinstance(host, ipaddress.IPv4Address):
        return host
    inside = host.ipv4_mapped or host.sixtofour or (host.teredo[1] if host.teredo is not None else None)
    if host in NAT64:
        inside = ipaddress.IPv4Address(int(host) & 0xFFFFFFFF)
    return inside or host
