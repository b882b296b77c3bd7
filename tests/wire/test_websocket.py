"""Frames of a WebSocket, as the server makes them, and the messages it takes."""

import json

import pytest

from chatservice import errors
from chatservice.errors import LineTooLong
from chatservice.model.commands import Ping
from chatservice.model.events import Announcement, Pong
from chatservice.wire.websocket import FRAMED_JSON, REASON_MAX, MessageDecoder, close_code, frame
from tests.wire.wire_play import told


@pytest.mark.parametrize(
    ("size", "head"),
    [
        (0, b"\x81\x00"),
        (125, b"\x81\x7d"),
        (126, b"\x81\x7e\x00\x7e"),
        (65_535, b"\x81\x7e\xff\xff"),
        (65_536, b"\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00"),
    ],
)
def test_a_frame_has_the_shortest_head_that_says_its_length(size, head):
    assert frame(b"x" * size) == head + b"x" * size


def test_an_event_is_one_frame_of_one_object():
    data = FRAMED_JSON.encode(Pong(ref=7), "")
    assert json.loads(data[2:]) == {"event": "pong", "ref": 7}
    assert data[1] == len(data) - 2


def test_a_text_that_is_no_unicode_still_goes_out():
    data = FRAMED_JSON.encode(Announcement(text="a\ud800b"), "")
    assert json.loads(data[2:])["text"] == "a\ufffdb"


def test_a_message_is_a_command_and_one_too_long_a_fault():
    door = MessageDecoder(max_json=32)
    assert door.feed(b'{"cmd":"ping"}') == [b'{"cmd":"ping"}']
    assert door.parse(b'{"cmd":"ping"}\n', named=False) == [Ping()]
    assert [told(found) for found in door.feed(b"x" * 33)] == [told(LineTooLong(32))]


def test_every_end_has_a_code_that_may_be_sent_and_a_reason_that_fits():
    faults = [kind for kind in vars(errors).values() if isinstance(kind, type) and hasattr(kind, "code")]
    for kind in faults:
        code, reason = close_code(kind.__new__(kind))
        assert code in (1001, 1008, 1011, 1013)
        assert reason == kind.code
        assert len(reason.encode()) <= REASON_MAX
    assert close_code(None) == (1000, "bye")
