"""Running it: SIGHUP and the log, at a real server."""

import json
import os
import pty
import select
import signal
import sys

import pytest

from tests.live.certificates import Authority, fingerprint, put, whoever
from tests.live.server import DEADLINE, ROOT, Client, Server, json_client, text_client

LINE = "a line that is nobody else's business"
PASSWORD = "correct horse battery staple"


def test_a_hangup_reads_settings_certificates_and_texts_again_and_nobody_notices(tmp_path):
    config = tmp_path / "chat.toml"
    config.write_text("max_topic = 10\n")
    authority = Authority()
    options = ("--config", str(config), *put(tmp_path, *authority.pair()))
    with Server(tmp_path / "data", *options, doors=("port", "tls-port")) as server:
        server.says("fingerprint")
        alice = Client(server.ports["tls-port"], b"alice\n", tls=whoever())
        alice.until("You are in lobby")
        alice.sends("/join ops\n/topic longer than ten\n")
        alice.until("! The topic is longer than 10 bytes")

        config.write_text("max_topic = 30\nmax_lines = 3\n")
        server.process.send_signal(signal.SIGHUP)
        server.says("The settings stay as they were: ")
        assert "max_lines is not a setting" in server.said()

        config.write_text('max_topic = 30\nkey_keep = "1d"\n')
        put(tmp_path, *authority.pair())
        (tmp_path / "data" / "motd.txt").write_text("Be kind.")
        server.process.send_signal(signal.SIGHUP)
        said = server.says("New certificate, SHA-256 fingerprint ")
        assert "max_topic is now 30, was 10" in said
        assert "key_keep is still 7d: restart the server for 1d" in said

        alice.sends("/topic longer than ten\n/topic\n/motd\n")
        alice.until("longer than ten")
        alice.until("Be kind.")
        with Client(server.ports["tls-port"], tls=whoever()) as bob:
            bob.until("Be kind.")
            assert fingerprint(bob.socket.getpeercert(binary_form=True)) in said
        alice.close()


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_log_is_one_line_an_event_and_has_nothing_that_people_send(tmp_path, form):
    options = ("--log-format", form, "--registration", "open")
    with Server(tmp_path / "data", *options, module="tests.live.leaking_server") as server:
        alice = json_client(server.port, "alice")
        token = alice.welcome["token"]
        alice.asks(cmd="say", room="lobby", text=LINE)
        alice.event("ack")
        alice.asks(cmd="topic", room="lobby", text=LINE, ref="later")
        assert alice.event("error")["code"] == "internal"
        alice.asks(cmd="topic", room="lobby", text=LINE)
        alice.rest()
        bob = text_client(server.port, "bob")
        bob.sends(f"/register {PASSWORD}\n/msg bob {LINE}\n/login bob {PASSWORD}\n/search {LINE}\n")
        bob.sends(f"/nosuch {LINE}\n/quit\n")
        bob.rest()
        said = server.says("failed: ")
        server.stop()
    said = server.said()
    assert "Topic failed: ValueError at " in said
    assert said.count("leaking_server.py") == 2
    assert not any(secret in said for secret in (LINE, PASSWORD, token))
    if form == "json":
        events = [json.loads(line) for line in said.splitlines()]
        assert {"time", "level", "source", "message"} == set(events[0])
        assert [event["level"] for event in events if "Topic failed" in event["message"]] == ["critical"]
    else:
        assert all(line[:20].endswith("Z") for line in said.splitlines())


class Terminal:
    """A server in the foreground of a terminal."""

    def __init__(self, folder):
        self.pid, self.screen = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            command = [sys.executable, "-m", "chatservice", "--port", "0", "--http-port", "none"]
            os.execve(sys.executable, command, {**os.environ, "PYTHONPATH": str(ROOT)})  # noqa: S606
        self.said = b""

    def says(self, wanted: bytes) -> None:
        while wanted not in self.said:
            self.said += os.read(self.screen, 4096)

    def end(self) -> int:
        if not select.select([os.pidfd_open(self.pid)], [], [], DEADLINE)[0]:
            os.kill(self.pid, signal.SIGKILL)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def test_in_a_terminal_a_hangup_reads_again_while_the_terminal_is_there(tmp_path):
    terminal = Terminal(tmp_path)
    terminal.says(b"nc 127.0.0.1 ")
    os.kill(terminal.pid, signal.SIGHUP)
    terminal.says(b"Reading settings, certificates and texts again")
    os.kill(terminal.pid, signal.SIGTERM)
    assert terminal.end() == -signal.SIGTERM
    os.close(terminal.screen)


def test_a_server_whose_terminal_is_closed_stops(tmp_path):
    terminal = Terminal(tmp_path)
    terminal.says(b"nc 127.0.0.1 ")
    os.close(terminal.screen)
    assert terminal.end() == 0
