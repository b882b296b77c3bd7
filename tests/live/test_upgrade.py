"""A database made before there were accounts: everything in it is there after the upgrade."""

import hashlib
import sqlite3
import time

import pytest

from chatservice.storage.sqlite.schema import APPLICATION_ID, STEPS, VERSION
from tests.live.server import Client, Server, json_client

BEFORE_ACCOUNTS = 1
TOKENS = {"alice": "f9b5476f8d56eff2c09e902377498614", "bob": "cca36d019de08f20d9e60b1b77c68f35"}
T0 = 1795269030.5

# As a server of that version left them: two guests in the lobby, a room, a group and a direct
# conversation; what follows behind (keys, the search index) had not caught up yet.
ROWS = {
    "meta": [("epoch", "e84f980745e4cf63")],
    "rooms": [
        (1, "public", "lobby", "lobby", "", 0, 1, None, T0, 0, None, None),
        (2, "public", "ops", "ops", "Release on Friday", 0, 1, 1, T0, 1, None, None),
        (3, "group", "team", "team", "", 1, 1, 1, T0, None, None, None),
        (4, "direct", "", None, "", 0, 1, 1, T0, None, 1, 2),
    ],
    "members": [(3, 1), (4, 1), (3, 2), (4, 2)],
    "events": [
        (1, 1, 1, T0, "message", 1, None, "k1", "morning, the release is out"),
        (2, 1, 2, T0, "message", 2, None, "k2", "tea?"),
        (3, 2, 1, T0, "topic", 1, None, None, "Release on Friday"),
        (4, 2, 2, T0, "message", 1, None, "k3", "deploying"),
        (5, 3, 1, T0, "added", 1, 2, None, ""),
        (6, 3, 2, T0, "message", 1, None, None, "just us"),
        (7, 4, 1, T0, "message", 1, None, "k4", "for your eyes"),
    ],
    "read_marks": [(1, 1, 2), (1, 2, 2), (1, 3, 2), (1, 4, 1), (2, 1, 1), (2, 3, 1)],
}


@pytest.fixture
def data(tmp_path):
    """A data folder with such a database; its people left a moment ago."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    database = sqlite3.connect(folder / "chat.db", isolation_level=None)
    database.execute("PRAGMA auto_vacuum = INCREMENTAL")
    database.execute("PRAGMA journal_mode = WAL")
    for statement in STEPS[0]:
        database.execute(statement)
    database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    database.execute(f"PRAGMA user_version = {BEFORE_ACCOUNTS}")
    people = [(1, "alice", "alice", 1, time.time(), T0), (2, "bob", "bob", 1, time.time(), T0)]
    tokens = [(hashlib.sha256(TOKENS[name].encode()).digest(), number) for number, name, *_ in people]
    for table, rows in {**ROWS, "principals": people, "tokens": tokens}.items():
        for row in rows:
            database.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608
    database.close()
    return folder


def shown(client: Client, room: str) -> list[str]:
    client.asks(cmd="history", room=room, ref=room)
    return [event["text"] for event in client.event("history", ref=room)["lines"] if "text" in event]


def test_who_was_a_guest_before_comes_back_to_everything_and_may_register(data):
    with Server(data, "--registration", "open") as server:
        alice = json_client(server.port, "", token=TOKENS["alice"])
        assert (alice.welcome["name"], alice.welcome["epoch"]) == ("alice", "e84f980745e4cf63")
        assert shown(alice, "lobby") == ["morning, the release is out", "tea?"]
        alice.asks(cmd="join", room="ops")
        alice.event("joined", room="ops")
        assert "deploying" in shown(alice, "ops")
        assert "just us" in shown(alice, "team")

        # The same line sent again is the one that is there; a new one comes behind it.
        alice.asks(cmd="say", room="lobby", text="morning, the release is out", key="k1")
        assert alice.event("ack", key="k1")["seq"] == 1
        alice.asks(cmd="say", room="lobby", text="upgraded", key="k5")
        assert alice.event("ack", key="k5")["seq"] == 3
        alice.asks(cmd="search", text="release", ref="found")
        hits = alice.event("found", ref="found")["hits"]
        assert [hit["line"]["text"] for hit in hits] == ["morning, the release is out"]

        # She made the room, so it is hers; and the name can be.
        alice.asks(cmd="topic", room="ops", text="Released")
        alice.event("topic", room="ops")
        alice.asks(cmd="register", password="correct horse battery")
        alice.event("registered")
        stranger = json_client(server.port, "alice", room="")
        assert stranger.welcome["event"] == "error"
        stranger.close()

        bob = json_client(server.port, "", token=TOKENS["bob"])
        assert bob.welcome["name"] == "bob"
        assert shown(bob, "@alice") == shown(alice, "@bob") == ["for your eyes"]
        alice.close()
        bob.close()
        server.stop()
        assert "Traceback" not in server.said()

    upgraded = sqlite3.connect(data / "chat.db")
    assert upgraded.execute("PRAGMA user_version").fetchone() == (VERSION,)
    assert upgraded.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    upgraded.close()


def test_the_way_back_is_kept_beside_it(data):
    with Server(data) as server:
        server.stop()
    before = sqlite3.connect(data / f"chat.db.v{BEFORE_ACCOUNTS}")
    assert before.execute("PRAGMA user_version").fetchone() == (BEFORE_ACCOUNTS,)
    assert before.execute("SELECT * FROM events").fetchall() == ROWS["events"]
    assert before.execute("SELECT name, guest FROM principals").fetchall() == [("alice", 1), ("bob", 1)]
    before.close()
