"""Signed links, and bytes that are held while a file is made of them."""

import re

import pytest
from twisted.internet.defer import Deferred

from chatservice.core.blob_locks import BlobLocks
from chatservice.core.links import Links


@pytest.fixture
def links():
    links = Links(3600.0)
    links.know("secret")
    links.base = "http://chat.example"
    return links


def test_a_link_is_good_for_its_file_and_time_alone(links):
    link, until = links.signed("f1", 1_700_000_000.0)
    assert 3600 <= until - 1_700_000_000 <= 7200
    path, _, signed = link.rpartition("/")
    assert path == "http://chat.example/download/f1"
    assert links.until("f1", signed) == until
    assert links.until("f2", signed) is None
    assert links.until("f1", signed.replace(str(until), str(until + 3600))) is None
    assert links.until("f1", signed[:-1]) is None
    assert links.until("f1", str(until)) is None


def test_a_link_can_be_pasted_into_a_shell(links):
    link, _ = links.signed("f1", 1_700_000_000.0)
    assert re.fullmatch(r"[A-Za-z0-9:/._-]+", link)


@pytest.mark.parametrize(
    "signed", ["", "x", ".", "-1.AAAA", "٣.AAAA", "1e9.AAAA", "9" * 400 + ".A", "1 .A", "1.é"]
)
def test_a_broken_link_is_none(links, signed):
    assert links.until("f1", signed) is None


def test_another_secret_makes_other_links(links):
    other = Links(3600.0)
    other.know("another")
    signed = links.signed("f1", 0)[0].rpartition("/")[2]
    assert other.until("f1", signed) is None


def test_nothing_is_signed_before_the_secret_is_known():
    with pytest.raises(AssertionError):
        Links(1.0).signed("f1", 0)


def test_bytes_that_are_held_are_not_doomed():
    pins = BlobLocks(Deferred)
    Deferred.fromCoroutine(pins.hold("x"))
    Deferred.fromCoroutine(pins.hold("x"))
    assert not pins.doom("x")
    pins.release("x")
    assert not pins.doom("x")
    pins.release("x")
    assert pins.doom("x")
    assert not pins.doom("x")


def test_holding_waits_until_they_are_taken_away():
    pins = BlobLocks(Deferred)
    assert pins.doom("x")
    held = []
    Deferred.fromCoroutine(pins.hold("x")).addCallback(held.append)
    assert held == []
    pins.spare("x")
    assert held == [None]
    assert not pins.doom("x")
