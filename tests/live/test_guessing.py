"""Two thousand wrong passwords from one address: throttled, and the others come in and talk."""

import json

from tests.live.server import Client, Server, json_client

TRIES = 2_000
EACH = 100  # refusals, then a connection is closed


def registered(port, name):
    with json_client(port, name) as client:
        client.asks(cmd="register", password=f"the password of {name}")
        client.event("registered")


def test_whoever_guesses_is_slowed_down_and_nobody_else(tmp_path):
    with Server(tmp_path / "data") as server:
        for name in ("alice", "bob"):
            registered(server.port, name)
        guess = json.dumps({"cmd": "login", "name": "alice", "password": "wrong"}) + "\n"
        guessing = [Client(server.port, guess.encode() * EACH) for _ in range(TRIES // EACH)]
        # All of it is on its way, from this same address.
        with (
            json_client(server.port, "bob", password="the password of bob") as bob,
            json_client(server.port, "carol") as carol,
        ):
            bob.asks(cmd="say", room="lobby", text="as ever", key="k")
            assert carol.event("message")["sender"] == "bob"
            codes: dict[str, int] = {}
            for client in guessing:
                for line in client.rest():
                    event = json.loads(line) if line.startswith("{") else {}
                    if event.get("event") == "error":
                        codes[event["code"]] = codes.get(event["code"], 0) + 1
                        assert (event["code"] == "slow_down") is ("retry_after" in event)
                client.close()
            assert set(codes) == {"bad_credentials", "slow_down"}
            assert codes["bad_credentials"] < 50, codes
            assert sum(codes.values()) > TRIES * 0.9
            carol.asks(cmd="say", room="lobby", text="still here", key="k")
            assert bob.event("message", sender="carol")["text"] == "still here"
