"""The wall clock of a running server is set back, again and again."""

import signal
from urllib.request import urlopen

from tests.live.server import DEADLINE, Server, json_client


def test_lines_are_stored_and_shown_while_the_clock_goes_back(tmp_path):
    back = tmp_path / "back"
    with Server(
        tmp_path / "data",
        "--message-rate",
        "none",
        module="tests.live.backwards_server",
        arguments=(str(back),),
        doors=("port", "http-port"),
    ) as server:
        alice, bob = json_client(server.port, "alice"), json_client(server.port, "bob")
        alice.asks(cmd="say", text="before")
        before = bob.event("message", text="before")
        back.touch()
        for number in range(10):
            alice.asks(cmd="say", text=f"line {number}", ref=number)
            assert alice.event("ack", "error", ref=number)["event"] == "ack", alice.lines[-1]
            during = bob.event("message", text=f"line {number}")
        assert during["ts"] < before["ts"], "the clock has gone back"
        with urlopen(f"http://127.0.0.1:{server.ports['http-port']}/healthz", timeout=DEADLINE) as answer:
            assert answer.status == 200
        assert server.stop() == -signal.SIGTERM
