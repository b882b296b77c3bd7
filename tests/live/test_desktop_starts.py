"""The desktop client is started again: what a link names opens in the window that runs."""

import subprocess
import sys
import tempfile

import pytest

from tests.live.desktop import Display, Window, until
from tests.live.server import DEADLINE, ROOT, Server

PLACE = "845x720+0+0"


@pytest.fixture
def display():
    with Display() as made, tempfile.TemporaryDirectory(dir="/tmp") as runtime:
        made.env["XDG_RUNTIME_DIR"] = runtime  # short: a socket's path has few bytes
        yield made


def start(display, folder, *words):
    """The client as a user starts it."""
    return subprocess.Popen(
        [sys.executable, "-m", "chatservice.client.tk", *words],
        cwd=ROOT,
        env={**display.env, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def hands_over(display, folder, *words):
    with start(display, folder, *words) as again:
        assert again.communicate(timeout=DEADLINE) == (b"", None)
    assert again.returncode == 0


def windows(display):
    """How many are on the screen."""
    words = ["xdotool", "search", "--onlyvisible", "--class", "Chatservice"]
    found = subprocess.run(words, env=display.env, capture_output=True, timeout=DEADLINE, check=False)
    return len(found.stdout.split())


def test_a_link_opens_in_the_window_that_runs(display, tmp_path):
    with Server(tmp_path / "data") as server, Window(display, tmp_path / "a", PLACE) as alice:
        alice.until(lambda fields: fields[0] == "", "address")
        place = f"127.0.0.1:{server.port}"
        hands_over(display, tmp_path / "a", f"chat://{place}/ops")
        alice.until(lambda fields: fields == ["", place, "ops"], "address")
        hands_over(display, tmp_path / "a", f"chat://{place}/ops", "--name", "alice")
        alice.until(lambda tabs: "ops" in tabs, "tabs")
        hands_over(display, tmp_path / "a", f"chat://{place}/release%20notes")
        alice.until("may not contain spaces", "notice")
        hands_over(display, tmp_path / "a", f"chat://{place}/news")
        alice.until(lambda tabs: {"ops", "news"} <= set(tabs), "tabs")

        # Someone else has a window of their own, as has whoever asks for one.
        for words in (["--host", "127.0.0.1", "--port", str(server.port), "--name", "bob"], ["--new"]):
            with start(display, tmp_path / "a", *words) as other:
                until(lambda: windows(display) == 2)
                other.kill()
            until(lambda: windows(display) == 1)
        alice.types("", "ctrl+q")
        alice.ended()
