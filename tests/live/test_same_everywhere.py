"""A netcat, a JSON line client, a WebSocket and a `curl -N` see the same lines in the same order."""

import json

import requests

from tests.live.server import Server, json_client, text_client
from tests.live.sockets import Socket
from tests.live.test_conversation import Program

LINES = 30
DOORS = ("port", "http-port")


class Curl(Program):
    """`curl -N` for JSON lines, from a cursor or from now."""

    def __init__(self, site: str, cursor: str = ""):
        back = ("-H", f"Last-Event-ID: {cursor}") if cursor else ()
        wanted = ("-H", "Accept: application/x-ndjson")
        super().__init__("curl", "-sSN", *wanted, *back, f"{site}/r/lobby/stream")
        self.until('"event":"joined"')

    def messages(self, upto: str) -> list[tuple[int, str]]:
        self.until(f'"text":"{upto}"')
        return messages(self.seen.splitlines())


def messages(lines) -> list[tuple[int, str]]:
    events = [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]
    return [(e["seq"], e["text"]) for e in events if e["event"] == "message"]


def websocket(port: int, **back) -> Socket:
    browser = Socket(port)
    browser.asks(cmd="login", name="web")
    browser.asks(cmd="join", room="lobby", **back)
    browser.event("joined")
    return browser


def all_talk_at_once(server: Server, last: str) -> None:
    """Three who talk in three dialects, and a last line."""
    site = f"http://127.0.0.1:{server.ports['http-port']}"
    with (
        json_client(server.port, "one") as one,
        text_client(server.port, "two") as two,
        requests.Session() as three,
    ):
        for number in range(LINES):
            one.asks(cmd="say", room="lobby", text=f"one {number}")
            two.sends(f"two {number}\n")
            if number % 3 == 0:
                three.post(
                    f"{site}/send",
                    json={"sender": "three", "recipient": "lobby", "message": f"three {number}"},
                    timeout=20,
                )
        one.asks(cmd="ping")
        one.event("pong")
        two.sends("/ping\n")
        two.until("* ")
    assert requests.post(f"{site}/r/lobby?name=last", data=last, timeout=20).status_code == 201


def test_the_same_lines_in_the_same_order_and_again_after_a_cut_and_a_kill(tmp_path):
    options = ("--message-rate", "none")
    with Server(tmp_path / "data", *options, doors=DOORS) as server:
        http = server.ports["http-port"]
        site = f"http://127.0.0.1:{http}"
        requests.post(f"{site}/register", json={"username": "three"}, timeout=20)
        with (
            text_client(server.port, "net") as netcat,
            json_client(server.port, "line") as line,
            websocket(http) as browser,
            Curl(site) as curl,
        ):
            all_talk_at_once(server, "the end")
            for reader in (line, browser):
                reader.event("message", text="the end")
            netcat.until("the end")
            seen = curl.messages("the end")
            assert len(seen) == 2 * LINES + LINES // 3 + 1
            assert messages(line.lines) == seen
            assert messages(browser.lines) == seen
            shown = [row.split(": ", 1)[1] for row in netcat.lines if row.startswith("[lobby] ")]
            assert shown == [text for _, text in seen]
            epoch = line.welcome["epoch"]
        # All four are cut; things go on without them; then the server is killed.
        cut = seen[LINES][0]
        requests.post(f"{site}/register", json={"username": "three"}, timeout=20)
        all_talk_at_once(server, "the very end")
        server.kill()
    with Server(tmp_path / "data", *options, doors=DOORS) as server:
        http = server.ports["http-port"]
        back = {"since": cut, "epoch": epoch}
        with (
            json_client(server.port, "line", room="") as line,
            websocket(http, **back) as browser,
            Curl(f"http://127.0.0.1:{http}", f"{epoch}:{cut}") as curl,
        ):
            line.asks(cmd="join", room="lobby", **back)
            for reader in (line, browser):
                reader.event("message", text="the very end")
            missed = curl.messages("the very end")
            assert missed[: len(seen) - LINES - 1] == seen[LINES + 1 :]
            assert [seq for seq, _ in missed] == sorted({seq for seq, _ in missed})
            assert len(missed) == len(seen) * 2 - LINES - 1
            assert messages(line.lines) == missed
            assert messages(browser.lines) == missed
