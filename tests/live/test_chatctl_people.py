"""Accounts, tokens and invitations from the operator's side, with a server and without one."""

import base64
import os
import pty
import re
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from http.client import HTTPConnection

import pytest

from chatservice.settings.schema import Settings
from chatservice.storage.opening import prepare
from tests.live.chatctl import chatctl, rows
from tests.live.server import DEADLINE, ROOT, Client, Server


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    prepare(Settings(data=str(folder))).release()
    return folder


@pytest.fixture(params=["running", "stopped"])
def either(request, data):
    if request.param == "stopped":
        yield data
    else:
        with Server(data):
            yield data


def roles(data):
    return {user["name"]: user["role"] for user in rows(data, "users", "list")}


def enters(data, name, password):
    """What a server says to that name and password."""
    with Server(data) as server:
        return answer(server.port, name, password)


def answer(port, name, password):
    with Client(port) as client:
        client.asks(cmd="login", name=name, password=password)
        return client.event("welcome", "error")


def test_the_first_admin_owns_the_server_and_the_next_does_not(either):
    made = rows(either, "admin", "alice")[0]
    assert (made["role"], len(made["password"])) == ("owner", 20)
    assert rows(either, "admin", "bob")[0]["role"] == "admin"
    assert chatctl(either, "admin", "alice").out == "alice is owner of the server, with the same password.\n"
    assert roles(either) == {"alice": "owner", "bob": "admin"}


def test_the_password_that_was_made_lets_one_in(data):
    password = rows(data, "admin", "alice")[0]["password"]
    with Server(data) as server:
        assert answer(server.port, "alice", password)["event"] == "welcome"
        assert answer(server.port, "alice", password + "x")["code"] == "bad_credentials"


def test_a_password_is_read_from_the_standard_input_and_never_shown(either):
    ran = chatctl(either, "users", "add", "carol", "--password-stdin", input="correct horse\n")
    assert (ran.status, ran.out) == (0, "carol is user of the server.\n")


def test_a_password_is_asked_for_on_a_terminal_and_not_echoed(data):
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "chatservice.chatctl", "admin", "alice"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "CHAT_DATA": str(data)},
        stdin=follower,
        stdout=follower,
        stderr=follower,
        start_new_session=True,
    )
    os.close(follower)
    said = b""
    for asked in (b"one is made): ", b"same again: "):
        while asked not in said:
            said += os.read(leader, 1024)
        os.write(leader, b"correct horse\n")
    while b"owner" not in said:
        said += os.read(leader, 1024)
    assert process.wait(DEADLINE) == 0
    os.close(leader)
    assert b"correct horse" not in said
    assert enters(data, "alice", "correct horse")["event"] == "welcome"


def test_a_reset_ends_what_the_old_password_opened(data):
    with Server(data) as server, Client(server.port) as bob:
        old = rows(data, "users", "add", "bob")[0]["password"]
        bob.asks(cmd="login", name="bob", password=old)
        token = bob.event("welcome")["token"]
        new = rows(data, "users", "password", "bob")[0]["password"]
        assert bob.event("bye")["code"] == "signed_out"
        assert answer(server.port, "bob", old)["code"] == "bad_credentials"
        assert answer(server.port, "bob", new)["event"] == "welcome"
        with Client(server.port) as ghost:
            ghost.asks(cmd="login", token=token)
            assert ghost.event("welcome", "error")["code"] == "bad_token"


def test_nobody_comes_in_under_a_disabled_name(data):
    with Server(data) as server, Client(server.port) as bob:
        password = rows(data, "users", "add", "bob")[0]["password"]
        bob.asks(cmd="login", name="bob", password=password)
        bob.event("welcome")
        assert chatctl(data, "users", "disable", "bob").status == 0
        bob.event("bye")
        assert answer(server.port, "bob", password)["code"] == "bad_credentials"
        assert answer(server.port, "bob", "")["event"] == "error"
    assert rows(data, "users", "list")[0]["disabled"] is True
    assert chatctl(data, "admin", "bob").status == 1


