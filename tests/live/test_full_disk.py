"""A disk that takes no more, and a database that is taken away, under a running server."""

import resource
import urllib.error
from urllib.request import urlopen

from tests.live.server import DEADLINE, Server, json_client

FRAME = 4096 + 24  # bytes of one page in the log beside the database
DOORS = ("port", "http-port")


def health(server):
    try:
        with urlopen(f"http://127.0.0.1:{server.ports['http-port']}/healthz", timeout=DEADLINE) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def says(client, text):
    client.asks(cmd="say", text=text, ref="r")
    return client.event("ack", "error", ref="r").get("code", "stored")


def test_health_tells_of_a_full_disk_for_as_long_as_lines_are_refused(tmp_path):
    """A limit on the size of files, which leaves a few pages: small changes still find a place."""
    data = tmp_path / "data"
    with Server(data, "--message-rate", "none", doors=DOORS) as server:
        alice = json_client(server.port, "alice")
        assert says(alice, "x" * 40_000) == "stored"
        assert health(server) == 200
        size = (data / "chat.db-wal").stat().st_size + 6 * FRAME
        pid = server.process.pid
        before = resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        for _ in range(3):
            assert says(alice, "y" * 40_000) in {"not_stored", "outcome_unknown"}
            alice.asks(cmd="nick", name="alicia")
            alice.asks(cmd="nick", name="alice")
            assert health(server) == 503
        resource.prlimit(pid, resource.RLIMIT_FSIZE, before)
        assert says(alice, "z" * 40_000) == "stored"
        assert health(server) == 200
        said = server.says("What is said is stored again.")
        assert said.count("What is said cannot be stored") == 1


def test_a_database_that_is_removed_is_no_place_to_store_lines(tmp_path):
    data = tmp_path / "data"
    with Server(data, doors=DOORS) as server:
        alice = json_client(server.port, "alice")
        assert says(alice, "before") == "stored"
        (data / "chat.db").unlink()
        assert health(server) == 503, "nobody has said anything yet"
        assert says(alice, "after") == "not_stored"
        alice.asks(cmd="history", ref="h")
        assert [each["text"] for each in alice.event("history", ref="h")["lines"]] == ["before"]
        assert server.said().count("was removed or replaced") == 1
        server.stop()
    assert len(list(data.glob("chat.db.rescued-*"))) == 1
