"""The programs people have: two netcats, a telnet, and a JSON client, in one conversation."""

import os
import signal
import subprocess
import sys

import pytest

from tests.live.programs import Program
from tests.live.server import DEADLINE, ROOT, Client, Server, json_client, text_client


@pytest.fixture
def server(tmp_path):
    with Server(tmp_path / "data", doors=("port", "pipe-port", "prompt-port")) as server:
        yield server


def test_two_netcats_a_telnet_and_a_program_talk(server):
    port = str(server.port)
    with (
        Program("nc", "127.0.0.1", port) as alice,
        Program("nc", "127.0.0.1", port) as bob,
        Program("telnet", "127.0.0.1", port, terminal=True) as carol,
        json_client(server.port, "dave") as dave,
    ):
        for person, name in ((alice, "alice"), (bob, "bob"), (carol, "carol")):
            person.until("* ")
            person.types(name)
            person.until(f"* Welcome, {name}.")
        # In the lobby.
        alice.until("* carol came into lobby.")
        alice.types("hello all")
        for person in (bob, carol):
            person.until("[lobby] alice: hello all")
        assert dave.event("message")["text"] == "hello all"
        carol.types("hello from telnet")
        alice.until("[lobby] carol: hello from telnet")
        bob.until("[lobby] carol: hello from telnet")
        # In a room.
        bob.types("/join ops")
        bob.until("* You are in ops (1 here)")
        dave.asks(cmd="join", room="ops")
        dave.event("joined", room="ops")
        bob.until("* dave came into ops.")
        dave.asks(cmd="say", room="ops", text="深夜デプロイ")
        bob.until("[ops] dave: 深夜デプロイ")
        # In a group.
        carol.types("/group team alice,dave")
        alice.until("team")
        dave.event("invited", room="team")
        dave.asks(cmd="say", room="team", text="only us")
        alice.until("[team] dave: only us")
        carol.until("[team] dave: only us")
        # Privately.
        alice.types("/msg bob between us")
        alice.until("[to bob] between us")
        bob.until("[from alice] between us")
        bob.types("/reply yes")
        alice.until("[from bob] yes")
        # Goodbye.
        for person in (alice, bob):
            person.types("quit")
            person.until("* Goodbye.")
            assert person.ends() == 0
        carol.types("/quit")
        carol.until("Connection closed by foreign host")
        assert "only us" not in bob.seen
        assert "between us" not in carol.seen
        assert "deploy" not in alice.seen.lower()


def test_a_pipe_verb_from_printf_is_read_whole_in_each_dialect(server):
    with (
        text_client(server.port, "tess") as text,
        json_client(server.port, "json") as program,
        Client(server.ports["pipe-port"], b"pia\n") as pipe,
    ):
        pipe.until("CONNECTED")
        text.until("pia")
        done = subprocess.run(
            ["sh", "-c", f"printf 'bob\\nBROADCAST|a|b\\n' | nc -N 127.0.0.1 {server.port}"],
            timeout=DEADLINE,
            capture_output=True,
            check=True,
        )
        assert b"Welcome, bob" in done.stdout
        text.until("[lobby] bob: a|b")
        assert program.event("message")["text"] == "a|b"
        pipe.until("bob: a|b")


def test_a_stop_tells_everyone_and_loses_nothing_under_way(server):
    text, program = text_client(server.port, "alice"), json_client(server.port, "bob")
    for number in range(50):
        program.asks(cmd="say", room="lobby", text=str(number), key=str(number))
    program.event("ack")
    assert server.stop(signal.SIGTERM) == -signal.SIGTERM  # twistd ends by the signal it got
    acks = 1 + sum('"event":"ack"' in line for line in program.rest())
    lines = text.rest()
    assert lines[-1].startswith("* ")
    assert sum(" bob: " in line for line in lines) == acks
    assert '"bye"' in program.lines[-1]
    with Server(server.data) as again, json_client(again.port, "carol", room="") as carol:
        carol.asks(cmd="join", room="lobby")
        assert carol.event("joined")["head"] == acks


def test_an_interrupt_stops_it_too(server):
    with text_client(server.port, "alice") as alice:
        assert server.stop(signal.SIGINT) == -signal.SIGINT
        assert alice.rest()[-1].startswith("* ")


def test_a_port_in_use_is_one_line_and_status_1(server, tmp_path):
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "chatservice",
            "--data",
            str(tmp_path / "other"),
            "--port",
            str(server.port),
            "--http-port",
            "none",
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    [line] = done.stderr.splitlines()
    assert str(server.port) in line
    assert "--port" in line


def test_an_address_of_another_machine_is_one_line_and_status_1(tmp_path):
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "chatservice",
            "--data",
            str(tmp_path / "data"),
            "--bind",
            "192.0.2.1",
            "--http-port",
            "none",
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )
    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    assert "--bind 192.0.2.1" in line


def test_a_guest_whose_netcat_was_killed_comes_back_as_the_same(server):
    with Program("nc", "127.0.0.1", str(server.port)) as bob:
        bob.until("* ")
        bob.types("bob")
        bob.until("You are in lobby")
        with Program("nc", "127.0.0.1", str(server.port)) as alice:
            alice.until("* ")
            alice.types("alice")
            alice.until("You are in lobby")
            alice.types("/group team bob")
            alice.until("You are in team")
            alice.types("/token")
            alice.until("/login ")
            token = alice.seen.rpartition("/login ")[2].split()[0]
            alice.process.send_signal(signal.SIGKILL)
        bob.until("* alice left lobby.")
        bob.types("/join team")
        bob.types("meanwhile")
        with Program("nc", "127.0.0.1", str(server.port)) as alice:
            alice.until("* ")
            alice.types(f"/login {token}")
            alice.until("* Welcome back, alice.")
            alice.types("/missed")
            alice.until("meanwhile")


def test_a_text_that_is_piped_into_netcat_arrives_whole(server):
    text = "".join(f"line {number}\n" for number in range(1, 21))
    with text_client(server.port, "bob") as bob:
        subprocess.run(
            ["nc", "-q", "1", "127.0.0.1", str(server.port)],
            input=f"alice\n{text}",
            check=True,
            text=True,
            capture_output=True,
            timeout=DEADLINE,
        )
        for number in range(1, 21):
            assert bob.until("alice: ") == f"[lobby] alice: line {number}"
        bob.until("* alice left lobby.")
