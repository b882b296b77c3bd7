"""Where outgoing posts may go."""

import pytest

from chatservice.net.callout_addresses import is_allowed, networks


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]
)
def test_public_addresses_are_allowed(address):
    assert is_allowed(address, ())


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",  # noqa: S104
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",  # of clouds: tells secrets to whoever asks
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::1",
        "localhost",
        "",
    ],
)
def test_inner_addresses_are_not(address):
    assert not is_allowed(address, ())


def test_unless_a_setting_names_them():
    inner = networks("10.0.0.0/8, 127.0.0.1,nonsense, fd00::/8")
    assert all(
        is_allowed(address, inner) for address in ("10.1.2.3", "127.0.0.1", "::ffff:10.0.0.1", "fd00::1")
    )
    assert not any(is_allowed(address, inner) for address in ("127.0.0.2", "192.168.1.1", "::1"))
