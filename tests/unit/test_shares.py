"""Shares: what all use together is not taken by one, nor by a few."""

import pytest

from chatservice.core.shares import Shares
from chatservice.errors import Busy


def take(shares, address, amount=1, most=8):
    try:
        shares.take(address, amount, most)
    except Busy:
        return False
    return True


def test_one_address_gets_half():
    shares = Shares()
    assert [take(shares, "10.0.0.1") for _ in range(5)] == [True] * 4 + [False]


def test_the_last_quarter_is_for_those_who_hold_none():
    shares = Shares()
    for address in ("10.0.0.1", "10.0.0.2"):
        for _ in range(3):
            assert take(shares, address)
    assert not take(shares, "10.0.0.1")
    assert take(shares, "10.0.0.3")
    assert not take(shares, "10.0.0.3")
    assert take(shares, "10.0.0.4")
    assert not take(shares, "10.0.0.5")  # it is all used


def test_one_that_asks_for_all_at_once_gets_it_only_while_it_is_there():
    shares = Shares()
    assert take(shares, "10.0.0.1", 8)
    assert not take(shares, "10.0.0.2", 1)
    shares.release("10.0.0.1", 8)
    assert take(shares, "10.0.0.2", 1)


def test_the_network_of_one_customer_is_one_address():
    shares = Shares()
    for n in range(4):
        assert take(shares, f"2001:db8::{n}")
    assert not take(shares, "2001:db8::9")
    assert take(shares, "2001:db8:0:1::9")


def test_who_comes_through_a_unix_socket_has_no_share():
    shares = Shares()
    for _ in range(8):
        assert take(shares, "")
    assert not take(shares, "")


def test_nothing_is_kept_of_those_who_hold_none():
    shares = Shares()
    for n in range(8):
        shares.take(f"10.0.0.{n}", 1, 8)
    for n in range(8):
        shares.release(f"10.0.0.{n}", 1)
    assert (shares.used, len(shares)) == (0, 0)
    with pytest.raises(Busy):
        shares.take("10.0.0.1", 9, 8)