def test_roles_change_for_who_is_here_too(data):
    with Server(data) as server, Client(server.port) as bob:
        password = rows(data, "users", "add", "bob")[0]["password"]
        bob.asks(cmd="login", name="bob", password=password)
        bob.event("welcome")
        assert chatctl(data, "users", "role", "bob", "moderator").status == 0
        assert bob.event("role_is")["role"] == "moderator"
    assert roles(data) == {"bob": "moderator"}


def test_tokens_are_listed_and_revoked(data):
    with Server(data) as server, Client(server.port) as bob:
        password = rows(data, "users", "add", "bob")[0]["password"]
        bob.asks(cmd="login", name="bob", password=password)
        bob.event("welcome")
        (token,) = rows(data, "tokens", "list", "bob")
        assert chatctl(data, "tokens", "revoke", "bob", "nix").status == 1
        assert chatctl(data, "tokens", "revoke", "bob", token["id"]).status == 0
        bob.event("bye")
        assert rows(data, "tokens", "list", "bob") == []


def test_an_invitation_lets_one_person_register(data):
    token = rows(data, "invitations", "create", "--days", "1")[0]["token"]
    with Server(data, "--registration", "invite") as server:
        (listed,) = rows(data, "invitations", "list")
        assert token not in str(listed)
        assert round(listed["expires"] - listed["made"]) == 86_400
        for name, expected in (("alice", "registered"), ("bob", "error")):
            with Client(server.port) as client:
                client.asks(cmd="register", name=name, password="correct horse", invitation=token)
                assert client.event("registered", "error")["event"] == expected
        assert rows(data, "invitations", "list") == []
        second = rows(data, "invitations", "create")[0]["token"]
        assert second
        (listed,) = rows(data, "invitations", "list")
    assert chatctl(data, "invitations", "revoke", listed["id"]).status == 0
    assert rows(data, "invitations", "list") == []


def test_a_name_that_a_guest_uses_is_not_made_an_admins(data):
    with Server(data) as server, Client(server.port, b"alice\n") as stranger:
        stranger.until("Welcome")
        ran = chatctl(data, "admin", "alice")
        assert ran.status == 1
        assert "A guest is here as alice" in ran.error
    assert roles(data) == {}


IMPOSSIBLE = [
    (["users", "add", "a b"], "may not contain spaces"),
    (["users", "add", "server"], "reserved"),
    (["users", "role", "nobody", "admin"], "Nobody has an account nobody."),
    (["users", "password", "nobody"], "Nobody has an account nobody."),
    (["tokens", "list", "nobody"], "Nobody has an account nobody."),
    (["invitations", "revoke", "x"], "There is no invitation x."),
]


def test_what_cannot_be_done_is_one_line(data):
    def refused(words, said):
        ran = chatctl(data, *words)
        assert (ran.status, ran.out) == (1, "")
        assert said in ran.error
        assert ran.error.count("\n") == 1

    with Server(data):
        for words, said in IMPOSSIBLE:
            refused(words, said)
    refused(*IMPOSSIBLE[0])


def test_a_password_too_short_is_refused_before_anything_is_made(either):
    ran = chatctl(either, "users", "add", "eve", "--password-stdin", input="x\n")
    assert ran.status == 1
    assert "8 characters" in ran.error
    assert roles(either) == {}


def test_how_long_lines_are_kept_is_shown_and_set(data):
    def keep(*words):
        return chatctl(data, "rooms", "keep", "lobby", *words)

    assert keep("7d").out == "Lines in lobby are kept for 7d.\n"
    with Server(data):
        assert keep("default").status == 0
        shown_and_set(keep)


def shown_and_set(keep):
    assert keep().out == "Lines in lobby are kept as long as the setting says: always.\n"
    assert keep("30d").out == "Lines in lobby are kept for 30d.\n"
    assert keep().out == "Lines in lobby are kept for 30d.\n"
    assert keep("always").out == "Lines in lobby are kept always.\n"
    assert keep("default").out == "Lines in lobby are kept as long as the setting says: always.\n"
    assert keep("3 fortnights").status == 1
    assert re.match(r"chatctl: .*write seconds as a number.*\n$", keep("nix").error)


