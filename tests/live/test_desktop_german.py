"""A window in German: from the first screen to a line."""

import os

import pytest

from tests.live.desktop import Display, Window
from tests.live.server import Server
from tests.live.test_desktop import LEFT


@pytest.fixture(scope="module")
def display():
    with Display() as made:
        yield made


def test_a_window_speaks_the_language_that_it_was_asked_for(display, tmp_path):
    display.env["CHAT_LANGUAGE"] = "de"
    assert os.environ.get("CHAT_LANGUAGE") is None
    with Server(tmp_path / "data") as server, Window(display, tmp_path / "a", LEFT) as alice:
        alice.fills("127.0.0.1:1", "server")
        alice.fills("alice", "name")
        alice.types("", "Return")
        alice.until("Unter 127.0.0.1:1 antwortet niemand", "login")
        alice.fills(f"127.0.0.1:{server.port}", "server")
        alice.types("", "Return")
        alice.until("Verbunden mit: 127.0.0.1", "title")
        alice.until(bool, "tabs")
        alice.says("hallo")
        alice.page("hallo")
