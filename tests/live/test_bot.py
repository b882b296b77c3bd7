"""The bot of the documentation, on both frameworks, against the real server."""

import os
import re
import subprocess
import sys

import pytest

from tests.live.server import DEADLINE, ROOT, Server, json_client

BOT = ROOT / "docs" / "examples" / "bot.py"


USERS_PAGE = ROOT / "docs" / "user.md"
FIRST = re.compile(r"```python\n(import json, socket.*?)```", re.DOTALL)
RUN = """
import sys
from chatservice.client.link import dial_asyncio, dial_twisted
framework, port, name, tls = sys.argv[1:]
framework = dial_asyncio if framework == "asyncio" else dial_twisted


def heard(link, event):
    if type(event).__name__ == "Joined":
        link.say("lobby", "in")


framework.run("127.0.0.1", int(port), name, heard, tls=tls)
"""


def runs(framework, port, name="pingbot", tls=""):
    words = [sys.executable, "-c", RUN, framework, str(port), name, tls]
    return subprocess.Popen(
        words, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, text=True
    )


def ends(bot):
    _, errors = bot.communicate(timeout=DEADLINE)
    return bot.returncode, errors


FRAMEWORKS = pytest.mark.parametrize("framework", ["twisted", "asyncio"])


@FRAMEWORKS
def test_a_bot_that_cannot_get_in_says_why_and_ends_with_a_status(tmp_path, framework):
    assert ends(runs(framework, 1)) == (
        1,
        "Nothing listens at 127.0.0.1:1. Is the server running, and on that port?\n",
    )
    with Server(tmp_path / "data") as server, json_client(server.port, "ann"):
        status, errors = ends(runs(framework, server.port, "ann"))
        assert (status, errors.count("\n")) == (1, 1)
        assert "ann is taken" in errors


@FRAMEWORKS
def test_a_bot_speaks_tls_with_the_certificate_it_is_told_and_with_no_other(tmp_path, framework):
    with (
        Server(tmp_path / "data", doors=("port", "tls-port")) as server,
        json_client(server.port, "ann") as ann,
    ):
        fingerprint = re.search("([0-9A-F]{2}:){31}[0-9A-F]{2}", server.says("fingerprint"))[0]
        port = server.ports["tls-port"]
        other = fingerprint[:-2] + ("00" if fingerprint[-2:] != "00" else "11")
        status, errors = ends(runs(framework, port, tls=other))
        assert status == 1
        assert "has CHANGED" in errors
        bot = runs(framework, port, tls=fingerprint)
        try:
            assert ann.event("message", sender="pingbot")["text"] == "in"
        finally:
            bot.terminate()
            bot.communicate(timeout=DEADLINE)


def test_the_first_program_of_the_page_hears_every_line(tmp_path):
    program = FIRST.search(USERS_PAGE.read_text())[1]
    with (
        Server(tmp_path / "data", "--message-rate", "none") as server,
        json_client(server.port, "ann") as ann,
    ):
        bot = subprocess.Popen(
            [sys.executable, "-uc", program.replace("5555", str(server.port))],
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            ann.event("came", who=["bot"])
            for number in range(30):
                ann.asks(cmd="say", room="lobby", text=f"line {number}")
            heard = [ann.event("message", sender="bot")["text"] for _ in range(30)]
            assert heard == [f"ann said line {number}" for number in range(30)]
        finally:
            bot.terminate()
            out, _ = bot.communicate(timeout=DEADLINE)
        assert out.splitlines() == [f"ann line {number}" for number in range(30)]


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
            bot.wait(DEADLINE)


def test_the_bot_is_short():
    code = [line for line in BOT.read_text().split('"""')[2].splitlines() if line.strip()]
    assert len(code) <= 20


def test_a_bot_on_a_websocket_comes_in_with_its_token_and_misses_nothing_after_a_crash(tmp_path):
    doors = ("port", "http-port")
    with Server(tmp_path / "data", doors=doors) as server, json_client(server.port, "ann") as ann:
        ann.asks(cmd="register", password="correct horse")
        ann.asks(cmd="bot", name="dicebot")
        token = ann.event("bot")["token"]
        url = f"ws://127.0.0.1:{server.ports['http-port']}/ws"
        bot = subprocess.Popen([sys.executable, str(BOT.with_name("socket_bot.py")), url, token])
        try:
            ann.asks(cmd="say", room="lobby", text="!dice")
            assert ann.event("message", sender="dicebot")["text"].startswith("ann: ")
            server.kill()
            ports = ("--port", str(server.port), "--http-port", str(server.ports["http-port"]))
            with (
                Server(tmp_path / "data", *ports, doors=doors) as again,
                json_client(again.port, "ben") as ben,
            ):
                ben.asks(cmd="say", room="lobby", text="!dice")  # before it is back, or after
                assert ben.event("message", sender="dicebot")["text"].startswith("ben: ")
                ben.asks(cmd="history", room="lobby")
                [page] = [ben.event("history")]
                answers = [line for line in page["lines"] if line["sender"] == "dicebot"]
                assert len(answers) == 2  # the first one was not answered again
        finally:
            bot.terminate()
            bot.wait(DEADLINE)


def test_a_script_posts_with_curl_at_a_webhook(tmp_path):
    with Server(tmp_path / "data", doors=("port", "http-port")) as server:
        ann = json_client(server.port, "ann", room="")
        ann.asks(cmd="register", password="correct horse")
        ann.asks(cmd="join", room="ops")
        ann.asks(cmd="webhook", name="ci", room="ops")
        url = f"http://127.0.0.1:{server.ports['http-port']}{ann.event('webhook')['path']}"
        for arguments in (["-d", "build ok"], ["--json", '{"text":"build ok"}']):
            done = subprocess.run(
                ["curl", "-sS", "--fail-with-body", *arguments, url],
                capture_output=True,
                timeout=DEADLINE,
                check=True,
            )
            assert done.stdout == b"ok"
            assert ann.event("message", sender="ci")["text"] == "build ok"
