"""Somebody guesses passwords at a real server; everybody else does not notice."""

import json
import socket

import pytest

from tests.live.server import DEADLINE, Client, Server

TRIES = 2_000
AT_ONCE = 25
SECRET = "correct horse"


@pytest.fixture
def server(tmp_path):
    with Server(tmp_path / "data") as server:
        yield server


class Guesser(Client):
    """It is at another address than everybody else."""

    def __init__(self, port: int, names: list[str]):
        super().__init__(port)
        self.close()
        self.socket = socket.create_connection(("127.0.0.1", port), DEADLINE, ("127.0.0.2", 0))
        self.tries = len(names)
        commands = ({"cmd": "login", "name": name, "password": "wrong horse"} for name in names)
        self.sends("".join(json.dumps(command) + "\n" for command in commands))

    def answers(self) -> list[str]:
        codes = []
        while len(codes) < self.tries:
            line = self.line()
            if not line.startswith("* "):
                codes.append(json.loads(line)["code"])
        return codes


def account(port: int, name: str) -> None:
    with Client(port) as client:
        client.asks(cmd="register", name=name, password=SECRET)
        client.event("welcome")
        client.asks(cmd="quit")
        client.rest()


@pytest.mark.parametrize("one_name", [True, False], ids=["at one name", "at many names"])
def test_two_thousand_wrong_passwords_are_slowed_and_the_others_chat(server, one_name):
    for name in ("alice", "bob"):
        account(server.port, name)
    each = TRIES // AT_ONCE
    guessers = [
        Guesser(server.port, ["alice" if one_name else f"name{at}x{number}" for number in range(each)])
        for at in range(AT_ONCE)
    ]
    with Client(server.port) as alice, Client(server.port) as bob:
        for client, name in ((alice, "alice"), (bob, "bob")):
            client.asks(cmd="login", name=name, password=SECRET)
            client.event("welcome")
            client.asks(cmd="join", room="lobby")
            client.event("joined")
        for number in range(5):
            alice.asks(cmd="say", room="lobby", text=f"line {number}")
            bob.event("message", text=f"line {number}")
    codes = [code for guesser in guessers for code in guesser.answers()]
    assert len(codes) == TRIES
    assert set(codes) == {"bad_credentials", "slow_down"}
    assert codes.count("slow_down") > TRIES * 0.8
    for guesser in guessers:
        guesser.close()
