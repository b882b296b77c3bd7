"""The page answers typed commands in the words of the window."""

import time

import msgspec
import pytest

from chatservice.client import words
from chatservice.client.model.answers import notices
from chatservice.client.model.refusal_shapes import worded
from tests.answers import EXAMPLES, REFUSED
from tests.page.node import answer_of, needs_node

pytestmark = needs_node


@pytest.fixture
def in_utc(monkeypatch):
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    words.use("en")
    monkeypatch.undo()
    time.tzset()


def test_page_and_window_say_the_same_in_each_language(in_utc, tmp_path):
    question = {"events": [msgspec.to_builtins(event) for event in EXAMPLES], "refusals": REFUSED}
    shown = answer_of("answers", tmp_path, question)
    for language in ("de", "es"):
        words.use(language)
        assert shown[language] == [[notices(event) for event in EXAMPLES], [worded(text) for text in REFUSED]]
