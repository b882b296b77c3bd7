"""Signed links, and bytes that are held while a file is made of them."""

import pytest
from twisted.internet.defer import Deferred

from chatservice.core.links import Links
from chatservice.core.pins import Pins


@pytest.fixture
def links():
    links = Links(3600.0)
    links.know("secret")
    links.base = "http://chat.example"
    return links


def parts(link):
    path, _, query = link.partition("?")
    fields = dict(field.split("=", 1) for field in query.split("&"))
    return path, fields["until"], fields["sig"]


def test_a_link_is_good_for_its_file_and_time_alone(links):
    link, until = links.signed("f1", 1_700_000_000.0)
    path, said, signature = parts(link)
    assert path == "http://chat.example/download/f1"
    assert int(said) == until
    assert 3600 <= until - 1_700_000_000 <= 7200
    assert links.is_good("f1", said, signature)
    assert not links.is_good("f2", said, signature)
    assert not links.is_good("f1", str(until + 3600), signature)
    assert not links.is_good("f1", said, signature[:-1])
    assert not links.is_good("f1", said, "")


@pytest.mark.parametrize("until", ["", "x", "-1", "٣", "1e9", "9" * 400, "1 "])
def test_a_broken_link_is_not_good(links, until):
    assert not links.is_good("f1", until, "AAAA")


def test_a_broken_signature_is_not_good(links):
    assert not links.is_good("f1", "1700000000", "é")


def test_another_secret_makes_other_links(links):
    other = Links(3600.0)
    other.know("another")
    _, said, signature = parts(links.signed("f1", 0)[0])
    assert not other.is_good("f1", said, signature)


def test_nothing_is_signed_before_the_secret_is_known():
    with pytest.raises(AssertionError):
        Links(1.0).signed("f1", 0)


def test_bytes_that_are_held_are_not_doomed():
    pins = Pins(Deferred)
    Deferred.fromCoroutine(pins.hold("x"))
    Deferred.fromCoroutine(pins.hold("x"))
    assert not pins.doom("x")
    pins.release("x")
    assert not pins.doom("x")
    pins.release("x")
    assert pins.doom("x")
    assert not pins.doom("x")


def test_holding_waits_until_they_are_taken_away():
    pins = Pins(Deferred)
    assert pins.doom("x")
    held = []
    Deferred.fromCoroutine(pins.hold("x")).addCallback(held.append)
    assert held == []
    pins.spare("x")
    assert held == [None]
    assert not pins.doom("x")
