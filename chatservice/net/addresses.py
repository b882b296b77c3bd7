"""The address by which others on the network reach a door that is open on every address."""

import ipaddress
import socket
import struct
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]

# Addresses without a machine, so that asking for a route to them reveals nothing: the
# networks for documentation, RFC 5737 and RFC 3849.
ELSEWHERE = {4: "192.0.2.1", 6: "2001:db8::1"}
FAMILY = {4: socket.AF_INET, 6: socket.AF_INET6}
SIOCGIFADDR = 0x8915  # the address of an interface: netdevice(7)
INET6 = Path("/proc/net/if_inet6")  # addresses of version 6, as Linux lists them


def own_address(version: int) -> str:
    """This machine's address of IP `version`. Without a route out of its own network, the address of an
    interface; for version 6, which accepts version 4 too, maybe one of that; without a network, the
    loopback."""
    versions = (6, 4) if version == 6 else (4,)
    for each in versions:
        found = _towards(each) or next(_of_interfaces(each), "")
        if found:
            return found
    return "::1" if version == 6 else "127.0.0.1"


def _towards(version: int) -> str:
    """The address at which the route to the internet begins; connecting a UDP socket sends nothing."""
    try:
        with socket.socket(FAMILY[version], socket.SOCK_DGRAM) as probe:
            probe.connect((ELSEWHERE[version], 9))
            return str(probe.getsockname()[0])
    except OSError:
        return ""


def _of_interfaces(version: int) -> Iterator[str]:
    """Addresses that others could use, as far as the system lists them."""
    for text in _version_4() if version == 4 else _version_6():
        ip = ipaddress.ip_address(text)
        if not (ip.is_loopback or ip.is_link_local or ip.is_unspecified):
            yield text


def _version_4() -> Iterator[str]:
    if fcntl is None:
        return
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            try:
                request = struct.pack("16s16x", name.encode())
                reply = fcntl.ioctl(probe.fileno(), SIOCGIFADDR, request.ljust(40, b"\0"))
            except OSError:  # without an address of version 4
                continue
            yield socket.inet_ntoa(reply[20:24])


def _version_6() -> Iterator[str]:
    try:
        lines = INET6.read_text().splitlines()
    except OSError:
        return
    for line in lines:
        yield str(ipaddress.IPv6Address(bytes.fromhex(line.split()[0])))
