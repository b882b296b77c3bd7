"""The bot of the documentation, on both frameworks, against the real server."""

import os
import subprocess
import sys

import pytest

from tests.live.server import ROOT, Server, json_client

BOT = ROOT / "docs" / "examples" / "bot.py"


def start(port, *words):
    return subprocess.Popen(
        [sys.executable, str(BOT), "127.0.0.1", str(port), *words],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.parametrize("words", [(), ("asyncio",)])
def test_the_same_bot_answers_on_both_frameworks_and_comes_back_after_a_crash(tmp_path, words):
    with Server(tmp_path / "data") as server, json_client(server.port, "ann") as ann:
        bot = start(server.port, *words)
        try:
            ann.event("came", who=["pingbot"])
            ann.asks(cmd="say", room="lobby", text="!ping")
            assert ann.event("message", sender="pingbot")["text"] == "pong, ann"
            server.kill()
            again = Server(tmp_path / "data", "--port", str(server.port))
            with again, json_client(again.port, "ben") as ben:
                ben.asks(cmd="say", room="lobby", text="!ping")
                assert ben.event("message", sender="pingbot")["text"] == "pong, ben"
        finally:
            bot.terminate()
            bot.wait(10)


def test_the_bot_is_short():
    code = [line for line in BOT.read_text().split('"""')[2].splitlines() if line.strip()]
    assert len(code) <= 20
