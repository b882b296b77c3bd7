"""Browsers and other WebSocket clients against the real server."""

import json

import pytest

from tests.live.certificates import whoever
from tests.live.programs import Program
from tests.live.server import Client, Server, json_client, text_client
from tests.live.sockets import AUTOBAHN, NODE, Socket, node_has_websockets

DOORS = ("port", "http-port")


@pytest.fixture
def server(tmp_path):
    with Server(tmp_path / "data", doors=DOORS) as server:
        yield server


@pytest.mark.parametrize(
    "program",
    [
        pytest.param(AUTOBAHN, id="autobahn"),
        pytest.param(
            NODE,
            id="node",
            marks=pytest.mark.skipif(not node_has_websockets(), reason="no Node with a WebSocket here"),
        ),
    ],
)
def test_a_real_client_talks_with_a_netcat_and_is_told_how_it_ended(server, program):
    url = f"ws://127.0.0.1:{server.ports['http-port']}/ws"
    with Program(*program, url) as alice, text_client(server.port, "bob") as bob:
        alice.until('"event":"hello"')
        alice.types(json.dumps({"cmd": "login", "name": "alice"}))
        alice.types(json.dumps({"cmd": "join", "room": "lobby"}))
        alice.until('"event":"joined"')
        bob.sends("深夜デプロイ\n")
        alice.until("深夜デプロイ")
        long = "x" * 60_000
        alice.types(json.dumps({"cmd": "say", "room": "lobby", "text": long}))
        bob.until(f"[lobby] alice: {long}")
        alice.until(long)
        alice.types("this is not JSON")
        alice.until('"code":"bad_json"')
        alice.types(json.dumps({"cmd": "quit"}))
        alice.until('"closed"')
        ended = json.loads(alice.seen.splitlines()[-1])
        assert ended == {"closed": 1000, "reason": "bye", "clean": True}
        bob.until("* alice left")


@pytest.mark.parametrize("program", [pytest.param(AUTOBAHN, id="autobahn")])
def test_a_close_of_the_clients_is_answered(server, program):
    url = f"ws://127.0.0.1:{server.ports['http-port']}/ws"
    with Program(*program, url) as alice:
        alice.until('"event":"hello"')
        alice.types("close")
        alice.until('"closed"')
        assert json.loads(alice.seen.splitlines()[-1])["clean"]
        assert alice.ends() == 0


def test_a_stop_tells_a_browser_and_loses_nothing_under_way(server):
    browser = Socket(server.ports["http-port"])
    browser.asks(cmd="login", name="alice")
    browser.asks(cmd="join", room="lobby")
    browser.event("joined")
    for number in range(50):
        browser.asks(cmd="say", room="lobby", text=str(number), key=str(number))
    browser.event("ack")
    server.process.terminate()
    acks = 1 + sum('"event":"ack"' in line for line in browser.rest())
    assert browser.closed[:2] == (1001).to_bytes(2, "big")
    assert browser.closed[2:] == b"server_stopping"
    server.process.wait(30)
    with Server(server.data, doors=DOORS) as again, json_client(again.port, "carol", room="") as carol:
        carol.asks(cmd="join", room="lobby")
        assert carol.event("joined")["head"] == acks


def test_a_browser_resumes_after_the_server_was_killed(tmp_path):
    with Server(tmp_path / "data", doors=DOORS) as server:
        browser = Socket(server.ports["http-port"])
        browser.asks(cmd="login", name="alice")
        welcome = browser.event("welcome")
        browser.asks(cmd="join", room="lobby")
        browser.event("joined")
        with json_client(server.port, "bob") as bob:
            bob.asks(cmd="say", room="lobby", text="seen")
            seen = browser.event("message")["seq"]
            bob.asks(cmd="say", room="lobby", text="missed", key="k")
            bob.event("ack", key="k")
        server.kill()
    with Server(tmp_path / "data", doors=DOORS) as server:
        again = Socket(server.ports["http-port"], f"/ws?token={welcome['token']}")
        assert again.event("welcome")["resumed"]
        again.asks(cmd="join", room="lobby", since=seen, epoch=welcome["epoch"])
        assert again.event("message")["text"] == "missed"
        said = [event for event in map(json.loads, again.lines) if event["event"] == "message"]
        assert [event["seq"] for event in said] == [seen + 1]


def test_over_tls_it_is_the_same_and_no_byte_goes_past_the_encryption(tmp_path):
    options = ("--http-port", "none", "--message-rate", "none")
    with Server(tmp_path / "data", *options, doors=("port", "https-port")) as server:
        browsers = [Socket(server.ports["https-port"], tls=whoever()) for _ in range(3)]
        for number, browser in enumerate(browsers):
            browser.asks(cmd="login", name=f"b{number}")
            browser.asks(cmd="join", room="lobby")
            browser.event("joined")
        with text_client(server.port, "bob") as bob:
            for number in range(50):
                bob.sends(f"line {number} {'x' * 1000}\n")
        for browser in browsers:
            said = [browser.event("message")["text"].split()[1] for _ in range(50)]
            assert said == [str(number) for number in range(50)]
        browsers[0].asks(cmd="quit")
        browsers[0].rest()
        assert browsers[0].closed == b"\x03\xe8bye"


def test_health_and_figures_are_there_for_curl(server):
    with text_client(server.port, "alice"), Client(server.ports["http-port"]) as http:
        http.sends(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        http.until("HTTP/1.1 200 OK")
        http.until("")
        http.sends(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
        http.until('chat_sessions{dialect="text",door="line"} 1.0')