def test_somebody_is_erased_while_others_talk(data):
    password = rows(data, "users", "add", "bob")[0]["password"]
    with Server(data) as server, Client(server.port) as bob, Client(server.port, b"alice\n") as alice:
        bob.asks(cmd="login", name="bob", password=password)
        bob.asks(cmd="join", room="lobby")
        bob.asks(cmd="say", text="my address is 12 Elm Street")
        alice.until("Elm Street")
        bob.asks(cmd="group", name="team", members=["alice"])
        alice.until("added alice")
        assert chatctl(data, "users", "erase", "bob").error == "chatctl: This cannot be undone: say --yes.\n"
        assert "erased-" in chatctl(data, "users", "erase", "bob", "--yes").out
        assert bob.event("bye")["code"] == "signed_out"
        alice.sends("/history 20\n")
        alice.until("(erased)")
        alice.sends("/search Elm\n")
        alice.until("No line was found")
        assert answer(server.port, "bob", password)["code"] == "bad_credentials"
    assert roles(data) == {}
    with sqlite3.connect(data / "chat.db") as database:
        deeds = database.execute("SELECT action, target FROM audit ORDER BY id").fetchall()
    assert deeds == [("account", "bob"), ("erase", "erased-1")]
    ran = chatctl(data, "export", "lobby")
    assert "Elm" not in ran.out
    assert "(erased)" in ran.out


def left_in(data, word):
    """The files of the server in which it is still to be read."""
    found = set()
    for path in data.rglob("*"):
        with suppress(FileNotFoundError):  # it is gone meanwhile, as it should
            if path.is_file() and word in path.read_bytes():
                found.add(path.name)
    return sorted(found - {"chat.db.v1"})


def test_nothing_of_somebody_erased_is_in_any_file_of_a_server_that_runs_on(data):
    word = b"quokkaword"
    (data / "chat.db.v1").write_bytes(word)
    with Server(data, doors=("port", "http-port")) as server, Client(server.port) as bob:
        password = rows(data, "users", "add", "bob")[0]["password"]
        bob.asks(cmd="login", name="bob", password=password)
        bob.asks(cmd="join", room="ops")
        bob.asks(cmd="say", text=word.decode(), ref=1)
        bob.asks(cmd="topic", text=f"all about {word.decode()}", ref=2)
        bob.event("ack", ref=1)
        bob.event("ack", ref=2)
        token = base64.b64encode(f"bob:{password}".encode()).decode()
        with closing(HTTPConnection("127.0.0.1", server.ports["http-port"], timeout=DEADLINE)) as http:
            http.request("PUT", f"/r/ops/{word.decode()}.txt", word, {"Authorization": f"Basic {token}"})
            assert http.getresponse().status == 201
        assert "chat.db-wal" in left_in(data, word)
        said = chatctl(data, "users", "erase", "bob", "--yes").out.splitlines()
        assert said[0].startswith("bob is erased, and shown as erased-")
        assert said[1].startswith(f"{data}/chat.db.v1 is a copy from before")
        assert said[2].startswith("Backups keep what they hold.")
        until = time.monotonic() + DEADLINE
        while left_in(data, word) and time.monotonic() < until:
            time.sleep(0.01)
        assert left_in(data, word) == []


def test_what_is_known_of_somebody_is_written_out(either, tmp_path):
    password = rows(either, "users", "add", "bob")[0]["password"]
    ran = chatctl(either, "users", "export", "bob")
    pieces = ran.rows
    assert (pieces[0]["is"], pieces[0]["name"], pieces[0]["role"]) == ("person", "bob", "user")
    assert password not in ran.out
    assert "argon2" not in ran.out
    target = tmp_path / "bob.jsonl"
    assert chatctl(either, "users", "export", "#1", "--to", str(target)).status == 0
    assert target.read_text() == ran.out
    assert chatctl(either, "users", "export", "#1", "--to", str(target)).status == 1
    assert chatctl(either, "users", "export", "nobody").status == 1
    assert rows(either, "users", "find", "bob")[0]["id"] == 1
