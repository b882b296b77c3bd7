"""Coming back to a hundred thousand lines, on a real socket that is read slowly."""

import sqlite3

from tests.live.server import Client, Server, json_client

LINES = 100_000


def fill(database, lines):
    """A long history, written as the server would have, but at once."""
    connection = sqlite3.connect(database)
    with connection:
        connection.execute(
            "INSERT INTO principals (name, folded, left, created) VALUES ('writer', 'writer', 0, 0)"
        )
        connection.executemany(
            "INSERT INTO events (room_id, seq, ts, kind, actor_id, body) VALUES (1, ?, 0, 'message', 1, ?)",
            ((seq, f"line {seq} of a long story") for seq in range(1, lines + 1)),
        )
    connection.close()


def test_a_hundred_thousand_lines_reach_a_slow_reader_whole_and_then_it_is_live(tmp_path):
    with Server(tmp_path / "data") as server:
        server.stop()
    fill(tmp_path / "data" / "chat.db", LINES)
    with (
        Server(tmp_path / "data") as server,
        json_client(server.port, "talker") as talker,
        Client(server.port) as reader,
    ):
        reader.asks(cmd="login", name="reader")
        reader.event("welcome")
        reader.asks(cmd="join", room="lobby", since=0)
        assert reader.event("joined")["head"] == LINES
        expected = 1
        while expected <= LINES:
            event = reader.event("message", "bye", "error")
            assert event["seq"] == expected
            if expected % 20_000 == 0:
                # Others talk meanwhile, and are answered while this one has not read on.
                talker.asks(cmd="say", room="lobby", text=f"at {expected}", key=str(expected))
                talker.event("ack")
            expected += 1
        for place in range(20_000, LINES + 1, 20_000):
            event = reader.event("message", "bye")
            assert (event["seq"], event["text"]) == (LINES + place // 20_000, f"at {place}")
