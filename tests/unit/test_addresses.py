"""Addresses of servers, as people type them and as links have them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatservice.client.model.addresses import BadAddress, ServerAddress, parse


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("chat.example", ServerAddress("chat.example")),
        (" chat.example:6000 ", ServerAddress("chat.example", 6000)),
        ("127.0.0.1:5555", ServerAddress("127.0.0.1", 5555)),
        ("::1", ServerAddress("::1")),
        ("[::1]", ServerAddress("::1")),
        ("[fe80::1%eth0]:6000", ServerAddress("fe80::1%eth0", 6000)),
        ("chat://chat.example", ServerAddress("chat.example", 5555, False)),
        ("CHATS://chat.example/", ServerAddress("chat.example", 5556, True)),
        ("chat://chat.example:6000/ops", ServerAddress("chat.example", 6000, False, "ops")),
        ("chat://[::1]:6000/caf%C3%A9", ServerAddress("::1", 6000, False, "café")),
        ("chats://h/a%2Fb?x=1", ServerAddress("h", 5556, True, "a/b")),
    ],
)
def test_an_address_is_read(text, address):
    assert parse(text) == address


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "missing"),
        (":5555", "missing"),
        ("chat://", "missing"),
        ("host:0", "from 1 to 65535"),
        ("host:99999", "from 1 to 65535"),
        ("host:abc", "from 1 to 65535"),
        ("http://host", "chat://"),
        ("two words", "no address"),
        ("user@host", "no address"),
        ("h" * 300, "no address"),
    ],
)
def test_what_is_none_is_said(text, words):
    with pytest.raises(BadAddress, match=words):
        parse(text)


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_said_to_be_none(text):
    for each in (text, f"chat://{text}", f"chats://host/{text}"):
        try:
            found = parse(each)
        except BadAddress:
            continue
        assert parse(found.link).host == found.host


def test_a_link_leads_where_it_was_made():
    for address in (ServerAddress("::1", 6000, True, "a/b ü?"), ServerAddress("h", 5555, False)):
        assert parse(address.link) == address
