"""What is attached to lines, by netcat and curl; the server is killed, and everything is as it was."""

import subprocess

from tests.live.programs import Program
from tests.live.server import Server

SECRET = "long enough 1"


def netcat(server, first, until):
    program = Program("nc", "127.0.0.1", str(server.port))
    program.until("* ")
    program.types(first)
    program.until(until)
    return program


def curl(server, path):
    address = f"http://127.0.0.1:{server.ports['http-port']}{path}"
    done = subprocess.run(["curl", "-s", "-u", f"alice:{SECRET}", address], capture_output=True, check=True)
    return done.stdout.decode()


def test_marks_votes_and_lines_for_later_outlast_a_kill(tmp_path):
    doors = ("port", "http-port")
    with (
        Server(tmp_path / "data", doors=doors) as server,
        netcat(server, "bob", "in lobby") as bob,
        netcat(server, "alice", "in lobby") as alice,
    ):
        alice.types(f"/register {SECRET}")
        alice.until("is yours now")
        alice.types("release is out")
        bob.until("alice: release is out")
        bob.types("/react 1 +1")
        alice.until("* bob +1 on #1")
        alice.types('/poll "When?" Mon "Tue, late"')
        bob.until("* alice asks #3: When? 1 Mon, 2 Tue, late (/vote 3 1)")
        bob.types("/vote 3 2")
        bob.until("* Your vote in #3: 2.")
        alice.types("/bookmark 1")
        alice.until("* Bookmark at #1 in lobby.")
        alice.types("/later 1s after the kill")
        alice.until("takes it back")
        alice.types("/remind 1h tea")
        alice.until("You will be reminded")
        server.kill()
    with Server(tmp_path / "data", doors=doors) as server:
        with netcat(server, f"/login alice {SECRET}", "in lobby") as alice:
            alice.until("alice: after the kill")
            alice.types("/history")
            alice.until("#1: +1 1")
            alice.until("#3: Mon 0, Tue, late 1 (1 voted)")
            alice.types("/bookmarks")
            alice.until("#1 alice: release is out")
            alice.types("/remind list")
            alice.until("tea")
            alice.types("/poll close 3")
            alice.until("* alice closed the poll #3: When? Mon 0, Tue, late 1 (1 voted)")
        page = curl(server, "/r/lobby/1?limit=1")
        assert "#1] alice: release is out" in page
        assert "#1] +1 1" in page
