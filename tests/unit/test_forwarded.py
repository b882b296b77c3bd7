"""Whose address a proxy's headers give: of those before the proxies that are trusted, the last."""

import pytest
from twisted.web.http_headers import Headers

from chatservice.net.http.engine.forwarded import TrustedProxies

OURS = "10.0.0.1,10.1.0.0/16,unix,fd00::1"


def client(peer="10.0.0.1", header="x-forwarded-for", trusted=OURS, **values):
    raw = {
        name.replace("_", "-"): [value] if isinstance(value, str) else value for name, value in values.items()
    }
    return TrustedProxies(trusted, header).client(peer, Headers(raw))


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("198.51.100.9, 192.0.2.1", "192.0.2.1"),  # the first is what the client says
        ("192.0.2.1, 10.1.2.3", "192.0.2.1"),
        ("192.0.2.1,10.1.2.3,10.1.2.4", "192.0.2.1"),
        (["192.0.2.1", "10.1.2.3"], "192.0.2.1"),
        ("10.1.2.3", "10.1.2.3"),
        ("192.0.2.1:4711", "192.0.2.1"),
        ("[2001:db8::1]:4711", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("192.0.2.1, junk", ""),
        ("junk, 10.1.2.3", "10.1.2.3"),
        ("", ""),
        (", ,", ""),
        ("1.2.3.4," * 10_000 + "10.1.2.3", "1.2.3.4"),
    ],
)
def test_x_forwarded_for_is_read_from_its_end(value, address):
    assert client(x_forwarded_for=value).address == address


@pytest.mark.parametrize(
    ("value", "address", "secure"),
    [
        ("for=192.0.2.1", "192.0.2.1", False),
        ('For="[2001:db8::1]:4711";proto=https', "2001:db8::1", True),
        ("for=198.51.100.9, for=192.0.2.1;by=10.0.0.1;proto=https", "192.0.2.1", True),
        ('for="192.0.2.1:80", for=10.1.2.3', "192.0.2.1", False),
        ("for=unknown", "", False),
        ("for=_hidden, for=10.1.2.3", "10.1.2.3", False),
        ('for="192.0.2.1', "", False),
        (";;;,,,", "", False),
        ("for=192.0.2.1 junk", "", False),
    ],
)
def test_forwarded_is_read_by_rfc_7239(value, address, secure):
    assert client(header="forwarded", forwarded=value) == (address, secure)


@pytest.mark.parametrize("peer", ["10.0.0.2", "192.0.2.7", "fd00::2", "nonsense"])
def test_who_is_no_trusted_proxy_says_nothing(peer):
    assert client(peer, x_forwarded_for="192.0.2.1", x_forwarded_proto="https") == ("", False)


@pytest.mark.parametrize("peer", ["", "10.1.9.9", "fd00::1", "::ffff:10.0.0.1"])
def test_trusted_are_addresses_networks_and_the_unix_socket(peer):
    assert client(peer, x_forwarded_for="192.0.2.1", x_forwarded_proto="https") == ("192.0.2.1", True)


def test_nobody_is_trusted_unless_named():
    assert client("", trusted="", x_forwarded_for="192.0.2.1").address == ""


def test_the_header_that_the_proxy_does_not_write_is_not_read():
    assert client(forwarded="for=192.0.2.1").address == ""
    assert client(header="forwarded", x_forwarded_for="192.0.2.1").address == ""
