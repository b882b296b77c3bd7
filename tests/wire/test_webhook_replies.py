"""What receivers of outgoing webhooks answer."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatservice.model.outgoing import CalloutReply, OutgoingRow, is_command, listed_words, trigger
from chatservice.model.values import Principal
from chatservice.wire.webhooks.replies import reply_of

JSON = "application/json"


@pytest.mark.parametrize(
    ("post", "is_command", "reply"),
    [
        ({"text": "hi"}, False, CalloutReply("hi", True)),
        ({"text": "hi"}, True, CalloutReply("hi", False)),
        ({"text": "hi", "response_type": "in_channel"}, True, CalloutReply("hi", True)),
        ({"text": "hi", "response_type": "ephemeral"}, True, CalloutReply("hi", False)),
        ({"attachments": [{"text": "hi", "color": "good"}]}, True, CalloutReply("🟩 hi", False)),
        ({"ok": True}, False, CalloutReply("", True)),
        ([], True, CalloutReply("[]", False)),
        ([], False, CalloutReply("", False)),
    ],
)
def test_an_object_is_read_as_slack_and_mattermost_have_it(post, is_command, reply):
    assert reply_of(json.dumps(post).encode(), JSON, is_command) == reply


def test_plain_text_answers_a_command_and_says_nothing_to_a_line():
    assert reply_of(b"deployed\n", "text/plain", True) == CalloutReply("deployed")
    assert reply_of(b"ok", "text/plain", False) == CalloutReply()
    assert reply_of(b"<html>", "text/html", True) == CalloutReply()
    assert reply_of(b"", "", True) == CalloutReply()


@given(st.binary(max_size=200), st.sampled_from([JSON, "text/plain", ""]), st.booleans())
def test_whatever_comes_is_a_reply(data, kind, is_command):
    assert isinstance(reply_of(data, kind, is_command), CalloutReply)


def row(words):
    return OutgoingRow(1, 1, Principal(1, "ci"), "alice", 0.0, "u", listed_words(words), "t")


def test_a_word_is_compared_as_names_are():
    assert trigger(row("Build:, deploy"), "build: now") == "Build:"
    assert trigger(row("deploy"), "deployed") is None
    assert trigger(row("deploy"), "  ") is None
    assert trigger(row(""), "anything") == ""
    assert trigger(row("/deploy"), "/deploy") is None
    assert is_command(row("x /Deploy"), "deploy")
    assert not is_command(row("deploy"), "deploy")
