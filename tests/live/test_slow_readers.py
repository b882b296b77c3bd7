"""Readers that do not read, on real sockets: every byte in its place, and the right place to resume."""

import pytest

from tests.live.certificates import whoever
from tests.live.server import Client, Server, json_client
from tests.live.sockets import Socket

DOORS = ("port", "tls-port", "http-port", "https-port")
WAYS = {
    "line": lambda server: Client(server.ports["port"], holds=4096),
    "TLS": lambda server: Client(server.ports["tls-port"], tls=whoever(), holds=4096),
    "WebSocket": lambda server: Socket(server.ports["http-port"], holds=4096),
    "WebSocket over TLS": lambda server: Socket(server.ports["https-port"], tls=whoever(), holds=4096),
}
LONG = "x" * 60_000


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    options = ("--message-rate", "none", "--outbox", "2MiB", "--ping-every", "1s", "--ping-timeout", "1h")
    with Server(tmp_path_factory.mktemp("slow") / "data", *options, doors=DOORS) as server:
        yield server


@pytest.mark.parametrize("way", WAYS)
def test_one_that_reads_nothing_gets_whole_lines_up_to_where_it_may_resume(server, way):
    room = f"slow-{way.replace(' ', '-').lower()}"
    with json_client(server.port, f"writer-{room}", room) as writer, WAYS[way](server) as reader:
        reader.asks(cmd="login", name=f"reader-{room}")
        reader.event("welcome")
        reader.asks(cmd="join", room=room)
        reader.event("joined")
        said = 0
        while "went" not in "".join(writer.lines[-3:]):
            writer.asks(cmd="say", room=room, text=LONG)
            said += writer.event("ack", "went")["event"] == "ack"
            assert said < 1_000, "it was never closed"
        seqs = []
        while (event := reader.event("message", "bye"))["event"] == "message":
            assert event["text"] == LONG
            seqs.append(event["seq"])
        assert event["code"] == "too_slow"
        assert seqs == list(range(1, event["resume"][room] + 1))
        assert 0 < len(seqs) < said


@pytest.mark.parametrize("way", WAYS)
def test_one_that_reads_late_gets_everything(server, way):
    room = f"late-{way.replace(' ', '-').lower()}"
    with json_client(server.port, f"writer-{room}", room) as writer, WAYS[way](server) as reader:
        reader.asks(cmd="login", name=f"reader-{room}")
        reader.event("welcome")
        for number in range(1, 201):
            writer.asks(cmd="say", room=room, text=f"{number} {LONG}")
            writer.event("ack")
        reader.asks(cmd="join", room=room, since=0)
        writer.event("came")
        writer.asks(cmd="say", room=room, text="live")
        writer.event("ack")
        seqs = [reader.event("message", "bye")["seq"] for _ in range(201)]
        assert seqs == list(range(1, 202))
