"""The link to where the user is, and its QR code."""

import pytest

from chatservice.client.model.addresses import parse
from chatservice.client.model.conversation import Conversation
from chatservice.client.model.invitations import QUIET, link, qr_modules
from chatservice.client.model.preferences import SavedServer

SERVER = SavedServer("chat.example", 5556, tls=True)


def test_a_public_room_is_in_the_link_and_no_other_place():
    assert link(SERVER, Conversation("!a", "!a", "public", "café")) == "chats://chat.example:5556/caf%C3%A9"
    assert parse(link(SERVER, Conversation("!a", "!a", "public", "café"))).room == "café"
    assert link(SERVER, Conversation("!b", "!b", "group", "team")) == "chats://chat.example:5556"
    assert link(SERVER, None) == "chats://chat.example:5556"


def test_a_qr_code_is_a_square_with_light_around_it():
    pytest.importorskip("segno")
    modules = qr_modules(link(SERVER, None))
    assert {len(row) for row in modules} == {len(modules)}
    assert not any(any(row) for row in modules[:QUIET])
    assert all(modules[QUIET][QUIET : QUIET + 7])  # the finder pattern in the corner
